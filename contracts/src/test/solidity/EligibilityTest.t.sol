// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IERC7943MultiToken} from "contracts/interfaces/IERC7943MultiToken.sol";
import {IEligibility} from "contracts/interfaces/IEligibility.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract EligibilityTest is Stage {
    uint256 private constant LAPSES = NOW + 10 days;

    function test_aPermissionLetsItsAccountHoldAndMoveUntilItLapses() public {
        _fund(ADA, 10 * DOLLAR);
        vm.expectEmit();
        emit IEligibility.Permitted(STRANGER, LAPSES);
        _permit(STRANGER, 0, LAPSES);
        vm.assertEq(vault.eligibleUntil(STRANGER), LAPSES, "until");

        vm.warp(LAPSES);
        _pay(ADA, STRANGER, DOLLAR);
        _pay(STRANGER, BOB, DOLLAR / 2);
        vm.assertTrue(vault.canSend(STRANGER), "last second");

        vm.warp(LAPSES + 1);
        vm.assertFalse(vault.canSend(STRANGER), "lapsed by itself");
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        _pay(ADA, STRANGER, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotSend.selector, STRANGER)
        );
        _pay(STRANGER, BOB, 1);

        vm.prank(STRANGER);
        vault.withdraw(DOLLAR / 2); // the way out does not lapse
    }

    function test_settlementsHeedItsLapse() public {
        _fund(STRANGER, 0, 10 * DOLLAR);
        IVault.Leg[] memory legs = new IVault.Leg[](2);
        (address first, address second) = STRANGER < ADA ? (STRANGER, ADA) : (ADA, STRANGER);
        legs[0] = IVault.Leg(first, cash, first == ADA ? int256(1) : -1);
        legs[1] = IVault.Leg(second, cash, second == ADA ? int256(1) : -1);
        vm.prank(STRANGER);
        vault.settle("one", legs);
        vm.warp(LAPSES + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotSend.selector, STRANGER)
        );
        vm.prank(STRANGER);
        vault.settle("two", legs);
    }

    function test_aLaterPermissionProlongsAndAnEarlierOneDoesNotShorten() public {
        _permit(STRANGER, 0, LAPSES);
        _permit(STRANGER, 0, LAPSES + 1 days);
        _permit(STRANGER, 0, LAPSES);
        vm.assertEq(vault.eligibleUntil(STRANGER), LAPSES + 1 days, "the longest");
        _permit(ADA, 0, LAPSES);
        vm.assertEq(vault.eligibleUntil(ADA), type(uint64).max, "listed stays listed");
    }

    function test_strikingOffVoidsEveryPermissionSignedBefore() public {
        bytes memory kept = _sign(STRANGER, 0, LAPSES, REGISTRAR_KEY);
        _permit(STRANGER, 0, LAPSES - 1);
        _setEligible(STRANGER, false);
        vm.assertFalse(vault.canSend(STRANGER), "at once");

        vm.expectRevert(abi.encodeWithSelector(IEligibility.PermissionVoid.selector, STRANGER, 0));
        vault.permit(IEligibility.Permission(STRANGER, 0, LAPSES), kept);

        vm.assertEq(vault.permissionNonce(STRANGER), 1, "the next");
        _permit(STRANGER, 1, LAPSES);
        vm.assertTrue(vault.canSend(STRANGER), "admitted anew");
    }

    function test_strikingOffEndsAListingToo() public {
        _permit(ADA, 0, LAPSES);
        _setEligible(ADA, false);
        vm.assertFalse(vault.canSend(ADA), "no permission lives on under a listing");
        _setEligible(ADA, true);
        vm.assertEq(vault.permissionNonce(ADA), 1, "listing voids nothing");
    }

    function test_refusesAPermissionThatIsNotInOrder() public {
        IEligibility.Permission memory permission = IEligibility.Permission(STRANGER, 0, NOW - 1);
        bytes memory signature = _sign(STRANGER, 0, NOW - 1, REGISTRAR_KEY);
        vm.expectRevert(abi.encodeWithSelector(IEligibility.PermissionExpired.selector, NOW - 1));
        vault.permit(permission, signature);

        permission.expiry = LAPSES;
        signature = _sign(STRANGER, 0, LAPSES, ATTESTER_KEY);
        vm.expectRevert(
            abi.encodeWithSelector(IEligibility.NotARegistrar.selector, vm.addr(ATTESTER_KEY))
        );
        vault.permit(permission, signature);

        signature = _sign(STRANGER, 0, LAPSES + 1, REGISTRAR_KEY);
        vm.expectPartialRevert(IEligibility.NotARegistrar.selector);
        vault.permit(permission, signature);

        vm.chainId(1);
        signature = _sign(STRANGER, 0, LAPSES, REGISTRAR_KEY);
        vm.chainId(31_337);
        vm.expectPartialRevert(IEligibility.NotARegistrar.selector);
        vault.permit(permission, signature);
    }

    function test_theVaultItselfAndNobodyArePermittedNothing() public {
        address[2] memory nobody = [address(0), address(vault)];
        for (uint256 i = 0; i < 2; i++) {
            bytes memory signature = _sign(nobody[i], 0, LAPSES, REGISTRAR_KEY);
            vm.expectRevert(
                abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, nobody[i])
            );
            vault.permit(IEligibility.Permission(nobody[i], 0, LAPSES), signature);
        }
    }

    /// Who is no registrar any more signs nothing that is still to be presented.
    function test_aRevokedRegistrarsSignatureIsWorthNothing() public {
        bytes memory signature = _sign(STRANGER, 0, LAPSES, REGISTRAR_KEY);
        manager.revokeRole(11, vm.addr(REGISTRAR_KEY));
        vm.expectPartialRevert(IEligibility.NotARegistrar.selector);
        vault.permit(IEligibility.Permission(STRANGER, 0, LAPSES), signature);
    }

    function _permit(address account, uint256 nonce, uint256 expiry) private {
        bytes memory signature = _sign(account, nonce, expiry, REGISTRAR_KEY);
        vault.permit(IEligibility.Permission(account, nonce, expiry), signature);
    }

    function _sign(address account, uint256 nonce, uint256 expiry, uint256 key)
        private
        view
        returns (bytes memory)
    {
        return
            _signature(key, vault.permissionHash(IEligibility.Permission(account, nonce, expiry)));
    }

    function _fund(address account, uint256 nonce, uint256 amount) private {
        _permit(account, nonce, LAPSES);
        _fund(account, amount);
    }

    function _pay(address from, address to, uint256 amount) private {
        vm.prank(from);
        vault.transfer(to, cash, amount);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IERC7943MultiToken} from "contracts/interfaces/IERC7943MultiToken.sol";
import {IRecovery} from "contracts/interfaces/IRecovery.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// Ada lost her key; her new account is at BOB's.
contract RecoveryTest is Stage {
    address private immutable REGISTRAR = vm.addr(REGISTRAR_KEY);

    function setUp() public override {
        super.setUp();
        _fund(ADA, 100 * DOLLAR);
        _giveHours(ADA, 10 * HOUR);
    }

    // AGREED

    function test_movesEverythingAWeekAfterTwoRolesAgreed() public {
        vm.expectEmit();
        emit IRecovery.RecoveryProposed(ADA, BOB, NOW + 7 days);
        _propose(BOB);
        (address fresh, uint256 notBefore) = vault.recoveryOf(ADA);
        vm.assertEq(fresh, BOB, "to");
        vm.assertEq(notBefore, NOW + 7 days, "from");

        vm.warp(NOW + 7 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryTooEarly.selector, NOW + 7 days));
        vault.recover(ADA, BOB, _ids());
        vm.warp(NOW + 7 days);
        vm.expectEmit();
        emit IERC7943MultiToken.ForcedTransfer(ADA, BOB, cash, 100 * DOLLAR);
        vault.recover(ADA, BOB, _ids());
        vm.assertEq(vault.balanceOf(BOB, cash), 100 * DOLLAR, "dollars");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 10 * HOUR, "hours");
    }

    function test_whatComesInLaterFollowsUntilItIsCalledOff() public {
        _recovered();
        _fund(ADA, DOLLAR);
        vault.recover(ADA, BOB, _ids());
        vm.assertEq(vault.balanceOf(BOB, cash), 101 * DOLLAR, "followed");
        vm.prank(OPERATIONS);
        vault.cancelRecovery(ADA);
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryUnknown.selector, ADA, BOB));
        vault.recover(ADA, BOB, _ids());
    }

    function test_whatIsFrozenStaysFrozen() public {
        vm.startPrank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 30 * DOLLAR);
        vault.setFrozenTokens(BOB, cash, 5 * DOLLAR);
        vault.setFrozenTokens(ADA, SERIES, type(uint256).max);
        vault.setFrozenTokens(BOB, SERIES, 1);
        vm.stopPrank();
        _recovered();
        vm.assertEq(vault.getFrozenTokens(ADA, cash), 0, "nothing left behind");
        vm.assertEq(vault.getFrozenTokens(BOB, cash), 35 * DOLLAR, "beside what was");
        vm.assertEq(vault.getFrozenTokens(BOB, SERIES), type(uint256).max, "all of it");
        vm.assertFalse(vault.canTransfer(BOB, OLGA, SERIES, HOUR), "as before");
    }

    function test_goesToWhoMayHoldOnlyAndNotAfterExpiry() public {
        _propose(STRANGER);
        vm.warp(NOW + 7 days);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        vault.recover(ADA, STRANGER, _ids());

        _propose(BOB);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vault.recover(ADA, BOB, _ids());
    }

    // NOT AGREED

    function test_whoStillHasTheKeyCallsItOff() public {
        _propose(BOB);
        vm.expectEmit();
        emit IRecovery.RecoveryCancelled(ADA, BOB);
        vm.prank(ADA);
        vault.cancelRecovery(ADA);
        _expectUnknown(BOB);
    }

    function test_theGuardianCallsItOffAndNobodyElse() public {
        _propose(BOB);
        address[3] memory others = [BOB, REGISTRAR, address(this)];
        for (uint256 i = 0; i < others.length; i++) {
            vm.expectRevert(_unauthorized(others[i]));
            vm.prank(others[i]);
            vault.cancelRecovery(ADA);
        }
        vm.prank(OPERATIONS);
        vault.cancelRecovery(ADA);
        _expectUnknown(BOB);
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryUnknown.selector, ADA, address(0)));
        vm.prank(ADA);
        vault.cancelRecovery(ADA);
    }

    function test_neitherRoleCanDoItAlone() public {
        vm.expectRevert(_unauthorized(address(this)));
        vault.proposeRecovery(ADA, BOB);
        _propose(BOB);
        vm.warp(NOW + 7 days);
        vm.expectRevert(_unauthorized(REGISTRAR));
        vm.prank(REGISTRAR);
        vault.recover(ADA, BOB, _ids());
    }

    /// What the governor scheduled for one account is not carried out for another.
    function test_anotherProposalReplacesTheFirstAndItsWeekBeginsAnew() public {
        _propose(BOB);
        vm.warp(NOW + 6 days);
        _propose(OLGA);
        vm.warp(NOW + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryUnknown.selector, ADA, BOB));
        vault.recover(ADA, BOB, _ids());
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryTooEarly.selector, NOW + 13 days));
        vault.recover(ADA, OLGA, _ids());
    }

    function test_refusesToRecoverWhatWasNeverProposedOrToNobody() public {
        _expectUnknown(address(0));
        address[2] memory nowhere = [ADA, address(0)];
        for (uint256 i = 0; i < 2; i++) {
            vm.expectRevert(
                abi.encodeWithSelector(IRecovery.RecoveryNowhere.selector, ADA, nowhere[i])
            );
            _propose(nowhere[i]);
        }
    }

    function _propose(address fresh) private {
        vm.prank(REGISTRAR);
        vault.proposeRecovery(ADA, fresh);
    }

    function _recovered() private {
        _propose(BOB);
        vm.warp(NOW + 7 days);
        vault.recover(ADA, BOB, _ids());
    }

    function _expectUnknown(address fresh) private {
        vm.warp(block.timestamp + 7 days);
        vm.expectRevert(abi.encodeWithSelector(IRecovery.RecoveryUnknown.selector, ADA, fresh));
        vault.recover(ADA, fresh, _ids());
    }

    function _ids() private view returns (uint256[] memory ids) {
        ids = new uint256[](2);
        (ids[0], ids[1]) = (cash, SERIES);
    }
}

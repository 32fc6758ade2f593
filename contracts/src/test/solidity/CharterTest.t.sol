// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {Charter} from "contracts/Charter.sol";
import {IERC7943MultiToken} from "contracts/interfaces/IERC7943MultiToken.sol";
import {IFixingOracle} from "contracts/interfaces/IFixingOracle.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {Roles} from "contracts/libraries/Roles.sol";

contract CharterTest is Stage {
    uint32 private constant DELAY = 2 days;

    function test_constitutesForAnAdministratorOnlyAndLeaves() public {
        Charter charter = new Charter();
        Charter.Contracts memory contracts;
        manager.grantRole(Roles.ADMIN, address(charter), 0);
        vm.expectRevert(abi.encodeWithSelector(Charter.NotTheAdministrator.selector, ADA));
        vm.prank(ADA);
        charter.constitute(manager, contracts, 0);

        contracts.vault = address(vault);
        contracts.delivery = address(delivery);
        contracts.clearing = address(clearing);
        contracts.fund = address(fund);
        contracts.options = address(options);
        charter.constitute(manager, contracts, 0);
        (bool administers,) = manager.hasRole(Roles.ADMIN, address(charter));
        (bool issues,) = manager.hasRole(Roles.ISSUER, address(charter));
        vm.assertFalse(administers || issues, "keeps nothing");
    }

    function test_theContractsThatHoldAreEligible() public view {
        vm.assertTrue(vault.canReceive(address(delivery)), "delivery");
        vm.assertTrue(vault.canReceive(address(clearing)), "clearing");
        vm.assertTrue(vault.canReceive(address(fund)), "fund");
        vm.assertTrue(vault.canReceive(address(options)), "options");
    }

    // WHO MAY DO WHAT

    function test_theGovernorAndNoOtherRoleDoesWhatWeighs() public view {
        bytes4[4] memory ofVault = [
            IVault.resume.selector,
            IERC7943MultiToken.forcedTransfer.selector,
            vault.recover.selector,
            vault.setOutflowLimit.selector
        ];
        for (uint256 i = 0; i < ofVault.length; i++) {
            _expectRole(address(vault), ofVault[i], Roles.GOVERNOR);
        }
        _expectRole(address(oracle), IFixingOracle.setContributor.selector, Roles.GOVERNOR);
        _expectRole(address(oracle), IFixingOracle.setQuorum.selector, Roles.GOVERNOR);
    }

    function test_theContractOfExchangesAloneBringsOneLegOfThem() public view {
        _expectRole(address(clearing), clearing.novateExchanged.selector, Roles.EXCHANGE);
        _expectRole(address(settlement), settlement.settleExchanged.selector, Roles.EXCHANGE);
        _expectRole(address(exchange), exchange.exchange.selector, Roles.CLEARER);
        (bool brings,) = manager.hasRole(Roles.EXCHANGE, address(exchange));
        vm.assertTrue(brings, "it does");
    }

    function test_theAdministratorAloneGrantsRoles() public {
        for (uint64 role = 0; role <= Roles.EXCHANGE; role++) {
            vm.assertEq(manager.getRoleAdmin(role), Roles.ADMIN, "whose role it is to grant");
            vm.expectRevert(
                abi.encodeWithSelector(
                    IAccessManager.AccessManagerUnauthorizedAccount.selector,
                    OPERATIONS,
                    Roles.ADMIN
                )
            );
            vm.prank(OPERATIONS);
            manager.grantRole(role, OPERATIONS, 0);
        }
    }

    /// The guardian calls off what is the governor's, which gives it no right to do it.
    function test_theGuardianGovernsNothing() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(_unauthorized(OPERATIONS));
        vault.resume();
        bytes4[] memory selectors = new bytes4[](1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessManager.AccessManagerUnauthorizedAccount.selector, OPERATIONS, Roles.ADMIN
            )
        );
        manager.setTargetFunctionRole(address(vault), selectors, Roles.GUARDIAN);
    }

    // DELAYS

    function test_theGovernorWaitsBeforeItActs() public {
        manager.grantRole(Roles.GOVERNOR, ADA, DELAY);
        bytes memory call = abi.encodeCall(IVault.resume, ());
        bytes32 operation = manager.hashOperation(ADA, address(vault), call);
        vm.prank(OPERATIONS);
        vault.halt();

        vm.startPrank(ADA);
        vm.expectRevert(_error(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vault.resume();
        manager.schedule(address(vault), call, 0);
        vm.warp(NOW + DELAY - 1);
        vm.expectRevert(_error(IAccessManager.AccessManagerNotReady.selector, operation));
        vault.resume();
        vm.warp(NOW + DELAY);
        vault.resume();
        vm.assertFalse(vault.halted(), "runs again");

        vm.expectRevert(_error(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vault.resume(); // once scheduled, once done
    }

    function test_theGuardianCallsOffWhatTheGovernorScheduled() public {
        manager.grantRole(Roles.GOVERNOR, ADA, DELAY);
        bytes memory call = abi.encodeCall(vault.forcedTransfer, (BOB, ADA, cash, DOLLAR));
        vm.prank(ADA);
        (bytes32 operation,) = manager.schedule(address(vault), call, 0);

        vm.expectPartialRevert(IAccessManager.AccessManagerUnauthorizedCancel.selector);
        vm.prank(BOB);
        manager.cancel(ADA, address(vault), call);
        vm.prank(OPERATIONS);
        manager.cancel(ADA, address(vault), call);

        vm.warp(NOW + DELAY);
        vm.expectRevert(_error(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vm.prank(ADA);
        vault.forcedTransfer(BOB, ADA, cash, DOLLAR);
    }

    function test_theAdministratorWaitsToo() public {
        manager.grantRole(Roles.ADMIN, address(this), DELAY);
        bytes memory call = abi.encodeCall(manager.grantRole, (Roles.ISSUER, ADA, 0));
        bytes32 operation = manager.hashOperation(address(this), address(manager), call);
        vm.expectRevert(_error(IAccessManager.AccessManagerNotScheduled.selector, operation));
        manager.grantRole(Roles.ISSUER, ADA, 0);
        manager.schedule(address(manager), call, 0);
        vm.warp(NOW + DELAY - 1);
        vm.expectRevert(_error(IAccessManager.AccessManagerNotReady.selector, operation));
        manager.execute(address(manager), call);
        vm.warp(NOW + DELAY);
        manager.execute(address(manager), call);
        (bool issues,) = manager.hasRole(Roles.ISSUER, ADA);
        vm.assertTrue(issues, "granted");
    }

    function test_theAdministratorCannotShortenItsDelayAtOnce() public {
        manager.grantRole(Roles.ADMIN, address(this), DELAY);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        manager.grantRole(Roles.ADMIN, address(this), 0);
        vm.expectPartialRevert(IAccessManager.AccessManagerNotScheduled.selector);
        manager.grantRole(Roles.ADMIN, ADA, 0);
    }

    function test_theGuardianCallsOffWhatTheAdministratorScheduled() public {
        manager.grantRole(Roles.ADMIN, address(this), DELAY);
        bytes4[] memory selectors = new bytes4[](1);
        bytes[8] memory calls = [
            abi.encodeCall(manager.grantRole, (Roles.ISSUER, ADA, 0)),
            abi.encodeCall(manager.setRoleAdmin, (Roles.ISSUER, Roles.ISSUER)),
            abi.encodeCall(manager.setRoleGuardian, (Roles.GOVERNOR, Roles.ISSUER)),
            abi.encodeCall(manager.setGrantDelay, (Roles.GOVERNOR, 0)),
            abi.encodeCall(manager.setTargetAdminDelay, (address(vault), 0)),
            abi.encodeCall(manager.setTargetClosed, (address(vault), true)),
            abi.encodeCall(manager.setTargetFunctionRole, (address(vault), selectors, 0)),
            abi.encodeCall(manager.updateAuthority, (address(vault), ADA))
        ];
        for (uint256 i = 0; i < calls.length; i++) {
            (bytes32 operation,) = manager.schedule(address(manager), calls[i], 0);
            vm.prank(OPERATIONS);
            manager.cancel(address(this), address(manager), calls[i]);
            vm.assertEq(manager.getSchedule(operation), 0, "called off");
        }
    }

    /// Or a guardian that went bad would be one for ever.
    function test_theGuardianCannotKeepItsRole() public {
        manager.grantRole(Roles.ADMIN, address(this), DELAY);
        bytes memory call = abi.encodeCall(manager.revokeRole, (Roles.GUARDIAN, OPERATIONS));
        manager.schedule(address(manager), call, 0);
        vm.expectPartialRevert(IAccessManager.AccessManagerUnauthorizedCancel.selector);
        vm.prank(OPERATIONS);
        manager.cancel(address(this), address(manager), call);
        vm.warp(NOW + DELAY);
        manager.execute(address(manager), call);
        (bool guards,) = manager.hasRole(Roles.GUARDIAN, OPERATIONS);
        vm.assertFalse(guards, "revoked");
    }

    function test_whoIsNewlyTrustedWaits() public {
        vm.warp(NOW + 5 days); // the AccessManager's own, before a delay of grants counts
        uint64[4] memory roles = [Roles.ADMIN, Roles.GOVERNOR, Roles.VENUE, Roles.EXCHANGE];
        for (uint256 i = 0; i < roles.length; i++) {
            manager.grantRole(roles[i], BOB, 0);
            (bool member,) = manager.hasRole(roles[i], BOB);
            vm.assertFalse(member, "not yet");
        }
        vm.warp(NOW + 5 days + GRANT_DELAY);
        for (uint256 i = 0; i < roles.length; i++) {
            (bool member,) = manager.hasRole(roles[i], BOB);
            vm.assertTrue(member, "now");
        }
    }

    function _expectRole(address target, bytes4 selector, uint64 role) private view {
        vm.assertEq(manager.getTargetFunctionRole(target, selector), role, "role");
    }

    function _error(bytes4 selector, bytes32 operation) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, operation);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IPayouts} from "contracts/interfaces/IPayouts.sol";

/// @notice Dollars that a venue holds reach who they belong to, whatever the Vault would credit.
contract PayoutsTest is Stage {
    function setUp() public override {
        super.setUp();
        _fund(ADA, 100 * DOLLAR);
        vm.prank(ADA);
        clearing.addMargin(100 * DOLLAR);
    }

    function test_aClaimWhereTheVaultCredits() public {
        _withdrawMargin(40 * DOLLAR);
        vm.assertEq(vault.balanceOf(ADA, cash), 40 * DOLLAR, "claim");
        vm.assertEq(dollar.balanceOf(ADA), 0, "no tokens");
    }

    function test_theTokenItselfThroughAHalt() public {
        vm.prank(OPERATIONS);
        vault.halt();
        vm.expectEmit();
        emit IPayouts.PaidOut(ADA, 40 * DOLLAR);
        _withdrawMargin(40 * DOLLAR);
        vm.assertEq(vault.balanceOf(ADA, cash), 0, "no claim");
        vm.assertEq(dollar.balanceOf(ADA), 40 * DOLLAR, "tokens");
        vm.assertEq(vault.balanceOf(address(clearing), cash), 60 * DOLLAR, "the rest is there");
    }

    function test_theTokenItselfToWhoMayNotHoldHereAnyMore() public {
        _setEligible(ADA, false);
        _withdrawMargin(40 * DOLLAR);
        vm.assertEq(dollar.balanceOf(ADA), 40 * DOLLAR, "tokens");
    }

    function test_noWayAroundAFreeze() public {
        vm.startPrank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 1);
        vault.halt();
        vm.stopPrank();
        vm.expectPartialRevert(bytes4(keccak256("Halted()")));
        _withdrawMargin(40 * DOLLAR);
    }

    function test_aVenuesDollarsStayWhereTheyAreFrozen() public {
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(address(clearing), cash, type(uint256).max);
        _expectNothing();
        vm.prank(OPERATIONS);
        vault.halt();
        _expectNothing();
    }

    function _expectNothing() private {
        vm.prank(ADA);
        try clearing.withdrawMargin(40 * DOLLAR) {
            vm.assertTrue(false, "it was paid");
        } catch {}
    }

    function _withdrawMargin(uint256 amount) private {
        vm.prank(ADA);
        clearing.withdrawMargin(amount);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IJournalAnchor} from "contracts/interfaces/IJournalAnchor.sol";

contract JournalAnchorTest is Stage {
    function test_anchorsGrowingHeads() public {
        vm.startPrank(OPERATIONS);
        journal.anchor(10, "ten");
        journal.anchor(12, "twelve");
        (uint256 size, bytes32 root) = journal.latest();
        vm.assertEq(size, 12, "size");
        vm.assertEq(root, "twelve", "root");
        vm.assertEq(journal.rootAt(10), "ten", "earlier");
        vm.assertEq(journal.rootAt(11), 0, "none");
    }

    function test_refusesAHeadThatDoesNotGrow() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IJournalAnchor.NotGrowing.selector, 0, 0));
        journal.anchor(0, "none");
        journal.anchor(10, "ten");
        vm.expectRevert(abi.encodeWithSelector(IJournalAnchor.NotGrowing.selector, 10, 10));
        journal.anchor(10, "another ten");
        vm.stopPrank();
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        journal.anchor(11, "eleven");
    }
}

contract DevDollarTest is Stage {
    function test_onlyItsOwnerMakesDollars() public {
        dollar.mint(ADA, 5);
        vm.assertEq(dollar.balanceOf(ADA), 5, "made");
        vm.assertEq(uint256(dollar.decimals()), 6, "decimals");
        vm.expectRevert(abi.encodeWithSignature("OwnableUnauthorizedAccount(address)", ADA));
        vm.prank(ADA);
        dollar.mint(ADA, 5);
    }
}

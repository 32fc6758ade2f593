// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {FixingOracle} from "contracts/FixingOracle.sol";
import {IFixingOracle} from "contracts/interfaces/IFixingOracle.sol";

contract FixingOracleTest is Stage {
    uint256 private constant TODAY = NOW / 1 days;

    function setUp() public override {
        super.setUp();
        uint256[3] memory keys = _contributors();
        for (uint256 i = 0; i < 3; i++) {
            oracle.setContributor(vm.addr(keys[i]), true);
        }
    }

    function test_publishesWhatAQuorumSigned() public {
        bytes[] memory signatures = _sign(_vote(TODAY));
        vm.expectEmit();
        emit IFixingOracle.FixingPublished(INDEX, TODAY, 6_642_500, 242_500, "receipts");
        vm.prank(OPERATIONS);
        oracle.fix(_vote(TODAY), signatures);
        (uint256 value, uint256 band, bytes32 receipts) = oracle.fixingOf(INDEX, TODAY);
        vm.assertEq(value, 6_642_500, "value");
        vm.assertEq(band, 242_500, "band");
        vm.assertEq(receipts, "receipts", "receipts");
    }

    function test_neverOverwrites() public {
        bytes[] memory first = _sign(_vote(TODAY));
        vm.startPrank(OPERATIONS);
        oracle.fix(_vote(TODAY), first);
        IFixingOracle.FixingVote memory other = _vote(TODAY);
        other.value += 1;
        bytes[] memory signatures = _sign(other);
        vm.expectRevert(abi.encodeWithSelector(IFixingOracle.AlreadyFixed.selector, INDEX, TODAY));
        oracle.fix(other, signatures);
    }

    function test_refusesAFixingOfTomorrowOrOfNothing() public {
        IFixingOracle.FixingVote memory vote = _vote(TODAY + 1);
        _expect(
            vote, _sign(vote), abi.encodeWithSelector(IFixingOracle.DayInFuture.selector, TODAY + 1)
        );
        vote = _vote(TODAY);
        vote.value = 0;
        _expect(vote, _sign(vote), abi.encodeWithSelector(IFixingOracle.ZeroValue.selector));
    }

    function test_refusesTooFewOrRepeatedSigners() public {
        IFixingOracle.FixingVote memory vote = _vote(TODAY);
        bytes[] memory signatures = _sign(vote);
        bytes[] memory two = new bytes[](2);
        (two[0], two[1]) = (signatures[0], signatures[1]);
        _expect(vote, two, abi.encodeWithSelector(IFixingOracle.QuorumMissing.selector, 3, 2));

        signatures[2] = signatures[1];
        address signer = vm.addr(_contributors()[1]);
        _expect(
            vote, signatures, abi.encodeWithSelector(IFixingOracle.SignersUnsorted.selector, signer)
        );
    }

    function test_refusesSignersWhoDoNotCount() public {
        IFixingOracle.FixingVote memory vote = _vote(TODAY);
        bytes[] memory signatures = _sign(vote);
        address gone = vm.addr(_contributors()[0]);
        oracle.setContributor(gone, false);
        vm.assertFalse(oracle.isContributor(gone), "struck off");
        _expect(
            vote, signatures, abi.encodeWithSelector(IFixingOracle.NotAContributor.selector, gone)
        );
    }

    function test_refusesAVoteForAnotherChain() public {
        IFixingOracle.FixingVote memory vote = _vote(TODAY);
        vm.chainId(1);
        bytes[] memory elsewhere = _sign(vote);
        vm.chainId(31_337);
        vm.expectPartialRevert(IFixingOracle.NotAContributor.selector);
        vm.prank(OPERATIONS);
        oracle.fix(vote, elsewhere);
    }

    function test_whoBringsFixingsDoesNotChooseWhoSigns() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(_unauthorized(OPERATIONS));
        oracle.setContributor(OPERATIONS, true);
        vm.expectRevert(_unauthorized(OPERATIONS));
        oracle.setQuorum(1);
        vm.stopPrank();

        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        oracle.fix(_vote(TODAY), new bytes[](0));
    }

    function test_aQuorumIsAtLeastOne() public {
        oracle.setQuorum(2);
        vm.assertEq(oracle.quorum(), 2, "quorum");
        vm.expectRevert(IFixingOracle.ZeroValue.selector);
        oracle.setQuorum(0);
        vm.expectRevert(IFixingOracle.ZeroValue.selector);
        new FixingOracle(address(manager), 0);
    }

    function _vote(uint256 day) private pure returns (IFixingOracle.FixingVote memory) {
        return IFixingOracle.FixingVote(INDEX, day, 6_642_500, 242_500, "receipts");
    }

    function _sign(IFixingOracle.FixingVote memory vote)
        private
        view
        returns (bytes[] memory signatures)
    {
        signatures = new bytes[](3);
        uint256[3] memory keys = _contributors();
        for (uint256 i = 0; i < 3; i++) {
            signatures[i] = _signature(keys[i], oracle.voteHash(vote));
        }
    }

    function _expect(
        IFixingOracle.FixingVote memory vote,
        bytes[] memory signatures,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        oracle.fix(vote, signatures);
    }
}

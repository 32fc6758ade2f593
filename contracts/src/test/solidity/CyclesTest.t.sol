// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Crowd} from "./Crowd.sol";
import {Treasury} from "./SettlementTest.t.sol";
import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {ICycles} from "contracts/interfaces/ICycles.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract CyclesTest is Crowd {
    uint256 private constant PRICE = 2_150_000; // $2.15 a GPU-hour

    function setUp() public override {
        super.setUp();
        _fund(ADA, 1000 * DOLLAR);
        _giveHours(BOB, 100 * HOUR);
    }

    // ONE NET FOR MANY TRADES

    function test_settlesTheNetOfItsTrades() public {
        IVault.Leg[] memory legs = _adaBuys(10 * HOUR);
        ICycles.CycleTrade[] memory trades = _trades(3);
        ICycles.Cycle memory cycle = _cycle(1, trades);
        bytes[] memory signatures = _signed(cycle, legs);
        vm.expectEmit();
        emit ICycles.CycleSettled(1, cycle.root, 3, 4);
        vm.prank(OPERATIONS);
        settlement.settleCycle(cycle, legs, signatures);

        vm.assertEq(vault.balanceOf(ADA, SERIES), 10 * HOUR, "hours bought");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 90 * HOUR, "hours left");
        vm.assertEq(vault.balanceOf(BOB, cash), 21_500_000, "dollars got");
        vm.assertEq(vault.balanceOf(ADA, cash), 1000 * DOLLAR - 21_500_000, "dollars left");
        vm.assertEq(settlement.cycles(), 1, "cycles");
        vm.assertEq(settlement.rootOf(1), cycle.root, "root");
    }

    function test_aSignerShowsTheirTradeIsAmongThem() public {
        for (uint256 count = 1; count <= 9; count++) {
            ICycles.CycleTrade[] memory trades = _trades(count);
            ICycles.Cycle memory cycle = _cycle(count, trades);
            _settle(cycle, _adaBuys(HOUR));
            for (uint256 i = 0; i < count; i++) {
                bytes32[] memory proof = _proof(trades, i);
                vm.assertTrue(settlement.isOfCycle(count, trades[i], proof), "its own");
                vm.assertFalse(settlement.isOfCycle(count + 1, trades[i], proof), "not settled");
                trades[i].cash += 1;
                vm.assertFalse(settlement.isOfCycle(count, trades[i], proof), "another amount");
                trades[i].cash -= 1;
            }
        }
    }

    function test_aContractAccountAgreesByItsOwnWord() public {
        Treasury treasury = new Treasury();
        _admit(address(treasury));
        _fund(address(treasury), 100 * DOLLAR);
        IVault.Leg[] memory legs = _sale(address(treasury), BOB, HOUR);
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        bytes32 hash = settlement.cycleHash(cycle, legs);
        bytes[] memory signatures = new bytes[](2);
        bool first = address(treasury) < BOB;
        signatures[first ? 1 : 0] = _signature(BOB_KEY, hash);
        _expect(
            cycle,
            legs,
            signatures,
            abi.encodeWithSelector(ICycles.NotAgreed.selector, 1, address(treasury))
        );
        treasury.agree(hash);
        vm.prank(OPERATIONS);
        settlement.settleCycle(cycle, legs, signatures);
        vm.assertEq(vault.balanceOf(address(treasury), SERIES), HOUR, "hours");
    }

    // REFUSALS

    function test_onlyTheSettlerSettles() public {
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        bytes[] memory signatures = _signed(cycle, legs);
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        settlement.settleCycle(cycle, legs, signatures);
    }

    function test_cyclesAreNumberedWithoutGapsAndSettleOnce() public {
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        _expectSigned(
            _cycle(2, _trades(1)),
            legs,
            abi.encodeWithSelector(ICycles.CycleOutOfTurn.selector, 1, 2)
        );
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        _settle(cycle, legs);
        _expectSigned(cycle, legs, abi.encodeWithSelector(ICycles.CycleOutOfTurn.selector, 2, 1));
        _settle(_cycle(2, _trades(1)), legs);
    }

    function test_refusesAnExpiredCycle() public {
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        cycle.expiry = NOW - 1;
        _expectSigned(
            cycle, _adaBuys(HOUR), abi.encodeWithSelector(ICycles.CycleExpired.selector, 1, NOW - 1)
        );
        cycle.expiry = NOW;
        _settle(cycle, _adaBuys(HOUR));
        vm.assertEq(settlement.cycles(), 1, "still good in its last second");
    }

    function test_refusesACycleOfNothing() public {
        bytes memory reason = abi.encodeWithSelector(ICycles.EmptyCycle.selector, 1);
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        cycle.trades = 0;
        _expectSigned(cycle, _adaBuys(HOUR), reason);
        cycle = _cycle(1, _trades(1));
        cycle.root = 0;
        _expectSigned(cycle, _adaBuys(HOUR), reason);
    }

    function test_refusesAGiverWhoHasNotSigned() public {
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        bytes[] memory all = _signed(cycle, legs);
        address second = legs[2].account;
        bytes[] memory one = new bytes[](1);
        one[0] = all[0];
        _expect(cycle, legs, one, _notAgreed(second));
        bytes[] memory three = new bytes[](3);
        (three[0], three[1], three[2]) = (all[0], all[1], all[1]);
        _expect(cycle, legs, three, abi.encodeWithSelector(ICycles.SignaturesDiffer.selector, 2, 3));
        (all[0], all[1]) = (all[1], all[0]);
        _expect(cycle, legs, all, _notAgreed(legs[0].account));
    }

    /// Each of them changed after it was signed.
    function test_refusesWhatWasNotSigned() public {
        ICycles.Cycle memory cycle = _cycle(1, _trades(1));
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        bytes[] memory signatures = _signed(cycle, legs);
        bytes memory reason = _notAgreed(legs[0].account);
        cycle.root = keccak256("another root");
        _expect(cycle, legs, signatures, reason);
        cycle = _cycle(1, _trades(1));
        cycle.trades += 1;
        _expect(cycle, legs, signatures, reason);
        cycle.trades -= 1;
        cycle.expiry += 1;
        _expect(cycle, legs, signatures, reason);
        cycle.expiry -= 1;
        _expect(cycle, _adaBuys(HOUR + 1), signatures, reason);
        vm.chainId(1);
        _expect(cycle, legs, signatures, reason);
        vm.chainId(31_337);
        vm.prank(OPERATIONS);
        settlement.settleCycle(cycle, legs, signatures);
    }

    /// Signed by all, and wrong all the same: the Vault conserves whatever anybody signs.
    function test_refusesANetThatDoesNotSumToZero() public {
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        uint256 last = legs.length - 1;
        legs[last].amount += 1;
        _expectSigned(
            _cycle(1, _trades(1)),
            legs,
            abi.encodeWithSelector(IVault.LegsUnbalanced.selector, legs[last].id, int256(1))
        );
    }

    function test_refusesLegsOutOfOrder() public {
        IVault.Leg[] memory legs = _adaBuys(HOUR);
        (legs[0], legs[1]) = (legs[1], legs[0]);
        _expectSigned(
            _cycle(1, _trades(1)), legs, abi.encodeWithSelector(IVault.LegsUnsorted.selector, 1)
        );
    }

    function test_refusesAnOwnersSale() public {
        _list(OLGA, SERIES, 50 * HOUR, "second rack");
        vm.prank(OPERATIONS);
        vault.mint(SERIES, OLGA, 50 * HOUR);
        _expectSigned(
            _cycle(1, _trades(1)),
            _sale(ADA, OLGA, HOUR),
            abi.encodeWithSelector(ICycles.OwnerInCycle.selector, SERIES, OLGA)
        );
    }

    function test_refusesWhileHalted() public {
        vm.prank(OPERATIONS);
        vault.halt();
        _expectSigned(
            _cycle(1, _trades(1)), _adaBuys(HOUR), abi.encodeWithSelector(IVault.Halted.selector)
        );
    }

    // LAWS

    /// Whatever is traded among a crowd, everybody ends with the sum of their own trades.
    function testFuzz_everybodyEndsWithTheSumOfTheirTrades(uint64[12] memory picks) public {
        _gather(4, 100 * DOLLAR, 20 * HOUR);
        int256[] memory sums = new int256[](8);
        for (uint256 i = 0; i < picks.length; i++) {
            uint256 buyer = picks[i] % 4;
            uint256 seller = (buyer + 1 + picks[i] / 4 % 3) % 4;
            int256 quantity = int256(_between(picks[i] / 16, 1, HOUR));
            int256 paid = quantity * int256(PRICE) / int256(HOUR);
            _move(sums, seller, buyer, 1, quantity);
            _move(sums, buyer, seller, 0, paid);
        }
        IVault.Leg[] memory legs = _legs(sums);
        vm.assume(legs.length != 0);
        _settle(_cycle(1, _trades(12)), legs);
        for (uint256 i = 0; i < 4; i++) {
            uint256 dollars = vault.balanceOf(_crowd[i], cash);
            uint256 bought = vault.balanceOf(_crowd[i], SERIES);
            vm.assertEq(int256(dollars), int256(100 * DOLLAR) + sums[2 * i], "dollars");
            vm.assertEq(int256(bought), int256(20 * HOUR) + sums[2 * i + 1], "hours");
        }
    }

    // HELPERS

    function _adaBuys(uint256 quantity) private view returns (IVault.Leg[] memory) {
        return _sale(ADA, BOB, quantity);
    }

    /// The four legs of one sale, sorted as the Vault wants them.
    function _sale(address buyer, address seller, uint256 quantity)
        private
        view
        returns (IVault.Leg[] memory legs)
    {
        int256 bought = int256(quantity);
        int256 paid = int256(quantity * PRICE / HOUR);
        legs = new IVault.Leg[](4);
        (uint256 buys, uint256 sells) = buyer < seller ? (0, 2) : (2, 0);
        (uint256 dollars, uint256 inHours) = cash < SERIES ? (0, 1) : (1, 0);
        legs[buys + dollars] = IVault.Leg(buyer, cash, -paid);
        legs[buys + inHours] = IVault.Leg(buyer, SERIES, bought);
        legs[sells + dollars] = IVault.Leg(seller, cash, paid);
        legs[sells + inHours] = IVault.Leg(seller, SERIES, -bought);
    }

    function _trades(uint256 count) private view returns (ICycles.CycleTrade[] memory trades) {
        trades = new ICycles.CycleTrade[](count);
        for (uint256 i = 0; i < count; i++) {
            trades[i] = ICycles.CycleTrade(bytes32(i), ADA, BOB, SERIES, HOUR, PRICE, 2_150_000 + i);
        }
    }

    function _cycle(uint256 number, ICycles.CycleTrade[] memory trades)
        private
        view
        returns (ICycles.Cycle memory)
    {
        return ICycles.Cycle(number, _root(_leaves(trades)), trades.length, NOW + 1 days);
    }

    function _settle(ICycles.Cycle memory cycle, IVault.Leg[] memory legs) private {
        bytes[] memory signatures = _signed(cycle, legs);
        vm.prank(OPERATIONS);
        settlement.settleCycle(cycle, legs, signatures);
    }

    function _expectSigned(
        ICycles.Cycle memory cycle,
        IVault.Leg[] memory legs,
        bytes memory reason
    ) private {
        _expect(cycle, legs, _signed(cycle, legs), reason);
    }

    function _expect(
        ICycles.Cycle memory cycle,
        IVault.Leg[] memory legs,
        bytes[] memory signatures,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        settlement.settleCycle(cycle, legs, signatures);
    }

    function _notAgreed(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICycles.NotAgreed.selector, 1, account);
    }

    // TREE

    function _leaves(ICycles.CycleTrade[] memory trades)
        private
        view
        returns (bytes32[] memory leaves)
    {
        leaves = new bytes32[](trades.length);
        for (uint256 i = 0; i < trades.length; i++) {
            leaves[i] = settlement.tradeHash(trades[i]);
        }
    }

    function _root(bytes32[] memory level) private pure returns (bytes32) {
        while (level.length > 1) {
            level = _above(level);
        }
        return level[0];
    }

    /// A last node without a neighbour goes up as it is.
    function _above(bytes32[] memory level) private pure returns (bytes32[] memory above) {
        above = new bytes32[]((level.length + 1) / 2);
        for (uint256 i = 0; i < above.length; i++) {
            above[i] = 2 * i + 1 < level.length
                ? Hashes.commutativeKeccak256(level[2 * i], level[2 * i + 1])
                : level[2 * i];
        }
    }

    function _proof(ICycles.CycleTrade[] memory trades, uint256 index)
        private
        view
        returns (bytes32[] memory proof)
    {
        bytes32[] memory level = _leaves(trades);
        bytes32[] memory found = new bytes32[](trades.length);
        uint256 count = 0;
        while (level.length > 1) {
            uint256 neighbour = index % 2 == 0 ? index + 1 : index - 1;
            if (neighbour < level.length) found[count++] = level[neighbour];
            level = _above(level);
            index /= 2;
        }
        proof = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            proof[i] = found[i];
        }
    }
}

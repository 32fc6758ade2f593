// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {IClearing} from "contracts/interfaces/IClearing.sol";
import {IDefaultFund} from "contracts/interfaces/IDefaultFund.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

contract ClearingTest is Futures {
    // FUTURES

    function test_listsAFutureOnce() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IClearing.FutureExists.selector, FUTURE));
        clearing.listFuture(FUTURE_NAME, INDEX, LAST_TRADING);
        uint256 late = uint256(keccak256("late"));
        vm.expectRevert(abi.encodeWithSelector(IClearing.TradingEnded.selector, late));
        clearing.listFuture("late", INDEX, NOW - 1);
    }

    function test_refusesAFutureItDoesNotKnow() public {
        bytes memory unknown = abi.encodeWithSelector(IClearing.FutureUnknown.selector, 7);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(unknown);
        clearing.setInitialMargin(7, 1);
        vm.expectRevert(unknown);
        clearing.mark(7, TODAY, EVENING, PRICE);
        vm.expectRevert(unknown);
        clearing.settleFinally(7, TODAY, PRICE);
        vm.stopPrank();
        _expectTrade(ADA, BOB, 7, 1, PRICE, unknown);
    }

    function test_onlyTheClearerClears() public {
        IOrders.Order[] memory none = new IOrders.Order[](0);
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        clearing.listFuture("x", INDEX, LAST_TRADING);
        vm.expectRevert(_unauthorized(ADA));
        clearing.setInitialMargin(FUTURE, 0);
        vm.expectRevert(_unauthorized(ADA));
        clearing.novate("b", none, new bytes[](0), new IOrders.Fill[](0));
        vm.expectRevert(_unauthorized(ADA));
        clearing.mark(FUTURE, TODAY, EVENING, PRICE);
        vm.expectRevert(_unauthorized(ADA));
        clearing.settleFinally(FUTURE, TODAY, PRICE);
    }

    // MARGIN

    function test_marginIsTheMembersVaultCash() public {
        vm.assertEq(clearing.marginOf(ADA), int256(10_000 * DOLLAR), "margin");
        vm.assertEq(vault.balanceOf(address(clearing), cash), 30_000 * DOLLAR, "held");
        vm.prank(ADA);
        clearing.withdrawMargin(10_000 * DOLLAR);
        vm.assertEq(vault.balanceOf(ADA, cash), 10_000 * DOLLAR, "back");
    }

    function test_refusesToMoveNoMargin() public {
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.addMargin(0);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.withdrawMargin(0);
    }

    function test_onlyFreeMarginLeaves() public {
        _trade(ADA, BOB, 10, PRICE);
        vm.assertEq(clearing.requiredMargin(ADA), 10 * MARGIN, "required");
        vm.startPrank(ADA);
        clearing.withdrawMargin(7000 * DOLLAR);
        vm.expectRevert(_short(ADA, int256(3000 * DOLLAR) - 1, 3000 * DOLLAR));
        clearing.withdrawMargin(1);
    }

    function test_refusesAPositionBeyondTheMargin() public {
        _expectTrade(ADA, BOB, FUTURE, 34, PRICE, _short(BOB, int256(10_000 * DOLLAR), 34 * MARGIN));
    }

    function test_aPositionMayShrinkHoweverLittleMarginThereIs() public {
        _trade(ADA, BOB, 10, PRICE);
        vm.prank(OPERATIONS);
        clearing.setInitialMargin(FUTURE, 1_000_000 * DOLLAR);
        _trade(BOB, ADA, 9, PRICE);
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 1, "less");
        _expectTrade(
            OLGA, BOB, FUTURE, 1, PRICE, _short(BOB, int256(10_000 * DOLLAR), 2_000_000 * DOLLAR)
        );
    }

    function test_lossesTradedInSinceTheMarkTieUpMargin() public {
        _trade(ADA, BOB, 1, PRICE);
        _trade(ADA, BOB, 1, PRICE + 100_000); // ten cents above the mark
        vm.assertEq(clearing.requiredMargin(ADA), 2 * MARGIN + 73 * DOLLAR, "loss counts");
        vm.assertEq(clearing.requiredMargin(BOB), 2 * MARGIN, "gain does not");
    }

    // NOVATION

    function test_theHouseStandsBetween() public {
        vm.expectEmit();
        emit IClearing.Novated("b1", FUTURE, ADA, BOB, 3, PRICE);
        _trade(ADA, BOB, 3, PRICE);
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 3, "bought");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), -3, "sold");
        vm.assertEq(clearing.membersOf(FUTURE).length, 2, "members");
        vm.assertEq(clearing.lastPriceOf(FUTURE), PRICE, "first price");
    }

    function test_refusesABatchTwiceAndAFreeTrade() public {
        (IOrders.Order[] memory orders, bytes[] memory signatures) = _orders(ADA, BOB, FUTURE, 2, 0);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        _novateSorted("b1", orders, signatures, _fill(1, 0));
        _novateSorted("b1", orders, signatures, new IOrders.Fill[](0));
        vm.expectRevert(abi.encodeWithSelector(IOrders.BatchUsed.selector, bytes32("b1")));
        _novateSorted("b1", orders, signatures, _fill(1, 0));
    }

    function test_refusesAnOrderSignedForSettlement() public {
        (IOrders.Order[] memory orders,) = _orders(ADA, BOB, FUTURE, 1, PRICE);
        bytes[] memory elsewhere = _signatures(settlement, orders);
        bytes32 hash = clearing.orderHash(orders[1]);
        vm.expectRevert(abi.encodeWithSelector(IOrders.BadSignature.selector, hash, BOB));
        vm.prank(OPERATIONS);
        _novateSorted("b1", orders, elsewhere, _fill(1, PRICE));
    }

    function test_refusesOrdersOutOfOrder() public {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _orders(ADA, BOB, FUTURE, 1, PRICE);
        Batch memory batch = _sorted(orders, signatures, _fill(1, PRICE));
        (orders[0], orders[1]) = (batch.orders[1], batch.orders[0]);
        (signatures[0], signatures[1]) = (batch.signatures[1], batch.signatures[0]);
        vm.expectRevert(abi.encodeWithSelector(IOrders.OrdersUnsorted.selector, 1));
        vm.prank(OPERATIONS);
        clearing.novate("b1", orders, signatures, _fill(1, PRICE));
    }

    function test_refusesTradesAnHourAfterTheLastTradingSecond() public {
        vm.warp(LAST_TRADING + 1 hours);
        _trade(ADA, BOB, 1, PRICE);
        vm.warp(LAST_TRADING + 1 hours + 1);
        _expectTrade(
            ADA,
            BOB,
            FUTURE,
            1,
            PRICE,
            abi.encodeWithSelector(IClearing.TradingEnded.selector, FUTURE)
        );
    }

    function test_refusesMoreMembersThanAMarkCanVisit() public {
        vm.prank(OPERATIONS);
        clearing.setInitialMargin(FUTURE, 0);
        IOrders.Order[] memory orders = new IOrders.Order[](501);
        bytes[] memory signatures = new bytes[](501);
        IOrders.Fill[] memory fills = new IOrders.Fill[](500);
        for (uint256 i = 0; i <= 500; i++) {
            uint256 key = _memberKey(i);
            orders[i] = _order(vm.addr(key), FUTURE, i != 0, i == 0 ? 500 : 1, PRICE);
            signatures[i] = _signature(key, clearing.orderHash(orders[i]));
            if (i > 0) fills[i - 1] = IOrders.Fill(i, 0, 1, PRICE);
        }
        vm.expectRevert(abi.encodeWithSelector(IClearing.TooManyMembers.selector, FUTURE));
        vm.prank(OPERATIONS);
        _novateSorted("b1", orders, signatures, fills);
    }

    /// In transactions of their own, as on chain: what one has touched is not cheap for the next.
    /// forge-config: default.isolate = true
    function test_asManyMembersAsThereMayBeAreSettledInOneTransaction() public {
        vm.prank(OPERATIONS);
        clearing.setInitialMargin(FUTURE, 0);
        _tradeWithAll(PRICE);
        vm.assertEq(clearing.membersOf(FUTURE).length, 500, "as many as there may be");
        _mark(TODAY, PRICE + 1);
        _tradeWithAll(PRICE + 2);
        uint256 day = LAST_TRADING / 1 days;
        vm.warp(LAST_TRADING + 1 hours + 1);
        _fix(day, PRICE);
        vm.prank(OPERATIONS);
        clearing.settleFinally(FUTURE, day, PRICE + 3);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        vm.assertLt(used * 13 / 10, 1 << 24, "with three tenths more, within a transaction's limit");
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 0, "closed");
        vm.assertEq(clearing.membersOf(FUTURE).length, 0, "nobody holds anything");
    }

    function _tradeWithAll(uint256 price) private {
        for (uint256 from = 1; from < 500; from += 100) {
            _tradeWithMany(from, from + 99 < 499 ? from + 99 : 499, price);
        }
    }

    /// Ada sells a lot to each of these.
    function _tradeWithMany(uint256 from, uint256 to, uint256 price) private {
        uint256 count = to - from + 1;
        IOrders.Order[] memory orders = new IOrders.Order[](count + 1);
        bytes[] memory signatures = new bytes[](count + 1);
        IOrders.Fill[] memory fills = new IOrders.Fill[](count);
        for (uint256 i = 0; i <= count; i++) {
            uint256 key = i == 0 ? ADA_KEY : _memberKey(from + i - 1);
            orders[i] = _order(vm.addr(key), FUTURE, i != 0, i == 0 ? count : 1, price);
            signatures[i] = _signature(key, clearing.orderHash(orders[i]));
            if (i > 0) fills[i - 1] = IOrders.Fill(i, 0, 1, price);
        }
        vm.prank(OPERATIONS);
        _novateSorted(keccak256(abi.encode(from, price)), orders, signatures, fills);
    }

    function _memberKey(uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode("member", i)));
    }

    // MARKS

    function test_aMarkMovesVariationBetweenMembers() public {
        _trade(ADA, BOB, 3, PRICE);
        _fix(TODAY, PRICE);
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, TODAY, ADA, EVENING, int256(219 * DOLLAR));
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, TODAY, BOB, EVENING, -int256(219 * DOLLAR));
        vm.expectEmit();
        emit IClearing.Marked(FUTURE, TODAY, EVENING, PRICE + 100_000, false);
        vm.prank(OPERATIONS);
        clearing.mark(FUTURE, TODAY, EVENING, PRICE + 100_000);
        vm.assertEq(clearing.marginOf(ADA), int256(10_219 * DOLLAR), "gained");
        vm.assertEq(clearing.marginOf(BOB), int256(9781 * DOLLAR), "lost");
    }

    function test_aTradePaysFromItsOwnPriceOn() public {
        _trade(ADA, BOB, 1, PRICE);
        _mark(TODAY, PRICE + 100_000);
        _trade(OLGA, ADA, 1, PRICE + 150_000);
        _mark(TODAY + 1, PRICE);
        vm.assertEq(_gain(ADA), 109_500_000, "bought at 2.00, sold at 2.15");
        vm.assertEq(_gain(BOB), 0, "sold at 2.00, marked at 2.00");
        vm.assertEq(_gain(OLGA), -109_500_000, "bought at 2.15, marked at 2.00");
        vm.assertEq(clearing.membersOf(FUTURE).length, 2, "Ada is out");
    }

    function test_refusesMarksOutOfOrderOrWithoutAFixing() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IClearing.NoFixing.selector, INDEX, TODAY));
        clearing.mark(FUTURE, TODAY, EVENING, PRICE);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.mark(FUTURE, TODAY, EVENING, 0);
        vm.stopPrank();
        _mark(TODAY, PRICE);
        vm.expectRevert(abi.encodeWithSelector(IClearing.DayNotAfter.selector, TODAY, TODAY));
        vm.prank(OPERATIONS);
        clearing.mark(FUTURE, TODAY, EVENING, PRICE);
    }

    function test_aMiddayMarkComesBeforeTheEveningsAndOnceBetweenTwo() public {
        _trade(ADA, BOB, 3, PRICE);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IClearing.DayInFuture.selector, TODAY + 1));
        clearing.mark(FUTURE, TODAY + 1, MIDDAY, PRICE);
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, TODAY, ADA, MIDDAY, int256(219 * DOLLAR));
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, TODAY, BOB, MIDDAY, -int256(219 * DOLLAR));
        vm.expectEmit();
        emit IClearing.Marked(FUTURE, TODAY, MIDDAY, PRICE + 100_000, false);
        clearing.mark(FUTURE, TODAY, MIDDAY, PRICE + 100_000);
        vm.warp((TODAY + 1) * 1 days);
        for (uint256 day = TODAY; day <= TODAY + 1; day++) {
            vm.expectRevert(abi.encodeWithSelector(IClearing.DayNotAfter.selector, TODAY, day));
            clearing.mark(FUTURE, day, MIDDAY, PRICE);
        }
        vm.stopPrank();
        _mark(TODAY, PRICE + 50_000);
        vm.assertEq(_gain(ADA), int256(1095 * DOLLAR / 10), "the evening pays against midday");
        vm.assertEq(_gain(ADA) + _gain(BOB), 0, "in all");
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IClearing.DayNotAfter.selector, TODAY, TODAY));
        clearing.mark(FUTURE, TODAY, MIDDAY, PRICE);
        clearing.mark(FUTURE, TODAY + 1, MIDDAY, PRICE);
        vm.stopPrank();
    }

    function test_finalSettlementClosesEverything() public {
        _trade(ADA, BOB, 3, PRICE);
        vm.warp(LAST_TRADING + 1 hours);
        uint256 day = LAST_TRADING / 1 days;
        _fix(day, PRICE);
        vm.expectRevert(abi.encodeWithSelector(IClearing.TradingNotEnded.selector, FUTURE));
        vm.prank(OPERATIONS);
        clearing.settleFinally(FUTURE, day, PRICE);

        vm.warp(LAST_TRADING + 1 hours + 1);
        vm.startPrank(OPERATIONS);
        clearing.settleFinally(FUTURE, day, PRICE - 1);
        vm.assertEq(_gain(ADA), -3 * 730, "to the last unit");
        vm.assertEq(_gain(BOB), 3 * 730, "to the last unit");
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 0, "closed");
        vm.assertEq(clearing.requiredMargin(BOB), 0, "freed");
        vm.expectRevert(abi.encodeWithSelector(IClearing.AlreadySettled.selector, FUTURE));
        clearing.mark(FUTURE, day + 1, EVENING, PRICE);
    }

    function test_marginCanGoBelowZeroAndSaysSo() public {
        _trade(ADA, BOB, 10, PRICE);
        _mark(TODAY, PRICE + 2_000_000);
        vm.assertEq(clearing.marginOf(BOB), -int256(4600 * DOLLAR), "owes");
        vm.expectRevert(_short(BOB, -int256(4600 * DOLLAR) - 1, 10 * MARGIN));
        vm.prank(BOB);
        clearing.withdrawMargin(1);
    }

    function test_answersForManyAtOnce() public {
        _trade(ADA, BOB, 2, PRICE);
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (ADA, BOB);
        uint256[] memory futures = new uint256[](2);
        (futures[0], futures[1]) = (FUTURE, FUTURE);
        int256[] memory positions = clearing.positionsOf(accounts, futures);
        int256[] memory margins = clearing.marginsOf(accounts);
        vm.assertEq(positions[0], 2, "first");
        vm.assertEq(positions[1], -2, "second");
        vm.assertEq(margins[1], int256(10_000 * DOLLAR), "margin");
    }

    // LAWS

    /// Whatever is traded and marked, what an account gained is lots * 730 * (last mark - its
    /// price), and all gains sum to zero.
    function testFuzz_gainsFollowPricesAndSumToZero(
        uint8[3] memory lots,
        uint24[3] memory prices,
        uint24[3] memory marks
    ) public {
        vm.prank(OPERATIONS);
        clearing.setInitialMargin(FUTURE, 0);
        address[4] memory people = [ADA, BOB, OLGA, ADA];
        int256[4] memory net;
        int256[4] memory paid;
        uint256 last = 0;
        _deepPockets(people);
        for (uint256 i = 0; i < 3; i++) {
            uint256 quantity = _between(lots[i], 1, 5);
            uint256 price = PRICE + prices[i] % 1_000_000;
            _trade(people[i], people[i + 1], quantity, price);
            int256 cost = int256(730 * quantity * price);
            net[i] += int256(quantity);
            net[(i + 1) % 3] -= int256(quantity);
            paid[i] += cost;
            paid[(i + 1) % 3] -= cost;
            last = PRICE + marks[i] % 1_000_000;
            _mark(TODAY + i, last);
        }
        int256 sum = 0;
        for (uint256 i = 0; i < 3; i++) {
            int256 gain = clearing.marginOf(people[i]) - int256(110_000 * DOLLAR);
            vm.assertEq(gain, net[i] * 730 * int256(last) - paid[i], "from price to last mark");
            sum += gain;
        }
        vm.assertEq(sum, 0, "sum");
    }

    function _deepPockets(address[4] memory people) private {
        for (uint256 i = 0; i < 3; i++) {
            _deposit(people[i], 100_000 * DOLLAR);
        }
    }

    // CLOSING OUT

    function test_anyoneClosesWhatWasAbandonedAtItsLastPrice() public {
        _trade(ADA, BOB, 3, PRICE);
        _mark(TODAY, PRICE + 100_000);
        _trade(ADA, BOB, 1, PRICE + 150_000); // pays its way from its own price to the last
        vm.warp(block.timestamp + 30 days);
        uint256 day = block.timestamp / 1 days;
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, day, ADA, EVENING, -int256(36_500_000));
        vm.expectEmit();
        emit IClearing.VariationPaid(FUTURE, day, BOB, EVENING, int256(36_500_000));
        vm.expectEmit();
        emit IClearing.Marked(FUTURE, day, EVENING, PRICE + 100_000, true);
        vm.prank(STRANGER);
        clearing.closeOut(FUTURE);
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 0, "closed");
        vm.assertEq(_gain(ADA), int256(219 * DOLLAR) - 36_500_000, "as marked");
        vm.assertEq(_gain(ADA) + _gain(BOB), 0, "sum");
        int256 margin = clearing.marginOf(ADA);
        vm.prank(ADA);
        clearing.withdrawMargin(uint256(margin));
    }

    function test_whatIsTradedOrMarkedIsNotAbandoned() public {
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.closeOut(FUTURE);
        vm.expectRevert(abi.encodeWithSelector(IClearing.FutureUnknown.selector, 7));
        clearing.closeOut(7);
        vm.warp(NOW + 35 days);
        _trade(ADA, BOB, 1, PRICE); // the first, long after the listing
        _expectAttended(NOW + 65 days);
        vm.warp(NOW + 37 days);
        _mark(TODAY + 37, PRICE);
        vm.warp(NOW + 67 days - 1);
        _expectAttended(NOW + 67 days);
        vm.warp(NOW + 67 days);
        clearing.closeOut(FUTURE);
        vm.expectRevert(abi.encodeWithSelector(IClearing.AlreadySettled.selector, FUTURE));
        clearing.closeOut(FUTURE);
    }

    function test_nobodyTradesWhatWasClosedOut() public {
        vm.prank(OPERATIONS);
        clearing.listFuture("long", INDEX, NOW + 365 days);
        uint256 long = uint256(keccak256("long"));
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _orders(ADA, BOB, long, 2, PRICE);
        vm.startPrank(OPERATIONS);
        _novateSorted("b1", orders, signatures, _fill(1, PRICE));
        vm.warp(NOW + 30 days);
        clearing.closeOut(long);
        vm.expectRevert(abi.encodeWithSelector(IClearing.AlreadySettled.selector, long));
        _novateSorted("b2", orders, signatures, _fill(1, PRICE));
    }

    function _expectAttended(uint256 until) private {
        vm.expectRevert(abi.encodeWithSelector(IClearing.NotAbandoned.selector, FUTURE, until));
        clearing.closeOut(FUTURE);
    }
}

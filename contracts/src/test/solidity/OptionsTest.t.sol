// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {IOptions} from "contracts/interfaces/IOptions.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

contract OptionsTest is Futures {
    string internal constant MONTH = "H100-SXM-80GB.2027-03";
    string internal constant CALL_NAME = "H100-SXM-80GB.2027-03.C2000-3000";
    string internal constant PUT_NAME = "H100-SXM-80GB.2027-03.P2000";
    uint256 internal constant CALL = uint256(keccak256(bytes(CALL_NAME)));
    uint256 internal constant PUT = uint256(keccak256(bytes(PUT_NAME)));
    uint256 internal constant STRIKE = 2_000_000;
    uint256 internal constant CAP = 3_000_000;
    uint256 internal constant CALL_MOST = 730 * DOLLAR; // a lot
    uint256 internal constant PUT_MOST = 1460 * DOLLAR;
    uint256 internal constant CASH_EACH = 1_000_000 * DOLLAR;

    uint256 private _batch;

    function setUp() public override {
        super.setUp();
        _trade(ADA, BOB, 1, PRICE); // so that the future has a price
        vm.startPrank(OPERATIONS);
        options.listSeries(MONTH, IOptions.Kind.CALL, STRIKE, CAP);
        options.listSeries(MONTH, IOptions.Kind.PUT, STRIKE, 0);
        vm.stopPrank();
        _fund(ADA, CASH_EACH);
        _fund(BOB, CASH_EACH);
        _fund(OLGA, CASH_EACH);
    }

    // TRADES

    function test_aTradeMovesThePremiumAndTakesTheLargestPayout() public {
        _option(ADA, BOB, CALL, 2, 100_000);

        vm.assertEq(_gained(ADA), -146 * int256(DOLLAR), "2 lots of 730 h at $0.10");
        vm.assertEq(_gained(BOB), (146 - 1460) * int256(DOLLAR), "premium less collateral");
        vm.assertEq(options.positionOf(ADA, CALL), 2, "bought");
        vm.assertEq(options.positionOf(BOB, CALL), -2, "sold");
        vm.assertEq(options.collateralOf(BOB), 2 * CALL_MOST, "the largest payout");
        vm.assertEq(options.collateralOf(ADA), 0, "a buyer owes nothing more");
        vm.assertEq(_held(), 2 * CALL_MOST, "is here");
    }

    function test_closingFreesTheCollateralAtOnce() public {
        _option(ADA, BOB, PUT, 3, 50_000);
        _option(BOB, OLGA, PUT, 5, 60_000);

        vm.assertEq(options.positionOf(BOB, PUT), 2, "short 3, bought 5");
        vm.assertEq(options.collateralOf(BOB), 0, "none of it is needed");
        vm.assertEq(options.collateralOf(OLGA), 5 * PUT_MOST, "hers is");
        _option(OLGA, ADA, PUT, 2, 60_000);
        vm.assertEq(options.collateralOf(OLGA), 3 * PUT_MOST, "less what she bought back");
        vm.assertEq(options.positionOf(ADA, PUT), 1, "sold what she had");
        vm.assertEq(options.collateralOf(ADA), 0, "so nothing is held of her");
        vm.assertEq(_held(), 3 * PUT_MOST, "of all that are short");
    }

    /// Who is short and has nothing left still gets out: what is freed pays the premium.
    function test_closingNeedsNoOtherCash() public {
        _option(ADA, BOB, CALL, 10, 100_000);
        uint256 left = vault.balanceOf(BOB, cash);
        vm.prank(BOB);
        vault.withdraw(left);

        _option(BOB, ADA, CALL, 10, 900_000);
        vm.assertEq(vault.balanceOf(BOB, cash), 10 * 730 * 100_000, "freed less premium");
        vm.assertEq(_held(), 0, "nobody is short");
    }

    function test_refusesAWriterWithoutTheCollateral() public {
        uint256 keeps = CALL_MOST - 73 * DOLLAR - 1; // the premium is there to pay with
        vm.prank(BOB);
        vault.withdraw(CASH_EACH - keeps);
        _expectOption(
            ADA,
            BOB,
            CALL,
            1,
            100_000,
            abi.encodeWithSignature(
                "ERC6909InsufficientBalance(address,uint256,uint256,uint256)",
                BOB,
                keeps,
                keeps + 1,
                cash
            )
        );
    }

    function test_tradesABatchOnceAndOnlyWhatIsSigned() public {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _pairOf(ADA, BOB, CALL, 2, 100_000);
        Batch memory batch = _sorted(orders, signatures, _fill(1, 100_000));
        vm.prank(OPERATIONS);
        options.trade("b", batch.orders, batch.signatures, batch.fills);
        vm.expectRevert(abi.encodeWithSelector(IVault.BatchUsed.selector, bytes32("b")));
        vm.prank(OPERATIONS);
        options.trade("b", batch.orders, batch.signatures, batch.fills);

        batch.fills[0].quantity = 2;
        vm.expectPartialRevert(IOrders.Overfilled.selector);
        vm.prank(OPERATIONS);
        options.trade("c", batch.orders, batch.signatures, batch.fills);

        batch.fills[0].quantity = 1;
        batch.signatures[0] = _signature(STRANGER_KEY, options.orderHash(batch.orders[0]));
        vm.expectPartialRevert(IOrders.BadSignature.selector);
        vm.prank(OPERATIONS);
        options.trade("c", batch.orders, batch.signatures, batch.fills);
    }

    /// An order names the venue it is for by what it is signed under.
    function test_refusesAnOrderSignedForFutures() public {
        (IOrders.Order[] memory orders,) = _pairOf(ADA, BOB, CALL, 1, 100_000);
        Batch memory batch = _sorted(orders, _signatures(clearing, orders), _fill(1, 100_000));
        vm.expectPartialRevert(IOrders.BadSignature.selector);
        vm.prank(OPERATIONS);
        options.trade("b", batch.orders, batch.signatures, batch.fills);
    }

    function test_tradesUntilTheFutureEnds() public {
        vm.warp(LAST_TRADING + 1 hours);
        _option(ADA, BOB, CALL, 1, 100_000);
        vm.warp(LAST_TRADING + 1 hours + 1);
        _expectOption(ADA, BOB, CALL, 1, 100_000, _error(IOptions.TradingEnded.selector, CALL));
        _expectOption(ADA, BOB, 7, 1, 1, _error(IOptions.SeriesUnknown.selector, 7));
    }

    function test_tradesNothingWhileTheVaultIsHalted() public {
        vm.prank(OPERATIONS);
        vault.halt();
        _expectOption(ADA, BOB, CALL, 1, 1, abi.encodeWithSelector(IVault.Halted.selector));
    }

    // SERIES

    function test_listsEachSeriesOnceWithSoundStrikes() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(_error(IOptions.SeriesExists.selector, CALL));
        options.listSeries(MONTH, IOptions.Kind.CALL, STRIKE, CAP);
        _expectBadStrike(IOptions.Kind.CALL, STRIKE, STRIKE);
        _expectBadStrike(IOptions.Kind.CALL, 0, CAP);
        _expectBadStrike(IOptions.Kind.PUT, STRIKE, CAP);
        _expectBadStrike(IOptions.Kind.PUT, 0, 0);
        _expectBadStrike(IOptions.Kind.PUT, STRIKE + 1, 0);
        _expectBadStrike(IOptions.Kind.CALL, STRIKE, CAP + 999);
        vm.stopPrank();
    }

    /// Whoever signs for the id signs the terms: nobody can list the name with others.
    function test_aNameSaysItsTerms() public {
        vm.prank(OPERATIONS);
        uint256 id = options.listSeries(MONTH, IOptions.Kind.CALL, 2_500_000, 5_000_000);
        vm.assertEq(
            id, uint256(keccak256("H100-SXM-80GB.2027-03.C2500-5000")), "as the books write it"
        );
        vm.assertEq(options.largestPayoutOf(id), 1825 * DOLLAR, "730 h at $2.50");
    }

    /// It could never be settled without an operator: nobody could close such a future.
    function test_listsNoneOnAFutureWithoutAPrice() public {
        vm.startPrank(OPERATIONS);
        uint256 other = clearing.listFuture("H100-SXM-80GB.2027-04.F", INDEX, LAST_TRADING);
        vm.expectRevert(_error(IOptions.NoPrice.selector, other));
        options.listSeries("H100-SXM-80GB.2027-04", IOptions.Kind.PUT, STRIKE, 0);
        vm.expectPartialRevert(bytes4(keccak256("FutureUnknown(uint256)")));
        options.listSeries("x", IOptions.Kind.PUT, STRIKE, 0);
        vm.warp(LAST_TRADING + 1);
        vm.expectPartialRevert(IOptions.TradingEnded.selector);
        options.listSeries(MONTH, IOptions.Kind.PUT, 2 * STRIKE, 0);
    }

    function test_onlyTheClearerListsAndTrades() public {
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        options.listSeries(MONTH, IOptions.Kind.PUT, 2 * STRIKE, 0);
        vm.expectRevert(_unauthorized(ADA));
        options.trade("b", new IOrders.Order[](0), new bytes[](0), new IOrders.Fill[](0));
    }

    // SETTLEMENT

    /// The worked example of the rulebook.
    function test_paysTheMonthsMeanOverTheStrikeToTheUnit() public {
        _option(ADA, BOB, CALL, 2, 100_000);
        _settleFuture(2_345_600);
        _settleAll(CALL);

        vm.assertEq(_gained(ADA), (-146_000_000 + 504_576_000), "2 x 730 x $0.3456");
        vm.assertEq(_gained(BOB), 146_000_000 - 504_576_000, "what she gained he lost");
        vm.assertEq(_held(), 0, "nothing is left");
        vm.assertEq(options.collateralOf(BOB), 0, "nothing is held");
        vm.assertEq(options.positionOf(ADA, CALL), 0, "no position");
    }

    function test_paysNoMoreThanTheCapAndNoLessThanNothing() public view {
        vm.assertEq(options.payoutAt(CALL, STRIKE), 0, "at the strike");
        vm.assertEq(options.payoutAt(CALL, STRIKE + 1), 730, "above it");
        vm.assertEq(options.payoutAt(CALL, CAP), CALL_MOST, "at the cap");
        vm.assertEq(options.payoutAt(CALL, CAP + 1_000_000), CALL_MOST, "above it");
        vm.assertEq(options.payoutAt(PUT, STRIKE - 1), 730, "below the strike");
        vm.assertEq(options.payoutAt(PUT, STRIKE + 1), 0, "above it");
        vm.assertEq(options.payoutAt(PUT, 0), PUT_MOST, "for nothing");
        vm.assertEq(options.largestPayoutOf(CALL), CALL_MOST, "a lot of the call");
        vm.assertEq(options.largestPayoutOf(PUT), PUT_MOST, "a lot of the put");
    }

    function test_settlesOnceTheFutureIsAndPaysEachOnce() public {
        _option(ADA, BOB, PUT, 1, 100_000);
        vm.expectRevert(_error(IOptions.FutureNotSettled.selector, FUTURE));
        options.settle(PUT);
        vm.expectRevert(_error(IOptions.SeriesNotSettled.selector, PUT));
        options.pay(PUT, _all());

        _settleFuture(1_500_000);
        options.settle(PUT); // whoever calls
        vm.expectRevert(_error(IOptions.SeriesSettledAlready.selector, PUT));
        options.settle(PUT);
        options.pay(PUT, _all());
        uint256 paid = vault.balanceOf(ADA, cash);
        options.pay(PUT, _all());
        vm.assertEq(vault.balanceOf(ADA, cash), paid, "once");
        vm.assertEq(_gained(ADA), (365 - 73) * int256(DOLLAR), "730 h at $0.50 less the premium");
    }

    /// In whatever lists, and whoever asks: each is paid by itself.
    function test_paysInPieces() public {
        _option(ADA, BOB, CALL, 3, 100_000);
        _option(OLGA, BOB, CALL, 1, 100_000);
        _settleFuture(CAP);
        options.settle(CALL);
        address[] memory one = new address[](1);
        one[0] = ADA;
        options.pay(CALL, one);
        vm.assertEq(_held(), CALL_MOST, "Olga's is there");
        options.pay(CALL, _all());
        vm.assertEq(_held(), 0, "all is paid");
        vm.assertEq(_gained(OLGA), int256(CALL_MOST) - 73 * int256(DOLLAR), "the most");
    }

    function test_anAbandonedFutureStillSettlesItsOptions() public {
        _option(ADA, BOB, CALL, 1, 100_000);
        vm.warp(NOW + 31 days);
        vm.startPrank(STRANGER);
        clearing.closeOut(FUTURE);
        options.settle(CALL);
        options.pay(CALL, _all());
        vm.stopPrank();
        vm.assertEq(_held(), 0, "all came out");
        vm.assertEq(_gained(ADA), -73 * int256(DOLLAR), "at the strike: nothing");
    }

    /// Whom the Vault does not credit is paid in the token itself.
    function test_paysPastAHaltedVault() public {
        _option(ADA, BOB, CALL, 1, 100_000);
        _settleFuture(CAP);
        vm.prank(OPERATIONS);
        vault.halt();
        _settleAll(CALL);
        vm.assertEq(dollar.balanceOf(ADA), CALL_MOST, "in her wallet");
        vm.assertEq(_held(), 0, "all came out");
    }

    /// Strangers to each other and to the contract, as the service counts trades and lists payments:
    /// a trade of two accounts costs no more than it reckons with, and a list of a hundred fits, even
    /// where each is paid past a halt.
    /// forge-config: default.isolate = true
    function test_batchesAndListsFitIntoATransaction() public {
        uint256 trades = 50;
        address[] memory crowd = new address[](2 * trades);
        IOrders.Order[] memory orders = new IOrders.Order[](2 * trades);
        bytes[] memory signatures = new bytes[](2 * trades);
        IOrders.Fill[] memory fills = new IOrders.Fill[](trades);
        for (uint256 i = 0; i < 2 * trades; i++) {
            uint256 key = uint256(keccak256(abi.encode("stranger", i)));
            crowd[i] = vm.addr(key);
            _admit(crowd[i]);
            _fund(crowd[i], 1000 * DOLLAR);
            orders[i] = _order(crowd[i], CALL, i % 2 == 0, 1, 100_000);
            signatures[i] = _signature(key, options.orderHash(orders[i]));
            if (i % 2 == 1) fills[i / 2] = IOrders.Fill(i - 1, i, 1, 100_000);
        }
        Batch memory batch = _sorted(orders, signatures, fills);
        vm.prank(OPERATIONS);
        options.trade("crowd", batch.orders, batch.signatures, batch.fills);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        vm.assertLt(used, 100_000 + trades * (110_000 + 2 * 46_000), "as BatchSize has it");

        _settleFuture(2_500_000);
        options.settle(CALL);
        vm.prank(OPERATIONS);
        vault.halt();
        options.pay(CALL, crowd);
        used = vm.lastCallGas().gasTotalUsed;
        vm.assertLt(used * 13 / 10, 1 << 24, "with three tenths more, within a transaction's limit");
        vm.assertEq(_held(), 0, "all is paid");
    }

    // LAWS

    /// Whoever trades what with whom, in one batch or in many, and wherever the month ends: positions sum
    /// to zero, what is here is what all writers may owe, all of it comes out, and nobody gains what
    /// another does not lose.
    function test_fuzz_whatIsHeldIsWhatMayBeOwedAndAllOfItIsPaid(uint256 seed, uint256 last)
        public
    {
        for (uint256 i = 0; i < 8; i++) {
            uint256 roll = uint256(keccak256(abi.encode(seed, i)));
            uint256 buyer = roll % 3;
            uint256 seller = (buyer + 1 + (roll >> 8) % 2) % 3;
            uint256 id = (roll >> 16) % 2 == 0 ? CALL : PUT;
            uint256 lots = _between(roll >> 24, 1, 20);
            _option(_all()[buyer], _all()[seller], id, lots, _between(roll >> 64, 1, 1500) * 1000);
            _requireCovered();
        }
        _settleFuture(_between(last, 1, 5000) * 1000);
        _settleAll(PUT);
        _requireCovered();
        _settleAll(CALL);
        vm.assertEq(_held(), 0, "nothing is left");
        vm.assertEq(_gained(ADA) + _gained(BOB) + _gained(OLGA), 0, "nothing is made or lost");
    }

    /// The same trades in one batch come to the same.
    function test_fuzz_aBatchIsItsTradesOneByOne(uint256 seed) public {
        uint256 count = 6;
        IOrders.Order[] memory orders = new IOrders.Order[](2 * count);
        IOrders.Fill[] memory fills = new IOrders.Fill[](count);
        int256[3] memory lots;
        for (uint256 i = 0; i < count; i++) {
            uint256 roll = uint256(keccak256(abi.encode(seed, i)));
            uint256 buyer = roll % 3;
            uint256 seller = (buyer + 1 + (roll >> 8) % 2) % 3;
            uint256 quantity = _between(roll >> 24, 1, 20);
            uint256 price = _between(roll >> 64, 1, 999) * 1000;
            orders[2 * i] = _order(_all()[buyer], CALL, true, quantity, price);
            orders[2 * i + 1] = _order(_all()[seller], CALL, false, quantity, price);
            fills[i] = IOrders.Fill(2 * i, 2 * i + 1, quantity, price);
            lots[buyer] += int256(quantity);
            lots[seller] -= int256(quantity);
        }
        Batch memory batch = _sorted(orders, _signatures(options, orders), fills);
        vm.prank(OPERATIONS);
        options.trade("all", batch.orders, batch.signatures, batch.fills);
        for (uint256 i = 0; i < 3; i++) {
            vm.assertEq(options.positionOf(_all()[i], CALL), lots[i], "lots");
        }
        _requireCovered();
    }

    function _requireCovered() private view {
        uint256 owed = 0;
        int256 calls = 0;
        int256 puts = 0;
        for (uint256 i = 0; i < 3; i++) {
            int256 call = options.positionOf(_all()[i], CALL);
            int256 put = options.positionOf(_all()[i], PUT);
            uint256 most = _short(call) * CALL_MOST + _short(put) * PUT_MOST;
            vm.assertEq(options.collateralOf(_all()[i]), most, "of each, what they may owe");
            owed += most;
            (calls, puts) = (calls + call, puts + put);
        }
        vm.assertEq(calls, 0, "calls sum to zero");
        vm.assertEq(puts, 0, "puts sum to zero");
        vm.assertEq(_held(), owed, "and it is here");
    }

    // STEPS

    function _short(int256 lots) private pure returns (uint256) {
        return lots < 0 ? uint256(-lots) : 0;
    }

    function _all() private view returns (address[] memory accounts) {
        accounts = new address[](3);
        (accounts[0], accounts[1], accounts[2]) = (ADA, BOB, OLGA);
    }

    function _held() private view returns (uint256) {
        return vault.balanceOf(address(options), cash);
    }

    function _gained(address account) private view returns (int256) {
        return int256(vault.balanceOf(account, cash)) - int256(CASH_EACH);
    }

    function _pairOf(address buyer, address seller, uint256 id, uint256 lots, uint256 price)
        private
        returns (IOrders.Order[] memory orders, bytes[] memory signatures)
    {
        orders = _pair(_order(buyer, id, true, lots, price), _order(seller, id, false, lots, price));
        signatures = _signatures(options, orders);
    }

    function _option(address buyer, address seller, uint256 id, uint256 lots, uint256 price)
        private
    {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _pairOf(buyer, seller, id, lots, price);
        Batch memory batch = _sorted(orders, signatures, _fill(lots, price));
        vm.prank(OPERATIONS);
        options.trade(bytes32(++_batch), batch.orders, batch.signatures, batch.fills);
    }

    function _expectOption(
        address buyer,
        address seller,
        uint256 id,
        uint256 lots,
        uint256 price,
        bytes memory reason
    ) private {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _pairOf(buyer, seller, id, lots, price);
        Batch memory batch = _sorted(orders, signatures, _fill(lots, price));
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        options.trade("refused", batch.orders, batch.signatures, batch.fills);
    }

    function _expectBadStrike(IOptions.Kind kind, uint256 strike, uint256 cap) private {
        vm.expectRevert(abi.encodeWithSelector(IOptions.BadStrike.selector, strike, cap));
        options.listSeries(MONTH, kind, strike, cap);
    }

    function _settleFuture(uint256 price) private {
        vm.warp(LAST_TRADING + 2 hours);
        uint256 day = LAST_TRADING / 1 days;
        _fix(day, price);
        vm.prank(OPERATIONS);
        clearing.settleFinally(FUTURE, day, price);
    }

    function _settleAll(uint256 id) private {
        options.settle(id);
        options.pay(id, _all());
    }

    function _error(bytes4 selector, uint256 id) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, id);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {IFundFutures} from "contracts/interfaces/IFundFutures.sol";
import {IIndexFund} from "contracts/interfaces/IIndexFund.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

/// @notice The fund as a member of Clearing: what its manager may trade for it, and what not.
contract FundFuturesTest is Futures {
    uint32 private constant LOTS = 5;
    uint32 private constant HELD = 8;
    uint32 private constant COOL_OFF = 15 minutes;
    uint32 private constant BAND = 50_000; // 5 %
    uint128 private constant MARGIN_MOST = 3000 * uint128(DOLLAR);

    function setUp() public override {
        super.setUp();
        _fund(OPERATIONS, 10_000 * DOLLAR);
        vm.prank(OPERATIONS);
        fund.createInKind(SERIES, 0, 10_000 * DOLLAR, 100e6);
        fund.setTradeLimits(IFundFutures.TradeLimits(LOTS, HELD, COOL_OFF, BAND, MARGIN_MOST));
        _trade(ADA, BOB, 1, PRICE);
    }

    // ORDERS

    function test_theFundHoldsFuturesAsAMember() public {
        _post(1500 * DOLLAR);
        vm.assertEq(vault.balanceOf(address(fund), cash), 8500 * DOLLAR, "posted out of its cash");
        vm.assertEq(
            vault.allowance(address(fund), address(clearing), cash), 0, "and no more allowed"
        );
        _buy(5, PRICE);
        vm.assertEq(clearing.positionOf(address(fund), FUTURE), 5, "long");

        _mark(TODAY, PRICE + 100_000);
        vm.assertEq(
            clearing.marginOf(address(fund)), int256(1865 * DOLLAR), "5 * 730 * 0.10 gained"
        );
        vm.prank(OPERATIONS);
        fund.freeMargin(365 * DOLLAR);
        vm.assertEq(vault.balanceOf(address(fund), cash), 8865 * DOLLAR, "its cash again");
    }

    function test_signsNothingButWhatItAgreedTo() public {
        IOrders.Order memory order = _mine(true, 1, PRICE);
        bytes32 hash = clearing.orderHash(order);
        vm.assertEq(bytes32(fund.isValidSignature(hash, "")), bytes32(bytes4(0xffffffff)), "no");
        vm.prank(OPERATIONS);
        fund.agreeTo(order);
        vm.assertEq(
            bytes32(fund.isValidSignature(hash, "")), bytes32(bytes4(0x1626ba7e)), "ERC-1271"
        );
    }

    function test_onlyTheManagerTradesAndOnlyTheGovernorSaysHowMuch() public {
        IOrders.Order memory order = _mine(true, 1, PRICE);
        vm.startPrank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER));
        fund.agreeTo(order);
        vm.expectRevert(_unauthorized(STRANGER));
        fund.postMargin(1);
        vm.expectRevert(_unauthorized(STRANGER));
        fund.freeMargin(1);
        vm.stopPrank();
        vm.prank(OPERATIONS);
        vm.expectRevert(_unauthorized(OPERATIONS));
        fund.setTradeLimits(IFundFutures.TradeLimits(9, 9, 9, 9, 9));
        vm.assertEq(uint256(fund.tradeLimits().held), HELD, "as they were");
    }

    function test_anOrderIsWithinItsLimits() public {
        _refused(
            _mine(true, 6, PRICE),
            abi.encodeWithSelector(IFundFutures.LotsBeyondLimit.selector, 6, LOTS)
        );
        IOrders.Order memory order = _mine(true, 1, PRICE);
        order.expiry = NOW + COOL_OFF;
        _refused(
            order,
            abi.encodeWithSelector(IFundFutures.LivesTooLong.selector, order.expiry, NOW + COOL_OFF)
        );
        order = _mine(true, 1, PRICE);
        order.account = ADA;
        _refused(order, abi.encodeWithSelector(IFundFutures.NotTheFundsOrder.selector, ADA));
    }

    function test_notFarFromTheLastPriceNorBeforeThereIsOne() public {
        _refused(
            _mine(true, 1, 2_100_001),
            abi.encodeWithSelector(IFundFutures.PriceBeyondBand.selector, 2_100_001, 2_100_000)
        );
        _post(1500 * DOLLAR);
        _buy(5, PRICE);
        vm.warp(NOW + COOL_OFF);
        _refused(
            _mine(false, 1, 1_899_999),
            abi.encodeWithSelector(IFundFutures.PriceBeyondBand.selector, 1_899_999, 1_900_000)
        );
        IOrders.Order memory order = _mine(true, 1, PRICE);
        order.base = 1;
        _refused(order, abi.encodeWithSelector(IFundFutures.NoPriceYet.selector, 1));
    }

    function test_neverShortAndNeverMoreThanItMayHold() public {
        _refused(
            _mine(false, 1, PRICE),
            abi.encodeWithSelector(IFundFutures.NothingToSell.selector, FUTURE, 0, 1)
        );
        _post(3000 * DOLLAR);
        _buy(5, PRICE);
        vm.warp(NOW + COOL_OFF);
        _refused(
            _mine(true, 4, PRICE),
            abi.encodeWithSelector(IFundFutures.HeldBeyondLimit.selector, FUTURE, 9, HELD)
        );
        _buy(3, PRICE);
        vm.assertEq(clearing.positionOf(address(fund), FUTURE), 8, "as much as it may");
    }

    /// Two orders at once would together go beyond what each may alone.
    function test_oneOrderAtATime() public {
        vm.prank(OPERATIONS);
        fund.agreeTo(_mine(true, 5, PRICE));
        IOrders.Order memory next = _mine(true, 5, PRICE);
        _refused(
            next, abi.encodeWithSelector(IFundFutures.CoolsOff.selector, FUTURE, NOW + COOL_OFF)
        );
        vm.warp(NOW + COOL_OFF);
        next.expiry = NOW + COOL_OFF + 1;
        vm.prank(OPERATIONS);
        fund.agreeTo(next);
    }

    // MARGIN

    function test_marginIsItsOwnCashUpToALimit() public {
        _fund(ADA, 50 * DOLLAR);
        vm.prank(ADA);
        fund.requestCreation("waits", 50 * DOLLAR);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(
            abi.encodeWithSelector(
                IIndexFund.CashShort.selector, 10_000 * DOLLAR, 10_000 * DOLLAR + 1
            )
        );
        fund.postMargin(10_000 * DOLLAR + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IFundFutures.MarginBeyondLimit.selector, 3000 * DOLLAR + 1, 3000 * DOLLAR
            )
        );
        fund.postMargin(3000 * DOLLAR + 1);
    }

    function test_marginThatWouldLieOutsideTheVaultStays() public {
        _post(1500 * DOLLAR);
        vm.startPrank(OPERATIONS);
        vault.halt();
        vm.expectRevert(IFundFutures.NotCreditedNow.selector);
        fund.freeMargin(1);
    }

    /// Who leaves in kind has its share of the margin too, in cash, as far as no position needs it.
    function test_whoLeavesInKindHasAShareOfTheMargin() public {
        _post(2000 * DOLLAR);
        _buy(5, PRICE);
        vm.prank(OPERATIONS);
        fund.requestRedemption("a tenth", 10e6);
        vm.prank(OPERATIONS);
        fund.requestRedemption("the rest", 90e6);
        vm.warp(NOW + 14 days);
        vm.startPrank(OPERATIONS);
        fund.redeemInKind("a tenth", new uint256[](0));
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 1000 * DOLLAR, "of 8,000 and 2,000");
        vm.assertEq(clearing.marginOf(address(fund)), int256(2000 * DOLLAR), "out of the cash");

        fund.redeemInKind("the rest", new uint256[](0));
        vm.assertEq(clearing.marginOf(address(fund)), int256(1500 * DOLLAR), "what positions need");
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 8500 * DOLLAR, "the rest is out");
        vm.assertEq(vault.balanceOf(address(fund), cash), 0, "nothing left over");
    }

    /// Whatever is traded within the limits, the fund never loses more at Clearing than its margin.
    function testFuzz_losesNoMoreThanItsMargin(uint32 lots, uint32 price, uint32 mark) public {
        _post(2000 * DOLLAR);
        _buy(_between(lots, 1, LOTS), _between(price, PRICE, PRICE * 105 / 100));
        _mark(TODAY, _between(mark, PRICE / 2, PRICE * 2));
        vm.assertEq(vault.balanceOf(address(fund), cash), 8000 * DOLLAR, "untouched");
    }

    // INTERNAL

    function _post(uint256 amount) private {
        vm.prank(OPERATIONS);
        fund.postMargin(amount);
    }

    function _mine(bool buy, uint256 lots, uint256 price)
        private
        returns (IOrders.Order memory order)
    {
        order = _order(address(fund), FUTURE, buy, lots, price);
        order.expiry = block.timestamp + COOL_OFF - 1;
    }

    function _refused(IOrders.Order memory order, bytes memory reason) private {
        vm.prank(OPERATIONS);
        vm.expectRevert(reason);
        fund.agreeTo(order);
    }

    /// The fund buys of Bob; its signature is empty, its word stands on chain.
    function _buy(uint256 lots, uint256 price) private {
        IOrders.Order memory order = _mine(true, lots, price);
        vm.prank(OPERATIONS);
        fund.agreeTo(order);
        IOrders.Order[] memory orders = _pair(order, _order(BOB, FUTURE, false, lots, price));
        bytes[] memory signatures = _signatures(clearing, orders);
        signatures[0] = hex"00";
        vm.prank(OPERATIONS);
        _novateSorted(keccak256(abi.encode(order.salt)), orders, signatures, _fill(lots, price));
    }
}

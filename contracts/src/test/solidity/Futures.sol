// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IClearing} from "contracts/interfaces/IClearing.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

/// @notice A listed future, three people with margin, and what is done with it.
abstract contract Futures is Stage {
    uint256 internal constant PRICE = 2_000_000;
    uint256 internal constant MARGIN = 300 * DOLLAR; // a lot
    uint256 internal constant TODAY = NOW / 1 days;
    IClearing.Cycle internal constant MIDDAY = IClearing.Cycle.MIDDAY;
    IClearing.Cycle internal constant EVENING = IClearing.Cycle.EVENING;
    uint256 internal constant LAST_TRADING = EXPIRY - 1;

    function setUp() public virtual override {
        super.setUp();
        vm.startPrank(OPERATIONS);
        clearing.listFuture(FUTURE_NAME, INDEX, LAST_TRADING);
        clearing.setInitialMargin(FUTURE, MARGIN);
        vm.stopPrank();
        _deposit(ADA, 10_000 * DOLLAR);
        _deposit(BOB, 10_000 * DOLLAR);
        _deposit(OLGA, 10_000 * DOLLAR);
    }

    uint256 private _batches;

    function _deposit(address account, uint256 amount) internal {
        _fund(account, amount);
        vm.prank(account);
        clearing.addMargin(amount);
    }

    function _orders(address buyer, address seller, uint256 future, uint256 lots, uint256 price)
        internal
        returns (IOrders.Order[] memory orders, bytes[] memory signatures)
    {
        orders = _pair(
            _order(buyer, future, true, lots, price), _order(seller, future, false, lots, price)
        );
        signatures = _signatures(clearing, orders);
    }

    function _trade(address buyer, address seller, uint256 lots, uint256 price) internal {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _orders(buyer, seller, FUTURE, lots, price);
        bytes32 batch = _batches++ == 0 ? bytes32("b1") : bytes32(_batches);
        vm.prank(OPERATIONS);
        _novateSorted(batch, orders, signatures, _fill(lots, price));
    }

    function _expectTrade(
        address buyer,
        address seller,
        uint256 future,
        uint256 lots,
        uint256 price,
        bytes memory reason
    ) internal {
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _orders(buyer, seller, future, lots, price);
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        _novateSorted("refused", orders, signatures, _fill(lots, price));
    }

    function _mark(uint256 day, uint256 price) internal {
        if (block.timestamp < day * 1 days) vm.warp(day * 1 days);
        _fix(day, price);
        vm.prank(OPERATIONS);
        clearing.mark(FUTURE, day, EVENING, price);
    }

    function _gain(address account) internal view returns (int256) {
        return clearing.marginOf(account) - int256(10_000 * DOLLAR);
    }

    function _short(address account, int256 margin, uint256 required)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IClearing.MarginShort.selector, account, margin, required);
    }
}

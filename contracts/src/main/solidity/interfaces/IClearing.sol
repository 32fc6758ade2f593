// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./IOrders.sol";

/// @notice Futures: novated positions that sum to zero, margin held as Vault claims, daily marks
/// whose variation sums to zero exactly, final cash settlement. One lot is 730 GPU-hours; prices
/// are micro-dollars per GPU-hour, so variation needs no rounding.
interface IClearing is IOrders {
    event FutureListed(uint256 indexed future, string name, bytes32 index, uint256 lastTrading);
    event InitialMarginSet(uint256 indexed future, uint256 perLot);
    event Novated(
        bytes32 indexed batch,
        uint256 indexed future,
        address buyer,
        address seller,
        uint256 lots,
        uint256 price
    );
    event BatchNovated(bytes32 indexed batch, uint256 fills);
    event MarginAdded(address indexed account, uint256 amount);
    event MarginWithdrawn(address indexed account, uint256 amount);
    event Marked(uint256 indexed future, uint256 indexed day, uint256 price, bool last);
    event VariationPaid(
        uint256 indexed future, uint256 indexed day, address indexed account, int256 amount
    );

    error FutureUnknown(uint256 future);
    error FutureExists(uint256 future);
    error TradingEnded(uint256 future);
    error TradingNotEnded(uint256 future);
    error AlreadySettled(uint256 future);
    error DayNotAfter(uint256 last, uint256 day);
    error NoFixing(bytes32 index, uint256 day);
    error MarginShort(address account, uint256 margin, uint256 required);
    error ZeroAmount();

    /// Lists `name`, e.g. "H100-SXM-80GB.2026-09.F"; id = keccak256(bytes(name)) (CLEARER).
    function listFuture(string calldata name, bytes32 index, uint256 lastTrading)
        external
        returns (uint256 future);
    function setInitialMargin(uint256 future, uint256 perLot) external;
    /// Moves the caller's Vault cash here (the caller made Clearing its operator).
    function addMargin(uint256 amount) external;
    /// Free margin only.
    function withdrawMargin(uint256 amount) external;
    /// Verifies orders and fills and becomes the counterparty of both (CLEARER).
    function novate(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external;
    /// The day's settlement price (CLEARER); the oracle must hold the index's fixing of that day.
    function mark(uint256 future, uint256 day, uint256 price) external;
    /// The last mark after the last trading day; closes every position and frees its margin.
    function settleFinally(uint256 future, uint256 day, uint256 price) external;
    function positionOf(address account, uint256 future) external view returns (int256);
    function marginOf(address account) external view returns (int256);
    function requiredMargin(address account) external view returns (uint256);
    /// positionOf / marginOf for many.
    function positionsOf(address[] calldata accounts, uint256[] calldata futures)
        external
        view
        returns (int256[] memory);
    function marginsOf(address[] calldata accounts) external view returns (int256[] memory);
}

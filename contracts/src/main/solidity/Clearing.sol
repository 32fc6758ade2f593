// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Orders} from "./Orders.sol";
import {Payouts} from "./Payouts.sol";
import {IClearing} from "./interfaces/IClearing.sol";
import {IFixingOracle} from "./interfaces/IFixingOracle.sol";
import {IVault} from "./interfaces/IVault.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// @title Clearing
/// @notice Buyer to every seller and seller to every buyer; owns nothing of its own.
contract Clearing is IClearing, Orders, Payouts, AccessManaged {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.UintSet;
    using SafeCast for uint256;
    using SafeCast for int256;

    // CONSTANTS

    /// GPU-hours of a lot.
    int256 private constant LOT = 730;

    /// A mark visits every member in one transaction.
    uint256 private constant MEMBERS_MAX = 500;

    /// A future that nobody traded or marked for so long is anybody's to close.
    uint256 private constant ABANDONED_AFTER = 30 days;

    IFixingOracle private immutable ORACLE;

    // STORAGE

    /// `attended`: the second a clearer last novated a trade in it, or marked it.
    struct Future {
        bytes32 index;
        uint64 lastTrading;
        uint64 lastDay;
        uint64 attended;
        bool settled;
        uint256 lastPrice;
        uint256 marginPerLot;
        EnumerableSet.AddressSet members;
    }

    /// `accrued`: variation of what was traded since the last mark, up to that mark.
    struct Position {
        int256 lots;
        int256 accrued;
    }

    mapping(uint256 future => Future) private _futures;
    mapping(address account => mapping(uint256 future => Position)) private _positions;
    mapping(address account => EnumerableSet.UintSet futures) private _held;
    mapping(bytes32 batch => bool) private _batchUsed;
    /// @inheritdoc IClearing
    mapping(address account => int256) public marginOf;

    constructor(address authority, IVault vault, IFixingOracle oracle)
        AccessManaged(authority)
        EIP712("Hourglass Clearing", "1")
        Payouts(vault)
    {
        ORACLE = oracle;
    }

    // FUTURES

    /// @inheritdoc IClearing
    function listFuture(string calldata name, bytes32 index, uint256 lastTrading)
        external
        restricted
        returns (uint256 future)
    {
        future = uint256(keccak256(bytes(name)));
        if (_futures[future].lastTrading != 0) revert FutureExists(future);
        if (lastTrading < block.timestamp) revert TradingEnded(future);

        _futures[future].index = index;
        _futures[future].lastTrading = lastTrading.toUint64();
        emit FutureListed(future, name, index, lastTrading);
    }

    /// @inheritdoc IClearing
    function setInitialMargin(uint256 future, uint256 perLot) external restricted {
        _known(future).marginPerLot = perLot;
        emit InitialMarginSet(future, perLot);
    }

    // MARGIN

    /// @inheritdoc IClearing
    function addMargin(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();

        marginOf[msg.sender] += amount.toInt256();
        emit MarginAdded(msg.sender, amount);

        VAULT.transferFrom(msg.sender, address(this), CASH, amount);
    }

    /// @inheritdoc IClearing
    function withdrawMargin(uint256 amount) external {
        if (amount == 0) revert ZeroAmount();

        marginOf[msg.sender] -= amount.toInt256();
        _requireMargin(msg.sender);
        emit MarginWithdrawn(msg.sender, amount);

        _pay(msg.sender, amount);
    }

    /// @inheritdoc IClearing
    function requiredMargin(address account) public view returns (uint256 required) {
        EnumerableSet.UintSet storage held = _held[account];
        uint256 count = held.length();
        for (uint256 i = 0; i < count; i++) {
            uint256 future = held.at(i);
            Position storage position = _positions[account][future];
            required += SignedMath.abs(position.lots) * _futures[future].marginPerLot;
            if (position.accrued < 0) required += SignedMath.abs(position.accrued);
        }
    }

    // NOVATION

    /// @inheritdoc IClearing
    function novate(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external restricted {
        if (_batchUsed[batch]) revert BatchUsed(batch);
        Ticket[] memory tickets = _verify(orders, signatures);

        _batchUsed[batch] = true;
        uint256[] memory exposures = _exposures(orders);
        for (uint256 i = 0; i < fills.length; i++) {
            Fill calldata fill = fills[i];
            (Order calldata buy, Order calldata sell) = (orders[fill.buy], orders[fill.sell]);
            _take(buy, sell, tickets[fill.buy], tickets[fill.sell], fill, i);
            _novate(batch, buy, sell, fill);
        }
        _keep(orders, tickets);
        uint256[] memory grown = _exposures(orders);
        for (uint256 i = 0; i < orders.length; i++) {
            if (grown[i] > exposures[i]) _requireMargin(orders[i].account);
        }
        emit BatchNovated(batch, fills.length);
    }

    function _novate(bytes32 batch, Order calldata buy, Order calldata sell, Fill calldata fill)
        private
    {
        (uint256 id, address buyer, address seller) = (buy.base, buy.account, sell.account);
        Future storage future = _known(id);
        if (fill.price == 0) revert ZeroAmount();
        if (future.settled) revert AlreadySettled(id);
        if (block.timestamp > future.lastTrading) revert TradingEnded(id);

        future.attended = uint64(block.timestamp);
        if (future.lastPrice == 0) future.lastPrice = fill.price;
        int256 lots = fill.quantity.toInt256();
        int256 toMark = LOT * lots * (future.lastPrice.toInt256() - fill.price.toInt256());
        _trade(future, id, buyer, lots, toMark);
        _trade(future, id, seller, -lots, -toMark);
        emit Novated(batch, id, buyer, seller, fill.quantity, fill.price);
    }

    function _trade(Future storage future, uint256 id, address account, int256 lots, int256 toMark)
        private
    {
        Position storage position = _positions[account][id];
        position.lots += lots;
        position.accrued += toMark;
        if (future.members.add(account)) {
            if (future.members.length() > MEMBERS_MAX) revert TooManyMembers(id);
            _held[account].add(id);
        }
    }

    /// Lots, either way, that each order's account holds of the order's future.
    function _exposures(Order[] calldata orders) private view returns (uint256[] memory lots) {
        lots = new uint256[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            lots[i] = SignedMath.abs(_positions[orders[i].account][orders[i].base].lots);
        }
    }

    // MARKS

    /// @inheritdoc IClearing
    function mark(uint256 future, uint256 day, uint256 price) external restricted {
        _mark(_known(future), future, day, price, false);
    }

    /// @inheritdoc IClearing
    function settleFinally(uint256 future, uint256 day, uint256 price) external restricted {
        Future storage listed = _known(future);
        if (block.timestamp <= listed.lastTrading) revert TradingNotEnded(future);
        _mark(listed, future, day, price, true);
    }

    function _mark(Future storage future, uint256 id, uint256 day, uint256 price, bool last)
        private
    {
        if (price == 0) revert ZeroAmount();
        if (future.settled) revert AlreadySettled(id);
        if (day <= future.lastDay) revert DayNotAfter(future.lastDay, day);
        (uint256 fixing,,) = ORACLE.fixingOf(future.index, day);
        if (fixing == 0) revert NoFixing(future.index, day);

        future.attended = uint64(block.timestamp);
        _payVariations(future, id, day, price, last);
    }

    /// @inheritdoc IClearing
    function closeOut(uint256 future) external {
        Future storage listed = _known(future);
        if (listed.settled) revert AlreadySettled(future);
        uint256 abandoned = listed.attended + ABANDONED_AFTER;
        if (block.timestamp < abandoned) revert NotAbandoned(future, abandoned);
        if (listed.lastPrice == 0) revert ZeroAmount();

        _payVariations(listed, future, block.timestamp / 1 days, listed.lastPrice, true);
    }

    function _payVariations(
        Future storage future,
        uint256 id,
        uint256 day,
        uint256 price,
        bool last
    ) private {
        int256 move = future.lastPrice == 0
            ? int256(0)
            : price.toInt256() - future.lastPrice.toInt256();
        future.lastPrice = price;
        future.lastDay = day.toUint64();
        future.settled = last;
        int256 sum = 0;
        address[] memory members = future.members.values();
        for (uint256 i = 0; i < members.length; i++) {
            int256 variation = _payVariation(future, id, members[i], move, last);
            sum += variation;
            if (variation != 0) emit VariationPaid(id, day, members[i], variation);
        }
        assert(sum == 0);
        emit Marked(id, day, price, last);
    }

    function _payVariation(
        Future storage future,
        uint256 id,
        address account,
        int256 move,
        bool last
    ) private returns (int256 variation) {
        Position storage position = _positions[account][id];
        variation = LOT * position.lots * move + position.accrued;
        marginOf[account] += variation;
        position.accrued = 0;
        if (last) position.lots = 0;
        if (position.lots == 0) {
            future.members.remove(account);
            _held[account].remove(id);
        }
    }

    // VIEWS

    /// @inheritdoc IClearing
    function positionOf(address account, uint256 future) public view returns (int256) {
        return _positions[account][future].lots;
    }

    /// @inheritdoc IClearing
    function membersOf(uint256 future) external view returns (address[] memory) {
        return _futures[future].members.values();
    }

    /// @inheritdoc IClearing
    function lastPriceOf(uint256 future) external view returns (uint256) {
        return _futures[future].lastPrice;
    }

    /// @inheritdoc IClearing
    function positionsOf(address[] calldata accounts, uint256[] calldata futures)
        external
        view
        returns (int256[] memory positions)
    {
        positions = new int256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            positions[i] = positionOf(accounts[i], futures[i]);
        }
    }

    /// @inheritdoc IClearing
    function marginsOf(address[] calldata accounts)
        external
        view
        returns (int256[] memory margins)
    {
        margins = new int256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            margins[i] = marginOf[accounts[i]];
        }
    }

    // INTERNAL

    function _known(uint256 future) private view returns (Future storage listed) {
        listed = _futures[future];
        if (listed.lastTrading == 0) revert FutureUnknown(future);
    }

    function _requireMargin(address account) private view {
        uint256 required = requiredMargin(account);
        int256 margin = marginOf[account];
        if (margin < required.toInt256()) revert MarginShort(account, margin, required);
    }
}

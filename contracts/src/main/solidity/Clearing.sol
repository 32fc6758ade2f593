// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Combinations} from "./Combinations.sol";
import {DefaultFund} from "./DefaultFund.sol";
import {Payouts} from "./Payouts.sol";
import {IClearing} from "./interfaces/IClearing.sol";
import {IFixingOracle} from "./interfaces/IFixingOracle.sol";
import {IVault} from "./interfaces/IVault.sol";
import {ProRata} from "./libraries/ProRata.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {SignedMath} from "@openzeppelin/contracts/utils/math/SignedMath.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";

/// @title Clearing
/// @notice Buyer to every seller and seller to every buyer; owns nothing of its own.
contract Clearing is IClearing, Combinations, DefaultFund {
    using EnumerableSet for EnumerableSet.AddressSet;
    using EnumerableSet for EnumerableSet.UintSet;
    using SafeCast for uint256;
    using SafeCast for int256;

    // CONSTANTS

    /// GPU-hours of a lot.
    int256 private constant LOT = 730;

    /// A mark visits every member in one transaction.
    uint256 private constant MEMBERS_MAX = 500;

    /// What was traded in the last second may be held back for a while before it comes here.
    uint256 private constant TRADES_COME_WITHIN = 1 hours;

    /// A future that nobody traded or marked for so long is anybody's to close.
    uint256 private constant ABANDONED_AFTER = 30 days;

    /// Of the initial margin: whoever has less can be declared in default.
    uint256 private constant MAINTENANCE_PERCENT = 75;

    IFixingOracle private immutable ORACLE;

    // STORAGE

    /// `attended`: the second a clearer last novated a trade in it, or marked it. `lastMove`: what the
    /// last mark added to the price. `isMidday`: the last mark was a midday one.
    struct Future {
        bytes32 index;
        uint64 lastTrading;
        uint64 lastDay;
        uint64 attended;
        bool settled;
        bool isMidday;
        uint256 lastPrice;
        int256 lastMove;
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
    /// @inheritdoc IClearing
    address public defaulter;
    /// @inheritdoc IClearing
    address public estate;
    uint256 private _declared;

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
        if (msg.sender == estate) revert EstateOpen();

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
        _novateAll(batch, orders, signatures, fills, new bytes32[](0));
    }

    /// @inheritdoc IClearing
    function novateCombined(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        Combined[] calldata combined
    ) external restricted {
        bytes32[] memory signed = _signed(orders, combined);
        Ticket[] memory tickets = _novateAll(batch, orders, signatures, fills, signed);
        _requireWhole(tickets, fills, combined);
    }

    /// @inheritdoc IClearing
    function novateExchanged(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] calldata others
    ) external restricted {
        bytes32[] memory signed = _exchanged(orders, others);
        _novateAll(batch, orders, signatures, fills, signed);
    }

    function _novateAll(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] memory signed
    ) private returns (Ticket[] memory tickets) {
        if (_batchUsed[batch]) revert BatchUsed(batch);
        tickets = _verify(orders, signatures, signed);

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
        if (block.timestamp > future.lastTrading + TRADES_COME_WITHIN) revert TradingEnded(id);

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
            _forgetSettled(account);
            _held[account].add(id);
        }
    }

    /// Nobody is taken off the lists when a future is settled: for as many as a mark may visit, that
    /// would take more gas than a transaction may have. Whoever trades something else is, then.
    function _forgetSettled(address account) private {
        EnumerableSet.UintSet storage held = _held[account];
        for (uint256 i = held.length(); i > 0; i--) {
            uint256 future = held.at(i - 1);
            if (_futures[future].settled) held.remove(future);
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
    function mark(uint256 future, uint256 day, Cycle cycle, uint256 price) external restricted {
        _mark(_known(future), future, day, cycle, price, false);
    }

    /// @inheritdoc IClearing
    function settleFinally(uint256 future, uint256 day, uint256 price) external restricted {
        Future storage listed = _known(future);
        if (block.timestamp <= listed.lastTrading + TRADES_COME_WITHIN) {
            revert TradingNotEnded(future);
        }
        _mark(listed, future, day, Cycle.EVENING, price, true);
    }

    function _mark(
        Future storage future,
        uint256 id,
        uint256 day,
        Cycle cycle,
        uint256 price,
        bool last
    ) private {
        if (price == 0) revert ZeroAmount();
        if (future.settled) revert AlreadySettled(id);
        _requireNext(future, day, cycle);

        future.attended = uint64(block.timestamp);
        future.isMidday = cycle == Cycle.MIDDAY;
        _payVariations(future, id, day, cycle, price, last);
    }

    /// An evening needs its day's fixing; a midday mark needs an evening before it, so that there are
    /// never more than two marks a fixing.
    function _requireNext(Future storage future, uint256 day, Cycle cycle) private view {
        uint256 last = future.lastDay;
        bool isMidday = cycle == Cycle.MIDDAY;
        bool isAfter = isMidday
            ? day > last && !future.isMidday
            : day > last || (day == last && future.isMidday);
        if (!isAfter) revert DayNotAfter(last, day);
        if (isMidday) {
            if (day > block.timestamp / 1 days) revert DayInFuture(day);
            return;
        }
        (uint256 fixing,,) = ORACLE.fixingOf(future.index, day);
        if (fixing == 0) revert NoFixing(future.index, day);
    }

    /// @inheritdoc IClearing
    function closeOut(uint256 future) external {
        Future storage listed = _known(future);
        if (listed.settled) revert AlreadySettled(future);
        uint256 abandoned = listed.attended + ABANDONED_AFTER;
        if (block.timestamp < abandoned) revert NotAbandoned(future, abandoned);
        if (listed.lastPrice == 0) revert ZeroAmount();

        uint256 today = block.timestamp / 1 days;
        _payVariations(listed, future, today, Cycle.EVENING, listed.lastPrice, true);
    }

    function _payVariations(
        Future storage future,
        uint256 id,
        uint256 day,
        Cycle cycle,
        uint256 price,
        bool last
    ) private {
        int256 move = future.lastPrice == 0
            ? int256(0)
            : price.toInt256() - future.lastPrice.toInt256();
        future.lastPrice = price;
        future.lastMove = move;
        future.lastDay = day.toUint64();
        future.settled = last;
        int256 sum = 0;
        address[] memory members = future.members.values();
        for (uint256 i = 0; i < members.length; i++) {
            int256 variation = _payVariation(future, id, members[i], move, last);
            sum += variation;
            if (variation != 0) emit VariationPaid(id, day, members[i], cycle, variation);
        }
        assert(sum == 0);
        emit Marked(id, day, cycle, price, last);
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
        if (last) {
            position.lots = 0;
        } else if (position.lots == 0) {
            future.members.remove(account);
            _held[account].remove(id);
        }
    }

    // DEFAULT

    /// @inheritdoc IClearing
    function declareDefault(address account, address to) external restricted {
        if (defaulter != address(0)) revert DefaultUnderWay(defaulter);
        int256 margin = marginOf[account];
        uint256 required = requiredMargin(account);
        if (margin * 100 >= (required * MAINTENANCE_PERCENT).toInt256()) {
            revert MarginSuffices(account, margin, required);
        }
        if (marginOf[to] != 0 || shareOf[to] != 0 || _isAtStake(to)) revert EstateNotEmpty(to);

        uint256 share = shareOf[account];
        (defaulter, estate, _declared) = (account, to, block.timestamp);
        marginOf[account] = 0;
        marginOf[to] = margin + share.toInt256();
        if (share != 0) _takeShare(account, share);
        emit Defaulted(account, to, margin, share);
        _forgetSettled(account);
        uint256[] memory held = _held[account].values();
        for (uint256 i = 0; i < held.length; i++) {
            _takeOver(account, to, held[i]);
        }
        _bind();
    }

    function _takeOver(address account, address to, uint256 id) private {
        Position memory position = _positions[account][id];
        delete _positions[account][id];
        _futures[id].members.remove(account);
        _held[account].remove(id);

        _positions[to][id] = position;
        _futures[id].members.add(to);
        _held[to].add(id);
        emit PositionTaken(id, account, to, position.lots, position.accrued);
    }

    /// @inheritdoc IClearing
    function deleverage(uint256 future, address account, int256 lots) external restricted {
        Future storage listed = _known(future);
        if (lots == 0) revert ZeroAmount();
        _requireReducing(account, future, lots);
        _requireReducing(estate, future, -lots);

        _trade(listed, future, account, lots, 0);
        _trade(listed, future, estate, -lots, 0);
        emit Deleveraged(future, account, estate, lots);
    }

    /// @inheritdoc IClearing
    function coverLoss(uint256[] calldata futures) external {
        address account = defaulter;
        if (account == address(0)) revert NobodyInDefault();
        bool abandoned = block.timestamp >= _declared + ABANDONED_AFTER;
        if (!abandoned) _checkCanCall(msg.sender, msg.data);
        address sold = estate;
        if (_isAtStake(sold)) revert EstateOpen();

        int256 left = marginOf[sold];
        uint256 loss = left < 0 ? SignedMath.abs(left) : 0;
        loss -= _coverFromTranche(loss);
        loss -= _coverFromShares(loss);
        for (uint256 i = 0; i < futures.length && loss > 0; i++) {
            loss -= _coverFromGains(loss, futures[i]);
        }
        if (loss > 0) {
            marginOf[sold] = -loss.toInt256();
            return;
        }
        uint256 surplus = _positiveMargin(sold);
        marginOf[sold] = 0;
        marginOf[account] += surplus.toInt256();
        (defaulter, estate) = (address(0), address(0));
        emit DefaultEnded(account, sold, surplus);
    }

    function _coverFromTranche(uint256 loss) private returns (uint256 paid) {
        paid = Math.min(loss, tranche);
        if (paid == 0) return 0;
        tranche -= paid;
        emit LossCovered(Layer.TRANCHE, address(0), estate, paid);
    }

    /// From the shares of those who are liable, and where these are used up, as much again at most
    /// from their margin.
    function _coverFromShares(uint256 loss) private returns (uint256 paid) {
        (address[] memory members, uint256[] memory weights) = _release();
        uint256[] memory parts = ProRata.split(loss, weights);
        for (uint256 i = 0; i < members.length; i++) {
            if (parts[i] == 0) continue;
            paid += parts[i];
            _takeShare(members[i], parts[i]);
            emit LossCovered(Layer.SHARES, members[i], estate, parts[i]);
        }
        if (paid == loss) return paid;
        for (uint256 i = 0; i < members.length; i++) {
            weights[i] = Math.min(weights[i], _positiveMargin(members[i]));
        }
        paid += _coverFromMargins(Layer.ASSESSMENTS, loss - paid, members, weights);
    }

    /// From what the last mark of a future gained those who still hold it.
    function _coverFromGains(uint256 loss, uint256 id) private returns (uint256 paid) {
        Future storage future = _known(id);
        address[] memory members = future.members.values();
        uint256[] memory weights = new uint256[](members.length);
        for (uint256 i = 0; i < members.length; i++) {
            int256 gain = LOT * _positions[members[i]][id].lots * future.lastMove;
            if (gain > 0) weights[i] = Math.min(uint256(gain), _positiveMargin(members[i]));
        }
        return _coverFromMargins(Layer.GAINS, loss, members, weights);
    }

    function _coverFromMargins(
        Layer layer,
        uint256 loss,
        address[] memory members,
        uint256[] memory weights
    ) private returns (uint256 paid) {
        uint256[] memory parts = ProRata.split(loss, weights);
        for (uint256 i = 0; i < members.length; i++) {
            if (parts[i] == 0) continue;
            paid += parts[i];
            marginOf[members[i]] -= parts[i].toInt256();
            emit LossCovered(layer, members[i], estate, parts[i]);
        }
    }

    // VIEWS

    /// @inheritdoc IClearing
    function positionOf(address account, uint256 future) public view returns (int256) {
        return _positions[account][future].lots;
    }

    /// @inheritdoc IClearing
    function membersOf(uint256 future) external view returns (address[] memory) {
        Future storage listed = _futures[future];
        return listed.settled ? new address[](0) : listed.members.values();
    }

    /// @inheritdoc IClearing
    function lastPriceOf(uint256 future) external view returns (uint256) {
        return _futures[future].lastPrice;
    }

    /// @inheritdoc IClearing
    function standingOf(uint256 future) external view returns (uint256, uint256, bool) {
        Future storage listed = _known(future);
        return (listed.lastTrading, listed.lastPrice, listed.settled);
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

    function _requireReducing(address account, uint256 id, int256 change) private view {
        int256 lots = positionOf(account, id);
        bool opposite = (lots > 0) != (change > 0);
        bool reduces = opposite && SignedMath.abs(change) <= SignedMath.abs(lots);
        if (!reduces) revert NotReducing(account, id, lots, change);
    }

    function _positiveMargin(address account) private view returns (uint256) {
        int256 margin = marginOf[account];
        return margin > 0 ? uint256(margin) : 0;
    }

    function _isAtStake(address account) internal view override returns (bool) {
        EnumerableSet.UintSet storage held = _held[account];
        uint256 count = held.length();
        for (uint256 i = 0; i < count; i++) {
            if (!_futures[held.at(i)].settled) return true;
        }
        return false;
    }

    function _requireMargin(address account) private view {
        uint256 required = requiredMargin(account);
        int256 margin = marginOf[account];
        if (margin < required.toInt256()) revert MarginShort(account, margin, required);
    }
}

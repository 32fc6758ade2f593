// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Orders} from "./Orders.sol";
import {Payouts} from "./Payouts.sol";
import {IClearing} from "./interfaces/IClearing.sol";
import {IOptions} from "./interfaces/IOptions.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Netting} from "./libraries/Netting.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title Options
/// @notice Holds what writers may owe, and pays it to whom it is owed.
contract Options is IOptions, Orders, Payouts, AccessManaged {
    using Netting for Netting.Net;
    using SafeCast for uint256;
    using Strings for uint256;

    // CONSTANTS

    /// GPU-hours of a lot.
    uint256 private constant LOT = 730;

    /// Micro-dollars in a thousandth of a dollar, which strikes are named in.
    uint256 private constant MILL = 1000;

    /// As for futures: what was traded in the last second may be held back for a while before it
    /// comes here.
    uint256 private constant TRADES_COME_WITHIN = 1 hours;

    /// Of every net.
    uint256 private constant CASH_COLUMN = 0;

    IClearing private immutable CLEARING;

    // STORAGE

    /// `payout`: of a lot, once it is settled.
    struct Series {
        uint256 future;
        uint64 lastTrading;
        bool settled;
        Kind kind;
        uint256 strike;
        uint256 cap;
        uint256 payout;
    }

    mapping(uint256 series => Series) private _series;
    mapping(address account => mapping(uint256 series => int256 lots)) private _positions;
    /// @inheritdoc IOptions
    mapping(address account => uint256) public collateralOf;

    /// A batch in work.
    struct Work {
        bytes32 batch;
        Ticket[] tickets;
        uint256[] rows;
        uint256 ownRow;
        Netting.Net net;
    }

    constructor(address authority, IVault vault, IClearing clearing)
        AccessManaged(authority)
        EIP712("Hourglass Options", "1")
        Payouts(vault)
    {
        CLEARING = clearing;
    }

    // SERIES

    /// @inheritdoc IOptions
    function listSeries(string calldata month, Kind kind, uint256 strike, uint256 cap)
        external
        restricted
        returns (uint256 series)
    {
        string memory name = _name(month, kind, strike, cap);
        series = uint256(keccak256(bytes(name)));
        if (_series[series].lastTrading != 0) revert SeriesExists(series);
        uint256 future = uint256(keccak256(bytes(string.concat(month, ".F"))));
        (uint256 lastTrading, uint256 price, bool settled) = CLEARING.standingOf(future);
        if (settled || block.timestamp > lastTrading) revert TradingEnded(series);
        if (price == 0) revert NoPrice(future);

        _series[series] = Series(future, lastTrading.toUint64(), false, kind, strike, cap, 0);
        emit SeriesListed(series, name, future, kind, strike, cap);
    }

    /// Says all of the terms, or one name would stand for several.
    function _name(string calldata month, Kind kind, uint256 strike, uint256 cap)
        private
        pure
        returns (string memory)
    {
        bool isCall = kind == Kind.CALL;
        bool sound = isCall ? cap > strike : cap == 0;
        if (!sound || strike == 0 || strike % MILL != 0 || cap % MILL != 0) {
            revert BadStrike(strike, cap);
        }
        string memory written =
            string.concat(month, isCall ? ".C" : ".P", (strike / MILL).toString());
        return isCall ? string.concat(written, "-", (cap / MILL).toString()) : written;
    }

    // TRADES

    /// @inheritdoc IOptions
    function trade(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external restricted {
        Work memory work;
        work.batch = batch;
        work.tickets = _verify(orders, signatures, new bytes32[](0));
        _open(orders, work);

        for (uint256 i = 0; i < fills.length; i++) {
            Fill calldata fill = fills[i];
            (Order calldata buy, Order calldata sell) = (orders[fill.buy], orders[fill.sell]);
            _take(buy, sell, work.tickets[fill.buy], work.tickets[fill.sell], fill, i);
            _trade(buy, sell, fill, work);
        }
        _keep(orders, work.tickets);
        emit BatchTraded(batch, fills.length);

        VAULT.settle(batch, work.net.legs()); // which takes a batch once
    }

    /// A row an account, and one for what is held here.
    function _open(Order[] calldata orders, Work memory work) private view {
        uint256 count = orders.length;
        Netting.Net memory net = Netting.open(count + 1);
        work.net = net;
        work.rows = new uint256[](count);
        net.enterColumn(CASH, CASH_COLUMN);
        for (uint256 i = 0; i < count; i++) {
            work.rows[i] = net.enterRow(orders[i].account);
        }
        work.ownRow = net.enterRow(address(this));
        net.close();
    }

    function _trade(Order calldata buy, Order calldata sell, Fill calldata fill, Work memory work)
        private
    {
        uint256 id = buy.base;
        Series storage series = _known(id);
        if (block.timestamp > series.lastTrading + TRADES_COME_WITHIN) revert TradingEnded(id);
        if (series.settled) revert SeriesSettledAlready(id);

        (uint256 lots, uint256 most) = (fill.quantity, _largestPayout(series));
        (uint256 buying, uint256 selling) = (work.rows[fill.buy], work.rows[fill.sell]);
        uint256 freed = _buy(buy.account, id, lots) * most;
        uint256 held = _sell(sell.account, id, lots) * most;
        collateralOf[buy.account] -= freed;
        collateralOf[sell.account] += held;
        work.net.move(buying, selling, CASH_COLUMN, LOT * lots * fill.price);
        work.net.move(work.ownRow, buying, CASH_COLUMN, freed);
        work.net.move(selling, work.ownRow, CASH_COLUMN, held);
        emit Traded(work.batch, id, buy.account, sell.account, lots, fill.price, freed, held);
    }

    /// @return closed lots of a short position that are no more
    function _buy(address account, uint256 id, uint256 lots) private returns (uint256 closed) {
        int256 before = _positions[account][id];
        _positions[account][id] = before + lots.toInt256();
        closed = before < 0 ? Math.min(uint256(-before), lots) : 0;
    }

    /// @return opened lots of a short position that are new
    function _sell(address account, uint256 id, uint256 lots) private returns (uint256 opened) {
        int256 before = _positions[account][id];
        _positions[account][id] = before - lots.toInt256();
        opened = before > 0 ? Math.saturatingSub(lots, uint256(before)) : lots;
    }

    // SETTLEMENT

    /// @inheritdoc IOptions
    function settle(uint256 id) external {
        Series storage series = _known(id);
        if (series.settled) revert SeriesSettledAlready(id);
        (, uint256 price, bool settled) = CLEARING.standingOf(series.future);
        if (!settled) revert FutureNotSettled(series.future);

        uint256 payout = _payoutAt(series, price);
        (series.settled, series.payout) = (true, payout);
        emit SeriesSettled(id, price, payout);
    }

    /// @inheritdoc IOptions
    function pay(uint256 id, address[] calldata accounts) external {
        Series storage series = _known(id);
        if (!series.settled) revert SeriesNotSettled(id);
        (uint256 payout, uint256 most) = (series.payout, _largestPayout(series));
        for (uint256 i = 0; i < accounts.length; i++) {
            _payHolder(id, accounts[i], payout, most);
        }
    }

    function _payHolder(uint256 id, address account, uint256 payout, uint256 most) private {
        int256 lots = _positions[account][id];
        if (lots == 0) return;
        (uint256 collateral, uint256 amount) = lots > 0
            ? (0, uint256(lots) * payout)
            : (uint256(-lots) * most, uint256(-lots) * (most - payout));
        delete _positions[account][id];
        collateralOf[account] -= collateral;
        emit HolderPaid(id, account, lots, collateral, amount);

        if (amount != 0) _pay(account, amount);
    }

    // VIEWS

    /// @inheritdoc IOptions
    function largestPayoutOf(uint256 series) external view returns (uint256) {
        return _largestPayout(_known(series));
    }

    /// @inheritdoc IOptions
    function payoutAt(uint256 series, uint256 price) external view returns (uint256) {
        return _payoutAt(_known(series), price);
    }

    /// @inheritdoc IOptions
    function positionOf(address account, uint256 series) public view returns (int256) {
        return _positions[account][series];
    }

    /// @inheritdoc IOptions
    function positionsOf(address[] calldata accounts, uint256[] calldata series)
        external
        view
        returns (int256[] memory positions)
    {
        positions = new int256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            positions[i] = positionOf(accounts[i], series[i]);
        }
    }

    /// @inheritdoc IOptions
    function collateralsOf(address[] calldata accounts)
        external
        view
        returns (uint256[] memory collaterals)
    {
        collaterals = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; i++) {
            collaterals[i] = collateralOf[accounts[i]];
        }
    }

    // INTERNAL

    function _known(uint256 id) private view returns (Series storage series) {
        series = _series[id];
        if (series.lastTrading == 0) revert SeriesUnknown(id);
    }

    function _largestPayout(Series storage series) private view returns (uint256) {
        (uint256 strike, uint256 cap) = (series.strike, series.cap);
        return LOT * (series.kind == Kind.CALL ? cap - strike : strike);
    }

    function _payoutAt(Series storage series, uint256 price) private view returns (uint256) {
        uint256 strike = series.strike;
        return series.kind == Kind.CALL
            ? LOT * Math.saturatingSub(Math.min(price, series.cap), strike)
            : LOT * Math.saturatingSub(strike, price);
    }
}

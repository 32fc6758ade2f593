// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FundFutures} from "./FundFutures.sol";
import {FundIncome} from "./FundIncome.sol";
import {Payouts} from "./Payouts.sol";
import {StreamingFee} from "./StreamingFee.sol";
import {IClearing} from "./interfaces/IClearing.sol";
import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @title IndexFund
/// @notice The compute index as one token.
contract IndexFund is IIndexFund, FundFutures, FundIncome, StreamingFee, ERC20Permit {
    using SafeCast for uint256;

    // CONSTANTS

    /// The smallest parts in one whole unit, which a NAV is for.
    uint256 private constant UNIT = 1e6;

    /// A request that waited so long is its account's to end.
    uint256 private constant PATIENCE = 14 days;

    /// A cycle ends at this time of each day, when its price is known to the world.
    uint256 private constant CUT = 20 hours;

    /// As many requests as can be filled in one transaction; what comes after them is the next cycle's.
    uint256 private constant REQUESTS_MAX = 200;

    // STORAGE

    enum Kind {
        NONE,
        CREATION,
        REDEMPTION
    }

    /// `amount` is cash of a creation, or the units of a redemption that still wait; `asked` the second
    /// it was made; `cycle` a redemption's.
    struct Request {
        address account;
        Kind kind;
        bool done;
        uint64 asked;
        uint64 cycle;
        uint192 amount;
    }

    /// Redemptions asked for until the second `cut`, and the units of them that still wait.
    struct Cycle {
        uint64 cut;
        uint64 requests;
        uint128 units;
    }

    /// @inheritdoc IIndexFund
    uint256 public requestedCash;

    /// Cycles count from 1. The first one that may still have units waiting, and the last one begun.
    uint64 private _firstCycle = 1;
    uint64 private _lastCycle;
    mapping(uint256 cycle => Cycle) private _cycles;
    mapping(bytes32 request => Request) private _requests;

    constructor(address authority, IVault vault, IClearing clearing)
        ERC20("Hourglass GPU Index Fund", "HGX")
        ERC20Permit("Hourglass GPU Index Fund")
        Payouts(vault)
        FundFutures(clearing)
        AccessManaged(authority)
    {}

    // IN KIND

    /// @inheritdoc IIndexFund
    function createInKind(uint256 series, uint256 amount, uint256 cash, uint256 units)
        external
        restricted
    {
        if (units == 0 || (amount == 0 && cash == 0)) revert ZeroAmount();
        accrueFee();

        _mint(msg.sender, units);
        emit CreatedInKind(msg.sender, series, amount, cash, units);

        if (amount != 0) VAULT.transferFrom(msg.sender, address(this), series, amount);
        if (cash != 0) VAULT.transferFrom(msg.sender, address(this), CASH, cash);
    }

    // CREATION

    /// @inheritdoc IIndexFund
    function requestCreation(bytes32 request, uint256 cash) external {
        _open(request, Kind.CREATION, cash, 0);
        requestedCash += cash;
        emit CreationRequested(request, msg.sender, cash);

        VAULT.transferFrom(msg.sender, address(this), CASH, cash);
    }

    /// @inheritdoc IIndexFund
    function fulfilCreation(bytes32 request, uint256 nav) external restricted {
        if (nav == 0) revert ZeroAmount();
        Request memory asked = _close(request, Kind.CREATION);
        uint256 cut = _cutAfter(asked.asked);
        if (block.timestamp < cut) revert RequestYoung(request, cut);
        uint256 units = Math.mulDiv(asked.amount, UNIT, nav);
        if (units == 0) revert UnitsBelowOne(asked.amount, nav);
        accrueFee();

        requestedCash -= asked.amount;
        _mint(asked.account, units);
        emit UnitsCreated(request, asked.account, asked.amount, units, nav);
    }

    // REDEMPTION

    /// @inheritdoc IIndexFund
    function requestRedemption(bytes32 request, uint256 units) external {
        uint64 cycle = _cycleNow();
        _open(request, Kind.REDEMPTION, units, cycle);
        _cycles[cycle].requests++;
        _cycles[cycle].units += units.toUint128();
        _transfer(msg.sender, address(this), units);
        emit RedemptionRequested(request, msg.sender, units, cycle);
    }

    /// @inheritdoc IIndexFund
    function fulfilRedemptions(bytes32[] calldata requests, uint256 units, uint256 nav)
        external
        restricted
    {
        if (nav == 0 || units == 0) revert ZeroAmount();
        uint64 cycle = firstCycle();
        Cycle memory filled = _cycles[cycle];
        if (block.timestamp < filled.cut) revert CycleOpen(cycle, filled.cut);
        if (units > filled.units) revert UnitsBeyondCycle(cycle, filled.units, units);
        accrueFee();

        uint256[] memory parts = _parts(requests, cycle, units, filled.units);
        uint256 burnt = 0;
        uint256 needed = 0;
        for (uint256 i = 0; i < parts.length; i++) {
            burnt += parts[i];
            needed += Math.mulDiv(parts[i], nav, UNIT);
        }
        uint256 available = _ownCash();
        if (needed > available) revert CashShort(available, needed);

        _firstCycle = cycle;
        _cycles[cycle].units = (filled.units - burnt).toUint128();
        _burn(address(this), burnt);
        for (uint256 i = 0; i < parts.length; i++) {
            _redeem(requests[i], parts[i], nav);
        }
    }

    /// Of the units that are filled, each request's part: rounded down, so that what is lost to
    /// rounding goes on waiting. Every request of the cycle is among them, or some would be left out.
    function _parts(bytes32[] calldata requests, uint64 cycle, uint256 units, uint256 waiting)
        private
        view
        returns (uint256[] memory parts)
    {
        uint256 named = 0;
        parts = new uint256[](requests.length);
        for (uint256 i = 0; i < requests.length; i++) {
            if (i != 0 && requests[i] <= requests[i - 1]) revert RequestsUnsorted(i);
            Request memory asked = _requests[requests[i]];
            if (asked.kind != Kind.REDEMPTION || asked.cycle != cycle) {
                revert RequestUnknown(requests[i]);
            }
            if (asked.done) revert RequestDone(requests[i]);
            named += asked.amount;
            parts[i] = Math.mulDiv(units, asked.amount, waiting);
        }
        if (named != waiting) revert CycleIncomplete(cycle, waiting, named);
    }

    function _redeem(bytes32 request, uint256 part, uint256 nav) private {
        if (part == 0) return;
        Request storage asked = _requests[request];
        uint256 left = asked.amount - part;
        asked.amount = left.toUint192();
        asked.done = left == 0;
        uint256 cash = Math.mulDiv(part, nav, UNIT);
        emit UnitsRedeemed(request, asked.account, part, cash, nav, left);

        _payOrHold(asked.account, cash);
    }

    /// @inheritdoc IIndexFund
    function firstCycle() public view returns (uint64 cycle) {
        cycle = _firstCycle;
        while (cycle < _lastCycle && _cycles[cycle].units == 0) {
            cycle++;
        }
    }

    /// @inheritdoc IIndexFund
    function waitingOf(bytes32 request) external view returns (uint256 amount, uint64 cycle) {
        Request storage asked = _requests[request];
        return (asked.done ? 0 : asked.amount, asked.cycle);
    }

    /// @inheritdoc IIndexFund
    function cycleAt(uint256 cycle) external view returns (uint256 cut, uint256 units) {
        return (_cycles[cycle].cut, _cycles[cycle].units);
    }

    // WITHOUT THE MANAGER

    /// @inheritdoc IIndexFund
    function takeBack(bytes32 request) external {
        _return(request, _end(request, _requests[request].kind));
    }

    /// @inheritdoc IIndexFund
    function giveBack(bytes32 request) external restricted {
        _return(request, _close(request, _requests[request].kind));
    }

    function _return(bytes32 request, Request memory asked) private {
        emit TakenBack(request, asked.account);

        if (asked.kind == Kind.CREATION) {
            requestedCash -= asked.amount;
            _pay(asked.account, asked.amount);
        } else {
            _cycles[asked.cycle].units -= uint256(asked.amount).toUint128();
            _transfer(address(this), asked.account, asked.amount);
        }
    }

    /// @inheritdoc IIndexFund
    function redeemInKind(bytes32 request, uint256[] calldata series) external {
        Request memory asked = _end(request, Kind.REDEMPTION);
        _cycles[asked.cycle].units -= uint256(asked.amount).toUint128();
        accrueFee();
        uint256 supply = totalSupply();
        uint256 cash = _cashOf(asked.amount, supply);
        _burn(address(this), asked.amount);
        emit RedeemedInKind(request, asked.account, asked.amount, cash);

        for (uint256 i = 0; i < series.length; i++) {
            if (i != 0 && series[i] <= series[i - 1]) revert SeriesUnsorted(i);
            _giveShare(request, asked, series[i], supply);
        }
        if (cash != 0) _pay(asked.account, cash);
    }

    function _giveShare(bytes32 request, Request memory asked, uint256 series, uint256 supply)
        private
    {
        if (series == CASH) revert NotASeries(series);
        uint256 held = VAULT.balanceOf(address(this), series);
        uint256 amount = Math.mulDiv(held, asked.amount, supply);
        if (amount == 0) return;
        emit HoursGiven(request, asked.account, series, amount);
        VAULT.transfer(asked.account, series, amount);
    }

    // TOKEN

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    // INTERNAL

    function _earner() internal view override returns (address) {
        return feeRecipient;
    }

    function _open(bytes32 request, Kind kind, uint256 amount, uint64 cycle) private {
        if (amount == 0) revert ZeroAmount();
        if (_requests[request].kind != Kind.NONE) revert RequestExists(request);
        _requests[request] =
            Request(msg.sender, kind, false, uint64(block.timestamp), cycle, amount.toUint192());
    }

    /// The cycle of who asks now: until the next cut, or until it is full.
    function _cycleNow() private returns (uint64 cycle) {
        uint256 cut = _cutAfter(block.timestamp);
        cycle = _lastCycle;
        if (_cycles[cycle].cut == cut && _cycles[cycle].requests < REQUESTS_MAX) return cycle;
        _lastCycle = ++cycle;
        _cycles[cycle].cut = uint64(cut);
    }

    /// Whoever asks before it does not know the price they get.
    function _cutAfter(uint256 second) private pure returns (uint256) {
        return ((second + 1 days - CUT) / 1 days) * 1 days + CUT;
    }

    function _ownCash() internal view override returns (uint256) {
        return VAULT.balanceOf(address(this), CASH) - requestedCash - claimableCash - incomeCash;
    }

    /// By the request's own account, once it has waited long enough.
    function _end(bytes32 request, Kind kind) private returns (Request memory asked) {
        asked = _close(request, kind);
        if (msg.sender != asked.account) revert NotTheRequester(request, msg.sender);
        uint256 until = asked.asked + PATIENCE;
        if (block.timestamp < until) revert RequestYoung(request, until);
    }

    function _close(bytes32 request, Kind kind) private returns (Request memory asked) {
        asked = _requests[request];
        if (asked.kind != kind || kind == Kind.NONE) revert RequestUnknown(request);
        if (asked.done) revert RequestDone(request);
        _requests[request].done = true;
    }
}

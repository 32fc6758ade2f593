// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payouts} from "./Payouts.sol";
import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title IndexFund
/// @notice The compute index as one token.
contract IndexFund is IIndexFund, Payouts, ERC20, ERC20Permit, AccessManaged {
    // CONSTANTS

    /// The smallest parts in one whole unit, which a NAV is for.
    uint256 private constant UNIT = 1e6;

    /// A request that waited so long is its account's to end.
    uint256 private constant PATIENCE = 14 days;

    // STORAGE

    enum Kind {
        NONE,
        CREATION,
        REDEMPTION
    }

    /// `amount` is cash of a creation, units of a redemption; `asked` the second it was made.
    struct Request {
        address account;
        Kind kind;
        bool done;
        uint64 asked;
        uint256 amount;
    }

    /// @inheritdoc IIndexFund
    uint256 public requestedCash;

    mapping(bytes32 request => Request) private _requests;

    constructor(address authority, IVault vault)
        ERC20("Hourglass GPU Index Fund", "HGX")
        ERC20Permit("Hourglass GPU Index Fund")
        Payouts(vault)
        AccessManaged(authority)
    {}

    // IN KIND

    /// @inheritdoc IIndexFund
    function createInKind(uint256 series, uint256 amount, uint256 cash, uint256 units)
        external
        restricted
    {
        if (units == 0 || (amount == 0 && cash == 0)) revert ZeroAmount();

        _mint(msg.sender, units);
        emit CreatedInKind(msg.sender, series, amount, cash, units);

        if (amount != 0) VAULT.transferFrom(msg.sender, address(this), series, amount);
        if (cash != 0) VAULT.transferFrom(msg.sender, address(this), CASH, cash);
    }

    // CREATION

    /// @inheritdoc IIndexFund
    function requestCreation(bytes32 request, uint256 cash) external {
        _open(request, Kind.CREATION, cash);
        requestedCash += cash;
        emit CreationRequested(request, msg.sender, cash);

        VAULT.transferFrom(msg.sender, address(this), CASH, cash);
    }

    /// @inheritdoc IIndexFund
    function fulfilCreation(bytes32 request, uint256 nav) external restricted {
        if (nav == 0) revert ZeroAmount();
        Request memory asked = _close(request, Kind.CREATION);
        uint256 units = Math.mulDiv(asked.amount, UNIT, nav);
        if (units == 0) revert UnitsBelowOne(asked.amount, nav);

        requestedCash -= asked.amount;
        _mint(asked.account, units);
        emit UnitsCreated(request, asked.account, asked.amount, units, nav);
    }

    // REDEMPTION

    /// @inheritdoc IIndexFund
    function requestRedemption(bytes32 request, uint256 units) external {
        _open(request, Kind.REDEMPTION, units);
        _transfer(msg.sender, address(this), units);
        emit RedemptionRequested(request, msg.sender, units);
    }

    /// @inheritdoc IIndexFund
    function fulfilRedemption(bytes32 request, uint256 nav) external restricted {
        if (nav == 0) revert ZeroAmount();
        Request memory asked = _close(request, Kind.REDEMPTION);
        uint256 cash = Math.mulDiv(asked.amount, nav, UNIT);
        if (cash == 0) revert ZeroAmount();
        uint256 available = _ownCash();
        if (cash > available) revert CashShort(available, cash);

        _burn(address(this), asked.amount);
        emit UnitsRedeemed(request, asked.account, asked.amount, cash, nav);

        _pay(asked.account, cash);
    }

    // WITHOUT THE MANAGER

    /// @inheritdoc IIndexFund
    function takeBack(bytes32 request) external {
        Kind kind = _requests[request].kind;
        Request memory asked = _end(request, kind);
        emit TakenBack(request, asked.account);

        if (kind == Kind.CREATION) {
            requestedCash -= asked.amount;
            _pay(asked.account, asked.amount);
        } else {
            _transfer(address(this), asked.account, asked.amount);
        }
    }

    /// @inheritdoc IIndexFund
    function redeemInKind(bytes32 request, uint256[] calldata series) external {
        Request memory asked = _end(request, Kind.REDEMPTION);
        uint256 supply = totalSupply();
        uint256 cash = Math.mulDiv(_ownCash(), asked.amount, supply);
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

    function _open(bytes32 request, Kind kind, uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        if (_requests[request].kind != Kind.NONE) revert RequestExists(request);
        _requests[request] = Request(msg.sender, kind, false, uint64(block.timestamp), amount);
    }

    /// Cash of the fund itself.
    function _ownCash() private view returns (uint256) {
        return VAULT.balanceOf(address(this), CASH) - requestedCash;
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

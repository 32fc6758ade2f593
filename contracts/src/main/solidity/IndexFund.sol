// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IVault} from "./interfaces/IVault.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title IndexFund
/// @notice The compute index as one token.
contract IndexFund is IIndexFund, ERC20, ERC20Permit, AccessManaged {
    // CONSTANTS

    /// The smallest parts in one whole unit, which a NAV is for.
    uint256 private constant UNIT = 1e6;

    IVault private immutable VAULT;
    uint256 private immutable CASH;

    // STORAGE

    enum Kind {
        NONE,
        CREATION,
        REDEMPTION
    }

    /// `amount` is cash of a creation, units of a redemption.
    struct Request {
        address account;
        Kind kind;
        bool done;
        uint256 amount;
    }

    /// @inheritdoc IIndexFund
    uint256 public requestedCash;

    mapping(bytes32 request => Request) private _requests;

    constructor(address authority, IVault vault)
        ERC20("Hourglass GPU Index Fund", "HGX")
        ERC20Permit("Hourglass GPU Index Fund")
        AccessManaged(authority)
    {
        VAULT = vault;
        CASH = vault.cashId();
    }

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
        Request memory asked = _close(request, Kind.CREATION, nav);
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
        Request memory asked = _close(request, Kind.REDEMPTION, nav);
        uint256 cash = Math.mulDiv(asked.amount, nav, UNIT);
        if (cash == 0) revert ZeroAmount();
        uint256 available = VAULT.balanceOf(address(this), CASH) - requestedCash;
        if (cash > available) revert CashShort(available, cash);

        _burn(address(this), asked.amount);
        emit UnitsRedeemed(request, asked.account, asked.amount, cash, nav);

        VAULT.transfer(asked.account, CASH, cash);
    }

    // TOKEN

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    // INTERNAL

    function _open(bytes32 request, Kind kind, uint256 amount) private {
        if (amount == 0) revert ZeroAmount();
        if (_requests[request].kind != Kind.NONE) revert RequestExists(request);
        _requests[request] = Request(msg.sender, kind, false, amount);
    }

    function _close(bytes32 request, Kind kind, uint256 nav)
        private
        returns (Request memory asked)
    {
        if (nav == 0) revert ZeroAmount();
        asked = _requests[request];
        if (asked.kind != kind) revert RequestUnknown(request);
        if (asked.done) revert RequestDone(request);
        _requests[request].done = true;
    }
}

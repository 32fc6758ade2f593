// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payouts} from "./Payouts.sol";
import {IClearing} from "./interfaces/IClearing.sol";
import {IFundFutures} from "./interfaces/IFundFutures.sol";
import {IIndexFund} from "./interfaces/IIndexFund.sol";
import {IOrders} from "./interfaces/IOrders.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title FundFutures
/// @notice A fund's margin and positions at Clearing. One order lives in a future at a time, so that no
/// two of them together go beyond what each may alone.
abstract contract FundFutures is IFundFutures, Payouts, AccessManaged {
    // CONSTANTS

    uint256 private constant MILLION = 1e6;

    IClearing private immutable CLEARING;

    // STORAGE

    TradeLimits private _limits;
    mapping(bytes32 order => bool) private _agreed;
    /// @inheritdoc IFundFutures
    mapping(uint256 future => uint256) public coolUntil;

    constructor(IClearing clearing) {
        CLEARING = clearing;
    }

    // LIMITS

    /// @inheritdoc IFundFutures
    function setTradeLimits(TradeLimits calldata limits) external restricted {
        _limits = limits;
        emit TradeLimitsSet(limits.lots, limits.held, limits.coolOff, limits.band, limits.margin);
    }

    /// @inheritdoc IFundFutures
    function tradeLimits() external view returns (TradeLimits memory) {
        return _limits;
    }

    // ORDERS

    /// @inheritdoc IFundFutures
    function agreeTo(IOrders.Order calldata order) external restricted {
        TradeLimits memory limits = _limits;
        uint256 future = order.base;
        if (order.account != address(this)) revert NotTheFundsOrder(order.account);
        if (order.quantity > limits.lots) revert LotsBeyondLimit(order.quantity, limits.lots);
        uint256 until = coolUntil[future];
        if (block.timestamp < until) revert CoolsOff(future, until);
        until = block.timestamp + limits.coolOff;
        if (order.expiry >= until) revert LivesTooLong(order.expiry, until);
        _requireHeld(order, limits.held);
        _requireBand(order, limits.band);

        bytes32 hash = CLEARING.orderHash(order);
        coolUntil[future] = until;
        _agreed[hash] = true;
        emit OrderAgreed(
            hash, future, order.buy, order.quantity, order.price, order.expiry, order.salt
        );
    }

    function _requireHeld(IOrders.Order calldata order, uint256 most) private view {
        int256 held = CLEARING.positionOf(address(this), order.base);
        int256 lots = int256(order.quantity);
        if (!order.buy) {
            if (lots > held) revert NothingToSell(order.base, held, order.quantity);
        } else if (held + lots > int256(most)) {
            revert HeldBeyondLimit(order.base, uint256(held + lots), most);
        }
    }

    function _requireBand(IOrders.Order calldata order, uint256 band) private view {
        uint256 last = CLEARING.lastPriceOf(order.base);
        if (last == 0) revert NoPriceYet(order.base);
        uint256 width = Math.mulDiv(last, band, MILLION);
        uint256 limit = order.buy ? last + width : last - Math.min(last, width);
        bool worse = order.buy ? order.price > limit : order.price < limit;
        if (worse) revert PriceBeyondBand(order.price, limit);
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        return _agreed[hash] ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    // MARGIN

    /// @inheritdoc IFundFutures
    function postMargin(uint256 amount) external restricted {
        uint256 own = _ownCash();
        if (amount > own) revert IIndexFund.CashShort(own, amount);
        uint256 margin = _margin() + amount;
        if (margin > _limits.margin) revert MarginBeyondLimit(margin, _limits.margin);

        VAULT.approve(address(CLEARING), CASH, amount);
        CLEARING.addMargin(amount);
    }

    /// @inheritdoc IFundFutures
    function freeMargin(uint256 amount) external restricted {
        if (!_isCredited(amount)) revert NotCreditedNow();
        CLEARING.withdrawMargin(amount);
    }

    // INTERNAL

    /// The part of `whole` that `part` has in the fund's cash and margin, rounded down; with what of the
    /// margin no position needs it is paid, and where that is too little, less than it.
    function _cashOf(uint256 part, uint256 whole) internal returns (uint256 cash) {
        uint256 own = _ownCash();
        uint256 margin = _margin();
        cash = Math.mulDiv(own + margin, part, whole);
        if (cash <= own) return cash;
        uint256 needed = Math.min(
            cash - own, Math.saturatingSub(margin, CLEARING.requiredMargin(address(this)))
        );
        if (needed == 0 || !_isCredited(needed)) return own;
        CLEARING.withdrawMargin(needed);
        return own + needed;
    }

    /// Cash of the fund itself.
    function _ownCash() internal view virtual returns (uint256);

    /// What Clearing pays while the Vault does not credit the fund would lie outside of it.
    function _isCredited(uint256 amount) private view returns (bool) {
        return VAULT.canTransfer(address(CLEARING), address(this), CASH, amount);
    }

    function _margin() private view returns (uint256) {
        int256 margin = CLEARING.marginOf(address(this));
        return margin > 0 ? uint256(margin) : 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cycles} from "./Cycles.sol";
import {Orders} from "./Orders.sol";
import {ICycles} from "./interfaces/ICycles.sol";
import {IDelivery} from "./interfaces/IDelivery.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Netting} from "./libraries/Netting.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Settlement
/// @notice Delivery versus payment: hours against dollars, both or neither.
contract Settlement is ISettlement, Orders, Cycles, AccessManaged {
    using Netting for Netting.Net;

    // CONSTANTS

    /// µGPU-hours in a GPU-hour, which a price is for.
    uint256 private constant HOUR = 1e6;

    /// Of every net.
    uint256 private constant CASH_COLUMN = 0;

    IVault private immutable VAULT;
    IDelivery private immutable DELIVERY;
    uint256 private immutable CASH;

    /// One order of a batch: its place in the net; whether its account owns capacity of the series,
    /// so that what it sells is paid into escrow; the cash that was.
    struct Entry {
        uint256 row;
        uint256 column;
        bool escrowed;
        uint256 cash;
    }

    /// A batch in work.
    struct Work {
        bytes32 batch;
        Ticket[] tickets;
        Entry[] entries;
        Netting.Net net;
        uint256 deliveryRow;
    }

    constructor(address authority, IVault vault, IDelivery delivery)
        AccessManaged(authority)
        EIP712("Hourglass Settlement", "1")
    {
        VAULT = vault;
        DELIVERY = delivery;
        CASH = vault.cashId();
    }

    // SETTLEMENT

    /// @inheritdoc ISettlement
    function settle(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external restricted {
        _settle(batch, orders, signatures, fills, new bytes32[](0));
    }

    /// @inheritdoc ISettlement
    function settleExchanged(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] calldata others
    ) external restricted {
        bytes32[] memory signed = _exchanged(orders, others);
        _settle(batch, orders, signatures, fills, signed);
    }

    /// @inheritdoc ICycles
    function settleCycle(
        Cycle calldata cycle,
        IVault.Leg[] calldata legs,
        bytes[] calldata signatures
    ) external restricted {
        bytes32 hash = _begin(cycle, legs);
        _requireAgreed(cycle.number, hash, legs, signatures);

        bool byOwner = VAULT.settle(hash, legs);
        if (byOwner) _revertByOwner(legs);
    }

    // INTERNAL

    function _settle(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] memory signed
    ) private {
        Work memory work;
        work.batch = batch;
        work.tickets = _verify(orders, signatures, signed);
        _open(orders, work);

        for (uint256 i = 0; i < fills.length; i++) {
            Fill calldata fill = fills[i];
            _fill(orders[fill.buy], orders[fill.sell], fill, i, work);
        }
        _keep(orders, work.tickets);
        emit BatchSettled(batch, fills.length);

        VAULT.settle(batch, work.net.legs());
        _escrow(orders, work);
    }

    /// An owner is paid as they deliver, by an escrow of each sale, which a net does not show.
    function _revertByOwner(IVault.Leg[] calldata legs) private view {
        for (uint256 i = 0; i < legs.length; i++) {
            (uint256 id, address account) = (legs[i].id, legs[i].account);
            if (legs[i].amount < 0 && VAULT.issued(id, account) != 0) {
                revert OwnerInCycle(id, account);
            }
        }
    }

    /// One fill: checked, added to the net, said.
    function _fill(
        Order calldata buy,
        Order calldata sell,
        Fill calldata fill,
        uint256 index,
        Work memory work
    ) private {
        Ticket memory bought = work.tickets[fill.buy];
        Ticket memory sold = work.tickets[fill.sell];
        _take(buy, sell, bought, sold, fill, index);
        (uint256 cash, bool escrowed) = _move(fill, work);
        emit Filled(
            work.batch,
            bought.hash,
            sold.hash,
            buy.base,
            buy.account,
            sell.account,
            fill.quantity,
            fill.price,
            cash,
            escrowed
        );
    }

    /// A fill's two movements, added to the net.
    function _move(Fill calldata fill, Work memory work)
        private
        pure
        returns (uint256 cash, bool escrowed)
    {
        Entry memory buying = work.entries[fill.buy];
        Entry memory selling = work.entries[fill.sell];
        Netting.Net memory net = work.net;
        uint256 quantity = fill.quantity;
        cash = quantity * fill.price / HOUR;
        escrowed = selling.escrowed;
        if (escrowed) selling.cash += cash;
        net.move(selling.row, buying.row, buying.column, quantity);
        net.move(buying.row, escrowed ? work.deliveryRow : selling.row, CASH_COLUMN, cash);
    }

    /// The grid of accounts and assets that the batch can touch, and each order's place in it. Who
    /// sells again and again in a series is looked up once.
    function _open(Order[] calldata orders, Work memory work) private view {
        uint256 count = orders.length;
        Netting.Net memory net = Netting.open(count + 1);
        work.net = net;
        work.entries = new Entry[](count);
        uint256 column = net.enterColumn(CASH, CASH_COLUMN);
        Entry memory seller; // the last one; at first nobody, for nobody owns capacity of cash
        for (uint256 i = 0; i < count; i++) {
            Order calldata order = orders[i];
            Entry memory entry = work.entries[i];
            entry.row = net.enterRow(order.account);
            entry.column = column = net.enterColumn(order.base, column);
            if (order.buy) continue;
            bool known = entry.row == seller.row && entry.column == seller.column;
            entry.escrowed = known ? seller.escrowed : VAULT.issued(order.base, order.account) > 0;
            seller = entry;
        }
        work.deliveryRow = net.enterRow(address(DELIVERY));
        net.close();
    }

    function _escrow(Order[] calldata orders, Work memory work) private {
        for (uint256 i = 0; i < orders.length; i++) {
            Entry memory entry = work.entries[i];
            if (!entry.escrowed) continue;
            Ticket memory ticket = work.tickets[i];
            uint256 amount = ticket.filled - ticket.before;
            if (amount == 0) continue;
            DELIVERY.escrow(orders[i].base, orders[i].account, amount, entry.cash);
        }
    }
}

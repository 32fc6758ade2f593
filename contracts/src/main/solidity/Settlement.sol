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

    IVault private immutable VAULT;
    IDelivery private immutable DELIVERY;
    uint256 private immutable CASH;

    /// One order of a batch: its place in the net, and what it sold into escrow if its account
    /// owns capacity of the series.
    struct Entry {
        uint256 row;
        uint256 column;
        bool escrowed;
        uint256 amount;
        uint256 cash;
    }

    /// A batch in work.
    struct Work {
        Entry[] entries;
        Netting.Net net;
        uint256 cashColumn;
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
        Ticket[] memory tickets = _verify(orders, signatures);
        Work memory work = _open(orders);

        for (uint256 i = 0; i < fills.length; i++) {
            _take(orders, tickets, fills[i], i);
            _fill(batch, orders, tickets, fills[i], work);
        }
        _keep(orders, tickets);
        emit BatchSettled(batch, fills.length);

        VAULT.settle(batch, work.net.legs());
        _escrow(orders, work.entries);
    }

    /// @inheritdoc ICycles
    function settleCycle(
        Cycle calldata cycle,
        IVault.Leg[] calldata legs,
        bytes[] calldata signatures
    ) external restricted {
        bytes32 hash = _begin(cycle, legs);
        _requireAgreed(cycle.number, hash, legs, signatures);
        _requireNoOwnerSells(legs);

        VAULT.settle(hash, legs);
    }

    // INTERNAL

    /// An owner is paid as they deliver, by an escrow of each sale, which a net does not show.
    function _requireNoOwnerSells(IVault.Leg[] calldata legs) private view {
        for (uint256 i = 0; i < legs.length; i++) {
            IVault.Leg calldata leg = legs[i];
            bool sells = leg.amount < 0 && leg.id != CASH;
            if (sells && VAULT.issued(leg.id, leg.account) > 0) {
                revert OwnerInCycle(leg.id, leg.account);
            }
        }
    }

    /// One fill's two movements, added to the net.
    function _fill(
        bytes32 batch,
        Order[] calldata orders,
        Ticket[] memory tickets,
        Fill calldata fill,
        Work memory work
    ) private {
        Order calldata buy = orders[fill.buy];
        Order calldata sell = orders[fill.sell];
        Entry memory buying = work.entries[fill.buy];
        Entry memory selling = work.entries[fill.sell];
        uint256 cash = fill.quantity * fill.price / HOUR;

        work.net.move(selling.row, buying.row, buying.column, fill.quantity);
        if (selling.escrowed) {
            selling.amount += fill.quantity;
            selling.cash += cash;
            work.net.move(buying.row, work.deliveryRow, work.cashColumn, cash);
        } else {
            work.net.move(buying.row, selling.row, work.cashColumn, cash);
        }
        emit Filled(
            batch,
            tickets[fill.buy].hash,
            tickets[fill.sell].hash,
            buy.base,
            buy.account,
            sell.account,
            fill.quantity,
            fill.price,
            cash,
            selling.escrowed
        );
    }

    /// The grid of accounts and assets that the batch can touch, and each order's place in it.
    function _open(Order[] calldata orders) private view returns (Work memory work) {
        uint256 count = orders.length;
        Netting.Net memory net = Netting.open(count + 1);
        work.net = net;
        work.cashColumn = net.enterColumn(CASH, 0);
        work.entries = new Entry[](count);
        bool seated = false;
        uint256 column = 0;
        for (uint256 i = 0; i < count; i++) {
            Order calldata order = orders[i];
            if (!seated && order.account > address(DELIVERY)) {
                work.deliveryRow = net.enterRow(address(DELIVERY));
                seated = true;
            }
            Entry memory entry = work.entries[i];
            entry.row = net.enterRow(order.account);
            column = net.enterColumn(order.base, column);
            entry.column = column;
            entry.escrowed = !order.buy && VAULT.issued(order.base, order.account) > 0;
        }
        if (!seated) work.deliveryRow = net.enterRow(address(DELIVERY));
        net.close();
    }

    function _escrow(Order[] calldata orders, Entry[] memory entries) private {
        for (uint256 i = 0; i < orders.length; i++) {
            Entry memory entry = entries[i];
            if (entry.amount == 0) continue;
            DELIVERY.escrow(orders[i].base, orders[i].account, entry.amount, entry.cash);
        }
    }
}

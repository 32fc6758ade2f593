// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Orders} from "./Orders.sol";
import {IDelivery} from "./interfaces/IDelivery.sol";
import {ISettlement} from "./interfaces/ISettlement.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Netting} from "./libraries/Netting.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Settlement
/// @notice Delivery versus payment: hours against dollars, both or neither.
contract Settlement is ISettlement, Orders, AccessManaged {
    using Netting for Netting.Net;

    // CONSTANTS

    /// µGPU-hours in a GPU-hour, which a price is for.
    uint256 private constant HOUR = 1e6;

    IVault private immutable VAULT;
    IDelivery private immutable DELIVERY;
    uint256 private immutable CASH;

    /// What a selling order brought its owner into escrow; `open` if its sales go there.
    struct Escrow {
        bool open;
        uint256 amount;
        uint256 cash;
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
        bytes32[] memory hashes = _verify(orders, signatures);

        Escrow[] memory escrows = _openEscrows(orders);
        Netting.Net memory net = _open(orders);
        for (uint256 i = 0; i < fills.length; i++) {
            _take(orders, hashes, fills[i], i);
            _fill(batch, orders, hashes, fills[i], net, escrows);
        }
        emit BatchSettled(batch, fills.length);

        VAULT.settle(batch, net.legs());
        _escrow(orders, escrows);
    }

    // INTERNAL

    /// One fill's two movements, added to the net.
    function _fill(
        bytes32 batch,
        Order[] calldata orders,
        bytes32[] memory hashes,
        Fill calldata fill,
        Netting.Net memory net,
        Escrow[] memory escrows
    ) private {
        Order calldata buy = orders[fill.buy];
        Order calldata sell = orders[fill.sell];
        uint256 cash = fill.quantity * fill.price / HOUR;
        Escrow memory escrow = escrows[fill.sell];
        address payee = escrow.open ? address(DELIVERY) : sell.account;

        net.move(sell.account, buy.account, buy.base, fill.quantity);
        net.move(buy.account, payee, CASH, cash);
        if (escrow.open) {
            escrow.amount += fill.quantity;
            escrow.cash += cash;
        }
        emit Filled(
            batch,
            hashes[fill.buy],
            hashes[fill.sell],
            buy.base,
            buy.account,
            sell.account,
            fill.quantity,
            fill.price,
            cash,
            escrow.open
        );
    }

    /// The grid of accounts and assets that the batch can touch.
    function _open(Order[] calldata orders) private view returns (Netting.Net memory) {
        uint256 count = orders.length;
        uint256[] memory accounts = new uint256[](count + 1);
        uint256[] memory ids = new uint256[](count + 1);
        for (uint256 i = 0; i < count; i++) {
            accounts[i] = uint160(orders[i].account);
            ids[i] = orders[i].base;
        }
        accounts[count] = uint160(address(DELIVERY));
        ids[count] = CASH;
        return Netting.open(accounts, ids);
    }

    function _openEscrows(Order[] calldata orders) private view returns (Escrow[] memory escrows) {
        escrows = new Escrow[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            Order calldata order = orders[i];
            escrows[i].open = !order.buy && VAULT.issued(order.base, order.account) > 0;
        }
    }

    function _escrow(Order[] calldata orders, Escrow[] memory escrows) private {
        for (uint256 i = 0; i < orders.length; i++) {
            Escrow memory escrow = escrows[i];
            if (escrow.amount == 0) continue;
            DELIVERY.escrow(orders[i].base, orders[i].account, escrow.amount, escrow.cash);
        }
    }
}

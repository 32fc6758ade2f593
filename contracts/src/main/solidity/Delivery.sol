// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Payouts} from "./Payouts.sol";
import {IDelivery} from "./interfaces/IDelivery.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Roles} from "./libraries/Roles.sol";
import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Delivery
/// @notice Owners are paid as they deliver, not as they sell.
contract Delivery is IDelivery, Payouts, AccessManaged, EIP712 {
    // CONSTANTS

    bytes32 private constant READING_TYPEHASH =
        keccak256("Reading(bytes32 delivery,uint256 cumulative)");

    // STORAGE

    /// Of one owner in one series: cash held, hours it was paid for that are not delivered yet, and
    /// those of them that holders have redeemed. owed <= sold.
    struct Escrow {
        uint256 cash;
        uint256 sold;
        uint256 owed;
    }

    struct Order {
        uint256 series;
        address owner;
        uint256 amount;
        uint256 delivered;
    }

    mapping(uint256 series => mapping(address owner => Escrow)) public escrowOf;
    mapping(bytes32 delivery => Order) public deliveryOf;

    constructor(address authority, IVault vault)
        AccessManaged(authority)
        EIP712("Hourglass Delivery", "1")
        Payouts(vault)
    {}

    // SOLD

    /// @inheritdoc IDelivery
    function escrow(uint256 series, address owner, uint256 amount, uint256 cash)
        external
        restricted
    {
        Escrow storage held = escrowOf[series][owner];
        held.cash += cash;
        held.sold += amount;
        emit Escrowed(series, owner, amount, cash);
    }

    // REDEEMED

    /// @inheritdoc IDelivery
    function redeem(uint256 series, address owner, uint256 amount, bytes32 delivery) external {
        if (amount == 0) revert ZeroAmount();
        if (deliveryOf[delivery].amount != 0) revert DeliveryExists(delivery);
        Escrow storage held = escrowOf[series][owner];
        uint256 available = held.sold - held.owed;
        if (amount > available) revert NotEnoughSold(series, owner, available, amount);

        held.owed += amount;
        deliveryOf[delivery] = Order(series, owner, amount, 0);
        emit Redeemed(delivery, series, msg.sender, owner, amount);

        VAULT.redeem(msg.sender, series, amount, delivery);
    }

    // DELIVERED

    /// @inheritdoc IDelivery
    function meter(Reading calldata reading, bytes calldata signature) external {
        Order storage order = deliveryOf[reading.delivery];
        if (order.amount == 0) revert DeliveryUnknown(reading.delivery);
        if (reading.cumulative <= order.delivered) {
            revert ReadingNotGrowing(reading.delivery, order.delivered, reading.cumulative);
        }
        if (reading.cumulative > order.amount) {
            revert ReadingOverDelivery(reading.delivery, order.amount, reading.cumulative);
        }
        address signer = ECDSA.recoverCalldata(readingHash(reading), signature);
        (bool isMeter,) = IAccessManager(authority()).hasRole(Roles.METER, signer);
        if (!isMeter) revert NotAMeter(signer);

        uint256 hoursDelivered = reading.cumulative - order.delivered;
        order.delivered = reading.cumulative;
        Escrow storage held = escrowOf[order.series][order.owner];
        uint256 paid = _payDown(held, hoursDelivered);
        held.owed -= hoursDelivered;
        emit Metered(reading.delivery, reading.cumulative, order.owner, paid);

        if (paid != 0) _pay(order.owner, paid);
    }

    /// @inheritdoc IDelivery
    function release(uint256 series, address owner) external {
        uint256 expiry = VAULT.expiryOf(series);
        if (expiry == 0 || block.timestamp < expiry) revert SeriesNotExpired(series);
        Escrow storage held = escrowOf[series][owner];
        if (held.sold == held.owed) revert ZeroAmount();

        uint256 paid = _payDown(held, held.sold - held.owed);
        emit EscrowReleased(series, owner, paid);

        if (paid != 0) _pay(owner, paid);
    }

    /// @inheritdoc IDelivery
    function readingHash(Reading calldata reading) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(READING_TYPEHASH, reading)));
    }

    // INTERNAL

    /// Takes the share of some of the sold hours out of the escrow; all of them take all of it.
    function _payDown(Escrow storage held, uint256 amount) private returns (uint256 paid) {
        paid = Math.mulDiv(held.cash, amount, held.sold);
        held.cash -= paid;
        held.sold -= amount;
    }
}

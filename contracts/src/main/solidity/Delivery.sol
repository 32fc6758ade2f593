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
/// @notice Owners are paid as they deliver, not as they sell; whom they fail is repaid.
contract Delivery is IDelivery, Payouts, AccessManaged, EIP712 {
    // CONSTANTS

    bytes32 private constant READING_TYPEHASH =
        keccak256("Reading(bytes32 delivery,uint256 cumulative)");

    /// @inheritdoc IDelivery
    uint256 public constant GRACE = 1 days;

    /// @inheritdoc IDelivery
    uint256 public constant CREDIT_LIMIT = 3000;

    uint256 private constant WHOLE = 10_000;

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
        address holder;
        uint256 due;
        uint256 value;
        uint256 credited;
    }

    /// Dollars, and from which second on an owner delivers how many µGPU-hours an hour.
    struct Bond {
        uint256 cash;
        uint256 start;
        uint256 pace;
    }

    mapping(uint256 series => mapping(address owner => Escrow)) public escrowOf;
    mapping(bytes32 delivery => Order) public deliveryOf;
    /// @inheritdoc IDelivery
    mapping(uint256 series => mapping(address owner => Bond)) public bondOf;

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
        _redeem(series, owner, amount, VAULT.expiryOf(series), delivery);
    }

    /// @inheritdoc IDelivery
    function redeemBy(uint256 series, address owner, uint256 amount, uint256 due, bytes32 delivery)
        external
    {
        uint256 expiry = VAULT.expiryOf(series);
        if (due != expiry) {
            Bond storage bond = bondOf[series][owner];
            uint256 least = expiry;
            if (bond.pace != 0) {
                uint256 owed = escrowOf[series][owner].owed + amount;
                least = Math.max(block.timestamp, bond.start)
                    + Math.mulDiv(owed, 1 hours, bond.pace, Math.Rounding.Ceil);
            }
            if (due < least || due > expiry) revert DueOutOfRange(due, least, expiry);
        }
        _redeem(series, owner, amount, due, delivery);
    }

    function _redeem(uint256 series, address owner, uint256 amount, uint256 due, bytes32 delivery)
        private
    {
        uint256 value = _owe(series, owner, amount, msg.sender, due, delivery);
        emit Redeemed(delivery, series, msg.sender, owner, amount, due, value);

        VAULT.redeem(msg.sender, series, amount, delivery);
    }

    /// An owner owes the delivery of hours it sold; returns what is in escrow for them, rounded down.
    function _owe(
        uint256 series,
        address owner,
        uint256 amount,
        address holder,
        uint256 due,
        bytes32 delivery
    ) private returns (uint256 value) {
        if (amount == 0) revert ZeroAmount();
        if (deliveryOf[delivery].holder != address(0)) revert DeliveryExists(delivery);
        Escrow storage held = escrowOf[series][owner];
        uint256 available = held.sold - held.owed;
        if (amount > available) revert NotEnoughSold(series, owner, available, amount);

        value = Math.mulDiv(held.cash, amount, held.sold);
        held.owed += amount;
        deliveryOf[delivery] = Order(series, owner, amount, 0, holder, due, value, 0);
    }

    // DELIVERED

    /// @inheritdoc IDelivery
    function meter(Reading calldata reading, bytes calldata signature) external {
        Order storage order = deliveryOf[reading.delivery];
        if (order.holder == address(0)) revert DeliveryUnknown(reading.delivery);
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

    // BONDS

    /// @inheritdoc IDelivery
    function post(uint256 series, uint256 amount, uint256 start, uint256 pace) external {
        if (block.timestamp >= VAULT.expiryOf(series)) revert SeriesOver(series);
        Bond storage bond = bondOf[series][msg.sender];
        if (pace < bond.pace || (bond.pace != 0 && start > bond.start)) {
            revert PaceFalls(series, msg.sender);
        }

        bond.cash += amount;
        bond.start = start;
        bond.pace = pace;
        emit BondPosted(series, msg.sender, amount, start, pace);

        if (amount != 0) VAULT.transferFrom(msg.sender, address(this), CASH, amount);
    }

    /// @inheritdoc IDelivery
    function returnBond(uint256 series, address owner) external {
        if (block.timestamp < VAULT.expiryOf(series)) revert SeriesNotExpired(series);
        uint256 owed = escrowOf[series][owner].owed;
        if (owed != 0) revert StillOwed(series, owner, owed);
        Bond storage bond = bondOf[series][owner];
        uint256 returned = bond.cash;
        if (returned == 0) revert ZeroAmount();

        bond.cash = 0;
        emit BondReturned(series, owner, returned);

        _pay(owner, returned);
    }

    // MISSED

    /// @inheritdoc IDelivery
    function credit(bytes32 delivery, uint256 cumulative) external restricted {
        Order storage order = _known(delivery);
        uint256 limit = Math.mulDiv(order.value, CREDIT_LIMIT, WHOLE);
        if (cumulative > limit) revert CreditOverLimit(delivery, limit, cumulative);
        uint256 asked = Math.saturatingSub(cumulative, order.credited);
        Escrow storage held = escrowOf[order.series][order.owner];
        Bond storage bond = bondOf[order.series][order.owner];
        uint256 fromBond = Math.min(asked, bond.cash);
        uint256 left = order.amount - order.delivered;
        uint256 share = left == 0 ? 0 : Math.mulDiv(held.cash, left, held.sold);
        uint256 fromEscrow = Math.min(asked - fromBond, share);
        if (fromBond + fromEscrow == 0) revert ZeroAmount();

        order.credited += fromBond + fromEscrow;
        bond.cash -= fromBond;
        held.cash -= fromEscrow;
        emit Credited(delivery, order.holder, fromBond, fromEscrow);

        _pay(order.holder, fromBond + fromEscrow);
    }

    /// @inheritdoc IDelivery
    function failOver(bytes32 delivery, address owner, uint256 amount, bytes32 next)
        external
        restricted
    {
        (Order storage order, uint256 left) = _overdue(delivery);
        if (amount > left) revert NotEnoughOwed(delivery, left, amount);
        uint256 series = order.series;
        uint256 expiry = VAULT.expiryOf(series);
        if (block.timestamp >= expiry) revert SeriesOver(series);

        order.value -= Math.mulDiv(order.value, amount, order.amount);
        order.amount -= amount;
        escrowOf[series][order.owner].owed -= amount;
        uint256 value = _owe(series, owner, amount, order.holder, expiry, next);
        emit FailedOver(delivery, next, owner, amount, value);
    }

    /// @inheritdoc IDelivery
    function fail(bytes32 delivery) external restricted {
        (Order storage order, uint256 left) = _overdue(delivery);
        if (left == 0) revert ZeroAmount();
        Escrow storage held = escrowOf[order.series][order.owner];
        Bond storage bond = bondOf[order.series][order.owner];
        uint256 claim = Math.mulDiv(order.value, left, order.amount);
        uint256 bonded = Math.mulDiv(bond.cash, left, held.owed);
        address holder = order.holder;

        order.value -= claim;
        order.amount = order.delivered;
        uint256 fromEscrow = _payDown(held, left);
        held.owed -= left;
        uint256 fromBond = Math.min(Math.saturatingSub(claim, fromEscrow), bonded);
        bond.cash -= fromBond;
        emit Failed(delivery, holder, left, fromEscrow, fromBond);

        if (fromEscrow + fromBond != 0) _pay(holder, fromEscrow + fromBond);
    }

    // INTERNAL

    function _known(bytes32 delivery) private view returns (Order storage order) {
        order = deliveryOf[delivery];
        if (order.holder == address(0)) revert DeliveryUnknown(delivery);
    }

    /// A delivery that is late enough, and what it lacks.
    function _overdue(bytes32 delivery) private view returns (Order storage order, uint256 left) {
        order = _known(delivery);
        uint256 from = order.due + GRACE;
        if (block.timestamp < from) revert NotOverdue(delivery, from);
        left = order.amount - order.delivered;
    }

    /// Takes the share of some of the sold hours out of the escrow; all of them take all of it.
    function _payDown(Escrow storage held, uint256 amount) private returns (uint256 paid) {
        paid = Math.mulDiv(held.cash, amount, held.sold);
        held.cash -= paid;
        held.sold -= amount;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./interfaces/IOrders.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

/// @title Orders
/// @notice What every venue checks of signed orders before it moves anything.
///
/// A word of an account's salts is one slot, two bits a salt: orders numbered one after the other
/// share it, and an order that is filled at once writes nothing else.
abstract contract Orders is IOrders, EIP712 {
    // CONSTANTS

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    /// Of the order with a salt: nothing is filled yet; some of it is, which stands under its hash;
    /// all of it is; it was taken back.
    uint256 private constant FRESH = 0;
    uint256 private constant PARTLY = 1;
    uint256 private constant FILLED = 2;
    uint256 private constant CANCELLED = 3;

    uint256 private constant SALTS_A_WORD = 128;

    // STORAGE

    mapping(address account => mapping(uint256 word => uint256)) private _states;
    mapping(bytes32 order => uint256) private _parts;
    /// @inheritdoc IOrders
    mapping(address account => uint256) public cancelledBelow;

    /// An order in work: how much of it was filled before, and is now.
    struct Ticket {
        bytes32 hash;
        uint256 before;
        uint256 filled;
    }

    // CANCEL

    /// @inheritdoc IOrders
    function cancel(Order calldata order) external {
        if (msg.sender != order.account) revert NotTheAccount(msg.sender);
        bytes32 hash = orderHash(order);
        if (_stateOf(order) == CANCELLED) revert OrderIsCancelled(hash);

        _setState(order, CANCELLED);
        emit OrderCancelled(hash, msg.sender);
    }

    /// @inheritdoc IOrders
    function cancelBelow(uint256 salt) external {
        uint256 before = cancelledBelow[msg.sender];
        if (salt <= before) revert SaltNotAbove(before, salt);

        cancelledBelow[msg.sender] = salt;
        emit OrdersCancelledBelow(msg.sender, salt);
    }

    /// @inheritdoc IOrders
    function orderHash(Order calldata order) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(ORDER_TYPEHASH, order)));
    }

    /// @inheritdoc IOrders
    function remaining(Order calldata order) external view returns (uint256) {
        uint256 state = _stateOf(order);
        if (state == CANCELLED || order.salt < cancelledBelow[order.account]) return 0;
        if (state == FRESH) return order.quantity;
        uint256 part = _parts[orderHash(order)];
        return state == FILLED || part == 0 ? 0 : order.quantity - part;
    }

    // CHECKS

    /// Every order of a batch: alive and signed by its account.
    function _verify(Order[] calldata orders, bytes[] calldata signatures)
        internal
        view
        returns (Ticket[] memory tickets)
    {
        uint256 count = orders.length;
        if (count != signatures.length) revert LengthsDiffer(count, signatures.length);
        tickets = new Ticket[](count);
        for (uint256 i = 0; i < count; i++) {
            Order calldata order = orders[i];
            bytes32 hash = orderHash(order);
            if (block.timestamp > order.expiry) revert OrderExpired(hash, order.expiry);
            bool agreed = Signatures.agreed(order.account, hash, signatures[i]);
            if (!agreed) revert BadSignature(hash, order.account);
            if (order.salt < cancelledBelow[order.account]) revert OrderIsCancelled(hash);
            uint256 filled = _filledOf(order, hash);
            tickets[i] = Ticket(hash, filled, filled);
        }
    }

    /// One fill against both of its orders, on their tickets.
    function _take(
        Order[] calldata orders,
        Ticket[] memory tickets,
        Fill calldata fill,
        uint256 index
    ) internal pure {
        Order calldata buy = orders[fill.buy];
        Order calldata sell = orders[fill.sell];
        bytes32 buyHash = tickets[fill.buy].hash;
        bytes32 sellHash = tickets[fill.sell].hash;
        if (fill.quantity == 0) revert EmptyFill(index);
        if (!buy.buy) revert SideMismatch(buyHash);
        if (sell.buy) revert SideMismatch(sellHash);
        if (buy.base != sell.base) revert BaseMismatch(buy.base, sell.base);
        if (buy.account == sell.account) revert SelfTrade(buy.account);
        if (fill.price > buy.price) revert PriceOutsideLimit(buyHash, buy.price, fill.price);
        if (fill.price < sell.price) revert PriceOutsideLimit(sellHash, sell.price, fill.price);

        _takeFrom(tickets[fill.buy], buy.quantity, fill.quantity);
        _takeFrom(tickets[fill.sell], sell.quantity, fill.quantity);
    }

    function _takeFrom(Ticket memory ticket, uint256 quantity, uint256 fill) private pure {
        if (fill > quantity - ticket.filled) {
            revert Overfilled(ticket.hash, quantity, ticket.filled, fill);
        }
        ticket.filled += fill;
    }

    /// Books what the fills took, before anything moves. An order that stands twice in a batch has
    /// two tickets, and so do two of one salt: the second no longer finds what it began with.
    function _keep(Order[] calldata orders, Ticket[] memory tickets) internal {
        for (uint256 i = 0; i < orders.length; i++) {
            Ticket memory ticket = tickets[i];
            if (ticket.filled == ticket.before) continue;
            Order calldata order = orders[i];
            uint256 before = _filledOf(order, ticket.hash);
            if (before != ticket.before) revert OrderTwice(ticket.hash);

            if (ticket.filled == order.quantity) {
                _setState(order, FILLED);
                if (before != 0) delete _parts[ticket.hash];
            } else {
                _parts[ticket.hash] = ticket.filled;
                if (before == 0) _setState(order, PARTLY);
            }
        }
    }

    // INTERNAL

    /// A salt belongs to the first order that is filled with it.
    function _filledOf(Order calldata order, bytes32 hash) private view returns (uint256 filled) {
        uint256 state = _stateOf(order);
        if (state == FRESH) return 0;
        if (state == CANCELLED) revert OrderIsCancelled(hash);
        if (state == FILLED) return order.quantity;
        filled = _parts[hash];
        if (filled == 0) revert SaltTaken(order.account, order.salt);
    }

    function _stateOf(Order calldata order) private view returns (uint256) {
        (uint256 word, uint256 shift) = _place(order.salt);
        return _states[order.account][word] >> shift & 3;
    }

    function _setState(Order calldata order, uint256 state) private {
        (uint256 word, uint256 shift) = _place(order.salt);
        uint256 states = _states[order.account][word];
        _states[order.account][word] = states & ~(uint256(3) << shift) | state << shift;
    }

    function _place(uint256 salt) private pure returns (uint256 word, uint256 shift) {
        (word, shift) = (salt / SALTS_A_WORD, salt % SALTS_A_WORD * 2);
    }
}

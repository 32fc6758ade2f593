// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./interfaces/IOrders.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

/// @title Orders
/// @notice What every venue checks of signed orders before it moves anything.
///
/// A word of an account's salts is one slot, two bits a salt: orders numbered one after the other
/// share it, and an order that is filled at once writes nothing else. A batch's orders are sorted,
/// so that those of a word follow each other: it is read once and written once, however many they
/// are.
abstract contract Orders is IOrders, EIP712 {
    // CONSTANTS

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    bytes32 private constant EXCHANGED_TYPEHASH = keccak256(
        "Exchanged(Order order,bytes32 other,address exchange)"
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    /// Of the order with a salt: nothing is filled yet; some of it is, which stands under its hash;
    /// all of it is; it was taken back.
    uint256 private constant FRESH = 0;
    uint256 private constant PARTLY = 1;
    uint256 private constant FILLED = 2;
    uint256 private constant CANCELLED = 3;

    /// A word holds the states of 2 ** 7 salts.
    uint256 private constant WORD_BITS = 7;

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

    /// A word of an account's states in hand.
    struct Page {
        address account;
        uint256 word;
        uint256 states;
    }

    // CANCEL

    /// @inheritdoc IOrders
    function cancel(Order calldata order) external {
        if (msg.sender != order.account) revert NotTheAccount(msg.sender);
        bytes32 hash = orderHash(order);
        Page memory page = _pageOf(order);
        if (_stateOn(page, order.salt) == CANCELLED) revert OrderIsCancelled(hash);

        _mark(page, order.salt, CANCELLED);
        _save(page);
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
        return _hashOf(_domainSeparatorV4(), order);
    }

    /// @inheritdoc IOrders
    function remaining(Order calldata order) external view returns (uint256) {
        uint256 state = _stateOn(_pageOf(order), order.salt);
        if (state == CANCELLED || order.salt < cancelledBelow[order.account]) return 0;
        if (state == FRESH) return order.quantity;
        uint256 part = _parts[orderHash(order)];
        return state == FILLED || part == 0 ? 0 : order.quantity - part;
    }

    // CHECKS

    /// Every order of a batch: in its place, alive and signed by its account. `signed` has what a
    /// signature is over where that is not the order itself; empty where it is for all of them.
    function _verify(Order[] calldata orders, bytes[] calldata signatures, bytes32[] memory signed)
        internal
        view
        returns (Ticket[] memory tickets)
    {
        if (orders.length != signatures.length) {
            revert LengthsDiffer(orders.length, signatures.length);
        }
        tickets = new Ticket[](orders.length);
        bytes32 domain = _domainSeparatorV4();
        Page memory page;
        uint256 below = 0;
        for (uint256 i = 0; i < orders.length; i++) {
            Order calldata order = orders[i];
            Ticket memory ticket = tickets[i];
            bytes32 hash = _hashOf(domain, order);
            address account = order.account;
            if (block.timestamp > order.expiry) revert OrderExpired(hash, order.expiry);
            bytes32 over = signed.length == 0 ? hash : _over(signed[i], hash);
            if (!Signatures.agreed(account, over, signatures[i])) {
                revert BadSignature(hash, account);
            }
            if (account != page.account) {
                if (account < page.account) revert OrdersUnsorted(i);
                below = cancelledBelow[account];
            } else if (order.salt <= orders[i - 1].salt) {
                _revertUnsorted(orders[i - 1], order, i);
            }
            if (order.salt < below) revert OrderIsCancelled(hash);
            _turn(page, account, order.salt);
            ticket.hash = hash;
            ticket.before = ticket.filled = _filledOf(order, hash, _stateOn(page, order.salt));
        }
    }

    /// What the signature of each order of an exchange is over: the order, the other venue's order that
    /// it goes with, and the caller, who is to bring both.
    function _exchanged(Order[] calldata orders, bytes32[] calldata others)
        internal
        view
        returns (bytes32[] memory signed)
    {
        signed = new bytes32[](orders.length);
        for (uint256 i = 0; i < signed.length; i++) {
            bytes32 order = _structHashOf(orders[i]);
            bytes32 pair = keccak256(abi.encode(EXCHANGED_TYPEHASH, order, others[i], msg.sender));
            signed[i] = _hashTypedDataV4(pair);
        }
    }

    function _over(bytes32 signed, bytes32 hash) private pure returns (bytes32) {
        return signed == 0 ? hash : signed;
    }

    /// Neither an order nor a salt stands twice in a batch.
    function _revertUnsorted(Order calldata last, Order calldata order, uint256 index)
        private
        view
    {
        if (order.salt < last.salt) revert OrdersUnsorted(index);
        bytes32 hash = orderHash(order);
        if (orderHash(last) == hash) revert OrderTwice(hash);
        revert SaltTaken(order.account, order.salt);
    }

    /// One fill against both of its orders, on their tickets.
    function _take(
        Order calldata buy,
        Order calldata sell,
        Ticket memory bought,
        Ticket memory sold,
        Fill calldata fill,
        uint256 index
    ) internal pure {
        (uint256 quantity, uint256 price) = (fill.quantity, fill.price);
        if (quantity == 0) revert EmptyFill(index);
        if (!buy.buy) revert SideMismatch(bought.hash);
        if (sell.buy) revert SideMismatch(sold.hash);
        if (buy.base != sell.base) revert BaseMismatch(buy.base, sell.base);
        if (buy.account == sell.account) revert SelfTrade(buy.account);
        if (price > buy.price) revert PriceOutsideLimit(bought.hash, buy.price, price);
        if (price < sell.price) revert PriceOutsideLimit(sold.hash, sell.price, price);

        _takeFrom(bought, buy.quantity, quantity);
        _takeFrom(sold, sell.quantity, quantity);
    }

    /// Never was more filled of an order than there is of it, so nothing here overflows.
    function _takeFrom(Ticket memory ticket, uint256 quantity, uint256 fill) private pure {
        unchecked {
            uint256 filled = ticket.filled;
            if (fill > quantity - filled) revert Overfilled(ticket.hash, quantity, filled, fill);
            ticket.filled = filled + fill;
        }
    }

    /// Books what the fills took, before anything moves.
    function _keep(Order[] calldata orders, Ticket[] memory tickets) internal {
        Page memory page;
        for (uint256 i = 0; i < orders.length; i++) {
            Ticket memory ticket = tickets[i];
            (uint256 before, uint256 filled) = (ticket.before, ticket.filled);
            if (filled == before) continue;
            Order calldata order = orders[i];
            (address account, uint256 salt) = (order.account, order.salt);
            if (!_isOn(page, account, salt)) {
                _save(page);
                _turn(page, account, salt);
            }
            if (filled == order.quantity) {
                _mark(page, salt, FILLED);
                if (before != 0) delete _parts[ticket.hash];
            } else {
                _mark(page, salt, PARTLY);
                _parts[ticket.hash] = filled;
            }
        }
        _save(page);
    }

    // INTERNAL

    function _hashOf(bytes32 domain, Order calldata order) private pure returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(domain, _structHashOf(order));
    }

    /// The members of an order are words that stand in calldata as they are hashed.
    function _structHashOf(Order calldata order) internal pure returns (bytes32 structHash) {
        bytes32 typehash = ORDER_TYPEHASH;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, typehash)
            calldatacopy(add(start, 0x20), order, 0xe0)
            structHash := keccak256(start, 0x100)
        }
    }

    /// A salt belongs to the first order that is filled with it.
    function _filledOf(Order calldata order, bytes32 hash, uint256 state)
        private
        view
        returns (uint256 filled)
    {
        if (state == FRESH) return 0;
        if (state == CANCELLED) revert OrderIsCancelled(hash);
        if (state == FILLED) return order.quantity;
        filled = _parts[hash];
        if (filled == 0) revert SaltTaken(order.account, order.salt);
    }

    function _isOn(Page memory page, address account, uint256 salt) private pure returns (bool) {
        return page.account == account && page.word == salt >> WORD_BITS;
    }

    /// To the page of a salt, if it is another one.
    function _turn(Page memory page, address account, uint256 salt) private view {
        if (_isOn(page, account, salt)) return;
        uint256 word = salt >> WORD_BITS;
        (page.account, page.word, page.states) = (account, word, _states[account][word]);
    }

    function _pageOf(Order calldata order) private view returns (Page memory page) {
        _turn(page, order.account, order.salt);
    }

    function _stateOn(Page memory page, uint256 salt) private pure returns (uint256) {
        return page.states >> _shiftOf(salt) & 3;
    }

    function _mark(Page memory page, uint256 salt, uint256 state) private pure {
        uint256 shift = _shiftOf(salt);
        page.states = page.states & ~(uint256(3) << shift) | state << shift;
    }

    /// An empty page was never read.
    function _save(Page memory page) private {
        if (page.account != address(0)) _states[page.account][page.word] = page.states;
    }

    /// Two bits a salt.
    function _shiftOf(uint256 salt) private pure returns (uint256) {
        return (salt << 1) & 0xff;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Signed orders, as Settlement (hours), Clearing (futures) and Options verify them: EIP-712 for
/// keys, ERC-1271 for contract accounts, partial fills, cancel. An order names the venue it is for
/// by the domain it is signed under.
///
/// An account numbers its orders by their salts: each is good for one order, and orders numbered one
/// after the other cost less to fill.
///
/// An order can be signed as one side of an exchange at two venues. What is signed is then
/// `Exchanged(Order order,bytes32 other,address exchange)`, under the order's own venue's domain:
/// `other` is what the account signs for at the other venue, by its `orderHash` there, and `exchange`
/// the contract that brings both. Such a signature is worth nothing for the order alone, nor brought by
/// anybody else, whatever role they have.
///
/// A batch's orders stand sorted by account and then by salt, each once: whoever brings them sorts
/// them, which costs nothing off chain, and nothing is searched for on chain.
interface IOrders {
    /// EIP-712 type. `expiry` is the last second the order may fill; `salt` is the account's own
    /// number of it, and makes two equal orders two orders.
    struct Order {
        address account;
        uint256 base;
        bool buy;
        uint256 quantity;
        uint256 price;
        uint256 expiry;
        uint256 salt;
    }

    /// `buy` and `sell` are indices of the batch's orders.
    struct Fill {
        uint256 buy;
        uint256 sell;
        uint256 quantity;
        uint256 price;
    }

    event OrderCancelled(bytes32 indexed order, address indexed account);
    event OrdersCancelledBelow(address indexed account, uint256 salt);

    error BatchUsed(bytes32 batch);
    error OrdersUnsorted(uint256 index);
    error LengthsDiffer(uint256 orders, uint256 signatures);
    error OrderExpired(bytes32 order, uint256 expiry);
    error BadSignature(bytes32 order, address account);
    error EmptyFill(uint256 index);
    error SideMismatch(bytes32 order);
    error BaseMismatch(uint256 buyBase, uint256 sellBase);
    error SelfTrade(address account);
    error PriceOutsideLimit(bytes32 order, uint256 limit, uint256 price);
    error OrderIsCancelled(bytes32 order);
    error Overfilled(bytes32 order, uint256 quantity, uint256 filled, uint256 fill);
    error OrderTwice(bytes32 order);
    error SaltTaken(address account, uint256 salt);
    error SaltNotAbove(uint256 cancelledBelow, uint256 salt);
    error NotTheAccount(address caller);

    /// @notice The account takes its order back, for whatever is not filled yet.
    function cancel(Order calldata order) external;
    /// @notice The caller takes back every order of theirs with a smaller salt, whatever is not
    /// filled of it yet.
    function cancelBelow(uint256 salt) external;
    /// @notice The salt up to which an account took its orders back, all at once.
    function cancelledBelow(address account) external view returns (uint256);
    /// @notice What the account signs.
    function orderHash(Order calldata order) external view returns (bytes32);
    /// @notice How much of an order can still be filled, its expiry aside.
    function remaining(Order calldata order) external view returns (uint256);
}

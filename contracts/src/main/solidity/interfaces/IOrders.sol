// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Signed orders, as Settlement (hours) and Clearing (futures) verify them: EIP-712 for
/// keys, ERC-1271 for contract accounts, partial fills, cancel.
interface IOrders {
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

    error BadSignature(bytes32 order, address account);
    error OrderExpired(bytes32 order, uint256 expiry);
    error OrderIsCancelled(bytes32 order);
    error Overfilled(bytes32 order, uint256 quantity, uint256 filled, uint256 fill);
    error PriceOutsideLimit(bytes32 order, uint256 limit, uint256 price);
    error SideMismatch(bytes32 order);
    error BaseMismatch(uint256 buyBase, uint256 sellBase);
    error SelfTrade(address account);
    error NotTheAccount(address caller);
    error BatchUsed(bytes32 batch);
    error EmptyFill(uint256 index);

    function cancel(Order calldata order) external;
    function orderHash(Order calldata order) external view returns (bytes32);
    function filled(bytes32 order) external view returns (uint256);
}

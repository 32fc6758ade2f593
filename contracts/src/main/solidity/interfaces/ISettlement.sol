// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ICycles} from "./ICycles.sol";
import {IOrders} from "./IOrders.sol";

/// @notice Delivery versus payment of matched orders for hours, one batch one call, or of a whole
/// cycle of trades by its net. Accounts that trade here made this contract their operator in the Vault. Cash of a fill is quantity * price /
/// 1e6, rounded down.
interface ISettlement is IOrders, ICycles {
    /// `escrowed`: the cash went to Delivery for the seller, who owns capacity of the series.
    event Filled(
        bytes32 indexed batch,
        bytes32 buyOrder,
        bytes32 sellOrder,
        uint256 indexed series,
        address buyer,
        address seller,
        uint256 quantity,
        uint256 price,
        uint256 cash,
        bool escrowed
    );
    event BatchSettled(bytes32 indexed batch, uint256 fills);

    /// @notice Verifies every order and fill, nets the legs and settles them in the Vault
    /// (SETTLER). Sales by an owner of the series' capacity (issued > 0) are paid into Delivery,
    /// for that owner. The Vault refuses a batch that was used.
    function settle(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills
    ) external;
    /// @notice As `settle`, where each order is one side of an exchange (EXCHANGE).
    /// @param others what each order's account signs for at the other venue, by its hash there
    function settleExchanged(
        bytes32 batch,
        Order[] calldata orders,
        bytes[] calldata signatures,
        Fill[] calldata fills,
        bytes32[] calldata others
    ) external;
}

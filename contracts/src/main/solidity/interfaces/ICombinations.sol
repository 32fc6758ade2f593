// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./IOrders.sol";

/// @notice Orders that are filled together or not at all: a calendar spread, a strip of months. What
/// is signed is `Combination(Order[] legs,int256 price)`: the legs are orders as any, each with its
/// side, quantity, own limit and salt, and `price` is what they may cost together, per unit of
/// quantity: the prices of the legs that buy less those of the legs that sell. It is negative where
/// the account is to receive.
///
/// The signature is worth nothing for a leg alone: legs fill equally in each batch, within the price,
/// or the batch fails. Taking one leg's order back takes the combination back.
interface ICombinations is IOrders {
    /// The legs of a combination are `legs` orders of the batch from `first` on, in the order in
    /// which they were signed; so they are signed by ascending salts.
    struct Combined {
        uint256 first;
        uint256 legs;
        int256 price;
    }

    error LegsDiffer(bytes32 leg, uint256 filled, uint256 others);
    error CombinationOutsidePrice(bytes32 leg, int256 limit, int256 price);

    /// @notice What the account signs.
    function combinationHash(Order[] calldata legs, int256 price) external view returns (bytes32);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOrders} from "./IOrders.sol";

/// @notice Futures against the hours they are for, between two who agreed on both: who buys the hours
/// sells the futures. One call settles the hours at Settlement and novates the futures at Clearing, or
/// does neither.
///
/// Each side signs an order for either venue, as `Exchanged(Order order,bytes32 other,address exchange)`
/// (see IOrders), with this contract as `exchange`. So neither signature is good without the other, and
/// whoever brings them chooses nothing: both sides signed the same prices and quantities, and all of it
/// is filled.
interface IExchangeForPhysical {
    error NotTwoSides(uint256 futures, uint256 physical);
    error AccountsDiffer(address futures, address physical);
    /// An account buys both, or sells both.
    error SidesAlike(address account);
    /// `needed` are the µGPU-hours of as many lots.
    error HoursDiffer(address account, uint256 quantity, uint256 needed);
    error LotsDiffer(uint256 quantity, uint256 other);
    error PricesDiffer(uint256 price, uint256 other);

    /// @notice Settles one exchange (CLEARER).
    /// @param batch names it at both venues, which take each once
    /// @param futures both sides' orders for lots, by account
    /// @param physical both sides' orders for hours, by account
    function exchange(
        bytes32 batch,
        IOrders.Order[] calldata futures,
        bytes[] calldata futureSignatures,
        IOrders.Order[] calldata physical,
        bytes[] calldata physicalSignatures
    ) external;
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPayouts} from "./IPayouts.sol";

/// @notice Escrow of what owners sold, paid out as metered hours are delivered. The escrow of an
/// owner in a series is cash against the hours it was sold for; each delivered hour releases its
/// share, rounded down, and the last hour the rest.
interface IDelivery is IPayouts {
    /// EIP-712 type: all that was delivered under a reference so far, µGPU-hours.
    struct Reading {
        bytes32 delivery;
        uint256 cumulative;
    }

    event Escrowed(uint256 indexed series, address indexed owner, uint256 amount, uint256 cash);
    event Redeemed(
        bytes32 indexed delivery,
        uint256 indexed series,
        address indexed holder,
        address owner,
        uint256 amount
    );
    event Metered(
        bytes32 indexed delivery, uint256 cumulative, address indexed owner, uint256 paid
    );
    event EscrowReleased(uint256 indexed series, address indexed owner, uint256 cash);

    error DeliveryExists(bytes32 delivery);
    error DeliveryUnknown(bytes32 delivery);
    error NotEnoughSold(uint256 series, address owner, uint256 available, uint256 asked);
    error ReadingNotGrowing(bytes32 delivery, uint256 last, uint256 cumulative);
    error ReadingOverDelivery(bytes32 delivery, uint256 amount, uint256 cumulative);
    error NotAMeter(address signer);
    error ZeroAmount();
    error SeriesNotExpired(uint256 series);

    /// @notice Books cash already moved here in the same settlement (VENUE: Settlement).
    function escrow(uint256 series, address owner, uint256 amount, uint256 cash) external;
    /// @notice The caller burns hours; `owner` owes their delivery under the reference `delivery`.
    /// The caller made this contract its operator in the Vault.
    function redeem(uint256 series, address owner, uint256 amount, bytes32 delivery) external;
    /// @notice A signed cumulative reading (a METER signs, anyone brings it); pays the owner.
    function meter(Reading calldata reading, bytes calldata signature) external;
    /// @notice After expiry: what was sold and never redeemed is the owner's (take or pay).
    function release(uint256 series, address owner) external;
    /// @notice Cash in escrow, hours sold and not yet delivered, hours redeemed and not yet
    /// delivered.
    function escrowOf(uint256 series, address owner)
        external
        view
        returns (uint256 cash, uint256 sold, uint256 owed);
    /// @notice What was redeemed under a reference, and how much of it is delivered.
    function deliveryOf(bytes32 delivery)
        external
        view
        returns (uint256 series, address owner, uint256 amount, uint256 delivered);
    /// @notice What a meter signs.
    function readingHash(Reading calldata reading) external view returns (bytes32);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPayouts} from "./IPayouts.sol";

/// @notice Escrow of what owners sold, paid out as metered hours are delivered. The escrow of an
/// owner in a series is cash against the hours it was sold for; each delivered hour releases its
/// share, rounded down, and the last hour the rest. An owner's bond stands behind it: what is short
/// when a delivery fails, and the credits for one that was late, come out of it.
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
        uint256 amount,
        uint256 due,
        uint256 value
    );
    event Metered(
        bytes32 indexed delivery, uint256 cumulative, address indexed owner, uint256 paid
    );
    event EscrowReleased(uint256 indexed series, address indexed owner, uint256 cash);
    event BondPosted(
        uint256 indexed series, address indexed owner, uint256 cash, uint256 start, uint256 pace
    );
    event BondReturned(uint256 indexed series, address indexed owner, uint256 cash);
    event Credited(
        bytes32 indexed delivery, address indexed holder, uint256 fromBond, uint256 fromEscrow
    );
    event FailedOver(
        bytes32 indexed delivery,
        bytes32 indexed next,
        address indexed owner,
        uint256 amount,
        uint256 value
    );
    event Failed(
        bytes32 indexed delivery,
        address indexed holder,
        uint256 amount,
        uint256 fromEscrow,
        uint256 fromBond
    );

    error DeliveryExists(bytes32 delivery);
    error DeliveryUnknown(bytes32 delivery);
    error NotEnoughSold(uint256 series, address owner, uint256 available, uint256 asked);
    error ReadingNotGrowing(bytes32 delivery, uint256 last, uint256 cumulative);
    error ReadingOverDelivery(bytes32 delivery, uint256 amount, uint256 cumulative);
    error NotAMeter(address signer);
    error ZeroAmount();
    error SeriesNotExpired(uint256 series);
    error SeriesOver(uint256 series);
    error DueOutOfRange(uint256 due, uint256 least, uint256 most);
    error PaceFalls(uint256 series, address owner);
    error StillOwed(uint256 series, address owner, uint256 owed);
    error NotOverdue(bytes32 delivery, uint256 from);
    error NotEnoughOwed(bytes32 delivery, uint256 owed, uint256 asked);
    error CreditOverLimit(bytes32 delivery, uint256 limit, uint256 asked);

    /// @notice Books cash already moved here in the same settlement (VENUE: Settlement).
    function escrow(uint256 series, address owner, uint256 amount, uint256 cash) external;
    /// @notice The caller burns hours; `owner` owes their delivery under the reference `delivery`.
    /// The caller made this contract its operator in the Vault.
    function redeem(uint256 series, address owner, uint256 amount, bytes32 delivery) external;
    /// @notice As `redeem`, due before the series ends: no sooner than the owner, at the pace it
    /// posted, can have delivered this and all it owes already.
    function redeemBy(uint256 series, address owner, uint256 amount, uint256 due, bytes32 delivery)
        external;
    /// @notice A signed cumulative reading (a METER signs, anyone brings it); pays the owner.
    function meter(Reading calldata reading, bytes calldata signature) external;
    /// @notice After expiry: what was sold and never redeemed is the owner's (take or pay).
    function release(uint256 series, address owner) external;
    /// @notice The caller's bond for a series: more dollars, and from which second on it delivers how
    /// many µGPU-hours an hour. What was promised before can only become more.
    function post(uint256 series, uint256 amount, uint256 start, uint256 pace) external;
    /// @notice After expiry, when nothing is owed any more, the bond is the owner's again.
    function returnBond(uint256 series, address owner) external;
    /// @notice Pays the holder for service that was missed (ISSUER, by its schedule of credits): all
    /// of it so far, at most `CREDIT_LIMIT` of what was in escrow for the delivery. Out of the bond,
    /// then out of the delivery's share of the escrow; what neither has is not paid.
    function credit(bytes32 delivery, uint256 cumulative) external;
    /// @notice What an owner did not deliver in time becomes due from another one, by the end of the
    /// series, under the reference `next` (ISSUER). The hours are that owner's sold ones; the first
    /// owner's are free to be redeemed again.
    function failOver(bytes32 delivery, address owner, uint256 amount, bytes32 next) external;
    /// @notice What was not delivered in time will not be (ISSUER). The holder is repaid: the hours'
    /// share of the escrow, and what that lacks of what was there when they were redeemed out of the
    /// bond's share of the hours owed; shares rounded down, the last hour has the rest.
    function fail(bytes32 delivery) external;
    /// @notice Seconds from when a delivery is due until it can fail: readings are on their way.
    function GRACE() external view returns (uint256);
    /// @notice Ten-thousandths of a delivery's value.
    function CREDIT_LIMIT() external view returns (uint256);
    /// @notice The bond's dollars, and from when on its owner delivers how much an hour.
    function bondOf(uint256 series, address owner)
        external
        view
        returns (uint256 cash, uint256 start, uint256 pace);
    /// @notice Cash in escrow, hours sold and not yet delivered, hours redeemed and not yet
    /// delivered.
    function escrowOf(uint256 series, address owner)
        external
        view
        returns (uint256 cash, uint256 sold, uint256 owed);
    /// @notice What was redeemed under a reference and has not failed, how much of it is delivered,
    /// who is owed it by when, what was in escrow for it then, and what was credited.
    function deliveryOf(bytes32 delivery)
        external
        view
        returns (
            uint256 series,
            address owner,
            uint256 amount,
            uint256 delivered,
            address holder,
            uint256 due,
            uint256 value,
            uint256 credited
        );
    /// @notice What a meter signs.
    function readingHash(Reading calldata reading) external view returns (bytes32);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IFundFutures} from "./IFundFutures.sol";
import {IFundIncome} from "./IFundIncome.sol";
import {IStreamingFee} from "./IStreamingFee.sol";

/// @notice HGX: fund units (ERC-20 with permit, 6 decimals) over Vault assets. Requests are priced
/// at the next NAV (forward pricing); every rounding favours the fund. Accounts that bring Vault
/// assets made this contract their operator in the Vault.
interface IIndexFund is IFundFutures, IFundIncome, IStreamingFee {
    event CreatedInKind(
        address indexed account, uint256 indexed series, uint256 amount, uint256 cash, uint256 units
    );
    event CreationRequested(bytes32 indexed request, address indexed account, uint256 cash);
    event UnitsCreated(
        bytes32 indexed request, address indexed account, uint256 cash, uint256 units, uint256 nav
    );
    event RedemptionRequested(
        bytes32 indexed request, address indexed account, uint256 units, uint256 cycle
    );
    /// `left` units of the request go on waiting.
    event UnitsRedeemed(
        bytes32 indexed request,
        address indexed account,
        uint256 units,
        uint256 cash,
        uint256 nav,
        uint256 left
    );

    event TakenBack(bytes32 indexed request, address indexed account);
    /// Before the HoursGiven of the same request.
    event RedeemedInKind(
        bytes32 indexed request, address indexed account, uint256 units, uint256 cash
    );
    event HoursGiven(
        bytes32 indexed request, address indexed account, uint256 indexed series, uint256 amount
    );

    error RequestExists(bytes32 request);
    error RequestUnknown(bytes32 request);
    error RequestDone(bytes32 request);
    error RequestYoung(bytes32 request, uint256 until);
    error NotTheRequester(bytes32 request, address caller);
    error SeriesUnsorted(uint256 index);
    error NotASeries(uint256 id);
    error CashShort(uint256 available, uint256 needed);
    error UnitsBelowOne(uint256 cash, uint256 nav);
    error CycleOpen(uint256 cycle, uint256 until);
    error CycleIncomplete(uint256 cycle, uint256 waiting, uint256 named);
    error UnitsBeyondCycle(uint256 cycle, uint256 waiting, uint256 units);
    error RequestsUnsorted(uint256 index);

    /// @notice The caller gives hours of a series, cash or both from its Vault balances for `units`
    /// priced off chain at NAV; the first creation sets the NAV (FUND_MANAGER).
    function createInKind(uint256 series, uint256 amount, uint256 cash, uint256 units) external;
    /// @notice The caller's cash moves here and waits for the next NAV.
    function requestCreation(bytes32 request, uint256 cash) external;
    /// @notice units = cash * 1e6 / nav, rounded down; nav is micro-dollars per whole unit. From the
    /// first 20:00 UTC after it was asked for on (FUND_MANAGER).
    function fulfilCreation(bytes32 request, uint256 nav) external;
    /// @notice The caller's units are taken in and wait for the next NAV, in the cycle that ends at the
    /// next 20:00 UTC.
    function requestRedemption(bytes32 request, uint256 units) external;
    /// @notice Fills `units` of the first cycle that still waits, once it has ended, pro rata: `requests`
    /// are all that wait in it, ascending, and of each units * its own / the cycle's are burnt, rounded
    /// down, for cash = part * nav / 1e6, rounded down. What is left waits on, before later cycles
    /// (FUND_MANAGER).
    function fulfilRedemptions(bytes32[] calldata requests, uint256 units, uint256 nav) external;
    /// @notice The first cycle that has units waiting; the last one, where none has.
    function firstCycle() external view returns (uint64);
    /// @notice What of a request still waits, cash or units, and the cycle of a redemption.
    function waitingOf(bytes32 request) external view returns (uint256 amount, uint64 cycle);
    /// @notice The second at which a cycle ends, and its units that still wait.
    function cycleAt(uint256 cycle) external view returns (uint256 cut, uint256 units);
    /// @notice The cash of a creation, or the units of a redemption, back to who asked: by itself, once
    /// the request has waited 14 days.
    function takeBack(bytes32 request) external;
    /// @notice The same, at once: a request that the books cannot follow (FUND_MANAGER).
    function giveBack(bytes32 request) external;
    /// @notice Burns the units of a redemption that has waited 14 days for the part of the fund's cash,
    /// of its margin, and of its hours in the named series, ascending, that they are of all units; rounded
    /// down. By who asked. A series that is left out is left to those who stay, and so is margin beyond
    /// the fund's cash that its positions need.
    function redeemInKind(bytes32 request, uint256[] calldata series) external;
    /// @notice Cash of creations that still wait: held here, not the fund's yet.
    function requestedCash() external view returns (uint256);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice HGX: fund units (ERC-20 with permit, 6 decimals) over Vault assets. Requests are priced
/// at the next NAV (forward pricing); every rounding favours the fund.
interface IIndexFund {
    event CreatedInKind(
        address indexed account, uint256 indexed series, uint256 amount, uint256 cash, uint256 units
    );
    event CreationRequested(bytes32 indexed request, address indexed account, uint256 cash);
    event UnitsCreated(
        bytes32 indexed request, address indexed account, uint256 cash, uint256 units, uint256 nav
    );
    event RedemptionRequested(bytes32 indexed request, address indexed account, uint256 units);
    event UnitsRedeemed(
        bytes32 indexed request, address indexed account, uint256 units, uint256 cash, uint256 nav
    );

    error RequestExists(bytes32 request);
    error RequestUnknown(bytes32 request);
    error RequestDone(bytes32 request);
    error ZeroAmount();
    error CashShort(uint256 available, uint256 needed);
    error UnitsBelowOne(uint256 cash, uint256 nav);

    /// (FUND_MANAGER) The caller gives hours of a series and cash from its Vault balances for `units`
    /// priced off chain at NAV; the first creation sets the NAV.
    function createInKind(uint256 series, uint256 amount, uint256 cash, uint256 units) external;
    /// The caller's cash moves here and waits for the next NAV.
    function requestCreation(bytes32 request, uint256 cash) external;
    /// (FUND_MANAGER) units = cash * 1e6 / nav, rounded down; nav is micro-dollars per whole unit.
    function fulfilCreation(bytes32 request, uint256 nav) external;
    /// The caller's units are taken in and wait for the next NAV.
    function requestRedemption(bytes32 request, uint256 units) external;
    /// (FUND_MANAGER) cash = units * nav / 1e6, rounded down; burns the units.
    function fulfilRedemption(bytes32 request, uint256 nav) external;
}

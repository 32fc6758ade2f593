// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice HGX: fund units (ERC-20 with permit, 6 decimals) over Vault assets. Requests are priced
/// at the next NAV (forward pricing); every rounding favours the fund. Accounts that bring Vault
/// assets made this contract their operator in the Vault.
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

    /// @notice The caller gives hours of a series, cash or both from its Vault balances for `units`
    /// priced off chain at NAV; the first creation sets the NAV (FUND_MANAGER).
    function createInKind(uint256 series, uint256 amount, uint256 cash, uint256 units) external;
    /// @notice The caller's cash moves here and waits for the next NAV.
    function requestCreation(bytes32 request, uint256 cash) external;
    /// @notice units = cash * 1e6 / nav, rounded down; nav is micro-dollars per whole unit
    /// (FUND_MANAGER).
    function fulfilCreation(bytes32 request, uint256 nav) external;
    /// @notice The caller's units are taken in and wait for the next NAV.
    function requestRedemption(bytes32 request, uint256 units) external;
    /// @notice cash = units * nav / 1e6, rounded down; burns the units (FUND_MANAGER).
    function fulfilRedemption(bytes32 request, uint256 nav) external;
    /// @notice Cash of creations that still wait: held here, not the fund's yet.
    function requestedCash() external view returns (uint256);
}

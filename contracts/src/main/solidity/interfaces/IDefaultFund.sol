// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice What members and the house set aside for the day a member cannot pay, in cash of the
/// Vault held here.
interface IDefaultFund {
    event Contributed(address indexed account, uint256 amount);
    event ShareWithdrawn(address indexed account, uint256 amount);
    event TrancheAdded(address indexed account, uint256 amount);
    event TrancheWithdrawn(address indexed account, uint256 amount);

    error ShareTiedUp(address account);
    error TooManyContributors();
    error ZeroAmount();

    /// @notice Adds the caller's Vault cash to its share.
    function contribute(uint256 amount) external;
    /// @notice Takes of the caller's share, while it has no position and no default waits
    /// to be paid for.
    function withdrawShare(uint256 amount) external;
    /// @notice Adds the caller's Vault cash to the house's own tranche, which pays before any
    /// member's share.
    function addTranche(uint256 amount) external;
    /// @notice Takes of the tranche, while no default waits to be paid for (ADMIN).
    function withdrawTranche(uint256 amount) external;
    function shareOf(address account) external view returns (uint256);
    function sharesOf(address[] calldata accounts) external view returns (uint256[] memory);
    function tranche() external view returns (uint256);
    /// @notice All with a share.
    function contributors() external view returns (address[] memory);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice The circuit breaker: how fast dollars may leave, so that a flaw found by a thief empties
/// the Vault over days and not in a block.
///
/// It slows and never stops. Whatever the limit, it lets out everything held when it was set within
/// 30 days; and each account may take out a part of its own at once, however many others wait. A
/// halt does not change it. There is none until one is set.
///
/// It is for dollars because nothing else leaves. Hours redeemed are burnt against a delivery that
/// is still to be made, and they run out with time: to slow that would cost their holders what the
/// breaker is to save.
interface IOutflow {
    event OutflowLimitSet(uint256 limit, uint256 each, uint256 window);

    error OutflowExceeded(uint256 id, uint256 available, uint256 asked);
    error OutflowLimitMalformed(uint256 limit, uint256 each, uint256 window);
    error OutflowLimitTooTight(uint256 limit, uint256 least);
    error OutflowLimitNotTighter();

    /// @notice Sets the limit, or removes it where all three are zero (GOVERNOR).
    /// @param limit micro-dollars that may leave at once; as much more leaks back in every window,
    /// so that never more than twice the limit leaves in one
    /// @param each micro-dollars of a window that every account may take out beside the limit
    /// @param window seconds
    function setOutflowLimit(uint256 limit, uint256 each, uint256 window) external;

    /// @notice Sets a limit where there is none, or one that lets out no more than the one there is:
    /// at once, in the long run, and for each account (GUARDIAN).
    function lowerOutflowLimit(uint256 limit, uint256 each, uint256 window) external;

    /// @notice The limit in force; zeros where there is none.
    function outflowLimit() external view returns (uint256 limit, uint256 each, uint256 window);

    /// @notice Micro-dollars the account can withdraw now: of its claim, what is neither frozen nor
    /// held back by the limit, rounded down.
    function withdrawable(address account) external view returns (uint256);
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice A management fee that accrues by inflation of units, at a rate under a cap for ever.
interface IStreamingFee {
    /// Between two seconds, at the rate then in force. Without units, where there are none to inflate.
    event FeeAccrued(address indexed recipient, uint256 units, uint256 from, uint256 until);
    event FeeSet(address indexed recipient, uint256 rate, uint256 since);

    error FeeAboveCap(uint256 rate, uint256 cap);
    error NoFeeRecipient();

    /// @notice Makes units for the fee's recipient, so that of all units it has `feeRate` a year more:
    /// units = supply * share / (1e6 * year - share), rounded down, share = feeRate * seconds since it
    /// was last done; a year is 365.25 days, and at most one is made up for at once. Done before the
    /// units outstanding change otherwise, and by anyone.
    function accrueFee() external;
    /// @notice The fee's recipient and its rate, in millionths a year, from now on (GOVERNOR).
    function setFee(address recipient, uint256 rate) external;
    /// @notice The highest rate there can ever be.
    function FEE_CAP() external view returns (uint256);
    function feeRecipient() external view returns (address);
    function feeRate() external view returns (uint256);
    function feeAccruedUntil() external view returns (uint64);
}

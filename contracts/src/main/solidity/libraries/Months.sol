// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Calendar months (UTC, Gregorian), so that a serial backs one series a month whatever
/// second the series begins at.
library Months {
    /// @notice The month of a timestamp, counted from March of the year 0 (years that begin in
    /// March put the leap day last, which makes the months' lengths a straight line).
    /// @param timestamp seconds since 1970-01-01
    function indexOf(uint256 timestamp) internal pure returns (uint256) {
        uint256 day = timestamp / 1 days + 719_468;
        uint256 era = day / 146_097;
        uint256 dayOfEra = day % 146_097;
        uint256 year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        uint256 dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100);
        return (era * 400 + year) * 12 + (5 * dayOfYear + 2) / 153;
    }
}

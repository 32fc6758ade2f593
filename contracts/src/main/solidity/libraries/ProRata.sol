// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @notice Splits an amount over weights, exactly: what is paid sums to the amount, or to all
/// weights where they are less.
library ProRata {
    /// Each pays amount * weight / sum rounded down, and the units that are left over by rounding,
    /// fewer than there are weights, one each from the first on who has one left.
    function split(uint256 amount, uint256[] memory weights)
        internal
        pure
        returns (uint256[] memory parts)
    {
        uint256 count = weights.length;
        uint256 sum = 0;
        for (uint256 i = 0; i < count; i++) {
            sum += weights[i];
        }
        if (amount >= sum) return weights;
        parts = new uint256[](count);
        uint256 left = amount;
        for (uint256 i = 0; i < count; i++) {
            parts[i] = amount * weights[i] / sum;
            left -= parts[i];
        }
        for (uint256 i = 0; left > 0; i++) {
            if (parts[i] == weights[i]) continue;
            parts[i]++;
            left--;
        }
    }
}

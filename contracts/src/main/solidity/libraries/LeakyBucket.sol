// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

/// @notice What may pass at a rate. Whatever passes is poured into a bucket, which leaks as steadily
/// as its size in its window; what does not fit in has to wait.
library LeakyBucket {
    using SafeCast for uint256;

    /// One slot. `level`: what was in it at the second `since`, in 2^-32 units, so that nothing is lost
    /// to rounding however often it is poured into.
    struct Bucket {
        uint128 level;
        uint64 since;
    }

    uint256 private constant FRACTION_BITS = 32;

    /// @notice What fits in now, in whole units, rounded down.
    /// @param size units it holds, below 2^96
    /// @param window seconds a full one takes to run empty, not zero
    function roomDown(Bucket storage bucket, uint256 size, uint256 window)
        internal
        view
        returns (uint256)
    {
        uint256 full = size << FRACTION_BITS;
        uint256 level = _level(bucket, full, window);
        return level < full ? (full - level) >> FRACTION_BITS : 0;
    }

    /// @notice Pours in what fits; see `roomDown`.
    function pour(Bucket storage bucket, uint256 amount, uint256 size, uint256 window) internal {
        uint256 full = size << FRACTION_BITS;
        uint256 level = _level(bucket, full, window) + (amount << FRACTION_BITS);
        (bucket.level, bucket.since) = (level.toUint128(), uint64(block.timestamp));
    }

    /// What leaked is rounded down, by less than 2^-32 units.
    function _level(Bucket storage bucket, uint256 full, uint256 window)
        private
        view
        returns (uint256)
    {
        uint256 leaked = (block.timestamp - bucket.since) * full / window;
        uint256 level = bucket.level;
        return level > leaked ? level - leaked : 0;
    }
}

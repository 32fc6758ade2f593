// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";

/// @notice The distinct values of a list, ascending: the rows and columns of a netting. Sorting by
/// merging costs n log n whatever the order and however many are equal, so that nobody can make a
/// batch too dear by the orders they send.
library Distinct {
    /// Sorts in place or in a copy; use the answer only.
    function sorted(uint256[] memory values) internal pure returns (uint256[] memory distinct) {
        uint256 count = values.length;
        uint256[] memory spare = new uint256[](count);
        for (uint256 width = 1; width < count; width *= 2) {
            for (uint256 from = 0; from < count; from += 2 * width) {
                _merge(values, spare, from, width);
            }
            (values, spare) = (spare, values);
        }
        return _unique(values);
    }

    /// The position of a value that is known to be there.
    function indexOf(uint256[] memory distinct, uint256 value) internal pure returns (uint256) {
        return Arrays.lowerBoundMemory(distinct, value);
    }

    function _merge(uint256[] memory source, uint256[] memory target, uint256 from, uint256 width)
        private
        pure
    {
        uint256 count = source.length;
        uint256 middle = from + width < count ? from + width : count;
        uint256 end = middle + width < count ? middle + width : count;
        uint256 left = from;
        uint256 right = middle;
        for (uint256 to = from; to < end; to++) {
            bool takeLeft = left < middle && (right == end || source[left] <= source[right]);
            target[to] = takeLeft ? source[left++] : source[right++];
        }
    }

    function _unique(uint256[] memory values) private pure returns (uint256[] memory distinct) {
        uint256 count = 0;
        for (uint256 i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) count++;
        }
        distinct = new uint256[](count);
        uint256 next = 0;
        for (uint256 i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[i - 1]) distinct[next++] = values[i];
        }
    }
}

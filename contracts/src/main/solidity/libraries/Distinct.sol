// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @notice The distinct values of a list, ascending: the rows and columns of a netting.
library Distinct {
    /// Stands for the value after the last one of a run; that it may be a value itself does no harm.
    uint256 private constant END = type(uint256).max;

    /// @notice For many values, few of them equal. Sorts by merging, n log n whatever the order, so
    /// that nobody can make a batch too dear by the orders they send. Destroys its argument.
    function sorted(uint256[] memory values) internal pure returns (uint256[] memory distinct) {
        uint256 count = values.length;
        uint256[] memory spare = new uint256[](count);
        for (uint256 width = 1; width < count; width *= 2) {
            for (uint256 from = 0; from < count; from += 2 * width) {
                uint256 middle = Math.min(from + width, count);
                _merge(values, spare, from, middle, Math.min(middle + width, count));
            }
            (values, spare) = (spare, values);
        }
        return _unique(values);
    }

    /// @notice For many values, most of them equal: looks each up among the distinct ones so far.
    function sortedFew(uint256[] memory values) internal pure returns (uint256[] memory distinct) {
        uint256[] memory found = new uint256[](values.length);
        uint256 count = 0;
        for (uint256 i = 0; i < values.length; i++) {
            uint256 value = values[i];
            uint256 place = count;
            while (place > 0 && found[place - 1] > value) place--;
            if (place > 0 && found[place - 1] == value) continue;
            for (uint256 j = count; j > place; j--) {
                found[j] = found[j - 1];
            }
            found[place] = value;
            count++;
        }
        return _first(found, count);
    }

    /// @notice The position of a value that is known to be there.
    function indexOf(uint256[] memory distinct, uint256 value) internal pure returns (uint256) {
        return Arrays.lowerBoundMemory(distinct, value);
    }

    function _merge(
        uint256[] memory source,
        uint256[] memory target,
        uint256 from,
        uint256 middle,
        uint256 end
    ) private pure {
        unchecked {
            uint256 right = middle;
            uint256 left = source[from];
            uint256 next = right < end ? source[right] : END;
            for (uint256 to = from; to < end; to++) {
                if (left <= next) {
                    target[to] = left;
                    left = ++from < middle ? source[from] : END;
                } else {
                    target[to] = next;
                    next = ++right < end ? source[right] : END;
                }
            }
        }
    }

    function _unique(uint256[] memory values) private pure returns (uint256[] memory distinct) {
        uint256 count = 0;
        for (uint256 i = 0; i < values.length; i++) {
            if (i == 0 || values[i] != values[count - 1]) values[count++] = values[i];
        }
        return _first(values, count);
    }

    function _first(uint256[] memory values, uint256 count)
        private
        pure
        returns (uint256[] memory first)
    {
        first = new uint256[](count);
        for (uint256 i = 0; i < count; i++) {
            first[i] = values[i];
        }
    }
}

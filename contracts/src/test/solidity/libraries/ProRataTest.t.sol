// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../Vm.sol";
import {ProRata} from "contracts/libraries/ProRata.sol";

contract ProRataTest {
    Vm private constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    function test_dealsWhatRoundingLeavesFromTheFirstOn() public pure {
        uint256[] memory parts = ProRata.split(100, _weights(300, 300, 300));
        vm.assertEq(parts[0], 34, "the one unit left");
        vm.assertEq(parts[1], 33, "second");
        vm.assertEq(parts[2], 33, "third");
        parts = ProRata.split(2, _weights(0, 1, 1000));
        vm.assertEq(parts[0], 0, "who has nothing pays nothing");
        vm.assertEq(parts[1], 1, "the unit left over");
        vm.assertEq(parts[2], 1, "rounded down");
    }

    function test_takesAllOfAllWhereThatIsNotEnough() public pure {
        uint256[] memory parts = ProRata.split(1000, _weights(300, 0, 300));
        vm.assertEq(parts[0] + parts[1] + parts[2], 600, "all there is");
    }

    /// Exact in sum, nobody beyond its weight, nobody a whole unit off its share.
    function testFuzz_isExact(uint96 amount, uint64[3] memory given) public pure {
        uint256[] memory weights = _weights(given[0], given[1], given[2]);
        uint256 sum = weights[0] + weights[1] + weights[2];
        uint256 due = amount < sum ? amount : sum;
        uint256[] memory parts = ProRata.split(amount, weights);
        uint256 paid = 0;
        for (uint256 i = 0; i < 3; i++) {
            paid += parts[i];
            vm.assertLe(parts[i], weights[i], "beyond its weight");
            if (sum == 0) continue;
            uint256 down = due * weights[i] / sum;
            vm.assertGe(parts[i], down, "too little");
            vm.assertLe(parts[i], down + 1, "too much");
        }
        vm.assertEq(paid, due, "sum");
    }

    function _weights(uint256 a, uint256 b, uint256 c)
        private
        pure
        returns (uint256[] memory weights)
    {
        weights = new uint256[](3);
        (weights[0], weights[1], weights[2]) = (a, b, c);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../Vm.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {Months} from "contracts/libraries/Months.sol";
import {Netting} from "contracts/libraries/Netting.sol";

contract LibrariesTest {
    using Netting for Netting.Net;

    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    // MONTHS

    function test_monthsBeginWhereTheCalendarSays() public pure {
        uint256[6] memory firsts = [
            uint256(951_868_800), // 2000-03-01, after the leap day of a century's leap year
            1_709_251_200, // 2024-03-01, after a leap day
            1_735_689_600, // 2025-01-01
            1_740_787_200, // 2025-03-01, after no leap day
            1_803_859_200, // 2027-03-01
            4_107_542_400 // 2100-03-01, a century that does not leap
        ];
        for (uint256 i = 0; i < firsts.length; i++) {
            uint256 month = Months.indexOf(firsts[i]);
            vm.assertEq(Months.indexOf(firsts[i] - 1), month - 1, "the second before");
        }
        vm.assertEq(Months.indexOf(1_740_787_200) - Months.indexOf(1_709_251_200), 12, "a year");
    }

    function testFuzz_aMonthLasts28To31Days(uint40 timestamp) public pure {
        uint256 month = Months.indexOf(timestamp);
        vm.assertLe(Months.indexOf(uint256(timestamp) + 28 days), month + 1, "at least 28");
        vm.assertGe(Months.indexOf(uint256(timestamp) + 31 days), month + 1, "at most 31");
    }

    // NETTING

    function testFuzz_legsAreSortedAndBalanced(uint8[24] memory raw) public pure {
        Netting.Net memory net = Netting.open(5);
        uint8[4] memory accounts = [20, 30, 40, 10]; // the last one belongs before the others
        for (uint256 i = 0; i < 4; i++) {
            vm.assertEq(net.enterRow(address(uint160(accounts[i]))), i, "a new one");
            vm.assertEq(net.enterRow(address(uint160(accounts[i]))), i, "the same again");
        }
        vm.assertEq(net.enterColumn(2, 0), 0, "a first");
        vm.assertEq(net.enterColumn(1, 0), 1, "a second");
        vm.assertEq(net.enterColumn(2, 1), 0, "found though guessed wrong");
        net.close();
        for (uint256 i = 0; i < 24; i += 4) {
            net.move(raw[i] % 4, raw[i + 1] % 4, raw[i + 2] % 2, raw[i + 3]);
        }
        _check(net.legs());
    }

    function _check(IVault.Leg[] memory legs) private pure {
        int256[3] memory sums;
        for (uint256 i = 0; i < legs.length; i++) {
            vm.assertFalse(legs[i].amount == 0, "no empty legs");
            sums[legs[i].id] += legs[i].amount;
            if (i == 0) continue;
            uint256 before = uint256(uint160(legs[i - 1].account)) * 4 + legs[i - 1].id;
            vm.assertLt(before, uint256(uint160(legs[i].account)) * 4 + legs[i].id, "sorted");
        }
        vm.assertEq(sums[1], 0, "first asset");
        vm.assertEq(sums[2], 0, "second asset");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IOutflow} from "contracts/interfaces/IOutflow.sol";
import {LeakyBucket} from "contracts/libraries/LeakyBucket.sol";

contract OutflowTest is Stage {
    uint256 private constant LIMIT = 100 * DOLLAR;
    uint256 private constant EACH = 5 * DOLLAR;

    function setUp() public override {
        super.setUp();
        _fund(ADA, 500 * DOLLAR);
        _fund(BOB, 500 * DOLLAR);
    }

    // LEAVING

    function test_withoutALimitEverythingMayLeaveAtOnce() public {
        vm.assertEq(vault.withdrawable(ADA), 500 * DOLLAR, "all");
        _withdraw(ADA, 500 * DOLLAR);
    }

    function test_lessLeavesAtOnceAndTheRestAsTimePasses() public {
        vault.setOutflowLimit(LIMIT, 0, 1 days);
        vm.assertEq(vault.withdrawable(ADA), LIMIT, "an empty bucket");
        _refuse(ADA, LIMIT + 1, LIMIT);
        _withdraw(ADA, LIMIT);
        vm.assertEq(vault.withdrawable(ADA), 0, "a full one");
        _refuse(BOB, 1, 0);

        vm.warp(NOW + 6 hours);
        vm.assertEq(vault.withdrawable(BOB), LIMIT / 4, "a quarter of a day");
        _withdraw(BOB, LIMIT / 4);
        vm.warp(NOW + 10 days);
        vm.assertEq(vault.withdrawable(ADA), LIMIT, "never more than the limit");
    }

    function test_whoWantsLittleNeedNotWaitForOthers() public {
        vault.setOutflowLimit(LIMIT, EACH, 1 days);
        _withdraw(ADA, LIMIT + EACH);
        vm.assertEq(vault.withdrawable(BOB), EACH, "one's own part");
        _withdraw(BOB, EACH);
        _refuse(BOB, 1, 0);
        vm.warp(NOW + 12 hours);
        vm.assertEq(vault.withdrawable(BOB), EACH / 2 + LIMIT / 2, "both leak");
    }

    function test_onesOwnPartIsNotEverybodys() public {
        vault.setOutflowLimit(LIMIT, EACH, 1 days);
        _withdraw(BOB, EACH);
        vm.assertEq(vault.withdrawable(ADA), LIMIT + EACH, "untouched");
    }

    function test_isNeverMoreThanWhatIsTheirsAndFree() public {
        vault.setOutflowLimit(600 * DOLLAR, 0, 1 days);
        vm.assertEq(vault.withdrawable(ADA), 500 * DOLLAR, "the claim");
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 450 * DOLLAR);
        vm.assertEq(vault.withdrawable(ADA), 50 * DOLLAR, "less what is frozen");
    }

    function test_aHaltChangesNothingOfIt() public {
        vault.setOutflowLimit(LIMIT, EACH, 1 days);
        vm.prank(OPERATIONS);
        vault.halt();
        vm.assertEq(vault.withdrawable(ADA), LIMIT + EACH, "says so");
        _withdraw(ADA, LIMIT + EACH);
    }

    function test_removedItHoldsNobodyBack() public {
        vault.setOutflowLimit(LIMIT, 0, 1 days);
        _withdraw(ADA, LIMIT);
        vault.setOutflowLimit(0, 0, 0);
        _withdraw(ADA, 400 * DOLLAR);
    }

    function test_redeemingHoursIsNotSlowed() public {
        vault.setOutflowLimit(LIMIT, 0, 1 days);
        _withdraw(ADA, LIMIT);
        _mintHours(OPERATIONS, 1000 * HOUR);
        vm.prank(OPERATIONS);
        vault.redeem(OPERATIONS, SERIES, 1000 * HOUR, "d1");
    }

    // SETTING

    function test_whoSetsIt() public {
        vm.expectRevert(_unauthorized(OPERATIONS));
        vm.prank(OPERATIONS);
        vault.setOutflowLimit(LIMIT, EACH, 1 days);
        vm.expectRevert(_unauthorized(address(this)));
        vault.lowerOutflowLimit(LIMIT, EACH, 1 days);
    }

    function test_theGuardianSetsTheFirstAndOnlyLowersIt() public {
        vm.startPrank(OPERATIONS);
        vm.expectEmit();
        emit IOutflow.OutflowLimitSet(8 * LIMIT, 8 * EACH, 1 days);
        vault.lowerOutflowLimit(8 * LIMIT, 8 * EACH, 1 days);
        (uint256 limit, uint256 each, uint256 window) = vault.outflowLimit();
        vm.assertEq(limit * each * window, 64 * LIMIT * EACH * 1 days, "in force");
        (limit, each) = (4 * LIMIT, 4 * EACH);
        vault.lowerOutflowLimit(limit, each, 1 days);

        uint256[3][5] memory looser = [
            [limit + 1, each, 2 days], // more at once
            [limit, each + 1, 2 days], // more at once for each
            [limit, each, 1 days - 1], // more in the long run
            [limit / 2, each / 2, 12 hours - 1],
            [limit / 4, each, 12 hours] // more in the long run for each
        ];
        for (uint256 i = 0; i < looser.length; i++) {
            vm.expectRevert(IOutflow.OutflowLimitNotTighter.selector);
            vault.lowerOutflowLimit(looser[i][0], looser[i][1], looser[i][2]);
        }
        vault.lowerOutflowLimit(limit / 2, each / 2, 12 hours);
    }

    function test_whoeverSetsItNobodyWaitsLongerThanThirtyDays() public {
        uint256 least = uint256(1000 * DOLLAR) / 30 + 1;
        bytes memory tooTight =
            abi.encodeWithSelector(IOutflow.OutflowLimitTooTight.selector, least - 1, least);
        vm.expectRevert(tooTight);
        vault.setOutflowLimit(least - 1, 0, 1 days);
        vm.expectRevert(tooTight);
        vm.prank(OPERATIONS);
        vault.lowerOutflowLimit(least - 1, 0, 1 days);

        vm.prank(OPERATIONS);
        vault.lowerOutflowLimit(least, 0, 1 days);
        for (uint256 day = 0; day < 15; day++) {
            vm.warp(NOW + day * 1 days);
            _withdraw(BOB, vault.withdrawable(BOB));
        }
        for (uint256 day = 15; day < 30; day++) {
            vm.warp(NOW + day * 1 days);
            _withdraw(ADA, vault.withdrawable(ADA));
        }
        vm.assertEq(dollar.balanceOf(address(vault)), 0, "all out");
    }

    function test_refusesALimitThatMakesNoSense() public {
        uint256[3][4] memory malformed = [
            [LIMIT, EACH, 0], [LIMIT, EACH, 30 days + 1], [LIMIT, LIMIT + 1, 1 days], [0, EACH, 0]
        ];
        for (uint256 i = 0; i < malformed.length; i++) {
            (uint256 limit, uint256 each, uint256 window) =
                (malformed[i][0], malformed[i][1], malformed[i][2]);
            vm.expectRevert(
                abi.encodeWithSelector(IOutflow.OutflowLimitMalformed.selector, limit, each, window)
            );
            vault.setOutflowLimit(limit, each, window);
        }
        vm.expectPartialRevert(bytes4(keccak256("SafeCastOverflowedUintDowncast(uint8,uint256)")));
        vault.setOutflowLimit(1 << 96, 0, 1 days);
    }

    // LAWS

    /// However often and whenever it is asked, no more leaves than the limit and what leaked since,
    /// and what is said to be withdrawable is, and not one more.
    function testFuzz_letsOutNoMoreThanItsRate(uint32[8] memory waits, uint64[8] memory wanted)
        public
    {
        vault.setOutflowLimit(LIMIT, 0, 1 days);
        uint256 start = block.timestamp;
        uint256 left = 0;
        for (uint256 i = 0; i < 8; i++) {
            vm.warp(block.timestamp + waits[i] % 6 hours);
            uint256 room = vault.withdrawable(ADA);
            if (room < 500 * DOLLAR - left) _refuse(ADA, room + 1, room);
            uint256 amount = _between(wanted[i], 0, room);
            if (amount == 0) continue;
            _withdraw(ADA, amount);
            left += amount;
            vm.assertEq(vault.withdrawable(ADA), room - amount, "counted");
            vm.assertLe(left, LIMIT + LIMIT * (block.timestamp - start) / 1 days, "rate");
        }
    }

    function _withdraw(address account, uint256 amount) private {
        vm.prank(account);
        vault.withdraw(amount);
    }

    function _refuse(address account, uint256 amount, uint256 room) private {
        vm.expectRevert(
            abi.encodeWithSelector(IOutflow.OutflowExceeded.selector, cash, room, amount)
        );
        vm.prank(account);
        vault.withdraw(amount);
    }
}

contract LeakyBucketTest is Stage {
    using LeakyBucket for LeakyBucket.Bucket;

    LeakyBucket.Bucket private _often;
    LeakyBucket.Bucket private _once;

    /// A trickle poured in every second does not keep the bucket from leaking: what rounding takes is
    /// at most a unit, whatever the size and the window.
    function testFuzz_leaksTheSameHoweverOftenItIsPouredInto(uint96 size, uint32 seconds_) public {
        uint256 window = 1 + seconds_ % 30 days;
        uint256 held = 1000 + size % 1e18;
        _often.pour(held, held, window);
        _once.pour(held, held, window);
        for (uint256 i = 1; i <= 20; i++) {
            vm.warp(NOW + i);
            _often.pour(0, held, window);
        }
        uint256 room = _once.roomDown(held, window);
        vm.assertEq(room, window > 20 ? held * 20 / window : held, "rounded down");
        vm.assertLe(_often.roomDown(held, window), room, "never more");
        vm.assertGe(_often.roomDown(held, window) + 1, room, "a unit at most");
    }
}

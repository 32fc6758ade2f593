// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IDelivery} from "contracts/interfaces/IDelivery.sol";

contract DeliveryTest is Stage {
    /// Olga sold a hundred hours for $215; Ada has them.
    function setUp() public override {
        super.setUp();
        _giveHours(ADA, 100 * HOUR);
        _sell(100 * HOUR, 215 * DOLLAR);
    }

    // REDEEM

    function test_redeemingBurnsHoursAndMakesAnObligation() public {
        vm.expectEmit();
        emit IDelivery.Redeemed("d1", SERIES, ADA, OLGA, 40 * HOUR, EXPIRY, 86 * DOLLAR);
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");

        vm.assertEq(vault.balanceOf(ADA, SERIES), 60 * HOUR, "burnt");
        (,, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(owed, 40 * HOUR, "owed");
        (uint256 series, address owner, uint256 amount, uint256 delivered,,,,) =
            delivery.deliveryOf("d1");
        vm.assertEq(series, SERIES, "series");
        vm.assertEq(owner, OLGA, "owner");
        vm.assertEq(amount, 40 * HOUR, "amount");
        vm.assertEq(delivered, 0, "delivered");
    }

    function test_redemptionWorksThroughAHalt() public {
        vm.prank(OPERATIONS);
        vault.halt();
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, HOUR, "d1");
        vm.assertEq(vault.balanceOf(ADA, SERIES), 99 * HOUR, "burnt");
    }

    function test_refusesRedemptionsThatNobodyOwes() public {
        vm.startPrank(ADA);
        vm.expectRevert(IDelivery.ZeroAmount.selector);
        delivery.redeem(SERIES, OLGA, 0, "d1");
        vm.expectRevert(
            abi.encodeWithSelector(IDelivery.NotEnoughSold.selector, SERIES, BOB, 0, HOUR)
        );
        delivery.redeem(SERIES, BOB, HOUR, "d1");
        delivery.redeem(SERIES, OLGA, 90 * HOUR, "d1");
        vm.expectRevert(abi.encodeWithSelector(IDelivery.DeliveryExists.selector, bytes32("d1")));
        delivery.redeem(SERIES, OLGA, HOUR, "d1");
        vm.expectRevert(
            abi.encodeWithSelector(
                IDelivery.NotEnoughSold.selector, SERIES, OLGA, 10 * HOUR, 11 * HOUR
            )
        );
        delivery.redeem(SERIES, OLGA, 11 * HOUR, "d2");
    }

    function test_refusesToRedeemWhatOneDoesNotHold() public {
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        vm.prank(BOB);
        delivery.redeem(SERIES, OLGA, HOUR, "d1");
    }

    // METER

    function test_paysTheOwnerAsHoursAreDelivered() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");
        vm.expectEmit();
        emit IDelivery.Metered("d1", 10 * HOUR, OLGA, 21_500_000);
        _meter("d1", 10 * HOUR);
        vm.assertEq(vault.balanceOf(OLGA, cash), 21_500_000, "a tenth");
        _meter("d1", 40 * HOUR);
        vm.assertEq(vault.balanceOf(OLGA, cash), 86 * DOLLAR, "two fifths");
        (uint256 held, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(held, 129 * DOLLAR, "rest");
        vm.assertEq(sold, 60 * HOUR, "sold");
        vm.assertEq(owed, 0, "owed");
    }

    function test_refusesReadingsThatDoNotGrowOrGoTooFar() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");
        _meter("d1", 10 * HOUR);
        _expectReading(
            "d1",
            10 * HOUR,
            abi.encodeWithSelector(
                IDelivery.ReadingNotGrowing.selector, bytes32("d1"), 10 * HOUR, 10 * HOUR
            )
        );
        _expectReading(
            "d1",
            40 * HOUR + 1,
            abi.encodeWithSelector(
                IDelivery.ReadingOverDelivery.selector, bytes32("d1"), 40 * HOUR, 40 * HOUR + 1
            )
        );
        _expectReading(
            "d2", 1, abi.encodeWithSelector(IDelivery.DeliveryUnknown.selector, bytes32("d2"))
        );
    }

    function test_refusesAReadingThatNoMeterSigned() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");
        IDelivery.Reading memory reading = IDelivery.Reading("d1", HOUR);
        bytes memory signature = _signature(STRANGER_KEY, delivery.readingHash(reading));
        vm.expectRevert(abi.encodeWithSelector(IDelivery.NotAMeter.selector, STRANGER));
        delivery.meter(reading, signature);
    }

    function _expectReading(bytes32 id, uint256 cumulative, bytes memory reason) private {
        IDelivery.Reading memory reading = IDelivery.Reading(id, cumulative);
        bytes memory signature = _signature(METER_KEY, delivery.readingHash(reading));
        vm.expectRevert(reason);
        delivery.meter(reading, signature);
    }

    // RELEASE

    function test_whatWasNeverRedeemedIsTheOwnersAfterExpiry() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");
        vm.expectRevert(abi.encodeWithSelector(IDelivery.SeriesNotExpired.selector, SERIES));
        delivery.release(SERIES, OLGA);
        vm.expectRevert(abi.encodeWithSelector(IDelivery.SeriesNotExpired.selector, 7));
        delivery.release(7, OLGA);

        vm.warp(EXPIRY);
        vm.expectEmit();
        emit IDelivery.EscrowReleased(SERIES, OLGA, 129 * DOLLAR);
        delivery.release(SERIES, OLGA);
        vm.expectRevert(IDelivery.ZeroAmount.selector);
        delivery.release(SERIES, OLGA);

        _meter("d1", 40 * HOUR); // late readings are still paid, from what was kept for them
        vm.assertEq(vault.balanceOf(OLGA, cash), 215 * DOLLAR, "all of it in the end");
        vm.assertEq(vault.balanceOf(address(delivery), cash), 0, "nothing stays");
    }

    function test_onlyAVenueBooksEscrow() public {
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        delivery.escrow(SERIES, ADA, HOUR, DOLLAR);
    }

    // BONDS

    function test_aBondComesBackWhenNothingIsOwed() public {
        _post(50 * DOLLAR, 0);
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");
        vm.expectRevert(abi.encodeWithSelector(IDelivery.SeriesNotExpired.selector, SERIES));
        delivery.returnBond(SERIES, OLGA);
        vm.warp(EXPIRY);
        vm.expectRevert(
            abi.encodeWithSelector(IDelivery.StillOwed.selector, SERIES, OLGA, 40 * HOUR)
        );
        delivery.returnBond(SERIES, OLGA);
        _meter("d1", 40 * HOUR);
        vm.expectEmit();
        emit IDelivery.BondReturned(SERIES, OLGA, 50 * DOLLAR);
        delivery.returnBond(SERIES, OLGA);
        vm.expectRevert(IDelivery.ZeroAmount.selector);
        delivery.returnBond(SERIES, OLGA);
        vm.assertEq(vault.balanceOf(OLGA, cash), 136 * DOLLAR, "bond and what was delivered");
    }

    function test_aDeadlineLeavesTheOwnerTimeAtItsPace() public {
        vm.startPrank(ADA);
        _expectDue(START + 10 hours, EXPIRY);
        vm.stopPrank();
        _post(0, 4 * HOUR);
        vm.startPrank(ADA);
        _expectDue(START + 10 hours - 1, START + 10 hours);
        _expectDue(EXPIRY + 1, START + 10 hours);
        delivery.redeemBy(SERIES, OLGA, 40 * HOUR, START + 10 hours, "d1");
        vm.expectRevert(
            abi.encodeWithSelector(
                IDelivery.DueOutOfRange.selector, START + 11 hours, START + 15 hours, EXPIRY
            )
        );
        delivery.redeemBy(SERIES, OLGA, 20 * HOUR, START + 11 hours, "d2");
        vm.stopPrank();
        vm.startPrank(OLGA);
        vm.expectRevert(abi.encodeWithSelector(IDelivery.PaceFalls.selector, SERIES, OLGA));
        delivery.post(SERIES, 0, START, 4 * HOUR - 1);
        vm.expectRevert(abi.encodeWithSelector(IDelivery.PaceFalls.selector, SERIES, OLGA));
        delivery.post(SERIES, 0, START + 1, 4 * HOUR);
        vm.stopPrank();
    }

    function _expectDue(uint256 due, uint256 least) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDelivery.DueOutOfRange.selector, due, least, EXPIRY)
        );
        delivery.redeemBy(SERIES, OLGA, 40 * HOUR, due, "d1");
    }

    // MISSED

    function test_whatFailsIsRepaidOutOfEscrowAndBond() public {
        _post(50 * DOLLAR, 4 * HOUR);
        vm.prank(ADA);
        delivery.redeemBy(SERIES, OLGA, 40 * HOUR, START + 10 hours, "d1"); // worth $86
        _sell(100 * HOUR, 15 * DOLLAR); // an hour has $1.15 in escrow now
        _meter("d1", 10 * HOUR);
        uint256 from = START + 10 hours + 1 days;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IDelivery.NotOverdue.selector, bytes32("d1"), from));
        vm.prank(OPERATIONS);
        delivery.fail("d1");
        vm.warp(from);
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        delivery.fail("d1");

        // 30 hours were worth $64.50; the escrow has $34.50 for them
        vm.expectEmit();
        emit IDelivery.Failed("d1", ADA, 30 * HOUR, 34_500_000, 30 * DOLLAR);
        vm.prank(OPERATIONS);
        delivery.fail("d1");

        vm.assertEq(vault.balanceOf(ADA, cash), 64_500_000, "repaid");
        (uint256 bond,,) = delivery.bondOf(SERIES, OLGA);
        vm.assertEq(bond, 20 * DOLLAR, "rest of the bond");
        (uint256 held, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(held, 184 * DOLLAR, "rest of the escrow");
        vm.assertEq(sold, 160 * HOUR, "sold");
        vm.assertEq(owed, 0, "owed");
        _expectReading(
            "d1",
            11 * HOUR,
            abi.encodeWithSelector(
                IDelivery.ReadingOverDelivery.selector, bytes32("d1"), 10 * HOUR, 11 * HOUR
            )
        );
        vm.expectRevert(IDelivery.ZeroAmount.selector);
        vm.prank(OPERATIONS);
        delivery.fail("d1");
    }

    function test_aBondThatIsTooSmallIsSharedByTheHoursOwed() public {
        _post(10 * DOLLAR, 4 * HOUR);
        vm.startPrank(ADA);
        delivery.redeemBy(SERIES, OLGA, 30 * HOUR, EXPIRY, "d1");
        delivery.redeemBy(SERIES, OLGA, 70 * HOUR, EXPIRY, "d2");
        vm.stopPrank();
        _sell(100 * HOUR, 0);
        vm.warp(EXPIRY + 1 days);
        vm.startPrank(OPERATIONS);
        vm.expectEmit();
        emit IDelivery.Failed("d1", ADA, 30 * HOUR, 32_250_000, 3 * DOLLAR);
        delivery.fail("d1");
        vm.expectEmit();
        emit IDelivery.Failed("d2", ADA, 70 * HOUR, 75_250_000, 7 * DOLLAR);
        delivery.fail("d2");
        vm.stopPrank();
    }

    function test_anotherOwnerDeliversWhatOneFailed() public {
        _post(0, 4 * HOUR);
        vm.prank(ADA);
        delivery.redeemBy(SERIES, OLGA, 40 * HOUR, START + 10 hours, "d1");
        vm.prank(OPERATIONS);
        delivery.escrow(SERIES, BOB, 25 * HOUR, 0);
        _meter("d1", 10 * HOUR);
        vm.warp(START + 10 hours + 1 days);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDelivery.NotEnoughOwed.selector, bytes32("d1"), 30 * HOUR, 31 * HOUR
            )
        );
        delivery.failOver("d1", BOB, 31 * HOUR, "d2");
        vm.expectRevert(
            abi.encodeWithSelector(
                IDelivery.NotEnoughSold.selector, SERIES, BOB, 25 * HOUR, 26 * HOUR
            )
        );
        delivery.failOver("d1", BOB, 26 * HOUR, "d2");
        vm.expectEmit();
        emit IDelivery.FailedOver("d1", "d2", BOB, 25 * HOUR, 0);
        delivery.failOver("d1", BOB, 25 * HOUR, "d2");
        vm.expectEmit();
        emit IDelivery.Failed("d1", ADA, 5 * HOUR, 10_750_000, 0);
        delivery.fail("d1");
        vm.stopPrank();

        _meter("d2", 25 * HOUR);
        (, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, BOB);
        vm.assertEq(sold + owed, 0, "delivered for the other");
        (, sold, owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(sold, 85 * HOUR, "to be redeemed again");
        vm.assertEq(owed, 0, "owed");
    }

    function test_creditsComeOutOfBondAndEscrowUpToALimit() public {
        _post(5 * DOLLAR, 0);
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1"); // worth $86
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        delivery.credit("d1", 1);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDelivery.CreditOverLimit.selector, bytes32("d1"), 25_800_000, 25_800_001
            )
        );
        delivery.credit("d1", 25_800_001);
        vm.expectEmit();
        emit IDelivery.Credited("d1", ADA, 4 * DOLLAR, 0);
        delivery.credit("d1", 4 * DOLLAR);
        vm.expectEmit();
        emit IDelivery.Credited("d1", ADA, 1 * DOLLAR, 3 * DOLLAR);
        delivery.credit("d1", 8 * DOLLAR);
        vm.expectRevert(IDelivery.ZeroAmount.selector);
        delivery.credit("d1", 8 * DOLLAR);
        vm.expectRevert(abi.encodeWithSelector(IDelivery.DeliveryUnknown.selector, bytes32("d2")));
        delivery.credit("d2", 1);
        vm.stopPrank();
        vm.assertEq(vault.balanceOf(ADA, cash), 8 * DOLLAR, "credited");
    }

    function _post(uint256 amount, uint256 pace) private {
        if (amount > 0) _fund(OLGA, amount);
        vm.prank(OLGA);
        delivery.post(SERIES, amount, START, pace);
    }

    // LAWS

    /// However a bond, credits, readings and failures fall, all cash is with somebody.
    function testFuzz_whatFailsIsConserved(
        uint64 bond,
        uint64 credit,
        uint64[3] memory redeemed,
        uint64[3] memory read
    ) public {
        _post(_between(bond, 0, 300 * DOLLAR), 0);
        uint256 all = vault.balanceOf(address(delivery), cash);
        for (uint256 i = 0; i < 3; i++) {
            uint256 amount = _between(redeemed[i], 1, 33 * HOUR);
            vm.prank(ADA);
            delivery.redeem(SERIES, OLGA, amount, bytes32(i + 1));
        }
        _creditAll(credit);
        _sell(7, 3);
        vm.warp(EXPIRY + 1 days);
        for (uint256 i = 0; i < 3; i++) {
            (,, uint256 amount,,,,,) = delivery.deliveryOf(bytes32(i + 1));
            uint256 cumulative = read[i] % (amount + 1);
            if (cumulative > 0) _meter(bytes32(i + 1), cumulative);
            if (cumulative == amount) continue;
            vm.prank(OPERATIONS);
            delivery.fail(bytes32(i + 1));
        }
        _checkConserved(all + 3);
        delivery.release(SERIES, OLGA);
        (uint256 left,,) = delivery.bondOf(SERIES, OLGA);
        if (left > 0) delivery.returnBond(SERIES, OLGA);
        vm.assertEq(vault.balanceOf(address(delivery), cash), 0, "nothing stays");
    }

    function _creditAll(uint256 credit) private {
        for (uint256 i = 0; i < 3; i++) {
            (,,,,,, uint256 value,) = delivery.deliveryOf(bytes32(i + 1));
            vm.prank(OPERATIONS);
            try delivery.credit(bytes32(i + 1), credit % (value * 3 / 10 + 1)) {} catch {}
        }
    }

    function _checkConserved(uint256 all) private view {
        (uint256 held,, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        (uint256 bond,,) = delivery.bondOf(SERIES, OLGA);
        vm.assertEq(owed, 0, "owed");
        vm.assertEq(held + bond, vault.balanceOf(address(delivery), cash), "what is held is known");
        vm.assertEq(
            held + bond + vault.balanceOf(OLGA, cash) + vault.balanceOf(ADA, cash), all, "conserved"
        );
    }

    /// However the readings fall, the escrow never runs short and the last hour pays the rest.
    function testFuzz_theLastHourPaysTheRest(uint256 price, uint64[5] memory readings) public {
        _sell(7 * HOUR + 3, _between(price, 0, 1000 * DOLLAR));
        (uint256 all,,) = delivery.escrowOf(SERIES, OLGA);
        _list(OLGA, SERIES, 7 * HOUR + 3, "more");
        vm.prank(OPERATIONS);
        vault.mint(SERIES, OLGA, 7 * HOUR + 3);
        vm.prank(OLGA);
        delivery.redeem(SERIES, OLGA, 7 * HOUR + 3, "small");
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 100 * HOUR, "large");

        _meter("small", 7 * HOUR + 3);
        uint256 cumulative = 0;
        for (uint256 i = 0; i < 5; i++) {
            cumulative = _between(readings[i], cumulative + 1, 100 * HOUR - 5 + i);
            _meter("large", cumulative);
            (uint256 held, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
            vm.assertEq(sold, owed, "all that is sold is redeemed");
            vm.assertEq(held + vault.balanceOf(OLGA, cash), all, "paid or held");
        }
        _meter("large", 100 * HOUR);
        vm.assertEq(vault.balanceOf(OLGA, cash), all, "everything");
        vm.assertEq(vault.balanceOf(address(delivery), cash), 0, "nothing stays");
    }

    function _sell(uint256 amount, uint256 price) private {
        if (price > 0) {
            _fund(OPERATIONS, price);
            vm.prank(OPERATIONS);
            vault.transfer(address(delivery), cash, price);
        }
        vm.prank(OPERATIONS);
        delivery.escrow(SERIES, OLGA, amount, price);
    }
}

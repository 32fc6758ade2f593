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
        emit IDelivery.Redeemed("d1", SERIES, ADA, OLGA, 40 * HOUR);
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 40 * HOUR, "d1");

        vm.assertEq(vault.balanceOf(ADA, SERIES), 60 * HOUR, "burnt");
        (,, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(owed, 40 * HOUR, "owed");
        (uint256 series, address owner, uint256 amount, uint256 delivered) =
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

    // LAWS

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

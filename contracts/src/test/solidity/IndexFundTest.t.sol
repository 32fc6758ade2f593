// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IIndexFund} from "contracts/interfaces/IIndexFund.sol";

contract IndexFundTest is Stage {
    uint256 private constant NAV = 2_500_000; // $2.50 a unit

    /// The manager starts the fund with a hundred hours and some cash, a thousand units.
    function setUp() public override {
        super.setUp();
        _giveHours(OPERATIONS, 100 * HOUR);
        _fund(OPERATIONS, 2300 * DOLLAR);
        vm.prank(OPERATIONS);
        fund.createInKind(SERIES, 100 * HOUR, 2300 * DOLLAR, 1000e6);
    }

    // IN KIND

    function test_createsInKind() public view {
        vm.assertEq(fund.balanceOf(OPERATIONS), 1000e6, "units");
        vm.assertEq(vault.balanceOf(address(fund), SERIES), 100 * HOUR, "hours");
        vm.assertEq(vault.balanceOf(address(fund), cash), 2300 * DOLLAR, "cash");
        vm.assertEq(uint256(fund.decimals()), 6, "decimals");
    }

    function test_refusesUnitsForNothingAndNothingForUnits() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.createInKind(SERIES, 0, 0, 1);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.createInKind(SERIES, 1, 1, 0);
    }

    function test_onlyTheManagerPrices() public {
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        fund.createInKind(SERIES, 1, 1, 1);
        vm.expectRevert(_unauthorized(ADA));
        fund.fulfilCreation("r", NAV);
        vm.expectRevert(_unauthorized(ADA));
        fund.fulfilRedemption("r", NAV);
    }

    // CREATION

    function test_createsAtTheNextNav() public {
        _request(ADA, "r1", 1000 * DOLLAR);
        vm.assertEq(fund.requestedCash(), 1000 * DOLLAR, "waits");
        vm.expectEmit();
        emit IIndexFund.UnitsCreated("r1", ADA, 1000 * DOLLAR, 400e6, NAV);
        vm.prank(OPERATIONS);
        fund.fulfilCreation("r1", NAV);
        vm.assertEq(fund.balanceOf(ADA), 400e6, "units");
        vm.assertEq(fund.requestedCash(), 0, "the fund's now");
    }

    function test_refusesCreationsOutOfOrder() public {
        _request(ADA, "r1", 1);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestExists.selector, bytes32("r1")));
        vm.prank(BOB);
        fund.requestCreation("r1", 1);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.requestCreation("r2", 0);

        vm.startPrank(OPERATIONS);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.fulfilCreation("r1", 0);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.UnitsBelowOne.selector, 1, NAV));
        fund.fulfilCreation("r1", NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("r2")));
        fund.fulfilCreation("r2", NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("r1")));
        fund.fulfilRedemption("r1", NAV);
        fund.fulfilCreation("r1", 1_000_000);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("r1")));
        fund.fulfilCreation("r1", NAV);
    }

    // REDEMPTION

    function test_redeemsAtTheNextNav() public {
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("r1", 100e6);
        vm.assertEq(fund.balanceOf(address(fund)), 100e6, "taken in");
        vm.expectEmit();
        emit IIndexFund.UnitsRedeemed("r1", OPERATIONS, 100e6, 250 * DOLLAR, NAV);
        fund.fulfilRedemption("r1", NAV);
        vm.assertEq(fund.totalSupply(), 900e6, "burnt");
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 250 * DOLLAR, "paid");
    }

    function test_refusesRedemptionsOutOfOrder() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.requestRedemption("r1", 0);
        fund.requestRedemption("r1", 1);
        vm.expectRevert(IIndexFund.ZeroAmount.selector);
        fund.fulfilRedemption("r1", 999_999); // not one micro-dollar
        fund.fulfilRedemption("r1", NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("r1")));
        fund.fulfilRedemption("r1", NAV);
    }

    function test_cashThatWaitsForCreationPaysNobodyOut() public {
        _request(ADA, "r1", 1000 * DOLLAR);
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("r2", 1000e6);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.CashShort.selector, 2300 * DOLLAR, 2500 * DOLLAR)
        );
        fund.fulfilRedemption("r2", NAV);
    }

    // WITHOUT THE MANAGER

    function test_aRequestThatWaitedTooLongIsTakenBack() public {
        _request(ADA, "in", 1000 * DOLLAR);
        vm.prank(OPERATIONS);
        fund.requestRedemption("out", 100e6);
        _expectYoung("in", ADA);
        _expectYoung("out", OPERATIONS);

        vm.warp(NOW + 14 days);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.NotTheRequester.selector, bytes32("in"), BOB)
        );
        vm.prank(BOB);
        fund.takeBack("in");
        vm.expectEmit();
        emit IIndexFund.TakenBack("in", ADA);
        vm.prank(ADA);
        fund.takeBack("in");
        vm.assertEq(vault.balanceOf(ADA, cash), 1000 * DOLLAR, "cash");
        vm.assertEq(fund.requestedCash(), 0, "waits no more");
        vm.startPrank(OPERATIONS);
        fund.takeBack("out");
        vm.assertEq(fund.balanceOf(OPERATIONS), 1000e6, "units");

        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("in")));
        fund.fulfilCreation("in", NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("out")));
        fund.redeemInKind("out", new uint256[](0));
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("no")));
        fund.takeBack("no");
    }

    function test_unitsThatWaitedTooLongTakeTheirShareOfEverything() public {
        _request(ADA, "in", 1000 * DOLLAR); // waits here, and is nobody's share
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("out", 250e6);
        vm.warp(NOW + 14 days);
        vm.expectEmit();
        emit IIndexFund.RedeemedInKind("out", OPERATIONS, 250e6, 575 * DOLLAR);
        vm.expectEmit();
        emit IIndexFund.HoursGiven("out", OPERATIONS, SERIES, 25 * HOUR);
        fund.redeemInKind("out", _one(SERIES));
        vm.assertEq(fund.totalSupply(), 750e6, "burnt");
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 575 * DOLLAR, "cash");
        vm.assertEq(vault.balanceOf(OPERATIONS, SERIES), 25 * HOUR, "hours");
        vm.assertEq(vault.balanceOf(address(fund), cash), 2725 * DOLLAR, "what waits is left");
    }

    function test_noSeriesTwiceAndNoCashAsOne() public {
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("out", 1e6);
        vm.warp(NOW + 14 days);
        uint256[] memory twice = new uint256[](2);
        (twice[0], twice[1]) = (SERIES, SERIES);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.SeriesUnsorted.selector, 1));
        fund.redeemInKind("out", twice);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.NotASeries.selector, cash));
        fund.redeemInKind("out", _one(cash));
        fund.redeemInKind("out", new uint256[](0)); // what is not named is left
        vm.assertEq(vault.balanceOf(address(fund), SERIES), 100 * HOUR, "hours");
    }

    /// Those who leave take no more than their part, whoever leaves first.
    function testFuzz_inKindNobodyTakesMoreThanTheirPart(uint64 first) public {
        uint256 units = _between(first, 1, 1000e6 - 1);
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("one", units);
        fund.requestRedemption("rest", 1000e6 - units);
        vm.warp(NOW + 14 days);
        fund.redeemInKind("one", _one(SERIES));
        vm.assertLe(vault.balanceOf(OPERATIONS, cash) * 1000e6, 2300 * DOLLAR * units, "cash");
        vm.assertLe(vault.balanceOf(OPERATIONS, SERIES) * 1000e6, 100 * HOUR * units, "hours");
        fund.redeemInKind("rest", _one(SERIES));
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 2300 * DOLLAR, "the last takes the rest");
        vm.assertEq(vault.balanceOf(OPERATIONS, SERIES), 100 * HOUR, "of both");
    }

    function _expectYoung(bytes32 request, address account) private {
        vm.warp(NOW + 14 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.RequestYoung.selector, request, NOW + 14 days)
        );
        vm.prank(account);
        fund.takeBack(request);
    }

    function _one(uint256 series) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = series;
    }

    // LAWS

    /// In and out at one NAV never pays more than was brought, and costs less than one unit's
    /// smallest part on the way in and a micro-dollar on the way out.
    function testFuzz_roundingFavoursTheFund(uint64 amount, uint32 nav) public {
        uint256 brought = _between(amount, 1000, 2000 * DOLLAR);
        uint256 price = _between(nav, 1_000_000, 500_000_000);
        vm.assume(brought * 1e6 >= price);
        _request(ADA, "in", brought);
        vm.prank(OPERATIONS);
        fund.fulfilCreation("in", price);
        uint256 units = fund.balanceOf(ADA);
        vm.prank(ADA);
        fund.requestRedemption("out", units);
        vm.prank(OPERATIONS);
        fund.fulfilRedemption("out", price);
        uint256 paid = vault.balanceOf(ADA, cash);
        vm.assertLe(paid, brought, "never more");
        vm.assertLe(brought, paid + price / 1e6 + 2, "hardly less");
    }

    function _request(address account, bytes32 request, uint256 amount) private {
        _fund(account, amount);
        vm.prank(account);
        fund.requestCreation(request, amount);
    }
}

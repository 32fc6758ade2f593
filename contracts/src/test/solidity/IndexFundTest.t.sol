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

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IndexFund} from "contracts/IndexFund.sol";
import {IFundIncome} from "contracts/interfaces/IFundIncome.sol";
import {IIndexFund} from "contracts/interfaces/IIndexFund.sol";

contract IndexFundTest is Stage {
    uint256 private constant NAV = 2_500_000; // $2.50 a unit
    uint256 private constant CUT = NOW + 20 hours;

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
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.createInKind(SERIES, 0, 0, 1);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.createInKind(SERIES, 1, 1, 0);
    }

    function test_onlyTheManagerPrices() public {
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        fund.createInKind(SERIES, 1, 1, 1);
        vm.expectRevert(_unauthorized(ADA));
        fund.fulfilCreation("r", NAV);
        vm.expectRevert(_unauthorized(ADA));
        fund.fulfilRedemptions(new bytes32[](0), 1, NAV);
        vm.expectRevert(_unauthorized(ADA));
        fund.bringIncome("i", 1);
        vm.expectRevert(_unauthorized(ADA));
        fund.recordIncome("i", 1, "list", 0, ADA);
        vm.expectRevert(_unauthorized(ADA));
        fund.setFee(ADA, 1);
    }

    // CREATION

    function test_createsAtTheNextNav() public {
        _request(ADA, "r1", 1000 * DOLLAR);
        vm.assertEq(fund.requestedCash(), 1000 * DOLLAR, "waits");
        vm.warp(CUT - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.RequestYoung.selector, bytes32("r1"), CUT)
        );
        vm.prank(OPERATIONS);
        fund.fulfilCreation("r1", NAV);
        vm.warp(CUT);
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
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.requestCreation("r2", 0);

        vm.warp(CUT);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.fulfilCreation("r1", 0);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.UnitsBelowOne.selector, 1, NAV));
        fund.fulfilCreation("r1", NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("r2")));
        fund.fulfilCreation("r2", NAV);
        fund.fulfilCreation("r1", 1_000_000);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("r1")));
        fund.fulfilCreation("r1", NAV);
    }

    // REDEMPTION

    function test_redeemsAtTheNextNav() public {
        vm.startPrank(OPERATIONS);
        vm.expectEmit();
        emit IIndexFund.RedemptionRequested("r1", OPERATIONS, 100e6, 1);
        fund.requestRedemption("r1", 100e6);
        vm.assertEq(fund.balanceOf(address(fund)), 100e6, "taken in");
        vm.warp(CUT);
        vm.expectEmit();
        emit IIndexFund.UnitsRedeemed("r1", OPERATIONS, 100e6, 250 * DOLLAR, NAV, 0);
        fund.fulfilRedemptions(_ids("r1"), 100e6, NAV);
        vm.assertEq(fund.totalSupply(), 900e6, "burnt");
        vm.assertEq(vault.balanceOf(OPERATIONS, cash), 250 * DOLLAR, "paid");
    }

    function test_refusesRedemptionsOutOfOrder() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.requestRedemption("r1", 0);
        fund.requestRedemption("r1", 10);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.fulfilRedemptions(_ids("r1"), 0, NAV);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.fulfilRedemptions(_ids("r1"), 10, 0);
        vm.warp(CUT - 1);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.CycleOpen.selector, 1, CUT));
        fund.fulfilRedemptions(_ids("r1"), 10, NAV);
        vm.warp(CUT);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.UnitsBeyondCycle.selector, 1, 10, 11));
        fund.fulfilRedemptions(_ids("r1"), 11, NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("r2")));
        fund.fulfilRedemptions(_ids("r2"), 10, NAV);
        fund.fulfilRedemptions(_ids("r1"), 10, NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.UnitsBeyondCycle.selector, 1, 0, 10));
        fund.fulfilRedemptions(_ids("r1"), 10, NAV);
    }

    function test_cashThatWaitsForCreationPaysNobodyOut() public {
        _request(ADA, "r1", 1000 * DOLLAR);
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("r2", 1000e6);
        vm.warp(CUT);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.CashShort.selector, 2300 * DOLLAR, 2500 * DOLLAR)
        );
        fund.fulfilRedemptions(_ids("r2"), 1000e6, NAV);
    }

    // THE GATE

    function test_aCycleIsFilledProRataAndTheRestWaitsBeforeLaterOnes() public {
        _giveUnits();
        _redeem(ADA, "a", 300e6);
        _redeem(BOB, "b", 100e6);
        vm.warp(CUT);
        _redeem(OLGA, "c", 200e6); // the next cycle's
        vm.startPrank(OPERATIONS);
        fund.fulfilRedemptions(_ids("a", "b"), 200e6, NAV);
        _expectWaiting("a", 150e6, "half of it");
        _expectWaiting("b", 50e6, "half of it");
        vm.assertEq(vault.balanceOf(ADA, cash), 375 * DOLLAR, "at the NAV");

        vm.warp(CUT + 1 days);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestUnknown.selector, bytes32("c")));
        fund.fulfilRedemptions(_ids("c"), 200e6, NAV);
        fund.fulfilRedemptions(_ids("a", "b"), 200e6, NAV * 2);
        vm.assertEq(vault.balanceOf(ADA, cash), 1125 * DOLLAR, "the rest at the NAV of its day");
        vm.assertEq(vault.balanceOf(BOB, cash), 375 * DOLLAR, "as everybody");
        vm.assertEq(uint256(fund.firstCycle()), 2, "then the next");
        fund.fulfilRedemptions(_ids("c"), 50e6, NAV);
        _expectWaiting("c", 150e6, "a quarter of it is filled");
    }

    function test_nobodyOfACycleIsLeftOutOrNamedTwice() public {
        _giveUnits();
        _redeem(ADA, "a", 300e6);
        _redeem(BOB, "b", 100e6);
        vm.warp(CUT);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.CycleIncomplete.selector, 1, 400e6, 300e6)
        );
        fund.fulfilRedemptions(_ids("a"), 100e6, NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestsUnsorted.selector, 1));
        fund.fulfilRedemptions(_ids("a", "a"), 100e6, NAV);
    }

    function test_whatEndsByItselfIsInItsCycleNoMore() public {
        _giveUnits();
        _redeem(ADA, "a", 300e6);
        _redeem(BOB, "b", 100e6);
        vm.warp(NOW + 14 days);
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(_ids("a", "b"), 200e6, NAV);
        vm.prank(ADA);
        fund.takeBack("a");
        vm.assertEq(fund.balanceOf(ADA), 150e6, "what was not filled");
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("a")));
        fund.fulfilRedemptions(_ids("a", "b"), 50e6, NAV);
        vm.stopPrank();
        vm.prank(BOB);
        fund.redeemInKind("b", new uint256[](0));
        (, uint256 units) = fund.cycleAt(1);
        vm.assertEq(units, 0, "nobody waits");
    }

    function test_whatTheBooksCannotFollowIsGivenBackAtOnce() public {
        _giveUnits();
        _request(BOB, "in", 1000 * DOLLAR);
        _redeem(ADA, "a", 300e6);
        _redeem(BOB, "b", 100e6);
        vm.warp(CUT);
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        fund.giveBack("a");
        vm.startPrank(OPERATIONS);
        vm.expectEmit();
        emit IIndexFund.TakenBack("a", ADA);
        fund.giveBack("a");
        fund.giveBack("in");
        vm.assertEq(fund.balanceOf(ADA), 300e6, "units");
        vm.assertEq(vault.balanceOf(BOB, cash), 1000 * DOLLAR, "cash");
        fund.fulfilRedemptions(_ids("b"), 100e6, NAV);
        vm.expectRevert(abi.encodeWithSelector(IIndexFund.RequestDone.selector, bytes32("a")));
        fund.giveBack("a");
    }

    function test_aCycleThatIsFullIsFollowedByAnother() public {
        vm.startPrank(OPERATIONS);
        bytes32[] memory full = new bytes32[](200);
        for (uint256 i = 0; i < 200; i++) {
            full[i] = bytes32(i + 1);
            fund.requestRedemption(full[i], 1);
        }
        fund.requestRedemption("next", 1);
        (uint256 cut, uint256 units) = fund.cycleAt(2);
        vm.assertEq(units, 1, "alone");
        vm.assertEq(cut, CUT, "of the same day");
        vm.warp(CUT);
        fund.fulfilRedemptions(full, 200, NAV);
        vm.assertLt(vm.lastCallGas().gasTotalUsed, 16_000_000, "in one transaction");
        fund.fulfilRedemptions(_ids("next"), 1, NAV);
    }

    /// Nothing is made or lost, nobody is filled more than another by a unit's smallest part or more.
    function testFuzz_theGateIsConserved(uint64 one, uint64 other, uint64 filled) public {
        _giveUnits();
        uint256 a = _between(one, 1, 300e6);
        uint256 b = _between(other, 1, 200e6);
        uint256 units = _between(filled, 1, a + b);
        _redeem(ADA, "a", a);
        _redeem(BOB, "b", b);
        vm.warp(CUT);
        uint256 before = fund.totalSupply();
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(_ids("a", "b"), units, NAV);
        (uint256 leftA,) = fund.waitingOf("a");
        (uint256 leftB,) = fund.waitingOf("b");
        uint256 burnt = before - fund.totalSupply();
        vm.assertEq(burnt, a + b - leftA - leftB, "what is burnt waits no more");
        vm.assertLe(burnt, units, "no more than asked");
        vm.assertGe(burnt + 1, units, "less by a rounding at most");
        vm.assertEq((a - leftA), units * a / (a + b), "pro rata");
        (, uint256 waiting) = fund.cycleAt(1);
        vm.assertEq(waiting, leftA + leftB, "the rest waits");
        vm.assertEq(fund.balanceOf(address(fund)), waiting, "here");
    }

    function test_whoCannotBeCreditedKeepsNobodyWaiting() public {
        _giveUnits();
        _redeem(ADA, "a", 300e6);
        _redeem(BOB, "b", 100e6);
        _setEligible(ADA, false);
        vm.warp(CUT);
        vm.expectEmit();
        emit IFundIncome.Held(ADA, 750 * DOLLAR);
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(_ids("a", "b"), 400e6, NAV);
        vm.assertEq(vault.balanceOf(BOB, cash), 250 * DOLLAR, "paid");
        vm.assertEq(fund.claimableCash(), 750 * DOLLAR, "held");

        vm.prank(OPERATIONS);
        fund.requestRedemption("own", 300e6);
        vm.warp(CUT + 1 days);
        vm.expectPartialRevert(IIndexFund.CashShort.selector);
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(_ids("own"), 300e6, 3 * NAV);

        vm.expectEmit();
        emit IFundIncome.Claimed(ADA, 750 * DOLLAR);
        fund.claim(ADA); // anyone may
        vm.assertEq(dollar.balanceOf(ADA), 750 * DOLLAR, "to its own wallet");
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.claim(ADA);
    }

    /// The manager's units among three more, and cash for them all.
    function _giveUnits() private {
        vm.startPrank(OPERATIONS);
        fund.transfer(ADA, 300e6);
        fund.transfer(BOB, 200e6);
        fund.transfer(OLGA, 200e6);
        vm.stopPrank();
    }

    function _redeem(address account, bytes32 request, uint256 units) private {
        vm.prank(account);
        fund.requestRedemption(request, units);
    }

    function _expectWaiting(bytes32 request, uint256 units, string memory why) private view {
        (uint256 waiting,) = fund.waitingOf(request);
        vm.assertEq(waiting, units, why);
    }

    function _ids(bytes32 one) private pure returns (bytes32[] memory ids) {
        ids = new bytes32[](1);
        ids[0] = one;
    }

    function _ids(bytes32 one, bytes32 other) private pure returns (bytes32[] memory ids) {
        ids = new bytes32[](2);
        (ids[0], ids[1]) = (one, other);
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
        vm.warp(CUT);
        vm.prank(OPERATIONS);
        fund.fulfilCreation("in", price);
        uint256 units = fund.balanceOf(ADA);
        vm.prank(ADA);
        fund.requestRedemption("out", units);
        vm.warp(CUT + 1 days);
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(_ids("out"), units, price);
        uint256 paid = vault.balanceOf(ADA, cash);
        vm.assertLe(paid, brought, "never more");
        vm.assertLe(brought, paid + price / 1e6 + 2, "hardly less");
    }

    // ATTACKS

    /// Cash or hours sent here make no unit dearer: a price is what the manager says, of what the books
    /// know. Whoever leaves in kind has a share of the gift.
    function test_aGiftMovesNoPrice() public {
        _request(ADA, "r1", 1000 * DOLLAR);
        _fund(BOB, 1_000_000 * DOLLAR);
        vm.prank(BOB);
        vault.transfer(address(fund), cash, 1_000_000 * DOLLAR);
        vm.warp(CUT);
        vm.prank(OPERATIONS);
        fund.fulfilCreation("r1", NAV);
        vm.assertEq(fund.balanceOf(ADA), 400e6, "as without it");
    }

    /// Who would be first, to make the second one's units round to none, cannot be: the first units are
    /// the manager's, in kind, and what rounds to none is refused, its cash still its own.
    function test_nobodyIsFirstToStealFromTheSecond() public {
        IndexFund empty = new IndexFund(address(manager), vault, clearing);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER));
        empty.createInKind(SERIES, 1, 1, 1);

        _request(ADA, "r1", 1000 * DOLLAR);
        vm.warp(CUT);
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.UnitsBelowOne.selector, 1000 * DOLLAR, 1e16)
        );
        vm.prank(OPERATIONS);
        fund.fulfilCreation("r1", 1e16);
        vm.warp(NOW + 14 days);
        vm.prank(ADA);
        fund.takeBack("r1");
        vm.assertEq(vault.balanceOf(ADA, cash), 1000 * DOLLAR, "all of it");
    }

    /// Split as small as one likes, what is asked for gets no more than in one piece.
    function testFuzz_piecesGetNoMoreThanTheWhole(uint32 amount, uint32 nav, uint8 parts) public {
        uint256 price = _between(nav, 1_000_000, 500_000_000);
        uint256 brought = _between(amount, price / 1e6 * 40 + 40, 2000 * DOLLAR);
        uint256 count = _between(parts, 2, 8);
        _request(ADA, "whole", brought);
        for (uint256 i = 0; i < count; i++) {
            uint256 piece = i == 0 ? brought - brought / count * (count - 1) : brought / count;
            _request(BOB, bytes32(i + 1), piece);
        }
        vm.warp(CUT);
        vm.startPrank(OPERATIONS);
        fund.fulfilCreation("whole", price);
        for (uint256 i = 0; i < count; i++) {
            fund.fulfilCreation(bytes32(i + 1), price);
        }
        vm.assertLe(fund.balanceOf(BOB), fund.balanceOf(ADA), "no more units");
    }

    function _request(address account, bytes32 request, uint256 amount) private {
        _fund(account, amount);
        vm.prank(account);
        fund.requestCreation(request, amount);
    }
}

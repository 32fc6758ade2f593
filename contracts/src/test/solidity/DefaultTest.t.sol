// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {IClearing} from "contracts/interfaces/IClearing.sol";
import {IDefaultFund} from "contracts/interfaces/IDefaultFund.sol";

/// @notice Bob is short ten lots, bought by Ada (9) and Olga (1), and the price rises by $1.10. All
/// have a share in the default fund, and so has somebody who holds nothing.
contract DefaultTest is Futures {
    uint256 private constant UP = PRICE + 1_100_000;
    uint256 private constant CENT = 10_000;
    uint256 private constant ESTATE_KEY = uint256(keccak256("estate"));
    address private immutable ESTATE = vm.addr(ESTATE_KEY);

    function setUp() public override {
        super.setUp();
        _admit(STRANGER);
        _deposit(STRANGER, 1000 * DOLLAR);
        _contribute(ADA, 600 * DOLLAR);
        _contribute(OLGA, 300 * DOLLAR);
        _contribute(BOB, 100 * DOLLAR);
        _contribute(STRANGER, 500 * DOLLAR);
        _fund(OPERATIONS, 200 * DOLLAR);
        vm.prank(OPERATIONS);
        clearing.addTranche(200 * DOLLAR);
        _trade(ADA, BOB, 10, PRICE);
        _trade(OLGA, ADA, 1, PRICE);
    }

    // THE FUND

    function test_aShareIsVaultCashThatLeavesWithoutAPosition() public {
        vm.assertEq(clearing.shareOf(STRANGER), 500 * DOLLAR, "share");
        vm.assertEq(clearing.contributors().length, 4, "all four");
        vm.expectEmit();
        emit IDefaultFund.ShareWithdrawn(STRANGER, 500 * DOLLAR);
        vm.prank(STRANGER);
        clearing.withdrawShare(500 * DOLLAR);
        vm.assertEq(vault.balanceOf(STRANGER, cash), 500 * DOLLAR, "back");
        vm.assertEq(clearing.contributors().length, 3, "one less");
        vm.expectRevert(abi.encodeWithSelector(IDefaultFund.ShareTiedUp.selector, ADA));
        vm.prank(ADA);
        clearing.withdrawShare(1);
        _conserved();
    }

    function test_nothingLeavesTheFundDuringADefault() public {
        _default();
        vm.expectRevert(abi.encodeWithSelector(IDefaultFund.ShareTiedUp.selector, STRANGER));
        vm.prank(STRANGER);
        clearing.withdrawShare(1);
        vm.expectRevert(abi.encodeWithSelector(IDefaultFund.ShareTiedUp.selector, address(this)));
        clearing.withdrawTranche(1);
    }

    function test_onlyTheAdministratorTakesTheTrancheBack() public {
        vm.expectRevert(_unauthorized(OPERATIONS));
        vm.prank(OPERATIONS);
        clearing.withdrawTranche(1);
        _setEligible(address(this), true);
        clearing.withdrawTranche(200 * DOLLAR);
        vm.assertEq(vault.balanceOf(address(this), cash), 200 * DOLLAR, "back");
        vm.assertEq(clearing.tranche(), 0, "none left");
    }

    function test_movesNoNothing() public {
        vm.startPrank(ADA);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.contribute(0);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.addTranche(0);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.withdrawShare(0);
    }

    function test_aLossVisitsNoMoreContributorsThanAWordHasBits() public {
        for (uint256 i = 4; i < 256; i++) {
            address account = vm.addr(i);
            _admit(account);
            _contribute(account, 1);
        }
        _admit(vm.addr(256));
        _fund(vm.addr(256), 1);
        vm.expectRevert(IDefaultFund.TooManyContributors.selector);
        vm.prank(vm.addr(256));
        clearing.contribute(1);
    }

    // DECLARING

    function test_whoHasMaintenanceMarginIsNotInDefault() public {
        _mark(TODAY, PRICE + 1_061_000); // leaves 2254.70 of 2250 that are needed
        vm.expectRevert(
            abi.encodeWithSelector(
                IClearing.MarginSuffices.selector, BOB, int256(2_254_700_000), 10 * MARGIN
            )
        );
        vm.prank(OPERATIONS);
        clearing.declareDefault(BOB, ESTATE);
    }

    function test_takesOverAllThereIs() public {
        _mark(TODAY, UP);
        vm.expectEmit();
        emit IClearing.Defaulted(BOB, ESTATE, int256(1970 * DOLLAR), 100 * DOLLAR);
        vm.expectEmit();
        emit IClearing.PositionTaken(FUTURE, BOB, ESTATE, -10, 0);
        vm.prank(OPERATIONS);
        clearing.declareDefault(BOB, ESTATE);
        vm.assertEq(clearing.defaulter(), BOB, "defaulter");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), 0, "holds nothing");
        vm.assertEq(clearing.positionOf(ESTATE, FUTURE), -10, "taken over");
        vm.assertEq(clearing.marginOf(BOB), 0, "has nothing");
        vm.assertEq(clearing.shareOf(BOB), 0, "no share either");
        vm.assertEq(clearing.marginOf(ESTATE), int256(2070 * DOLLAR), "estate");
        _mark(TODAY + 1, UP + 10 * CENT);
        vm.assertEq(clearing.marginOf(ESTATE), int256(1340 * DOLLAR), "marked on");
        _conserved();
    }

    function test_oneDefaultAtATimeByTheClearer() public {
        _default();
        vm.expectRevert(abi.encodeWithSelector(IClearing.DefaultUnderWay.selector, BOB));
        vm.prank(OPERATIONS);
        clearing.declareDefault(OLGA, ESTATE);
        uint256[] memory none = new uint256[](0);
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        clearing.declareDefault(BOB, ESTATE);
        vm.expectRevert(_unauthorized(ADA));
        clearing.deleverage(FUTURE, ADA, -1);
        vm.expectRevert(_unauthorized(ADA));
        clearing.coverLoss(none);
    }

    // SELLING

    function test_theEstateTradesLikeAnybodyAndOnlyLess() public {
        _default();
        _trade(ESTATE, OLGA, 4, UP + 10 * CENT);
        vm.assertEq(clearing.positionOf(ESTATE, FUTURE), -6, "six left");
        vm.assertEq(clearing.positionOf(OLGA, FUTURE), -3, "one long, four sold");
        vm.assertEq(clearing.membersOf(FUTURE).length, 3, "Bob is out");
        bytes memory short = _short(ESTATE, int256(2070 * DOLLAR), 7 * MARGIN + 292 * DOLLAR);
        _expectTrade(OLGA, ESTATE, FUTURE, 1, UP, short);
    }

    function test_theEstateTakesNothingOut() public {
        _default();
        vm.expectRevert(IClearing.EstateOpen.selector);
        vm.prank(ESTATE);
        clearing.withdrawMargin(1);
    }

    function test_anEstateIsEmptyBefore() public {
        _mark(TODAY, UP);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IClearing.EstateNotEmpty.selector, ADA));
        clearing.declareDefault(BOB, ADA);
        vm.expectRevert(abi.encodeWithSelector(IClearing.EstateNotEmpty.selector, STRANGER));
        clearing.declareDefault(BOB, STRANGER);
        vm.expectRevert(abi.encodeWithSelector(IClearing.EstateNotEmpty.selector, BOB));
        clearing.declareDefault(BOB, BOB);
    }

    function test_deleveragingOnlyReduces() public {
        _default();
        vm.startPrank(OPERATIONS);
        vm.expectRevert(_notReducing(ADA, 9, 1));
        clearing.deleverage(FUTURE, ADA, 1);
        vm.expectRevert(_notReducing(ADA, 9, -10));
        clearing.deleverage(FUTURE, ADA, -10);
        vm.expectRevert(_notReducing(STRANGER, 0, -1));
        clearing.deleverage(FUTURE, STRANGER, -1);
        vm.expectRevert(IDefaultFund.ZeroAmount.selector);
        clearing.deleverage(FUTURE, ADA, 0);
        vm.stopPrank();
        _trade(ADA, OLGA, 5, UP);
        vm.expectRevert(_notReducing(ESTATE, -10, 11));
        vm.prank(OPERATIONS);
        clearing.deleverage(FUTURE, ADA, -11);
    }

    // WHO PAYS

    function test_whatIsLeftOverGoesBack() public {
        _default();
        _trade(ESTATE, OLGA, 10, UP - 10 * CENT);
        _expectCover(IClearing.EstateOpen.selector);
        _mark(TODAY + 1, UP);
        vm.expectEmit();
        emit IClearing.DefaultEnded(BOB, ESTATE, 2800 * DOLLAR);
        _cover();
        vm.assertEq(clearing.marginOf(BOB), int256(2800 * DOLLAR), "back");
        vm.assertEq(clearing.marginOf(ESTATE), 0, "nothing kept");
        _expectCover(IClearing.NobodyInDefault.selector);
        _conserved();
    }

    function test_deleveragingClosesAtTheLastMark() public {
        _default();
        vm.startPrank(OPERATIONS);
        vm.expectEmit();
        emit IClearing.Deleveraged(FUTURE, ADA, ESTATE, -9);
        clearing.deleverage(FUTURE, ADA, -9);
        clearing.deleverage(FUTURE, OLGA, -1);
        vm.stopPrank();
        _mark(TODAY + 1, UP + 50 * CENT);
        _cover();
        vm.assertEq(clearing.marginOf(BOB), int256(2070 * DOLLAR), "nothing was lost");
        vm.assertEq(clearing.marginOf(ADA), int256(17_227 * DOLLAR), "gained up to it");
        _conserved();
    }

    /// $850 are owed: 200 from the house, 650 from shares of 600 and 300.
    function test_theHousePaysFirstThenSharesByTheirSize() public {
        _default();
        _trade(ESTATE, OLGA, 10, UP + 40 * CENT);
        _mark(TODAY + 1, UP);
        vm.assertEq(clearing.marginOf(ESTATE), -int256(850 * DOLLAR), "owed");
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.TRANCHE, address(0), ESTATE, 200 * DOLLAR);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.SHARES, ADA, ESTATE, 433_333_334);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.SHARES, OLGA, ESTATE, 216_666_666);
        vm.expectEmit();
        emit IClearing.DefaultEnded(BOB, ESTATE, 0);
        _cover();
        vm.assertEq(clearing.shareOf(STRANGER), 500 * DOLLAR, "who holds nothing pays nothing");
        vm.assertEq(clearing.marginOf(BOB), 0, "nothing left");
        _conserved();
    }

    /// $3,040 are owed: 200, 900 of shares, as much again of margin, then Ada's gains of two marks.
    function test_thenAssessmentsThenWhatWasGained() public {
        _default();
        _trade(ESTATE, OLGA, 10, UP + 70 * CENT);
        _mark(TODAY + 1, UP + 10 * CENT);
        int256 margin = clearing.marginOf(ADA);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.ASSESSMENTS, ADA, ESTATE, 600 * DOLLAR);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.ASSESSMENTS, OLGA, ESTATE, 300 * DOLLAR);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.GAINS, ADA, ESTATE, 657 * DOLLAR);
        _cover();
        vm.assertEq(margin - clearing.marginOf(ADA), int256(1257 * DOLLAR), "assessed and cut");
        vm.assertEq(clearing.defaulter(), BOB, "383 are still owed");
        vm.assertEq(clearing.marginOf(ESTATE), -int256(383 * DOLLAR), "by the estate");
        _conserved();

        _mark(TODAY + 2, UP + 20 * CENT);
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.GAINS, ADA, ESTATE, 383 * DOLLAR);
        vm.expectEmit();
        emit IClearing.DefaultEnded(BOB, ESTATE, 0);
        _cover();
        vm.assertEq(clearing.shareOf(STRANGER), 500 * DOLLAR, "who holds nothing pays nothing");
        _conserved();
    }

    function test_whoHadAPositionPaysThoughTheySoldIt() public {
        _default();
        _trade(STRANGER, OLGA, 1, UP); // Olga is out, the stranger is in
        _trade(ESTATE, ADA, 10, UP + 40 * CENT);
        _mark(TODAY + 1, UP);
        vm.assertEq(clearing.positionOf(OLGA, FUTURE), 0, "out");
        vm.expectEmit();
        emit IClearing.LossCovered(IClearing.Layer.SHARES, OLGA, ESTATE, 216_666_666);
        _cover();
        vm.assertEq(clearing.shareOf(STRANGER), 500 * DOLLAR, "who came later pays nothing");
        vm.prank(OLGA);
        clearing.withdrawShare(83_333_334);
        _conserved();
    }

    function test_anyoneCoversWhatTheClearerLeft() public {
        _default();
        vm.startPrank(OPERATIONS);
        clearing.deleverage(FUTURE, ADA, -9);
        clearing.deleverage(FUTURE, OLGA, -1);
        vm.stopPrank();
        vm.warp(block.timestamp + 30 days - 1);
        vm.expectRevert(_unauthorized(STRANGER));
        vm.prank(STRANGER);
        clearing.coverLoss(new uint256[](0));
        vm.warp(block.timestamp + 1);
        clearing.closeOut(FUTURE);
        vm.prank(STRANGER);
        clearing.coverLoss(new uint256[](0));
        vm.assertEq(clearing.defaulter(), address(0), "over");
        vm.prank(STRANGER);
        clearing.withdrawShare(500 * DOLLAR);
    }

    // LAWS

    /// At whatever price what was taken over is sold, and whatever the marks: no unit comes or goes,
    /// who holds nothing keeps all, and nobody pays more than its share, as much again, and gains.
    function testFuzz_conserved(uint24 sold, uint24[3] memory marks, uint8 first) public {
        _default();
        uint256 lots = _between(first, 1, 9);
        uint256 price = UP + sold % 1_200_000;
        _trade(ESTATE, OLGA, lots, price);
        _mark(TODAY + 1, UP + marks[0] % 300_000);
        _trade(ESTATE, OLGA, 10 - lots, price);
        for (uint256 i = 1; i < 3; i++) {
            _mark(TODAY + 1 + i, UP + marks[i] % 300_000);
            if (clearing.defaulter() == address(0)) break;
            int256 before = clearing.marginOf(ADA) + clearing.marginOf(OLGA);
            _cover();
            int256 paid = before - clearing.marginOf(ADA) - clearing.marginOf(OLGA);
            vm.assertLe(uint256(paid), 900 * DOLLAR + 730 * 9 * 300_000, "paid");
            _conserved();
        }
        vm.assertEq(clearing.shareOf(STRANGER), 500 * DOLLAR, "who holds nothing");
        bool over = clearing.defaulter() == address(0);
        vm.assertEq(over ? clearing.marginOf(ESTATE) : int256(0), 0, "nothing kept");
    }

    // HELPERS

    function _keyOf(address account) internal view override returns (uint256) {
        return account == ESTATE ? ESTATE_KEY : super._keyOf(account);
    }

    function _contribute(address account, uint256 amount) private {
        _fund(account, amount);
        vm.prank(account);
        clearing.contribute(amount);
    }

    function _default() private {
        _mark(TODAY, UP);
        vm.prank(OPERATIONS);
        clearing.declareDefault(BOB, ESTATE);
    }

    function _notReducing(address account, int256 lots, int256 change)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(IClearing.NotReducing.selector, account, FUTURE, lots, change);
    }

    function _cover() private {
        uint256[] memory futures = new uint256[](1);
        futures[0] = FUTURE;
        vm.prank(OPERATIONS);
        clearing.coverLoss(futures);
    }

    function _expectCover(bytes4 reason) private {
        vm.expectRevert(reason);
        _cover();
    }

    /// Every dollar held here is somebody's.
    function _conserved() private view {
        int256 owed = int256(clearing.tranche()) + clearing.marginOf(ESTATE);
        address[4] memory people = [ADA, BOB, OLGA, STRANGER];
        for (uint256 i = 0; i < 4; i++) {
            owed += clearing.marginOf(people[i]) + int256(clearing.shareOf(people[i]));
        }
        vm.assertEq(owed, int256(vault.balanceOf(address(clearing), cash)), "conserved");
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IFundIncome} from "contracts/interfaces/IFundIncome.sol";
import {IIndexFund} from "contracts/interfaces/IIndexFund.sol";
import {IStreamingFee} from "contracts/interfaces/IStreamingFee.sol";

/// @notice What the fund's manager earns by inflation of units, and what its holders earn in cash.
contract FundIncomeTest is Stage {
    uint256 private constant RATE = 10_000; // 1 % a year
    uint256 private constant YEAR = 365.25 days;

    function setUp() public override {
        super.setUp();
        _fund(OPERATIONS, 10_000 * DOLLAR);
        vm.prank(OPERATIONS);
        fund.createInKind(SERIES, 0, 2500 * DOLLAR, 99e6);
        fund.setFee(OLGA, RATE);
    }

    // FEE

    function test_afterAYearTheRecipientHasItsRateOfAllUnits() public {
        vm.warp(NOW + YEAR);
        vm.expectEmit();
        emit IStreamingFee.FeeAccrued(OLGA, 1e6, NOW, NOW + YEAR);
        vm.prank(STRANGER); // anyone may
        fund.accrueFee();
        vm.assertEq(fund.balanceOf(OLGA), 1e6, "one of a hundred");
        vm.assertEq(fund.totalSupply(), 100e6, "units");
        fund.accrueFee();
        vm.assertEq(fund.totalSupply(), 100e6, "once");
    }

    function test_noRateAboveTheCapEver() public {
        vm.assertEq(fund.FEE_CAP(), 20_000, "two percent");
        vm.expectRevert(abi.encodeWithSelector(IStreamingFee.FeeAboveCap.selector, 20_001, 20_000));
        fund.setFee(OLGA, 20_001);
        vm.expectRevert(IStreamingFee.NoFeeRecipient.selector);
        fund.setFee(address(0), 1);
        fund.setFee(OLGA, 20_000);
    }

    function test_aNewRateBeginsWhenItIsSet() public {
        vm.warp(NOW + YEAR);
        vm.expectEmit();
        emit IStreamingFee.FeeSet(BOB, 20_000, NOW + YEAR);
        fund.setFee(BOB, 20_000);
        vm.assertEq(fund.balanceOf(OLGA), 1e6, "by the old one until now");
        vm.warp(NOW + 2 * YEAR);
        fund.accrueFee();
        vm.assertEq(fund.balanceOf(BOB), 2_040_816, "100 * 0.02 / 0.98");
    }

    function test_aYearAtOnceAtMost() public {
        vm.warp(NOW + 3 * YEAR);
        fund.accrueFee();
        vm.assertEq(fund.totalSupply(), 100e6, "one year");
        vm.assertEq(uint256(fund.feeAccruedUntil()), NOW + YEAR, "the others are still due");
        fund.accrueFee();
        vm.assertEq(fund.totalSupply(), 101_010_101, "two");
    }

    function test_withoutUnitsThereIsNoFee() public {
        vm.prank(OPERATIONS);
        fund.requestRedemption("all", 99e6);
        vm.warp(NOW + 14 days);
        vm.prank(OPERATIONS);
        fund.redeemInKind("all", new uint256[](0));
        uint256 earned = fund.totalSupply();
        vm.assertEq(earned, 99e6 * RATE * 14 days / (1e6 * YEAR - RATE * 14 days), "until then");
    }

    /// Done before units come or go: who comes does not pay for the time before, who goes has paid.
    function test_accruesBeforeUnitsComeAndGo() public {
        _fund(ADA, 100 * DOLLAR);
        vm.prank(ADA);
        fund.requestCreation("in", 100 * DOLLAR);
        vm.warp(NOW + YEAR);
        vm.startPrank(OPERATIONS);
        fund.fulfilCreation("in", 25_000_000);
        vm.assertEq(fund.balanceOf(OLGA), 1e6, "of what there was");
        vm.assertEq(fund.totalSupply(), 104e6, "and the new ones");
    }

    /// However often it is done, the recipient never has more than it would have, done once, and less by
    /// a smallest part a time at most.
    function testFuzz_neverMoreThanAtOnce(uint32 first, uint32 second) public {
        uint256 one = _between(first, 1, 180 days);
        uint256 two = _between(second, 1, 180 days);
        uint256 atOnce = 99e6 * RATE * (one + two) / (1e6 * YEAR - RATE * (one + two));
        vm.warp(NOW + one);
        fund.accrueFee();
        vm.warp(NOW + one + two);
        fund.accrueFee();
        uint256 earned = fund.balanceOf(OLGA);
        vm.assertLe(earned, atOnce + 1, "compounding is within the formula");
        vm.assertGe(earned + 2, atOnce - atOnce / 100, "and hardly less");
    }

    /// Calling every second does not round the fee away.
    function test_roundingDoesNotEatTheFee() public {
        for (uint256 i = 1; i <= 100; i++) {
            vm.warp(NOW + i);
            fund.accrueFee();
        }
        vm.assertEq(fund.balanceOf(OLGA), 3, "99e6 * 1 % * 100 s / a year is 3.1");
    }

    // INCOME

    function test_incomeIsSplitNineToOneAndPaidOut() public {
        vm.expectEmit();
        emit IFundIncome.IncomeBrought("i", OPERATIONS, 1_000_005, OLGA, 100_000);
        _bring("i", 1_000_005);
        vm.assertEq(vault.balanceOf(OLGA, cash), 100_000, "a tenth, rounded down");
        vm.assertEq(fund.incomeCash(), 900_005, "the rest waits");

        (address low, address high) = ADA < BOB ? (ADA, BOB) : (BOB, ADA);
        // 900,005 * 2 / 3 = 600,003.33, 900,005 / 3 = 300,001.67: the second remainder is the larger one
        bytes32 rest = _list(high, 1e6, 0);
        vm.expectEmit();
        emit IFundIncome.IncomeRecorded("i", 3e6, _list(low, 2e6, rest), 2e6, high);
        _record("i", 3e6, _list(low, 2e6, rest), 2e6, high);
        vm.startPrank(STRANGER); // anyone may
        vm.expectEmit();
        emit IFundIncome.IncomePaid("i", low, 600_003);
        fund.payIncome("i", _holding(low, 2e6), rest);
        fund.payIncome("i", _holding(high, 1e6), 0);
        vm.assertEq(vault.balanceOf(low, cash), 600_003, "paid");
        vm.assertEq(vault.balanceOf(high, cash), 300_002, "to the unit");
        vm.assertEq(fund.incomeCash(), 0, "nothing is left");
    }

    function test_noIncomeTwiceNoAccountTwiceAndNobodyOffTheList() public {
        _bring("i", 1000);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IFundIncome.IncomeExists.selector, bytes32("i")));
        fund.bringIncome("i", 1);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.bringIncome("j", 0);
        vm.expectRevert(abi.encodeWithSelector(IFundIncome.IncomeUnknown.selector, bytes32("no")));
        fund.recordIncome("no", 1, "list", 0, ADA);
        vm.expectRevert(IFundIncome.ZeroAmount.selector);
        fund.recordIncome("i", 0, "list", 0, ADA);
        bytes memory stranger =
            abi.encodeWithSelector(IFundIncome.NotOnTheList.selector, bytes32("i"));
        vm.expectRevert(stranger); // whose it is was not said yet
        fund.payIncome("i", _holding(ADA, 1), 0);
        vm.expectRevert(stranger);
        fund.payIncome("i", new IFundIncome.Holding[](0), 0);

        fund.recordIncome("i", 4, "a mistake", 0, ADA); // nothing was paid by it
        bytes32 rest = _list(ADA, 2, 0);
        fund.recordIncome("i", 4, _list(ADA, 2, rest), type(uint256).max, ADA);
        vm.expectRevert(stranger);
        fund.payIncome("i", _holding(ADA, 3), rest);
        vm.expectRevert(stranger);
        fund.payIncome("i", _holding(BOB, 2), rest);
        fund.payIncome("i", _holding(ADA, 2), rest);
        vm.expectRevert(abi.encodeWithSelector(IFundIncome.AccountsUnsorted.selector, 0));
        fund.payIncome("i", _holding(ADA, 2), 0);
        vm.expectRevert(abi.encodeWithSelector(IFundIncome.IncomeBegun.selector, bytes32("i"), 2));
        fund.recordIncome("i", 4, "another", 0, ADA);
        vm.assertEq(vault.balanceOf(ADA, cash), 450, "once");
    }

    function test_onlyTheManagerSaysWhoseAnIncomeIs() public {
        _bring("i", 1000);
        vm.prank(STRANGER);
        vm.expectRevert(_unauthorized(STRANGER));
        fund.recordIncome("i", 1, _list(STRANGER, 1, 0), 0, STRANGER);
    }

    /// Too few rounded up, or too many, or units that nobody has: the end of the list does not come out.
    function test_aWrongRecordDoesNotComeOut() public {
        _bring("i", 1_000_005);
        _wrong(3e6, type(uint256).max, address(0), _notExact(1, 3e6, 3e6));
        _wrong(4e6, type(uint256).max, address(0), _notExact(225_002, 3e6, 4e6));
        _wrong(
            3e6,
            0,
            address(0),
            abi.encodeWithSelector(IFundIncome.IncomeShort.selector, bytes32("i"), 900_005, 900_006)
        );
    }

    function _wrong(uint256 units, uint256 least, address last, bytes memory reason) private {
        (address low, address high) = ADA < BOB ? (ADA, BOB) : (BOB, ADA);
        IFundIncome.Holding[] memory both = new IFundIncome.Holding[](2);
        both[0] = IFundIncome.Holding(low, 2e6);
        both[1] = IFundIncome.Holding(high, 1e6);
        _record("i", units, _list(low, 2e6, _list(high, 1e6, 0)), least, last);
        vm.expectRevert(reason);
        fund.payIncome("i", both, 0);
    }

    function _notExact(uint256 left, uint256 counted, uint256 units)
        private
        pure
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            IFundIncome.NotExact.selector, bytes32("i"), left, counted, units
        );
    }

    function test_incomeThatWaitsPaysNobodyOut() public {
        _bring("i", 5000 * DOLLAR);
        vm.startPrank(OPERATIONS);
        fund.requestRedemption("r", 99e6);
        vm.warp(NOW + 20 hours);
        bytes32[] memory one = new bytes32[](1);
        one[0] = "r";
        vm.expectRevert(
            abi.encodeWithSelector(IIndexFund.CashShort.selector, 2500 * DOLLAR, 2970 * DOLLAR)
        );
        fund.fulfilRedemptions(one, 99e6, 30_000_000);
    }

    function test_incomeWithoutARecipientOfTheFeeIsRefused() public {
        super.setUp();
        _fund(OPERATIONS, 1000);
        vm.expectRevert(IFundIncome.NoRecipient.selector);
        _bring("i", 1000);
    }

    function testFuzz_incomeIsConserved(uint64 amount, uint64 part) public {
        uint256 brought = _between(amount, 1, 7500 * DOLLAR);
        uint256 before = vault.balanceOf(OPERATIONS, cash);
        _bring("i", brought);
        uint256 waits = fund.incomeCash();
        vm.assertEq(brought, waits + vault.balanceOf(OLGA, cash), "split");
        vm.assertEq(before - vault.balanceOf(OPERATIONS, cash), brought, "all of it came");
        // Two holders, and of the two remainders the larger one is rounded up.
        uint256 units = _between(part, 1, 1e15);
        uint256 all = units + 142_857_142_857_143;
        (address low, address high) = ADA < BOB ? (ADA, BOB) : (BOB, ADA);
        uint256 first = mulmod(waits, units, all);
        uint256 second = mulmod(waits, all - units, all);
        bytes32 rest = _list(high, all - units, 0);
        bool none = first + second == 0;
        uint256 least = none ? type(uint256).max : first > second ? first : second;
        _record("i", all, _list(low, units, rest), least, first >= second ? low : high);
        fund.payIncome("i", _holding(low, units), rest);
        fund.payIncome("i", _holding(high, all - units), 0);
        vm.assertEq(fund.incomeCash(), 0, "and paid");
        uint256 paid = vault.balanceOf(low, cash);
        vm.assertEq(paid + vault.balanceOf(high, cash), waits, "to the unit");
        vm.assertGe(paid, waits * units / all, "no less than the quota rounded down");
        vm.assertLe(paid, waits * units / all + 1, "nor more than one above");
    }

    function _bring(bytes32 income, uint256 amount) private {
        vm.prank(OPERATIONS);
        fund.bringIncome(income, amount);
    }

    function _record(bytes32 income, uint256 units, bytes32 list, uint256 least, address last)
        private
    {
        vm.prank(OPERATIONS);
        fund.recordIncome(income, units, list, least, last);
    }

    function _holding(address account, uint256 units)
        private
        pure
        returns (IFundIncome.Holding[] memory list)
    {
        list = new IFundIncome.Holding[](1);
        list[0] = IFundIncome.Holding(account, units);
    }

    function _list(address account, uint256 units, bytes32 rest) private pure returns (bytes32) {
        return keccak256(abi.encode(account, units, rest));
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IDelivery} from "contracts/interfaces/IDelivery.sol";
import {IOptions} from "contracts/interfaces/IOptions.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

/// @notice How users leave when the operator is gone, step by step as trust.md in src/main/doc has it.
/// At its worst: the guardian's key was stolen and its last act was a halt that nobody ends. No key
/// of the operator is used after `setUp`; only time moves on.
contract ExitTest is Stage {
    uint256 private constant PRICE = 2_000_000;
    uint256 private constant CALL = uint256(keccak256("H100-SXM-80GB.2027-03.C1500-2500"));

    /// What each had when the operator was last seen. Olga, who owns capacity, sold Ada a hundred
    /// hours for $200, which are in escrow. Ada and Bob each hold $1,000 of margin, and one lot
    /// against each other, and Bob wrote Ada a call. Ada asked the fund for units with $50; Bob has a tenth of its units.
    function setUp() public override {
        super.setUp();
        _mintHours(OLGA, 200 * HOUR);
        _fund(ADA, 1750 * DOLLAR);
        _fund(BOB, 1500 * DOLLAR);
        _sellHours();
        _openPositions();
        _writeOption();
        _startFund();
        vm.prank(ADA);
        fund.requestCreation("in", 50 * DOLLAR);
        vm.prank(OPERATIONS);
        vault.halt();
    }

    // 1. Nothing moves against your will any more.

    function test_aUserTakesBackEveryRightGiven() public {
        IOrders.Order memory open = _order(ADA, SERIES, true, HOUR, PRICE);
        vm.startPrank(ADA);
        settlement.cancelBelow(type(uint256).max);
        clearing.cancelBelow(type(uint256).max);
        options.cancelBelow(type(uint256).max);
        vault.setOperator(address(settlement), false);
        vault.setOperator(address(delivery), false);
        vault.setOperator(address(clearing), false);
        vault.setOperator(address(fund), false);
        vault.setOperator(address(options), false);
        vm.assertEq(settlement.remaining(open), 0, "no order is left");
    }

    // 2. Dollars in the Vault.

    function test_dollarsInTheVaultLeave() public {
        uint256 claim = vault.balanceOf(BOB, cash);
        vm.prank(BOB);
        vault.withdraw(claim);
        vm.assertEq(dollar.balanceOf(BOB), 500 * DOLLAR, "in the wallet");
    }

    // 3. Margin: at once what is free, the rest once the positions are anybody's to close.

    function test_marginLeaves() public {
        _leaveClearing(ADA, 700 * DOLLAR);
        vm.warp(NOW + 30 days);
        vm.prank(STRANGER);
        clearing.closeOut(FUTURE);
        _leaveClearing(ADA, 300 * DOLLAR);
        _leaveClearing(BOB, 1000 * DOLLAR);
        vm.assertEq(dollar.balanceOf(ADA), 1000 * DOLLAR, "Ada's");
        vm.assertEq(dollar.balanceOf(BOB), 1000 * DOLLAR, "Bob's");
        vm.assertEq(vault.balanceOf(address(clearing), cash), 0, "nothing stays");
    }

    /// The option follows its future, for whoever calls.
    function test_optionsPayWithNoOperator() public {
        vm.warp(NOW + 30 days);
        vm.startPrank(STRANGER);
        clearing.closeOut(FUTURE);
        options.settle(CALL);
        address[] memory both = new address[](2);
        (both[0], both[1]) = (ADA, BOB);
        options.pay(CALL, both);
        vm.stopPrank();
        vm.assertEq(dollar.balanceOf(ADA), 365 * DOLLAR, "730 h at $0.50");
        vm.assertEq(dollar.balanceOf(BOB), 365 * DOLLAR, "what is left of the collateral");
        vm.assertEq(vault.balanceOf(address(options), cash), 0, "nothing stays");
    }

    // 4. The fund: what waits comes back, units take their share.

    function test_cashThatWaitsForUnitsComesBack() public {
        vm.warp(NOW + 14 days);
        vm.prank(ADA);
        fund.takeBack("in");
        vm.assertEq(dollar.balanceOf(ADA), 50 * DOLLAR, "in the wallet");
    }

    function test_unitsTakeTheirShareOfTheCash() public {
        vm.prank(BOB);
        fund.requestRedemption("out", 100e6);
        vm.warp(NOW + 14 days);
        vm.prank(BOB);
        fund.redeemInKind("out", new uint256[](0));
        vm.assertEq(dollar.balanceOf(BOB), 230 * DOLLAR, "a tenth");
    }

    // 5. Hours: redeemed while the series lives, halt or not.

    function test_hoursAreRedeemedAndAMeterWhoIsNotTheOperatorPaysTheOwner() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 60 * HOUR, "d1");
        _meter("d1", 60 * HOUR);
        vm.assertEq(dollar.balanceOf(OLGA), 120 * DOLLAR, "paid as delivered");
    }

    // 6. Owners: what was sold and never redeemed is theirs at expiry.

    function test_ownersGetWhatWasNeverRedeemed() public {
        vm.prank(ADA);
        delivery.redeem(SERIES, OLGA, 60 * HOUR, "d1");
        vm.warp(EXPIRY);
        vm.prank(STRANGER);
        delivery.release(SERIES, OLGA);
        vm.assertEq(dollar.balanceOf(OLGA), 80 * DOLLAR, "take or pay");

        // What no exit reaches: redeemed, and read by no meter. Only a meter's key moves it.
        IDelivery.Reading memory reading = IDelivery.Reading("d1", 60 * HOUR);
        bytes memory adas = _signature(ADA_KEY, delivery.readingHash(reading));
        vm.expectRevert(abi.encodeWithSelector(IDelivery.NotAMeter.selector, ADA));
        delivery.meter(reading, adas);
        vm.assertEq(vault.balanceOf(address(delivery), cash), 120 * DOLLAR, "waits for a meter");
    }

    // BEFORE THE OPERATOR WENT

    function _sellHours() private {
        IOrders.Order[] memory orders = _pair(
            _order(ADA, SERIES, true, 100 * HOUR, PRICE),
            _order(OLGA, SERIES, false, 100 * HOUR, PRICE)
        );
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.prank(OPERATIONS);
        _settleSorted("sale", orders, signatures, _fill(100 * HOUR, PRICE));
    }

    function _openPositions() private {
        _addMargin(ADA);
        _addMargin(BOB);
        IOrders.Order[] memory orders =
            _pair(_order(ADA, FUTURE, true, 1, PRICE), _order(BOB, FUTURE, false, 1, PRICE));
        bytes[] memory signatures = _signatures(clearing, orders);
        vm.startPrank(OPERATIONS);
        clearing.listFuture(FUTURE_NAME, INDEX, NOW + 700 days);
        clearing.setInitialMargin(FUTURE, 300 * DOLLAR);
        _novateSorted("lot", orders, signatures, _fill(1, PRICE));
        vm.stopPrank();
    }

    function _writeOption() private {
        _fund(ADA, 73 * DOLLAR);
        _fund(BOB, 657 * DOLLAR);
        vm.prank(OPERATIONS);
        options.listSeries("H100-SXM-80GB.2027-03", IOptions.Kind.CALL, 1_500_000, 2_500_000);
        IOrders.Order[] memory orders =
            _pair(_order(ADA, CALL, true, 1, 100_000), _order(BOB, CALL, false, 1, 100_000));
        bytes[] memory signatures = _signatures(options, orders);
        Batch memory batch = _sorted(orders, signatures, _fill(1, 100_000));
        vm.prank(OPERATIONS);
        options.trade("option", batch.orders, batch.signatures, batch.fills);
    }

    function _addMargin(address account) private {
        vm.prank(account);
        clearing.addMargin(1000 * DOLLAR);
    }

    function _startFund() private {
        _fund(OPERATIONS, 2300 * DOLLAR);
        vm.startPrank(OPERATIONS);
        fund.createInKind(SERIES, 0, 2300 * DOLLAR, 1000e6);
        fund.transfer(BOB, 100e6);
        vm.stopPrank();
    }

    function _leaveClearing(address account, uint256 amount) private {
        vm.prank(account);
        clearing.withdrawMargin(amount);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "../Vm.sol";
import {Market} from "./Market.sol";

/// @notice What must hold whatever people do, in whatever order.
contract ConservationTest {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    Market internal market;

    function setUp() public {
        market = new Market();
        market.setUp();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(market);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0].addr = address(market);
        bytes4[] memory selectors = new bytes4[](21);
        selectors[0] = Market.deposit.selector;
        selectors[1] = Market.withdraw.selector;
        selectors[2] = Market.mintHours.selector;
        selectors[3] = Market.trade.selector;
        selectors[4] = Market.redeemAndMeter.selector;
        selectors[5] = Market.expire.selector;
        selectors[6] = Market.tradeFuture.selector;
        selectors[7] = Market.mark.selector;
        selectors[8] = Market.withdrawMargin.selector;
        selectors[9] = Market.createUnits.selector;
        selectors[10] = Market.redeemUnits.selector;
        selectors[11] = Market.endRequest.selector;
        selectors[12] = Market.limitOutflow.selector;
        selectors[13] = Market.forceDollars.selector;
        selectors[14] = Market.fillRedemptions.selector;
        selectors[15] = Market.accrueFee.selector;
        selectors[16] = Market.bringIncome.selector;
        selectors[17] = Market.priceUnits.selector;
        selectors[18] = Market.bond.selector;
        selectors[19] = Market.miss.selector;
        selectors[20] = Market.tradeOption.selector;
        targets[0].selectors = selectors;
    }

    function invariant_nothingIsMadeOrLost() public view {
        vm.assertEq(market.claims(false), market.dollarsInVault(), "claims are dollars");
        uint256 alive = market.issuedHours() - market.burntHours();
        vm.assertEq(market.claims(true), alive, "hours are issued and not burnt");
        vm.assertEq(market.vaultsOwn(), 0, "the Vault keeps nothing");

        vm.assertLe(market.issuedHours(), market.listedHours(), "issued within what was attested");

        for (uint256 i = 0; i < 4; i++) {
            (uint256 free, uint256 claim) = market.withdrawable(i);
            vm.assertLe(free, claim, "nobody takes out more than they have");
        }

        vm.assertEq(market.positions(), 0, "positions");
        vm.assertEq(market.margins(), int256(market.marginHeld()), "margins are claims");

        vm.assertEq(market.optionPositions(), 0, "positions in options");
        (uint256 kept, uint256 said, uint256 owed) = market.collateral();
        vm.assertEq(kept, owed, "all that may be owed is there, and no more");
        vm.assertEq(said, owed, "of whoever may owe it");

        (uint256 held, bool sound) = market.escrows();
        vm.assertTrue(sound, "owed within sold, no cash without hours");
        vm.assertEq(held, market.escrowHeld(), "escrows and bonds are claims");

        vm.assertTrue(market.fundsOwnCash() >= 0, "waiting cash is there");
        (uint256 units, uint256 supply) = market.unitsOutstanding();
        vm.assertEq(units, supply, "units");
    }
}

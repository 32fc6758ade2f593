// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Vault} from "contracts/Vault.sol";
import {IERC7943MultiToken} from "contracts/interfaces/IERC7943MultiToken.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// A token that keeps a hundredth of what is sent.
contract FeeToken is ERC20 {
    constructor() ERC20("Fee", "FEE") {}

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (from != address(0) && to != address(0)) {
            super._update(from, address(0xfee), amount / 100);
            amount -= amount / 100;
        }
        super._update(from, to, amount);
    }
}

contract VaultTest is Stage {
    // DOLLARS

    function test_creditsADepositAndPaysAWithdrawal() public {
        _fund(ADA, 100 * DOLLAR);
        vm.assertEq(vault.balanceOf(ADA, cash), 100 * DOLLAR, "claim");
        vm.assertEq(dollar.balanceOf(address(vault)), 100 * DOLLAR, "backing");

        vm.prank(ADA);
        vault.withdraw(40 * DOLLAR);
        vm.assertEq(vault.balanceOf(ADA, cash), 60 * DOLLAR, "claim left");
        vm.assertEq(dollar.balanceOf(ADA), 40 * DOLLAR, "dollars out");
    }

    function test_refusesToDepositOrWithdrawNothing() public {
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.deposit(0);
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.withdraw(0);
    }

    function test_refusesAWithdrawalBeyondTheClaim() public {
        _fund(ADA, DOLLAR);
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        vm.prank(ADA);
        vault.withdraw(DOLLAR + 1);
    }

    function test_refusesATokenThatKeepsAFee() public {
        FeeToken fee = new FeeToken();
        Vault other = new Vault(address(manager), fee);
        fee.mint(address(this), 100);
        fee.approve(address(other), 100);
        vm.expectRevert(abi.encodeWithSelector(IVault.CashShortReceived.selector, 100, 99));
        other.deposit(100);
    }

    function test_refusesADepositOfAStranger() public {
        dollar.mint(STRANGER, DOLLAR);
        vm.startPrank(STRANGER);
        dollar.approve(address(vault), DOLLAR);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        vault.deposit(DOLLAR);
    }

    // SERIES

    function test_knowsTheTermsOfASeries() public view {
        vm.assertEq(vault.expiryOf(SERIES), EXPIRY, "expiry");
        vm.assertEq(vault.expiryOf(1), 0, "unknown");
    }

    function test_opensASeriesOnce() public {
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExists.selector, SERIES));
        vm.prank(OPERATIONS);
        vault.openSeries(SERIES_NAME, START, EXPIRY);
    }

    function test_refusesTermsThatCannotBe() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(abi.encodeWithSelector(IVault.BadTerms.selector, EXPIRY, START));
        vault.openSeries("x", EXPIRY, START);
        vm.expectRevert(abi.encodeWithSelector(IVault.BadTerms.selector, 1, NOW));
        vault.openSeries("x", 1, NOW);
        uint256 never = uint256(type(uint64).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(IVault.BadTerms.selector, START, never));
        vault.openSeries("x", START, never);
    }

    function test_onlyTheIssuerOpensMintsAndAdmits() public {
        vm.startPrank(ADA);
        vm.expectRevert(_unauthorized(ADA));
        vault.openSeries("x", START, EXPIRY);
        vm.expectRevert(_unauthorized(ADA));
        vault.mint(SERIES, ADA, 1);
        vm.expectRevert(_unauthorized(ADA));
        vault.setEligible(new address[](0), true);
    }

    // LISTING

    function test_anAttestationRaisesTheCap() public {
        _list(OLGA, SERIES, 100 * HOUR, "rack 1");
        _list(OLGA, SERIES, 50 * HOUR, "rack 2");
        vm.assertEq(vault.attested(SERIES, OLGA), 150 * HOUR, "cap");
    }

    function test_aLapsedAttestationNoLongerCounts() public {
        bytes32[] memory serials = _serials("rack", 1);
        IVault.Attestation memory short = _attestation(OLGA, SERIES, 100 * HOUR, serials);
        short.expiry = NOW + 1;
        vault.list(short, serials, _signature(ATTESTER_KEY, vault.attestationHash(short)));
        vm.warp(NOW + 1);
        vm.assertEq(vault.attested(SERIES, OLGA), 100 * HOUR, "last second");
        vm.warp(NOW + 2);
        vm.assertEq(vault.attested(SERIES, OLGA), 0, "lapsed");
    }

    function test_refusesASerialTwiceAMonthAndNamesIt() public {
        _list(OLGA, SERIES, 100 * HOUR, "rack");
        vm.prank(OPERATIONS);
        uint256 sibling = vault.openSeries("H100-SXM-80GB.eu.2027-03", START + 1 hours, EXPIRY);

        bytes32[] memory serials = _serials("rack", 1);
        IVault.Attestation memory again = _attestation(BOB, sibling, HOUR, serials);
        bytes memory signature = _signature(ATTESTER_KEY, vault.attestationHash(again));
        vm.expectRevert(abi.encodeWithSelector(IVault.SerialTaken.selector, serials[0], SERIES));
        vault.list(again, serials, signature);
    }

    function test_aSerialBacksAnotherMonth() public {
        _list(OLGA, SERIES, 100 * HOUR, "rack");
        vm.prank(OPERATIONS);
        uint256 april = vault.openSeries("H100-SXM-80GB.us.2027-04", EXPIRY, EXPIRY + 30 days);
        _list(OLGA, april, 100 * HOUR, "rack");
        vm.assertEq(vault.attested(april, OLGA), 100 * HOUR, "april");
    }

    function test_refusesAnAttestationThatIsNotInOrder() public {
        bytes32[] memory serials = _serials("rack", 2);
        IVault.Attestation memory good = _attestation(OLGA, SERIES, HOUR, serials);

        IVault.Attestation memory bad = _attestation(OLGA, 7, HOUR, serials);
        _expectListing(bad, serials, abi.encodeWithSelector(IVault.SeriesUnknown.selector, 7));

        bad = _attestation(OLGA, SERIES, HOUR, serials);
        bad.expiry = NOW - 1;
        _expectListing(
            bad, serials, abi.encodeWithSelector(IVault.AttestationExpired.selector, NOW - 1)
        );

        bad = _attestation(OLGA, SERIES, 0, serials);
        _expectListing(bad, serials, abi.encodeWithSelector(IVault.ZeroAmount.selector));

        bad = _attestation(OLGA, SERIES, HOUR, new bytes32[](0));
        _expectListing(bad, new bytes32[](0), abi.encodeWithSelector(IVault.NoSerials.selector));

        _expectListing(
            good, _serials("other", 2), abi.encodeWithSelector(IVault.SerialsMismatch.selector)
        );

        bytes memory signature = _signature(STRANGER_KEY, vault.attestationHash(good));
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAnAttester.selector, STRANGER));
        vault.list(good, serials, signature);

        _list(OLGA, SERIES, HOUR, "rack");
        bytes32 digest = vault.attestationHash(good);
        _expectListing(
            good, serials, abi.encodeWithSelector(IVault.AttestationUsed.selector, digest)
        );

        vm.warp(EXPIRY);
        _expectListing(good, serials, abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
    }

    function test_refusesAnAttestationForAnotherChain() public {
        bytes32[] memory serials = _serials("rack", 2);
        IVault.Attestation memory attestation = _attestation(OLGA, SERIES, HOUR, serials);
        vm.chainId(1);
        bytes memory elsewhere = _signature(ATTESTER_KEY, vault.attestationHash(attestation));
        vm.chainId(31_337);
        vm.expectPartialRevert(IVault.NotAnAttester.selector);
        vault.list(attestation, serials, elsewhere);
    }

    function _expectListing(
        IVault.Attestation memory attestation,
        bytes32[] memory serials,
        bytes memory reason
    ) private {
        bytes memory signature = _signature(ATTESTER_KEY, vault.attestationHash(attestation));
        vm.expectRevert(reason);
        vault.list(attestation, serials, signature);
    }

    // MINTING

    function test_mintsUpToTheCapAndNotOneMore() public {
        _mintHours(OLGA, 100 * HOUR);
        vm.assertEq(vault.balanceOf(OLGA, SERIES), 100 * HOUR, "hours");
        vm.assertEq(vault.issued(SERIES, OLGA), 100 * HOUR, "issued");

        vm.expectRevert(
            abi.encodeWithSelector(
                IVault.CapExceeded.selector, SERIES, OLGA, 100 * HOUR, 100 * HOUR, 1
            )
        );
        vm.prank(OPERATIONS);
        vault.mint(SERIES, OLGA, 1);
    }

    function test_issuedNeverFallsSoBurntHoursAreNotMintedAgain() public {
        _mintHours(OLGA, 100 * HOUR);
        vm.prank(OLGA);
        vault.setOperator(OPERATIONS, true);
        vm.startPrank(OPERATIONS);
        vault.redeem(OLGA, SERIES, 60 * HOUR, "d1");
        vm.assertEq(vault.issued(SERIES, OLGA), 100 * HOUR, "issued");
        vm.expectPartialRevert(IVault.CapExceeded.selector);
        vault.mint(SERIES, OLGA, 1);
    }

    function test_refusesToMintNothingOrInADeadOrUnknownSeries() public {
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.mint(SERIES, OLGA, 0);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesUnknown.selector, 7));
        vault.mint(7, OLGA, 1);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vault.mint(SERIES, OLGA, 1);
    }

    // REDEEMING

    function test_aVenueRedeemsOnlyForWhoTrustsIt() public {
        _mintHours(OLGA, 100 * HOUR);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAnOperator.selector, OLGA, OPERATIONS));
        vm.prank(OPERATIONS);
        vault.redeem(OLGA, SERIES, HOUR, "d1");

        vm.expectRevert(_unauthorized(OLGA));
        vm.prank(OLGA);
        vault.redeem(OLGA, SERIES, HOUR, "d1");
    }

    function test_redeemingNothingOrAfterExpiryIsRefused() public {
        _mintHours(OPERATIONS, 100 * HOUR);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.redeem(OPERATIONS, SERIES, 0, "d1");
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vault.redeem(OPERATIONS, SERIES, HOUR, "d1");
    }

    // EXPIRY

    function test_hoursDoNotMoveFromTheirExpiryOn() public {
        _mintHours(OLGA, 100 * HOUR);
        vm.warp(EXPIRY - 1);
        vm.prank(OLGA);
        vault.transfer(ADA, SERIES, HOUR);
        vm.warp(EXPIRY);
        vm.assertFalse(vault.canTransfer(OLGA, ADA, SERIES, HOUR), "says so");
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vm.prank(OLGA);
        vault.transfer(ADA, SERIES, HOUR);
    }

    function test_anyoneBurnsWhatExpired() public {
        _mintHours(OLGA, 100 * HOUR);
        address[] memory holders = new address[](3);
        holders[0] = OLGA;
        holders[1] = ADA;
        holders[2] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesNotExpired.selector, SERIES));
        vault.expire(SERIES, holders);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesUnknown.selector, 7));
        vault.expire(7, holders);

        vm.prank(OPERATIONS);
        vault.setFrozenTokens(OLGA, SERIES, HOUR);
        vm.warp(EXPIRY);
        vm.expectEmit();
        emit IVault.Expired(SERIES, OLGA, 100 * HOUR);
        vault.expire(SERIES, holders);
        vm.assertEq(vault.balanceOf(OLGA, SERIES), 0, "gone");
        vm.assertEq(vault.getFrozenTokens(OLGA, SERIES), 0, "with what was frozen of it");
    }

    // RULES

    function test_hoursMoveBetweenEligibleAccountsOnly() public {
        _mintHours(OLGA, 100 * HOUR);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        vm.prank(OLGA);
        vault.transfer(STRANGER, SERIES, HOUR);

        _setEligible(OLGA, false);
        vm.assertFalse(vault.canSend(OLGA), "struck off");
        vm.expectRevert(abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotSend.selector, OLGA));
        vm.prank(OLGA);
        vault.transfer(ADA, SERIES, HOUR);
    }

    function test_theVaultItselfAndNobodyAreNeverEligible() public {
        address[] memory accounts = new address[](1);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, address(0))
        );
        vault.setEligible(accounts, true);
        accounts[0] = address(vault);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, address(vault))
        );
        vault.setEligible(accounts, true);
    }

    function test_aFrozenPartStaysAndTheRestMoves() public {
        _fund(ADA, 100 * DOLLAR);
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 70 * DOLLAR);
        vm.assertEq(vault.getFrozenTokens(ADA, cash), 70 * DOLLAR, "frozen");
        vm.assertTrue(vault.canTransfer(ADA, BOB, cash, 30 * DOLLAR), "free part");
        vm.assertFalse(vault.canTransfer(ADA, BOB, cash, 30 * DOLLAR + 1), "frozen part");

        vm.startPrank(ADA);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC7943MultiToken.ERC7943InsufficientUnfrozenBalance.selector,
                ADA,
                cash,
                30 * DOLLAR + 1,
                30 * DOLLAR
            )
        );
        vault.withdraw(30 * DOLLAR + 1);
        vault.withdraw(30 * DOLLAR);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC7943MultiToken.ERC7943InsufficientUnfrozenBalance.selector, ADA, cash, 1, 0
            )
        );
        vault.transfer(BOB, cash, 1);
    }

    function test_aForcedTransferMovesWhatIsFrozen() public {
        _fund(ADA, 100 * DOLLAR);
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 100 * DOLLAR);
        vault.forcedTransfer(ADA, BOB, cash, 60 * DOLLAR);
        vm.assertEq(vault.balanceOf(BOB, cash), 60 * DOLLAR, "recovered");
        vm.assertEq(vault.getFrozenTokens(ADA, cash), 40 * DOLLAR, "unfrozen as needed");
    }

    function test_aForcedTransferSaysWhatItUnfreezesBeforeItMovesIt() public {
        _fund(ADA, 100 * DOLLAR);
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 100 * DOLLAR);
        vm.expectEmit();
        emit IERC7943MultiToken.Frozen(ADA, cash, 40 * DOLLAR);
        vm.expectEmit();
        emit IERC6909.Transfer(address(this), ADA, BOB, cash, 60 * DOLLAR);
        vm.expectEmit();
        emit IERC7943MultiToken.ForcedTransfer(ADA, BOB, cash, 60 * DOLLAR);
        vm.assertTrue(vault.forcedTransfer(ADA, BOB, cash, 60 * DOLLAR), "said to be done");
    }

    function test_aForcedTransferToItselfUnfreezesNothing() public {
        _fund(ADA, 100 * DOLLAR);
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 100 * DOLLAR);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC7943MultiToken.ERC7943CannotTransfer.selector, ADA, ADA, cash, DOLLAR
            )
        );
        vault.forcedTransfer(ADA, ADA, cash, DOLLAR);
    }

    function test_moreThanTheBalanceIsNotCalledFrozen() public {
        _fund(ADA, 100 * DOLLAR);
        vm.startPrank(OPERATIONS);
        vault.setFrozenTokens(ADA, cash, 1000 * DOLLAR);
        vm.assertEq(vault.getFrozenTokens(ADA, cash), 1000 * DOLLAR, "more than there is");
        vm.stopPrank();
        bytes4 poor =
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"));
        vm.expectPartialRevert(poor);
        vm.prank(ADA);
        vault.transfer(BOB, cash, 100 * DOLLAR + 1);
        vm.expectPartialRevert(poor);
        vault.forcedTransfer(ADA, BOB, cash, 100 * DOLLAR + 1);
    }

    function test_whoMayNoLongerTradeStillLeaves() public {
        _fund(ADA, 100 * DOLLAR);
        _giveHours(ADA, HOUR);
        _setEligible(ADA, false);
        vm.prank(ADA);
        vault.withdraw(100 * DOLLAR);
        vm.prank(ADA);
        vault.setOperator(OPERATIONS, true);
        vm.prank(OPERATIONS);
        vault.redeem(ADA, SERIES, HOUR, "d1");
    }

    /// The id of the ERC-7943 interface for tokens of many ids, as its text gives it.
    function test_isWhatItSaysItIs() public view {
        bytes4[6] memory selectors = [
            bytes4(keccak256("forcedTransfer(address,address,uint256,uint256)")),
            bytes4(keccak256("setFrozenTokens(address,uint256,uint256)")),
            bytes4(keccak256("canSend(address)")),
            bytes4(keccak256("canReceive(address)")),
            bytes4(keccak256("getFrozenTokens(address,uint256)")),
            bytes4(keccak256("canTransfer(address,address,uint256,uint256)"))
        ];
        bytes4 id = 0;
        for (uint256 i = 0; i < selectors.length; i++) {
            id ^= selectors[i];
        }
        vm.assertEq(bytes32(id), bytes32(bytes4(0x41c4fbad)), "the standard's");
        vm.assertEq(
            bytes32(type(IERC7943MultiToken).interfaceId),
            bytes32(id),
            "our interface is the standard's"
        );
        vm.assertTrue(vault.supportsInterface(id), "ERC-7943");
        vm.assertTrue(vault.supportsInterface(type(IERC6909).interfaceId), "ERC-6909");
        vm.assertTrue(vault.supportsInterface(0x01ffc9a7), "ERC-165");
        vm.assertFalse(vault.supportsInterface(0xffffffff), "and nothing else");
    }

    function test_aForcedTransferKeepsToTheRules() public {
        _mintHours(OLGA, HOUR);
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.forcedTransfer(OLGA, BOB, SERIES, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        vault.forcedTransfer(OLGA, STRANGER, SERIES, HOUR);
        vm.expectRevert(abi.encodeWithSignature("ERC6909InvalidSender(address)", address(0)));
        vault.forcedTransfer(address(0), BOB, SERIES, HOUR);
        vm.expectRevert(_unauthorized(OPERATIONS));
        vm.prank(OPERATIONS);
        vault.forcedTransfer(OLGA, BOB, SERIES, HOUR);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vault.forcedTransfer(OLGA, BOB, SERIES, HOUR);
    }

    function test_aHaltStopsMovementsButNeverTheWayOut() public {
        _fund(ADA, 100 * DOLLAR);
        _mintHours(OPERATIONS, 10 * HOUR);
        vm.prank(OPERATIONS);
        vault.halt();

        dollar.mint(ADA, DOLLAR);
        vm.startPrank(ADA);
        dollar.approve(address(vault), DOLLAR);
        vm.expectRevert(IVault.Halted.selector);
        vault.deposit(DOLLAR);
        vm.expectRevert(IVault.Halted.selector);
        vault.transfer(BOB, cash, 1);
        vm.expectRevert(IVault.Halted.selector);
        vault.settle("b", new IVault.Leg[](0));
        vault.withdraw(100 * DOLLAR);
        vm.stopPrank();

        vm.startPrank(OPERATIONS);
        vm.expectRevert(IVault.Halted.selector);
        vault.mint(SERIES, OPERATIONS, 1);
        vault.redeem(OPERATIONS, SERIES, HOUR, "d1");
        vm.expectRevert(_unauthorized(OPERATIONS));
        vault.resume();
        vm.stopPrank();

        vault.resume();
        vm.assertFalse(vault.halted(), "runs again");
    }

    // SETTLEMENT

    function test_settlesBalancedLegs() public {
        _fund(ADA, 100 * DOLLAR);
        _mintHours(OLGA, 10 * HOUR);
        IVault.Leg[] memory legs = new IVault.Leg[](4);
        legs[0] = IVault.Leg(ADA, SERIES, int256(4 * HOUR));
        legs[1] = IVault.Leg(ADA, cash, -int256(8 * DOLLAR));
        legs[2] = IVault.Leg(OLGA, SERIES, -int256(4 * HOUR));
        legs[3] = IVault.Leg(OLGA, cash, int256(8 * DOLLAR));
        _sort(legs);
        _trustThis();
        vault.settle("batch", legs);
        vm.assertEq(vault.balanceOf(ADA, SERIES), 4 * HOUR, "hours");
        vm.assertEq(vault.balanceOf(OLGA, cash), 8 * DOLLAR, "dollars");
        vm.assertEq(vault.balanceOf(address(vault), cash), 0, "nothing stays");

        vm.expectRevert(abi.encodeWithSelector(IVault.BatchUsed.selector, bytes32("batch")));
        vault.settle("batch", legs);
        vm.prank(ADA);
        vault.settle("batch", new IVault.Leg[](0)); // another caller's batches are its own
    }

    function test_saysWhetherAnOwnerGaveTheirHours() public {
        _mintHours(OLGA, 10 * HOUR);
        _fund(OLGA, DOLLAR);
        _trustThis();
        vm.assertTrue(vault.settle("1", _move(OLGA, ADA, SERIES, HOUR)), "their own");
        vm.assertFalse(vault.settle("2", _move(ADA, BOB, SERIES, HOUR)), "bought");
        vm.assertFalse(vault.settle("3", _move(BOB, OLGA, SERIES, HOUR)), "taken by them");
        vm.assertFalse(vault.settle("4", _move(OLGA, ADA, cash, DOLLAR)), "dollars");
    }

    function test_refusesLegsOutOfOrder() public {
        _fund(ADA, 100 * DOLLAR);
        _trustThis();
        IVault.Leg[] memory legs = new IVault.Leg[](2);
        legs[0] = IVault.Leg(ADA, cash, -1);
        legs[1] = IVault.Leg(BOB, cash, 1);
        _sort(legs);
        (legs[0], legs[1]) = (legs[1], legs[0]);
        vm.expectRevert(abi.encodeWithSelector(IVault.LegsUnsorted.selector, 1));
        vault.settle("batch", legs);

        legs[0] = IVault.Leg(ADA, cash, -1);
        legs[1] = IVault.Leg(ADA, cash, 1);
        vm.expectRevert(abi.encodeWithSelector(IVault.LegsUnsorted.selector, 1));
        vault.settle("batch", legs);
    }

    function test_refusesLegsThatDoNotSumToZeroPerAsset() public {
        _fund(ADA, 5);
        _trustThis();
        IVault.Leg[] memory legs = new IVault.Leg[](2);
        legs[0] = IVault.Leg(ADA, cash, -5);
        legs[1] = IVault.Leg(BOB, SERIES, 5);
        _sort(legs);
        vm.expectRevert(
            abi.encodeWithSelector(IVault.LegsUnbalanced.selector, legs[0].id, legs[0].amount)
        );
        vault.settle("batch", legs);
    }

    function test_refusesALegOfNothing() public {
        IVault.Leg[] memory legs = new IVault.Leg[](1);
        legs[0] = IVault.Leg(ADA, cash, 0);
        vm.expectRevert(IVault.ZeroAmount.selector);
        vault.settle("batch", legs);
    }

    function test_refusesADebitWithoutAGrant() public {
        _fund(ADA, 100 * DOLLAR);
        IVault.Leg[] memory legs = _move(ADA, BOB, cash, DOLLAR);
        vm.expectRevert(abi.encodeWithSelector(IVault.NotAnOperator.selector, ADA, address(this)));
        vault.settle("batch", legs);
        vm.prank(ADA);
        vault.settle("batch", legs); // one's own account needs no grant
        vm.assertEq(vault.balanceOf(BOB, cash), DOLLAR, "moved");
    }

    function test_settlementsKeepToTheRules() public {
        _giveHours(ADA, 10 * HOUR);
        _trustThis();
        IVault.Leg[] memory legs = _move(ADA, STRANGER, SERIES, HOUR);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotReceive.selector, STRANGER)
        );
        vault.settle("batch", legs);

        legs = _move(ADA, BOB, SERIES, HOUR);
        vm.prank(OPERATIONS);
        vault.setFrozenTokens(ADA, SERIES, 10 * HOUR);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC7943MultiToken.ERC7943InsufficientUnfrozenBalance.selector, ADA, SERIES, HOUR, 0
            )
        );
        vault.settle("batch", legs);

        _setEligible(ADA, false);
        vm.expectRevert(abi.encodeWithSelector(IERC7943MultiToken.ERC7943CannotSend.selector, ADA));
        vault.settle("batch", legs);

        _setEligible(ADA, true);
        vm.warp(EXPIRY);
        vm.expectRevert(abi.encodeWithSelector(IVault.SeriesExpired.selector, SERIES));
        vault.settle("batch", legs);
    }

    function test_refusesADebitBeyondTheBalance() public {
        _fund(ADA, DOLLAR);
        _fund(BOB, DOLLAR);
        _trustThis();
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        vault.settle("batch", _move(ADA, BOB, cash, DOLLAR + 1));
    }

    function test_answersManyBalancesAtOnce() public {
        _fund(ADA, 3);
        _fund(BOB, 4);
        address[] memory holders = new address[](2);
        (holders[0], holders[1]) = (ADA, BOB);
        uint256[] memory ids = new uint256[](2);
        (ids[0], ids[1]) = (cash, cash);
        uint256[] memory balances = vault.balancesOf(holders, ids);
        vm.assertEq(balances[0] * 10 + balances[1], 34, "in order");
    }

    /// Whatever the legs, either they are refused or every asset's total stays what it was.
    function testFuzz_conservesEveryAsset(int8[6] memory amounts, bool balanced) public {
        _fund(ADA, 1000);
        _fund(BOB, 1000);
        _giveHours(ADA, 1000);
        _trustThis();
        if (balanced) {
            amounts[4] = 0;
            amounts[5] = 0;
        }
        (IVault.Leg[] memory legs, bool zero) = _legs(amounts, balanced);
        try vault.settle("batch", legs) {
            vm.assertTrue(zero, "only what sums to zero is settled");
        } catch (bytes memory reason) {
            bool poor = bytes4(reason) != IVault.LegsUnbalanced.selector;
            vm.assertTrue(poor || !zero, "what sums to zero is not called unbalanced");
        }
        uint256 dollars =
            vault.balanceOf(ADA, cash) + vault.balanceOf(BOB, cash) + vault.balanceOf(OLGA, cash);
        uint256 amount = vault.balanceOf(ADA, SERIES) + vault.balanceOf(BOB, SERIES)
            + vault.balanceOf(OLGA, SERIES);
        vm.assertEq(dollars, 2000, "dollars");
        vm.assertEq(amount, 1000, "hours");
    }

    function _legs(int8[6] memory amounts, bool balanced)
        private
        view
        returns (IVault.Leg[] memory legs, bool zero)
    {
        address[3] memory accounts = [ADA, BOB, OLGA];
        int256[2] memory sums;
        legs = new IVault.Leg[](6);
        uint256 count = 0;
        for (uint256 i = 0; i < 6; i++) {
            int256 amount = amounts[i];
            if (balanced && i >= 4) amount = -sums[i % 2];
            sums[i % 2] += amount;
            uint256 id = i % 2 == 0 ? cash : SERIES;
            if (amount != 0) legs[count++] = IVault.Leg(accounts[i / 2], id, amount);
        }
        assembly {
            mstore(legs, count)
        }
        _sort(legs);
        zero = sums[0] == 0 && sums[1] == 0;
    }

    function _move(address from, address to, uint256 id, uint256 amount)
        private
        pure
        returns (IVault.Leg[] memory legs)
    {
        legs = new IVault.Leg[](2);
        legs[0] = IVault.Leg(from, id, -int256(amount));
        legs[1] = IVault.Leg(to, id, int256(amount));
        _sort(legs);
    }

    function _sort(IVault.Leg[] memory legs) private pure {
        for (uint256 i = 1; i < legs.length; i++) {
            for (uint256 j = i; j > 0 && _after(legs[j - 1], legs[j]); j--) {
                (legs[j - 1], legs[j]) = (legs[j], legs[j - 1]);
            }
        }
    }

    function _after(IVault.Leg memory a, IVault.Leg memory b) private pure returns (bool) {
        return a.account > b.account || (a.account == b.account && a.id > b.id);
    }

    function _trustThis() private {
        address[3] memory accounts = [ADA, BOB, OLGA];
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(accounts[i]);
            vault.setOperator(address(this), true);
        }
    }
}

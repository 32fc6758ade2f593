// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {IExchangeForPhysical} from "contracts/interfaces/IExchangeForPhysical.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";
import {Roles} from "contracts/libraries/Roles.sol";

/// @notice Futures against hours, in one transaction or not at all; no leg's signature is good alone.
contract ExchangeForPhysicalTest is Futures {
    uint256 private constant LOT = 730 * HOUR;
    uint256 private constant SPOT = 2_100_000;

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );
    bytes32 private constant EXCHANGED_TYPEHASH = keccak256(
        "Exchanged(Order order,bytes32 other,address exchange)"
        "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,"
        "uint256 salt)"
    );

    /// By account, at either venue.
    IOrders.Order[] private _futures;
    IOrders.Order[] private _physical;
    bytes[] private _futureSignatures;
    bytes[] private _physicalSignatures;

    function setUp() public override {
        super.setUp();
        _giveHours(BOB, 20 * LOT);
        _fund(ADA, 20_000 * DOLLAR);
    }

    // BOTH

    function test_whoBuysTheHoursSellsTheFutures() public {
        _agree(3, PRICE, SPOT);
        _bring("e1");
        vm.assertEq(clearing.positionOf(ADA, FUTURE), -3, "ada sold lots");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), 3, "bob bought them");
        vm.assertEq(vault.balanceOf(ADA, SERIES), 3 * LOT, "and ada has hours");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 17 * LOT, "of bob's");
        uint256 paid = 3 * 730 * SPOT;
        vm.assertEq(vault.balanceOf(BOB, cash), paid, "for dollars");
        vm.assertEq(vault.balanceOf(ADA, cash), 20_000 * DOLLAR - paid, "of ada's");
        vm.assertEq(clearing.remaining(_futures[0]), 0, "all of it");
        vm.assertEq(settlement.remaining(_physical[1]), 0, "at both");
    }

    function test_anOwnersHoursArePaidIntoEscrow() public {
        _agreeBetween(ADA, OLGA, 2, PRICE, SPOT);
        vm.prank(OLGA);
        vault.setOperator(address(settlement), true);
        vm.prank(BOB);
        vault.transfer(OLGA, SERIES, 2 * LOT);
        _bring("e1");
        vm.assertEq(vault.balanceOf(address(delivery), cash), 2 * 730 * SPOT, "waits for delivery");
        vm.assertEq(vault.balanceOf(OLGA, cash), 0, "not paid yet");
    }

    function test_isBroughtOnce() public {
        _agree(1, PRICE, SPOT);
        _bring("e1");
        _refused("e1", abi.encodeWithSelector(IOrders.BatchUsed.selector, bytes32("e1")));
        _refused(
            "e2", abi.encodeWithSelector(IOrders.Overfilled.selector, _buyOf(_futures), 1, 1, 1)
        );
    }

    // NEITHER

    function test_neitherWithoutTheHours() public {
        _agree(21, PRICE, SPOT); // bob has 20
        _deposit(ADA, 10_000 * DOLLAR);
        _deposit(BOB, 10_000 * DOLLAR);
        _fund(ADA, 100_000 * DOLLAR);
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        this.bring("e1");
        _nothingMoved();
    }

    function test_neitherWithoutTheMoney() public {
        _agree(14, PRICE, SPOT); // 21,462 dollars
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        this.bring("e1");
        _nothingMoved();
    }

    function test_neitherWithoutTheMargin() public {
        vm.prank(BOB);
        clearing.withdrawMargin(9800 * DOLLAR);
        _agree(1, PRICE, SPOT);
        _refused("e1", _short(BOB, int256(200 * DOLLAR), MARGIN));
        _nothingMoved();
    }

    function test_oneLegTakenBackTakesTheOtherBack() public {
        _agree(1, PRICE, SPOT);
        uint256 adas = _placeOf(ADA);
        bytes32 hash = settlement.orderHash(_physical[adas]);
        vm.prank(ADA);
        settlement.cancel(_physical[adas]);
        _refused("e1", abi.encodeWithSelector(IOrders.OrderIsCancelled.selector, hash));
        _nothingMoved();
    }

    function test_neitherOnceOneLegHasExpired() public {
        _agree(1, PRICE, SPOT);
        vm.warp(_physical[0].expiry + 1);
        _fails("e1");
        _nothingMoved();
    }

    // NO LEG ALONE

    function test_aLegIsNotSignedAsAnOrder() public {
        _agree(1, PRICE, SPOT);
        IOrders.Fill[] memory fills = _fill(1, PRICE);
        if (!_futures[0].buy) (fills[0].buy, fills[0].sell) = (1, 0);
        bytes32 hash = clearing.orderHash(_futures[0]);
        vm.expectRevert(_bad(hash, _futures[0].account));
        vm.prank(OPERATIONS);
        clearing.novate("e1", _futures, _futureSignatures, fills);
        hash = settlement.orderHash(_physical[0]);
        vm.expectRevert(_bad(hash, _physical[0].account));
        vm.prank(OPERATIONS);
        settlement.settle("e1", _physical, _physicalSignatures, fills);
    }

    function test_nobodyBringsALegToItsVenue() public {
        _agree(1, PRICE, SPOT);
        IOrders.Fill[] memory fills = _fill(1, PRICE);
        bytes32[] memory others = new bytes32[](2);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(_unauthorized(OPERATIONS));
        clearing.novateExchanged("e1", _futures, _futureSignatures, fills, others);
        vm.expectRevert(_unauthorized(OPERATIONS));
        settlement.settleExchanged("e1", _physical, _physicalSignatures, fills, others);
    }

    /// Not even who was given the role since: what was signed names the contract that brings it.
    function test_noOtherContractBringsALegEither() public {
        _agree(1, PRICE, SPOT);
        manager.grantRole(Roles.EXCHANGE, STRANGER, 0);
        vm.warp(NOW + 30 days);
        bytes32[] memory others = new bytes32[](2);
        others[0] = settlement.orderHash(_physical[0]);
        others[1] = settlement.orderHash(_physical[1]);
        bytes32 hash = clearing.orderHash(_futures[0]);
        vm.expectRevert(_bad(hash, _futures[0].account));
        vm.prank(STRANGER);
        clearing.novateExchanged("e1", _futures, _futureSignatures, _fill(1, PRICE), others);
    }

    function test_onlyTheClearerExchanges() public {
        _agree(1, PRICE, SPOT);
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        exchange.exchange("e1", _futures, _futureSignatures, _physical, _physicalSignatures);
    }

    // MISMATCHES

    function test_aLegGoesWithTheOneItWasSignedWith() public {
        _agree(1, PRICE, SPOT);
        IOrders.Order[] memory dear = _physical;
        bytes[] memory signatures = _physicalSignatures;
        delete _futures;
        delete _physical;
        delete _futureSignatures;
        delete _physicalSignatures;
        _agree(1, PRICE, SPOT - 1); // another agreement of the same two
        for (uint256 i = 0; i < 2; i++) {
            _physical[i] = dear[i];
            _physicalSignatures[i] = signatures[i];
        }
        bytes32 hash = clearing.orderHash(_futures[0]);
        _refused("e1", _bad(hash, _futures[0].account));
    }

    function test_asManyHoursAsTheLotsAre() public {
        _agree(1, PRICE, SPOT);
        _physical[0].quantity += 1;
        _refused(
            "e1",
            abi.encodeWithSelector(
                IExchangeForPhysical.HoursDiffer.selector, _futures[0].account, LOT + 1, LOT
            )
        );
    }

    function test_ofTheSameAccountAndTheOtherWayRound() public {
        _agree(1, PRICE, SPOT);
        _physical[0].buy = !_physical[0].buy;
        _refused(
            "e1",
            abi.encodeWithSelector(IExchangeForPhysical.SidesAlike.selector, _futures[0].account)
        );
        _physical[0].buy = !_physical[0].buy;
        _physical[0].account = STRANGER;
        _refused(
            "e1",
            abi.encodeWithSelector(
                IExchangeForPhysical.AccountsDiffer.selector, _futures[0].account, STRANGER
            )
        );
    }

    function test_atThePriceAndQuantityThatBothSigned() public {
        _agree(2, PRICE, SPOT);
        _futures[1].price += 1;
        _refused(
            "e1",
            abi.encodeWithSelector(IExchangeForPhysical.PricesDiffer.selector, PRICE, PRICE + 1)
        );
        _futures[1].price -= 1;
        _futures[1].quantity = 3;
        _physical[1].quantity = 3 * LOT;
        _refused("e1", abi.encodeWithSelector(IExchangeForPhysical.LotsDiffer.selector, 2, 3));
        _futures.push(_futures[0]);
        _refused("e1", abi.encodeWithSelector(IExchangeForPhysical.NotTwoSides.selector, 3, 2));
    }

    // LAWS

    function testFuzz_conservesLotsHoursAndMoney(uint256 lots, uint256 price, uint256 spot) public {
        lots = _between(lots, 1, 30);
        price = _between(price, 1, 4 * PRICE);
        spot = _between(spot, 0, 2 * SPOT);
        uint256 money = vault.balanceOf(ADA, cash) + vault.balanceOf(BOB, cash);
        int256 margin = clearing.marginOf(ADA) + clearing.marginOf(BOB);
        _agree(lots, price, spot);
        bool done = false;
        try this.bring("e1") {
            done = true;
        } catch {}
        int256 sold = done ? int256(lots) : int256(0);
        vm.assertEq(clearing.positionOf(ADA, FUTURE), -sold, "lots");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), sold, "lots, the other way round");
        vm.assertEq(vault.balanceOf(ADA, SERIES), uint256(sold) * LOT, "hours of as many lots");
        vm.assertEq(vault.balanceOf(BOB, SERIES), (20 - uint256(sold)) * LOT, "from bob");
        vm.assertEq(
            vault.balanceOf(ADA, cash) + vault.balanceOf(BOB, cash),
            money,
            "dollars go between them"
        );
        vm.assertEq(vault.balanceOf(BOB, cash), uint256(sold) * 730 * spot, "the price of them");
        vm.assertEq(clearing.marginOf(ADA) + clearing.marginOf(BOB), margin, "and margin stays");
    }

    // PLACES

    /// Ada buys bob's hours and sells him as many lots.
    function _agree(uint256 lots, uint256 price, uint256 spot) private {
        _agreeBetween(ADA, BOB, lots, price, spot);
    }

    function _agreeBetween(address buyer, address seller, uint256 lots, uint256 price, uint256 spot)
        private
    {
        bool first = buyer < seller;
        address[2] memory sides = first ? [buyer, seller] : [seller, buyer];
        for (uint256 i = 0; i < 2; i++) {
            bool buys = sides[i] == buyer;
            _futures.push(_order(sides[i], FUTURE, !buys, lots, price));
            _physical.push(_order(sides[i], SERIES, buys, lots * LOT, spot));
        }
        for (uint256 i = 0; i < 2; i++) {
            uint256 key = _keyOf(sides[i]);
            bytes32 future = clearing.orderHash(_futures[i]);
            bytes32 hour = settlement.orderHash(_physical[i]);
            _futureSignatures.push(
                _signature(key, _digest("Hourglass Clearing", address(clearing), _futures[i], hour))
            );
            _physicalSignatures.push(
                _signature(
                    key, _digest("Hourglass Settlement", address(settlement), _physical[i], future)
                )
            );
        }
    }

    /// What is signed, made here as a wallet makes it.
    function _digest(string memory name, address venue, IOrders.Order memory order, bytes32 other)
        private
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256(bytes(name)),
                keccak256("1"),
                block.chainid,
                venue
            )
        );
        bytes32 hash = keccak256(abi.encode(ORDER_TYPEHASH, order));
        bytes32 pair = keccak256(abi.encode(EXCHANGED_TYPEHASH, hash, other, address(exchange)));
        return MessageHashUtils.toTypedDataHash(domain, pair);
    }

    function bring(bytes32 batch) external {
        vm.prank(OPERATIONS);
        exchange.exchange(batch, _futures, _futureSignatures, _physical, _physicalSignatures);
    }

    function _bring(bytes32 batch) private {
        this.bring(batch);
    }

    function _refused(bytes32 batch, bytes memory reason) private {
        vm.expectRevert(reason);
        this.bring(batch);
    }

    function _fails(bytes32 batch) private {
        bool done = false;
        try this.bring(batch) {
            done = true;
        } catch {}
        vm.assertFalse(done, "refused");
    }

    function _nothingMoved() private view {
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 0, "no lots");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), 0, "of either");
        vm.assertEq(vault.balanceOf(ADA, SERIES), 0, "no hours");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 20 * LOT, "of either");
    }

    function _placeOf(address account) private view returns (uint256) {
        return _futures[0].account == account ? 0 : 1;
    }

    function _buyOf(IOrders.Order[] storage orders) private view returns (bytes32) {
        return clearing.orderHash(orders[0].buy ? orders[0] : orders[1]);
    }

    function _bad(bytes32 hash, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.BadSignature.selector, hash, account);
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "./Stage.sol";
import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";
import {ISettlement} from "contracts/interfaces/ISettlement.sol";
import {IVault} from "contracts/interfaces/IVault.sol";

/// An account that is a contract: it signs by remembering what it agreed to.
contract Treasury is IERC1271 {
    mapping(bytes32 hash => bool) private _agreed;

    function agree(bytes32 hash) external {
        _agreed[hash] = true;
    }

    function isValidSignature(bytes32 hash, bytes calldata) external view returns (bytes4) {
        return _agreed[hash] ? IERC1271.isValidSignature.selector : bytes4(0);
    }
}

contract SettlementTest is Stage {
    uint256 private constant PRICE = 2_150_000; // $2.15 a GPU-hour

    function setUp() public override {
        super.setUp();
        _fund(ADA, 1000 * DOLLAR);
        _giveHours(BOB, 100 * HOUR);
    }

    // DELIVERY VERSUS PAYMENT

    function test_hoursAgainstDollars() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 buy = settlement.orderHash(orders[0]);
        bytes32 sell = settlement.orderHash(orders[1]);
        vm.expectEmit();
        emit ISettlement.Filled(
            "b1", buy, sell, SERIES, ADA, BOB, 10 * HOUR, PRICE, 21_500_000, false
        );
        _settle("b1", orders, _fill(10 * HOUR, PRICE));

        vm.assertEq(vault.balanceOf(ADA, SERIES), 10 * HOUR, "hours bought");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 90 * HOUR, "hours left");
        vm.assertEq(vault.balanceOf(BOB, cash), 21_500_000, "dollars got");
        vm.assertEq(vault.balanceOf(ADA, cash), 1000 * DOLLAR - 21_500_000, "dollars left");
        vm.assertEq(settlement.remaining(orders[0]), 0, "buy filled");
        vm.assertEq(settlement.remaining(orders[1]), 0, "sell filled");
    }

    function test_anOwnersSaleIsPaidIntoEscrow() public {
        _list(OLGA, SERIES, 50 * HOUR, "second rack");
        vm.prank(OPERATIONS);
        vault.mint(SERIES, OLGA, 50 * HOUR);
        IOrders.Order[] memory orders = _pair(
            _order(ADA, SERIES, true, 50 * HOUR, PRICE),
            _order(OLGA, SERIES, false, 50 * HOUR, PRICE)
        );
        IOrders.Fill[] memory fills = new IOrders.Fill[](2);
        fills[0] = IOrders.Fill(0, 1, 20 * HOUR, PRICE);
        fills[1] = IOrders.Fill(0, 1, 30 * HOUR, PRICE);
        _settle("b1", orders, fills);

        (uint256 held, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(held, 107_500_000, "escrow");
        vm.assertEq(sold, 50 * HOUR, "sold");
        vm.assertEq(owed, 0, "owed");
        vm.assertEq(vault.balanceOf(OLGA, cash), 0, "not the owner's yet");
        vm.assertEq(vault.balanceOf(address(delivery), cash), held, "held there");
    }

    /// An owner of one series is paid at once for hours of another, in the same batch.
    function test_anOwnerIsAnOwnerOfTheirOwnSeries() public {
        uint256 next = _openNext();
        _list(ADA, next, 5 * HOUR, "Ada's rack");
        vm.prank(OPERATIONS);
        vault.mint(next, ADA, 5 * HOUR);
        vm.prank(ADA);
        vault.transfer(OLGA, next, 5 * HOUR);
        vm.prank(BOB);
        vault.transfer(OLGA, SERIES, 5 * HOUR);
        IOrders.Order[] memory orders = new IOrders.Order[](5);
        IOrders.Fill[] memory fills = new IOrders.Fill[](3);
        (orders[0], orders[1]) =
        (_order(ADA, SERIES, true, 3 * HOUR, PRICE), _order(ADA, next, true, HOUR, PRICE));
        for (uint256 i = 0; i < 3; i++) {
            uint256 series = i == 1 ? next : SERIES;
            orders[2 + i] = _order(OLGA, series, false, (i + 1) * HOUR, PRICE);
            fills[i] = IOrders.Fill(i % 2, 2 + i, HOUR, PRICE);
        }
        _settle("b1", orders, fills);
        (uint256 held, uint256 sold,) = delivery.escrowOf(SERIES, OLGA);
        vm.assertEq(held, 2 * PRICE, "escrow of two sales");
        vm.assertEq(sold, 2 * HOUR, "sold");
        vm.assertEq(vault.balanceOf(OLGA, cash), PRICE, "paid for the third");
        vm.assertEq(vault.balanceOf(ADA, SERIES), 2 * HOUR, "bought");
        vm.assertEq(vault.balanceOf(ADA, next), HOUR, "bought");
    }

    function _openNext() private returns (uint256) {
        vm.prank(OPERATIONS);
        return vault.openSeries("H100-SXM-80GB.us.2027-04", EXPIRY, EXPIRY + 30 days);
    }

    function test_fillsInParts() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        vm.assertEq(settlement.remaining(orders[0]), 10 * HOUR, "all of it");
        _settle("b1", orders, _fill(4 * HOUR, PRICE));
        vm.assertEq(settlement.remaining(orders[0]), 6 * HOUR, "some");
        _settle("b2", orders, _fill(5 * HOUR, PRICE));
        vm.assertEq(settlement.remaining(orders[1]), HOUR, "little");
        _settle("b4", orders, _fill(HOUR, PRICE));
        vm.assertEq(settlement.remaining(orders[0]), 0, "nothing");
        bytes32 hash = settlement.orderHash(orders[0]);
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.expectRevert(
            abi.encodeWithSelector(
                IOrders.Overfilled.selector, hash, 10 * HOUR, 10 * HOUR, uint256(1)
            )
        );
        vm.prank(OPERATIONS);
        _settleSorted("b3", orders, signatures, _fill(1, PRICE));
    }

    function test_aContractAccountTrades() public {
        Treasury treasury = new Treasury();
        _admit(address(treasury));
        _fund(address(treasury), 100 * DOLLAR);
        IOrders.Order[] memory orders = _pair(
            _order(address(treasury), SERIES, true, HOUR, PRICE),
            _order(BOB, SERIES, false, HOUR, PRICE)
        );
        bytes32 hash = settlement.orderHash(orders[0]);
        _expectBatch(
            orders,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.BadSignature.selector, hash, address(treasury))
        );
        treasury.agree(hash);
        _settle("b1", orders, _fill(HOUR, PRICE));
        vm.assertEq(vault.balanceOf(address(treasury), SERIES), HOUR, "hours");
    }

    // REFUSALS

    function test_onlyTheSettlerSettles() public {
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        settlement.settle("b1", new IOrders.Order[](0), new bytes[](0), new IOrders.Fill[](0));
    }

    function test_refusesABatchTwice() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        _settle("b1", orders, _fill(4 * HOUR, PRICE));
        _expectBatch(
            orders,
            _fill(4 * HOUR, PRICE),
            abi.encodeWithSelector(IVault.BatchUsed.selector, bytes32("b1"))
        );
    }

    function test_refusesAWrongSignature() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 hash = settlement.orderHash(orders[1]);
        bytes[] memory signatures = _signatures(settlement, orders);
        signatures[1] = _signature(STRANGER_KEY, hash);
        _expectRaw(orders, signatures, _badSignature(hash, BOB));
        signatures[1] = "";
        _expectRaw(orders, signatures, _badSignature(hash, BOB));
    }

    function test_refusesAnOrderSignedForAnotherChain() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        vm.chainId(1);
        bytes[] memory elsewhere = _signatures(settlement, orders);
        vm.chainId(31_337);
        _expectRaw(orders, elsewhere, _badSignature(settlement.orderHash(orders[1]), BOB));
    }

    function test_refusesAnOrderSignedForAnotherContract() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes[] memory elsewhere = _signatures(clearing, orders);
        _expectRaw(orders, elsewhere, _badSignature(settlement.orderHash(orders[1]), BOB));
    }

    function test_refusesAnOrderThatWasChanged() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes[] memory signatures = _signatures(settlement, orders);
        orders[0].quantity += 1;
        _expectRaw(orders, signatures, _badSignature(settlement.orderHash(orders[0]), ADA));
    }

    function test_refusesAnExpiredOrder() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        orders[0].expiry = NOW - 1;
        bytes32 hash = settlement.orderHash(orders[0]);
        _expectBatch(
            orders,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.OrderExpired.selector, hash, NOW - 1)
        );
        orders[0].expiry = NOW;
        _settle("b1", orders, _fill(HOUR, PRICE));
        vm.assertEq(vault.balanceOf(ADA, SERIES), HOUR, "still good in its last second");
    }

    function test_refusesACancelledOrder() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 hash = settlement.orderHash(orders[1]);
        vm.expectRevert(abi.encodeWithSelector(IOrders.NotTheAccount.selector, ADA));
        vm.prank(ADA);
        settlement.cancel(orders[1]);

        vm.startPrank(BOB);
        settlement.cancel(orders[1]);
        vm.expectRevert(abi.encodeWithSelector(IOrders.OrderIsCancelled.selector, hash));
        settlement.cancel(orders[1]);
        vm.stopPrank();
        _expectBatch(
            orders,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.OrderIsCancelled.selector, hash)
        );
    }

    function test_anAccountTakesBackAllItsOrdersAtOnce() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 hash = settlement.orderHash(orders[1]);
        uint256 salt = orders[1].salt;
        vm.startPrank(BOB);
        vm.expectEmit();
        emit IOrders.OrdersCancelledBelow(BOB, salt + 1);
        settlement.cancelBelow(salt + 1);
        vm.expectRevert(abi.encodeWithSelector(IOrders.SaltNotAbove.selector, salt + 1, salt + 1));
        settlement.cancelBelow(salt + 1);
        vm.stopPrank();
        vm.assertEq(settlement.cancelledBelow(BOB), salt + 1, "below");
        vm.assertEq(settlement.remaining(orders[1]), 0, "taken back");
        vm.assertEq(settlement.remaining(orders[0]), 10 * HOUR, "another's");
        _expectBatch(
            orders,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.OrderIsCancelled.selector, hash)
        );
        orders[1].salt = salt + 1;
        _settle("b1", orders, _fill(HOUR, PRICE));
    }

    /// Whatever happens to one order of a word happens to no other.
    function testFuzz_ordersOfOneWordAreIndependent(uint8 first, uint8 second) public {
        vm.assume(first != second);
        IOrders.Order[] memory one = _crossing(10 * HOUR);
        IOrders.Order[] memory other = _crossing(10 * HOUR);
        (one[0].salt, other[0].salt) = (first, second);
        _settle("b1", one, _fill(4 * HOUR, PRICE));
        vm.assertEq(settlement.remaining(other[0]), 10 * HOUR, "partly");
        _settle("b2", one, _fill(6 * HOUR, PRICE));
        vm.assertEq(settlement.remaining(other[0]), 10 * HOUR, "filled");
        vm.prank(ADA);
        settlement.cancel(other[0]);
        vm.assertEq(settlement.remaining(one[0]), 0, "filled it stays");
        one[0].salt = uint256(second) + 256;
        vm.assertEq(settlement.remaining(one[0]), 10 * HOUR, "another word");
    }

    /// Orders of one account in several words, filled, filled in part or not at all in one batch.
    function testFuzz_aBatchKeepsEveryOrderOfAnAccount(uint16[6] memory salts, uint8 parts) public {
        IOrders.Order[] memory orders = new IOrders.Order[](7);
        IOrders.Fill[] memory fills = new IOrders.Fill[](6);
        orders[6] = _order(BOB, SERIES, false, 60 * HOUR, PRICE);
        uint256 salt = 0;
        for (uint256 i = 0; i < 6; i++) {
            orders[i] = _order(ADA, SERIES, true, 2 * HOUR, PRICE);
            salt += 1 + salts[i] % 200;
            orders[i].salt = salt;
            fills[i] = IOrders.Fill(i, 6, parts >> i & 1 == 0 ? HOUR : 2 * HOUR, PRICE);
        }
        _settle("b1", orders, fills);
        for (uint256 i = 0; i < 6; i++) {
            uint256 left = 2 * HOUR - fills[i].quantity;
            vm.assertEq(settlement.remaining(orders[i]), left, "left");
            orders[i].salt++;
            bool fresh = i == 5 || orders[i].salt != orders[i + 1].salt;
            if (fresh) vm.assertEq(settlement.remaining(orders[i]), 2 * HOUR, "between them");
            orders[i].salt--;
            fills[i].quantity = 1;
        }
        for (uint256 i = 0; i < 6; i++) {
            if (parts >> i & 1 == 0) continue;
            bytes32 hash = settlement.orderHash(orders[i]);
            (fills[0].buy, fills[i].buy) = (i, 0);
            bytes memory reason = abi.encodeWithSelector(
                IOrders.Overfilled.selector, hash, 2 * HOUR, 2 * HOUR, uint256(1)
            );
            _expectBatch(orders, fills, reason);
            (fills[0].buy, fills[i].buy) = (0, i);
        }
    }

    function test_aSaltIsGoodForOneOrder() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        IOrders.Order[] memory others = _crossing(20 * HOUR);
        others[0].salt = orders[0].salt;
        uint256 salt = orders[0].salt;
        _settle("b0", orders, _fill(4 * HOUR, PRICE));
        vm.assertEq(settlement.remaining(others[0]), 0, "taken");
        _expectBatch(
            others,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.SaltTaken.selector, ADA, salt)
        );
        _settle("b2", orders, _fill(6 * HOUR, PRICE));
        bytes32 hash = settlement.orderHash(others[0]);
        _expectBatch(
            others,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.Overfilled.selector, hash, 20 * HOUR, 20 * HOUR, HOUR)
        );
    }

    /// Neither an order nor a salt fills twice by standing twice in a batch.
    function test_refusesAnOrderTwiceInABatch() public {
        IOrders.Order[] memory crossing = _crossing(10 * HOUR);
        IOrders.Order[] memory orders = new IOrders.Order[](4);
        (orders[0], orders[1]) = (crossing[0], crossing[1]);
        (orders[2], orders[3]) = (crossing[0], _order(BOB, SERIES, false, 10 * HOUR, PRICE));
        IOrders.Fill[] memory fills = new IOrders.Fill[](2);
        fills[0] = IOrders.Fill(0, 1, 4 * HOUR, PRICE);
        fills[1] = IOrders.Fill(2, 3, 4 * HOUR, PRICE);
        bytes32 hash = settlement.orderHash(crossing[0]);
        bytes memory reason = abi.encodeWithSelector(IOrders.OrderTwice.selector, hash);
        _expectBatch(orders, fills, reason);
        _settle("b0", crossing, _fill(2 * HOUR, PRICE));
        _expectBatch(orders, fills, reason);
        fills[0].quantity = 8 * HOUR;
        _expectBatch(orders, fills, reason);
        orders[2] = _order(ADA, SERIES, true, 10 * HOUR, PRICE);
        orders[2].salt = _order(ADA, SERIES, true, 1, 1).salt;
        (orders[3].salt, orders[3].quantity) = (orders[1].salt, 9 * HOUR);
        fills[0].quantity = HOUR;
        _expectBatch(
            orders, fills, abi.encodeWithSelector(IOrders.SaltTaken.selector, BOB, orders[1].salt)
        );
    }

    function test_refusesPricesOutsideTheLimits() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 buy = settlement.orderHash(orders[0]);
        bytes32 sell = settlement.orderHash(orders[1]);
        _expectBatch(
            orders,
            _fill(HOUR, PRICE + 1),
            abi.encodeWithSelector(IOrders.PriceOutsideLimit.selector, buy, PRICE, PRICE + 1)
        );
        _expectBatch(
            orders,
            _fill(HOUR, PRICE - 1),
            abi.encodeWithSelector(IOrders.PriceOutsideLimit.selector, sell, PRICE, PRICE - 1)
        );
    }

    function test_refusesFillsThatMakeNoSense() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bytes32 buy = settlement.orderHash(orders[0]);
        bytes32 sell = settlement.orderHash(orders[1]);
        _expectBatch(orders, _fill(0, PRICE), abi.encodeWithSelector(IOrders.EmptyFill.selector, 0));
        IOrders.Fill[] memory fills = _fill(HOUR, PRICE);
        fills[0] = IOrders.Fill(1, 0, HOUR, PRICE);
        _expectBatch(orders, fills, abi.encodeWithSelector(IOrders.SideMismatch.selector, sell));
        fills[0] = IOrders.Fill(0, 0, HOUR, PRICE);
        _expectBatch(orders, fills, abi.encodeWithSelector(IOrders.SideMismatch.selector, buy));

        orders =
            _pair(_order(ADA, SERIES, true, HOUR, PRICE), _order(BOB, FUTURE, false, HOUR, PRICE));
        _expectBatch(
            orders,
            _fill(HOUR, PRICE),
            abi.encodeWithSelector(IOrders.BaseMismatch.selector, SERIES, FUTURE)
        );
        orders =
            _pair(_order(ADA, SERIES, true, HOUR, PRICE), _order(ADA, SERIES, false, HOUR, PRICE));
        _expectBatch(
            orders, _fill(HOUR, PRICE), abi.encodeWithSelector(IOrders.SelfTrade.selector, ADA)
        );
    }

    function test_refusesSignaturesThatDoNotMatchTheOrders() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        vm.expectRevert(abi.encodeWithSelector(IOrders.LengthsDiffer.selector, 2, 1));
        vm.prank(OPERATIONS);
        settlement.settle("b1", orders, new bytes[](1), _fill(HOUR, PRICE));
    }

    function test_refusesOrdersOutOfOrder() public {
        bytes memory reason = abi.encodeWithSelector(IOrders.OrdersUnsorted.selector, 1);
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        bool first = orders[0].account > orders[1].account;
        _expectAsItIs(first ? orders : _pair(orders[1], orders[0]), reason);
        orders = _pair(orders[0], _order(ADA, SERIES, true, HOUR, PRICE));
        _expectAsItIs(_pair(orders[1], orders[0]), reason);
        orders[0].salt = orders[1].salt + 128; // another word of states is no way around it
        _expectAsItIs(orders, reason);
    }

    function test_refusesAFillOfAnOrderThatIsNotThere() public {
        IOrders.Order[] memory orders = _crossing(10 * HOUR);
        Batch memory batch = _sorted(orders, _signatures(settlement, orders), _fill(HOUR, PRICE));
        bytes memory outOfRange = abi.encodeWithSignature("Panic(uint256)", 0x32);
        uint256 seller = batch.fills[0].sell;
        batch.fills[0].sell = 2;
        vm.expectRevert(outOfRange);
        vm.prank(OPERATIONS);
        settlement.settle("b1", batch.orders, batch.signatures, batch.fills);
        (batch.fills[0].buy, batch.fills[0].sell) = (2, seller);
        vm.expectRevert(outOfRange);
        vm.prank(OPERATIONS);
        settlement.settle("b1", batch.orders, batch.signatures, batch.fills);
    }

    function test_refusesWhatABuyerCannotPay() public {
        IOrders.Order[] memory orders = _pair(
            _order(ADA, SERIES, true, 100 * HOUR, 11 * DOLLAR),
            _order(BOB, SERIES, false, 100 * HOUR, 11 * DOLLAR)
        );
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.expectPartialRevert(
            bytes4(keccak256("ERC6909InsufficientBalance(address,uint256,uint256,uint256)"))
        );
        vm.prank(OPERATIONS);
        _settleSorted("b1", orders, signatures, _fill(100 * HOUR, 11 * DOLLAR));
        vm.assertEq(vault.balanceOf(BOB, SERIES), 100 * HOUR, "neither, then");
    }

    /// A quantity so large that as a signed number it would run backwards.
    function test_refusesAQuantityBeyondSignedNumbers() public {
        uint256 huge = uint256(type(int256).max) + 1;
        IOrders.Order[] memory orders =
            _pair(_order(ADA, SERIES, true, huge, 0), _order(BOB, SERIES, false, huge, 0));
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.expectRevert(abi.encodeWithSignature("SafeCastOverflowedUintToInt(uint256)", huge));
        vm.prank(OPERATIONS);
        _settleSorted("b1", orders, signatures, _fill(huge, 0));
    }

    // LAWS

    /// Cash is rounded down once a fill; parts never exceed the order; nothing is made or lost.
    function testFuzz_partsAreRoundedDownAndConserved(uint64[4] memory parts, uint32 price) public {
        uint256 limit = _between(price, 1, 9_000_000);
        IOrders.Order[] memory orders = _pair(
            _order(ADA, SERIES, true, 100 * HOUR, limit),
            _order(BOB, SERIES, false, 100 * HOUR, limit)
        );
        IOrders.Fill[] memory fills = new IOrders.Fill[](4);
        uint256 quantity = 0;
        uint256 paid = 0;
        for (uint256 i = 0; i < 4; i++) {
            uint256 part = _between(parts[i], 1, 25 * HOUR);
            fills[i] = IOrders.Fill(0, 1, part, limit);
            quantity += part;
            paid += part * limit / HOUR;
        }
        _settle("b1", orders, fills);
        vm.assertEq(vault.balanceOf(ADA, SERIES), quantity, "hours bought");
        vm.assertEq(vault.balanceOf(BOB, SERIES), 100 * HOUR - quantity, "hours left");
        vm.assertEq(vault.balanceOf(BOB, cash), paid, "paid");
        vm.assertEq(vault.balanceOf(ADA, cash), 1000 * DOLLAR - paid, "dollars left");
        vm.assertLe(paid, quantity * limit / HOUR, "never more than the whole");
    }

    /// forge-config: default.isolate = true
    /// A hundred and twenty fills of 240 new orders among forty accounts.
    function test_aBatchOf120FillsFitsATransaction() public {
        vm.assertLt(_gasOf(120, 40), 16_777_216, "gas of a transaction");
    }

    /// forge-config: default.isolate = true
    /// The dearest there is: every account trades for the first time, and only once.
    function test_eightyFillsBetweenStrangersFitATransaction() public {
        uint256 gas = _gasOf(80, 160);
        vm.assertLt(gas, 16_777_216, "gas of a transaction");
        vm.assertLe(gas, 100_000 + 80 * 76_000 + 160 * 46_000, "what the service reckons with");
    }

    function _gasOf(uint256 count, uint256 people) private returns (uint256) {
        IOrders.Order[] memory orders = new IOrders.Order[](2 * count);
        IOrders.Fill[] memory fills = new IOrders.Fill[](count);
        bytes[] memory signatures = new bytes[](2 * count);
        for (uint256 i = 0; i < 2 * count; i++) {
            bool buy = i % 2 == 0;
            uint256 key = uint256(keccak256(abi.encode("crowd", i % people)));
            address account = vm.addr(key);
            if (i < people) _admit(account);
            _stock(account, buy);
            orders[i] = _order(account, SERIES, buy, HOUR / 10, PRICE);
            signatures[i] = _signature(key, settlement.orderHash(orders[i]));
            fills[i / 2] = IOrders.Fill(i / 2 * 2, i / 2 * 2 + 1, HOUR / 10, PRICE);
        }
        Batch memory batch = _sorted(orders, signatures, fills);
        bytes memory call =
            abi.encodeCall(settlement.settle, ("b1", batch.orders, batch.signatures, batch.fills));
        vm.prank(OPERATIONS);
        (bool settled,) = address(settlement).call(call);
        vm.assertTrue(settled, "settled");
        return vm.lastCallGas().gasTotalUsed;
    }

    function _stock(address account, bool dollars) private {
        if (dollars) {
            _fund(account, DOLLAR);
        } else {
            vm.prank(BOB);
            vault.transfer(account, SERIES, HOUR / 10);
        }
    }

    // HELPERS

    function _expectAsItIs(IOrders.Order[] memory orders, bytes memory reason) private {
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        settlement.settle("b1", orders, signatures, new IOrders.Fill[](0));
    }

    function _crossing(uint256 quantity) private returns (IOrders.Order[] memory) {
        return _pair(
            _order(ADA, SERIES, true, quantity, PRICE), _order(BOB, SERIES, false, quantity, PRICE)
        );
    }

    function _settle(bytes32 batch, IOrders.Order[] memory orders, IOrders.Fill[] memory fills)
        private
    {
        bytes[] memory signatures = new bytes[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            address account = orders[i].account;
            bytes32 hash = settlement.orderHash(orders[i]);
            if (account.code.length == 0) signatures[i] = _signature(_keyOf(account), hash);
        }
        vm.prank(OPERATIONS);
        _settleSorted(batch, orders, signatures, fills);
    }

    function _expectBatch(
        IOrders.Order[] memory orders,
        IOrders.Fill[] memory fills,
        bytes memory reason
    ) private {
        bytes[] memory signatures = _signatures(settlement, orders);
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        _settleSorted("b1", orders, signatures, fills);
    }

    function _expectRaw(
        IOrders.Order[] memory orders,
        bytes[] memory signatures,
        bytes memory reason
    ) private {
        vm.expectRevert(reason);
        vm.prank(OPERATIONS);
        _settleSorted("b1", orders, signatures, _fill(HOUR, PRICE));
    }

    function _badSignature(bytes32 hash, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.BadSignature.selector, hash, account);
    }
}

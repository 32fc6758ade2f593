// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Futures} from "./Futures.sol";
import {ICombinations} from "contracts/interfaces/ICombinations.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

/// @notice Spreads of two months, and strips of three: filled together and within what was signed
/// for them together, or not at all.
contract CombinationsTest is Futures {
    uint256 private constant SECOND = uint256(keccak256("H100-SXM-80GB.2027-04.F"));
    uint256 private constant THIRD = uint256(keccak256("H100-SXM-80GB.2027-05.F"));
    uint256 private constant ANYTHING = type(uint128).max;

    /// Orders with their signatures, as a batch takes them.
    IOrders.Order[] private _all;
    bytes[] private _signedAll;
    IOrders.Fill[] private _fills;
    ICombinations.Combined[] private _combined;

    function setUp() public override {
        super.setUp();
        vm.startPrank(OPERATIONS);
        clearing.listFuture("H100-SXM-80GB.2027-04.F", INDEX, LAST_TRADING + 30 days);
        clearing.listFuture("H100-SXM-80GB.2027-05.F", INDEX, LAST_TRADING + 60 days);
        clearing.setInitialMargin(SECOND, MARGIN);
        clearing.setInitialMargin(THIRD, MARGIN);
        vm.stopPrank();
    }

    // SPREADS

    function test_aSpreadIsOneTradeAMonth() public {
        _spreads(5, -20_000, 5, -20_000);
        _fillMonths(5, 5, PRICE, PRICE + 20_000);
        _novate();
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 5, "bought near");
        vm.assertEq(clearing.positionOf(ADA, SECOND), -5, "sold far");
        vm.assertEq(clearing.positionOf(BOB, FUTURE), -5, "sold near");
        vm.assertEq(clearing.positionOf(BOB, SECOND), 5, "bought far");
        vm.assertEq(clearing.remaining(_all[0]), 0, "all of it");
    }

    function test_bothSidesHaveTheirPriceOrBetter() public {
        _spreads(5, -10_000, 5, -20_000); // ada would pay more than bob asks
        _fillMonths(5, 5, PRICE, PRICE + 15_000);
        _novate();
        vm.assertEq(clearing.positionOf(ADA, FUTURE), 5, "filled");
    }

    function test_noSpreadAtAWorsePriceThanItsBuyerSigned() public {
        _spreads(5, -20_000, 5, -30_000);
        _fillMonths(5, 5, PRICE, PRICE + 19_999);
        _refused(_outside(ADA, -20_000 * 5, -19_999 * 5));
    }

    function test_noSpreadAtAWorsePriceThanItsSellerSigned() public {
        _spreads(5, -20_000, 5, -30_000);
        _fillMonths(5, 5, PRICE, PRICE + 30_001);
        _refused(_outside(BOB, 30_000 * 5, 30_001 * 5));
    }

    function test_noLegAlone() public {
        _spreads(5, 0, 5, 0);
        _fill1(0, 2, 5, PRICE);
        _refused(_differ(ADA, 0, 5));
    }

    function test_noLegMoreThanTheOther() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(5, 4, PRICE, PRICE);
        _refused(_differ(ADA, 4, 5));
    }

    function test_aLegIsNotSignedAsAnOrder() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(5, 5, PRICE, PRICE);
        delete _combined; // presented as four orders
        Batch memory batch = _sorted(_all, _signedAll, _fills);
        bytes32 first = clearing.orderHash(batch.orders[0]);
        bytes memory reason =
            abi.encodeWithSelector(IOrders.BadSignature.selector, first, batch.orders[0].account);
        vm.startPrank(OPERATIONS);
        vm.expectRevert(reason);
        clearing.novate("b1", batch.orders, batch.signatures, batch.fills);
        vm.expectRevert(reason);
        clearing.novateCombined("b1", batch.orders, batch.signatures, batch.fills, _combined);
    }

    function test_anotherPriceOrAnotherLegIsNotSigned() public {
        _spreads(5, -20_000, 5, -20_000);
        _fillMonths(5, 5, PRICE, PRICE + 20_000);
        _combined[0].price += 1;
        _refused(_badSignature(ADA));
        _combined[0].price -= 1;
        _all[1].base = THIRD;
        _all[3].base = THIRD;
        _fails();
    }

    function test_aLegBelongsToOneCombination() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(5, 5, PRICE, PRICE);
        _combined.push(_combined[1]);
        _fails();
    }

    function test_isFilledInPartsAndNeverBeyond() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(2, 2, PRICE, PRICE);
        _novate();
        vm.assertEq(clearing.remaining(_all[1]), 3, "of each leg");
        delete _fills;
        _fillMonths(4, 4, PRICE, PRICE);
        _fails();
        delete _fills;
        _fillMonths(3, 3, PRICE, PRICE);
        _novate();
        vm.assertEq(clearing.positionOf(BOB, SECOND), 5, "the rest");
    }

    function test_oneLegTakenBackTakesAllBack() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(5, 5, PRICE, PRICE);
        bytes32 leg = clearing.orderHash(_all[1]);
        vm.prank(ADA);
        clearing.cancel(_all[1]);
        _refused(abi.encodeWithSelector(IOrders.OrderIsCancelled.selector, leg));
    }

    function test_marginIsAskedForBothMonths() public {
        _spreads(17, 0, 17, 0); // 2 × 17 × 300 = 10,200
        _fillMonths(17, 17, PRICE, PRICE);
        address first = ADA < BOB ? ADA : BOB;
        _refused(_short(first, int256(10_000 * DOLLAR), 34 * MARGIN));
    }

    function test_onlyTheClearerCombines() public {
        _spreads(5, 0, 5, 0);
        _fillMonths(5, 5, PRICE, PRICE);
        Batch memory batch = _sorted(_all, _signedAll, _fills);
        vm.expectRevert(_unauthorized(ADA));
        vm.prank(ADA);
        clearing.novateCombined("b1", batch.orders, batch.signatures, batch.fills, _combined);
    }

    function testFuzz_whatIsPaidTogetherIsNeverMoreThanSigned(
        uint256 near,
        uint256 far,
        uint256 bid,
        uint256 ask
    ) public {
        near = _between(near, 1, 4_000_000);
        far = _between(far, 1, 4_000_000);
        int256 most = int256(_between(bid, 0, 8_000_000)) - 4_000_000;
        int256 least = int256(_between(ask, 0, 8_000_000)) - 4_000_000;
        _spreads(3, most, 3, least);
        _fillMonths(3, 3, near, far);
        int256 price = int256(near) - int256(far);
        if (price <= most && price >= least) {
            _novate();
            vm.assertEq(clearing.positionOf(ADA, FUTURE), 3, "filled");
        } else {
            _fails();
        }
    }

    // STRIPS

    function test_aStripMeetsTheOrdersOfItsMonths() public {
        uint256[3] memory months = [FUTURE, SECOND, THIRD];
        for (uint256 i = 0; i < 3; i++) {
            _all.push(_order(ADA, months[i], true, 2, ANYTHING));
        }
        _sign(ADA_KEY, 0, 3, int256(3 * PRICE));
        uint256[3] memory prices = [PRICE - 5000, PRICE, PRICE + 5000];
        for (uint256 i = 0; i < 3; i++) {
            _all.push(_order(i == 1 ? OLGA : BOB, months[i], false, 2, prices[i]));
            uint256 key = i == 1 ? OLGA_KEY : BOB_KEY;
            _signedAll.push(_signature(key, clearing.orderHash(_all[3 + i])));
            _fill1(i, 3 + i, 2, prices[i]);
        }
        _novate();
        vm.assertEq(clearing.positionOf(ADA, THIRD), 2, "the last month too");

        delete _fills;
        vm.assertEq(clearing.positionOf(OLGA, SECOND), -2, "of three people");
    }

    // SWAPS

    /// One fixed price for all months; what is paid over their lives is what each comes to, less it.
    function testFuzz_aSwapPaysWhatItsMonthsComeToLessItsPrice(uint256 fixedPrice, uint256 seed)
        public
    {
        fixedPrice = _between(fixedPrice, 1, 4_000_000);
        uint256[3] memory months = [FUTURE, SECOND, THIRD];
        _swap(months, 4, fixedPrice);
        _novate();
        _fix(TODAY, PRICE);
        for (uint256 i = 0; i < 3; i++) {
            vm.prank(OPERATIONS);
            clearing.mark(months[i], TODAY, EVENING, _any(seed, i));
        }
        int256 due = 0;
        for (uint256 i = 0; i < 3; i++) {
            vm.warp(LAST_TRADING + i * 30 days + 1 hours + 1);
            uint256 day = block.timestamp / 1 days;
            _fix(day, PRICE);
            uint256 average = _any(seed, 3 + i);
            vm.prank(OPERATIONS);
            clearing.settleFinally(months[i], day, average);
            due += 730 * 4 * (int256(average) - int256(fixedPrice));
        }
        vm.assertEq(_gain(ADA), due, "who pays the fixed price");
        vm.assertEq(_gain(BOB), -due, "who is paid it");
        vm.assertEq(clearing.requiredMargin(ADA), 0, "and it is over");
    }

    function _any(uint256 seed, uint256 number) private pure returns (uint256) {
        return _between(uint256(keccak256(abi.encode(seed, number))), 1, 4_000_000);
    }

    function _swap(uint256[3] memory months, uint256 lots, uint256 fixedPrice) private {
        for (uint256 side = 0; side < 2; side++) {
            bool pays = side == 0;
            for (uint256 i = 0; i < 3; i++) {
                _all.push(_order(pays ? ADA : BOB, months[i], pays, lots, fixedPrice));
            }
            int256 together = 3 * int256(fixedPrice);
            _sign(pays ? ADA_KEY : BOB_KEY, 3 * side, 3, pays ? together : -together);
        }
        for (uint256 i = 0; i < 3; i++) {
            _fill1(i, 3 + i, lots, fixedPrice);
        }
    }

    // PLACES

    /// Ada's spread, which she buys, and bob's, which he sells: two legs each.
    function _spreads(uint256 bought, int256 most, uint256 sold, int256 least) private {
        _all.push(_order(ADA, FUTURE, true, bought, ANYTHING));
        _all.push(_order(ADA, SECOND, false, bought, 1));
        _all.push(_order(BOB, FUTURE, false, sold, 1));
        _all.push(_order(BOB, SECOND, true, sold, ANYTHING));
        _sign(ADA_KEY, 0, 2, most);
        _sign(BOB_KEY, 2, 2, -least);
    }

    function _sign(uint256 key, uint256 first, uint256 legs, int256 price) private {
        IOrders.Order[] memory signed = new IOrders.Order[](legs);
        for (uint256 i = 0; i < legs; i++) {
            signed[i] = _all[first + i];
        }
        bytes memory signature = _signature(key, clearing.combinationHash(signed, price));
        for (uint256 i = 0; i < legs; i++) {
            _signedAll.push(signature);
        }
        _combined.push(ICombinations.Combined(first, legs, price));
    }

    function _fillMonths(uint256 near, uint256 far, uint256 nearPrice, uint256 farPrice) private {
        _fill1(0, 2, near, nearPrice);
        _fill1(3, 1, far, farPrice);
    }

    function _fill1(uint256 buy, uint256 sell, uint256 quantity, uint256 price) private {
        _fills.push(IOrders.Fill(buy, sell, quantity, price));
    }

    function _novate() private {
        this.novate();
    }

    uint256 private _batches;

    /// Sorted, with the combinations where their legs came to stand.
    function novate() external {
        Batch memory batch = _sorted(_all, _signedAll, _fills);
        ICombinations.Combined[] memory combined = _placed(batch);
        vm.prank(OPERATIONS);
        clearing.novateCombined(
            bytes32(++_batches), batch.orders, batch.signatures, batch.fills, combined
        );
    }

    function _placed(Batch memory batch)
        private
        view
        returns (ICombinations.Combined[] memory combined)
    {
        combined = new ICombinations.Combined[](_combined.length);
        for (uint256 i = 0; i < combined.length; i++) {
            uint256 salt = _all[_combined[i].first].salt;
            uint256 first = 0;
            while (batch.orders[first].salt != salt) first++;
            combined[i] = ICombinations.Combined(first, _combined[i].legs, _combined[i].price);
        }
        for (uint256 i = 0; i < combined.length; i++) {
            for (uint256 j = i + 1; j < combined.length; j++) {
                if (combined[j].first < combined[i].first) {
                    (combined[i], combined[j]) = (combined[j], combined[i]);
                }
            }
        }
    }

    function _refused(bytes memory reason) private {
        vm.expectRevert(reason);
        this.novate();
    }

    function _fails() private {
        bool done = false;
        try this.novate() {
            done = true;
        } catch {}
        vm.assertEq(done ? 1 : 0, uint256(0), "refused");
    }

    function _firstOf(address account) private view returns (bytes32) {
        return clearing.orderHash(_all[account == ADA ? 0 : 2]);
    }

    function _outside(address account, int256 limit, int256 price)
        private
        view
        returns (bytes memory)
    {
        return abi.encodeWithSelector(
            ICombinations.CombinationOutsidePrice.selector, _firstOf(account), limit, price
        );
    }

    function _badSignature(address account) private view returns (bytes memory) {
        return abi.encodeWithSelector(IOrders.BadSignature.selector, _firstOf(account), account);
    }

    /// Whose combination comes first is told first.
    function _differ(address account, uint256 filled, uint256 others)
        private
        view
        returns (bytes memory)
    {
        address first = ADA < BOB ? ADA : BOB;
        uint256 leg = first == account ? 1 : 3;
        return abi.encodeWithSelector(
            ICombinations.LegsDiffer.selector, clearing.orderHash(_all[leg]), filled, others
        );
    }
}

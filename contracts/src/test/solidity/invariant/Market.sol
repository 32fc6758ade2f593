// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Stage} from "../Stage.sol";
import {IClearing} from "contracts/interfaces/IClearing.sol";
import {IFundIncome} from "contracts/interfaces/IFundIncome.sol";
import {IOptions} from "contracts/interfaces/IOptions.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";

/// @notice A small market that does whatever the fuzzer says, within what people may do: four
/// accounts, two of them owners of capacity, every contract of the deployment.
contract Market is Stage {
    uint256 private constant FIRST_DAY = NOW / 1 days;
    uint256 private constant PUT = uint256(keccak256("H100-SXM-80GB.2027-03.P2000"));

    address[4] public people;
    uint256[4] private _keys;

    // What the contracts do not count themselves.
    uint256 public listedHours;
    uint256 public burntHours;

    uint256 private _day = FIRST_DAY;
    uint256 private _next;
    bool private _optionListed;

    /// A request that nobody priced.
    struct Waiting {
        bytes32 request;
        address account;
        bool creation;
    }

    Waiting[] private _waiting;
    bytes32[] private _deliveries;

    function setUp() public override {
        super.setUp();
        _keys = [ADA_KEY, BOB_KEY, OLGA_KEY, uint256(keccak256("otto"))];
        for (uint256 i = 0; i < 4; i++) {
            people[i] = vm.addr(_keys[i]);
        }
        _admit(people[3]);
        vm.startPrank(OPERATIONS);
        clearing.listFuture(FUTURE_NAME, INDEX, EXPIRY + 365 days);
        clearing.setInitialMargin(FUTURE, 100 * DOLLAR);
        vm.stopPrank();
        for (uint256 i = 0; i < 4; i++) {
            _fund(people[i], 50_000 * DOLLAR);
            vm.prank(people[i]);
            clearing.addMargin(10_000 * DOLLAR);
        }
        fund.setFee(people[1], fund.FEE_CAP());
        mintHours(2, 500 * HOUR);
        mintHours(3, 500 * HOUR);
    }

    // DOLLARS

    function deposit(uint256 who, uint256 amount) external {
        _fund(_person(who), _between(amount, 1, 10_000 * DOLLAR));
    }

    function withdraw(uint256 who, uint256 amount) external {
        address account = _person(who);
        uint256 most = vault.withdrawable(account);
        if (most == 0) return;
        vm.prank(account);
        vault.withdraw(_between(amount, 1, most));
    }

    function limitOutflow(uint256 limit, uint256 each, uint256 window) external {
        uint256 seconds_ = _between(window, 1 hours, 7 days);
        uint256 least = dollar.balanceOf(address(vault)) * seconds_ / 30 days + 1;
        uint256 most = _between(limit, least, 10 * least);
        vault.setOutflowLimit(most, _between(each, 0, most), seconds_);
    }

    function forceDollars(uint256 who, uint256 other, uint256 amount) external {
        (address from, address to) = _two(who, other);
        uint256 most = vault.balanceOf(from, cash);
        if (most != 0) vault.forcedTransfer(from, to, cash, _between(amount, 1, most));
    }

    // HOURS

    function mintHours(uint256 who, uint256 amount) public {
        if (block.timestamp >= EXPIRY) return;
        address owner = people[2 + who % 2];
        uint256 listed = _between(amount, 1, 500 * HOUR);
        _list(owner, SERIES, listed, string(abi.encode(_next++)));
        listedHours += listed;
        vm.prank(OPERATIONS);
        vault.mint(SERIES, owner, _between(amount, 1, listed));
    }

    function trade(uint256 buyer, uint256 seller, uint256 quantity, uint256 price) external {
        if (block.timestamp >= EXPIRY) return;
        (address from, address to) = _two(seller, buyer);
        uint256 most = vault.balanceOf(from, SERIES);
        uint256 limit = _between(price, 100_000, 5_000_000);
        uint256 affordable = vault.balanceOf(to, cash) * HOUR / limit;
        most = most < affordable ? most : affordable;
        if (most == 0) return;
        uint256 filled = _between(quantity, 1, most);
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _match(settlement, to, from, SERIES, filled, limit);
        vm.prank(OPERATIONS);
        _settleSorted(bytes32(++_next), orders, signatures, _fill(filled, limit));
    }

    function redeemAndMeter(uint256 who, uint256 owner, uint256 amount, uint256 read) external {
        if (block.timestamp >= EXPIRY) return;
        address holder = _person(who);
        address from = people[2 + owner % 2];
        (, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, from);
        uint256 most = vault.balanceOf(holder, SERIES);
        most = most < sold - owed ? most : sold - owed;
        if (most == 0) return;
        bytes32 id = bytes32(++_next);
        uint256 redeemed = _between(amount, 1, most);
        uint256 due = _due(from, owed + redeemed);
        vm.prank(holder);
        delivery.redeemBy(SERIES, from, redeemed, due, id);
        burntHours += redeemed;
        _meter(id, _between(read, 1, redeemed));
        _deliveries.push(id);
    }

    /// As soon as the owner's pace allows.
    function _due(address owner, uint256 owed) private view returns (uint256) {
        (, uint256 start, uint256 pace) = delivery.bondOf(SERIES, owner);
        if (pace == 0) return EXPIRY;
        uint256 from = block.timestamp > start ? block.timestamp : start;
        uint256 due = from + (owed * 1 hours + pace - 1) / pace;
        return due < EXPIRY ? due : EXPIRY;
    }

    function bond(uint256 who, uint256 amount) external {
        address owner = people[2 + who % 2];
        if (block.timestamp >= EXPIRY) return;
        uint256 posted = amount % (vault.balanceOf(owner, cash) / 8 + 1);
        vm.prank(owner);
        delivery.post(SERIES, posted, NOW, 1000 * HOUR);
    }

    /// A delivery is credited, fails over, or fails.
    function miss(uint256 which, uint256 amount) external {
        if (_deliveries.length == 0) return;
        bytes32 id = _deliveries[which % _deliveries.length];
        (, address owner, uint256 most,,,, uint256 value,) = delivery.deliveryOf(id);
        bytes32 next = bytes32(++_next);
        vm.startPrank(OPERATIONS);
        try delivery.credit(id, amount % (value * 3 / 10 + 1)) {} catch {}
        address other = people[2] == owner ? people[3] : people[2];
        try delivery.failOver(id, other, amount % (most + 1), next) {
            _deliveries.push(next);
        } catch {}
        try delivery.fail(id) {} catch {}
        vm.stopPrank();
    }

    function expire() external {
        if (_next % 8 != 0) return; // seldom: little happens to a series afterwards
        if (block.timestamp < EXPIRY) vm.warp(EXPIRY);
        address[] memory holders = new address[](5);
        for (uint256 i = 0; i < 4; i++) {
            holders[i] = people[i];
        }
        holders[4] = address(fund);
        for (uint256 i = 0; i < 5; i++) {
            burntHours += vault.balanceOf(holders[i], SERIES);
        }
        vault.expire(SERIES, holders);
        for (uint256 i = 2; i < 4; i++) {
            (, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, people[i]);
            if (sold > owed) delivery.release(SERIES, people[i]);
            try delivery.returnBond(SERIES, people[i]) {} catch {}
        }
    }

    // FUTURES

    function tradeFuture(uint256 buyer, uint256 seller, uint256 lots, uint256 price) external {
        (address from, address to) = _two(seller, buyer);
        uint256 filled = _between(lots, 1, 3);
        uint256 limit = _between(price, 1_900_000, 2_100_000);
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _match(clearing, to, from, FUTURE, filled, limit);
        Batch memory batch = _sorted(orders, signatures, _fill(filled, limit));
        bytes32 id = bytes32(++_next);
        vm.prank(OPERATIONS);
        try clearing.novate(id, batch.orders, batch.signatures, batch.fills) {} catch {}
    }

    function mark(uint256 price) external {
        _day++;
        if (block.timestamp < _day * 1 days) vm.warp(_day * 1 days);
        uint256 settled = _between(price, 1_900_000, 2_100_000);
        _fix(_day, settled);
        vm.startPrank(OPERATIONS);
        if (price % 2 == 0) {
            clearing.mark(FUTURE, _day, IClearing.Cycle.MIDDAY, 4_000_000 - settled);
        }
        clearing.mark(FUTURE, _day, IClearing.Cycle.EVENING, settled);
        vm.stopPrank();
    }

    /// The put at $2.00, from the future's first trade on.
    function tradeOption(uint256 buyer, uint256 seller, uint256 lots, uint256 price) external {
        if (clearing.lastPriceOf(FUTURE) == 0) return;
        if (!_optionListed) {
            _optionListed = true;
            vm.prank(OPERATIONS);
            options.listSeries("H100-SXM-80GB.2027-03", IOptions.Kind.PUT, 2_000_000, 0);
        }
        (address from, address to) = _two(seller, buyer);
        uint256 filled = _between(lots, 1, 5);
        uint256 limit = _between(price, 1000, 2_500_000);
        (IOrders.Order[] memory orders, bytes[] memory signatures) =
            _match(options, to, from, PUT, filled, limit);
        Batch memory batch = _sorted(orders, signatures, _fill(filled, limit));
        vm.prank(OPERATIONS);
        try options.trade(bytes32(++_next), batch.orders, batch.signatures, batch.fills) {} catch {}
    }

    function withdrawMargin(uint256 who, uint256 amount) external {
        address account = _person(who);
        int256 free = clearing.marginOf(account) - int256(clearing.requiredMargin(account));
        uint256 held = vault.balanceOf(address(clearing), cash);
        if (free <= 0) return;
        uint256 most = uint256(free) < held ? uint256(free) : held;
        if (most == 0) return;
        vm.prank(account);
        clearing.withdrawMargin(_between(amount, 1, most));
    }

    // FUND

    function createUnits(uint256 who, uint256 amount) external {
        address account = _person(who);
        uint256 most = vault.balanceOf(account, cash);
        if (most < DOLLAR * 10) return;
        bytes32 id = bytes32(++_next);
        vm.prank(account);
        fund.requestCreation(id, _between(amount, DOLLAR * 10, most));
        _waiting.push(Waiting(id, account, true));
    }

    /// The first creation that waits is priced, once it may be.
    function priceUnits(uint256 nav) external {
        for (uint256 i = 0; i < _waiting.length; i++) {
            if (!_waiting[i].creation) continue;
            vm.prank(OPERATIONS);
            try fund.fulfilCreation(_waiting[i].request, _between(nav, 1_000_000, 3_000_000)) {
                _forgetDone();
            } catch {
                if (nav % 3 == 0) vm.warp(block.timestamp + 20 hours); // seldom: time passes
            }
            return;
        }
    }

    function redeemUnits(uint256 who, uint256 amount) external {
        address account = _person(who);
        uint256 most = fund.balanceOf(account);
        if (most == 0) return;
        bytes32 id = bytes32(++_next);
        vm.prank(account);
        fund.requestRedemption(id, _between(amount, 1, most));
        _waiting.push(Waiting(id, account, false));
    }

    /// Part of the first cycle is filled, or all of it, as far as the fund's cash goes.
    function fillRedemptions(uint256 part) external {
        uint64 cycle = fund.firstCycle();
        (uint256 cut, uint256 units) = fund.cycleAt(cycle);
        uint256 free = uint256(this.fundsOwnCash());
        uint256 most = free < units ? free : units;
        if (most == 0) return;
        if (block.timestamp < cut) {
            if (part % 3 != 0) return; // seldom: time passes
            vm.warp(cut);
        }
        bytes32[] memory requests = _waitingIn(cycle);
        vm.prank(OPERATIONS);
        fund.fulfilRedemptions(requests, _between(part, 1, most), 1_000_000);
        _forgetDone();
    }

    function _waitingIn(uint64 cycle) private view returns (bytes32[] memory requests) {
        requests = new bytes32[](_countIn(cycle));
        uint256 next = 0;
        for (uint256 i = 0; i < _waiting.length; i++) {
            if (_isIn(_waiting[i], cycle)) requests[next++] = _waiting[i].request;
        }
    }

    function _countIn(uint64 cycle) private view returns (uint256 count) {
        for (uint256 i = 0; i < _waiting.length; i++) {
            if (_isIn(_waiting[i], cycle)) count++;
        }
    }

    function _isIn(Waiting storage one, uint64 cycle) private view returns (bool) {
        (uint256 left, uint64 its) = fund.waitingOf(one.request);
        return !one.creation && left != 0 && its == cycle;
    }

    /// In their order, which is that of their ids.
    function _forgetDone() private {
        uint256 kept = 0;
        for (uint256 i = 0; i < _waiting.length; i++) {
            (uint256 left,) = fund.waitingOf(_waiting[i].request);
            if (left != 0) _waiting[kept++] = _waiting[i];
        }
        while (_waiting.length > kept) _waiting.pop();
    }

    function accrueFee(uint256 later) external {
        vm.warp(block.timestamp + later % 1 hours);
        fund.accrueFee();
    }

    /// A part of an income is paid, to one of two of them; the rest goes on waiting.
    function bringIncome(uint256 who, uint256 amount) external {
        uint256 brought = _between(amount, 1, 1000 * DOLLAR);
        bytes32 id = bytes32(++_next);
        _fund(OPERATIONS, brought);
        vm.startPrank(OPERATIONS);
        fund.bringIncome(id, brought);
        IFundIncome.Holding[] memory one = new IFundIncome.Holding[](1);
        one[0] = IFundIncome.Holding(_person(who), 1 + amount % 1e12);
        bytes32 rest = "somebody else";
        bytes32 list = keccak256(abi.encode(one[0].account, one[0].units, rest));
        fund.recordIncome(id, 2e12, list, type(uint256).max, address(0));
        fund.payIncome(id, one, rest);
        vm.stopPrank();
    }

    /// What waited for two weeks ends by its account's hand: taken back, or a share in kind.
    function endRequest(uint256 how) external {
        if (_waiting.length == 0 || _next++ % 4 != 0) return; // seldom: time passes
        Waiting memory last = _waiting[_waiting.length - 1];
        _waiting.pop();
        vm.warp(block.timestamp + 14 days);
        vm.prank(last.account);
        if (last.creation || how % 2 == 0) {
            fund.takeBack(last.request);
        } else {
            uint256[] memory series = new uint256[](block.timestamp < EXPIRY ? 1 : 0);
            if (series.length == 1) series[0] = SERIES;
            fund.redeemInKind(last.request, series);
        }
    }

    // VIEWS

    /// What one could withdraw now, and what one has.
    function withdrawable(uint256 who) external view returns (uint256 free, uint256 claim) {
        return (vault.withdrawable(people[who]), vault.balanceOf(people[who], cash));
    }

    function dollarsInVault() external view returns (uint256) {
        return dollar.balanceOf(address(vault));
    }

    /// Claims of people and contracts on one asset.
    function claims(bool inHours) external view returns (uint256 sum) {
        uint256 id = inHours ? SERIES : cash;
        for (uint256 i = 0; i < 4; i++) {
            sum += vault.balanceOf(people[i], id);
        }
        sum += vault.balanceOf(address(delivery), id) + vault.balanceOf(address(clearing), id);
        sum += vault.balanceOf(address(fund), id) + vault.balanceOf(address(vault), id);
        sum += vault.balanceOf(address(options), id);
    }

    function vaultsOwn() external view returns (uint256) {
        return vault.balanceOf(address(vault), SERIES) + vault.balanceOf(address(vault), cash);
    }

    function issuedHours() external view returns (uint256) {
        return vault.issued(SERIES, people[2]) + vault.issued(SERIES, people[3]);
    }

    function attestedHours() external view returns (uint256) {
        return vault.attested(SERIES, people[2]) + vault.attested(SERIES, people[3]);
    }

    function positions() external view returns (int256 sum) {
        for (uint256 i = 0; i < 4; i++) {
            sum += clearing.positionOf(people[i], FUTURE);
        }
    }

    function margins() external view returns (int256 sum) {
        for (uint256 i = 0; i < 4; i++) {
            sum += clearing.marginOf(people[i]);
        }
    }

    function marginHeld() external view returns (uint256) {
        return vault.balanceOf(address(clearing), cash);
    }

    /// What options hold, of whom they say they do, and what those who are short may owe.
    function collateral() external view returns (uint256 held, uint256 said, uint256 owed) {
        held = vault.balanceOf(address(options), cash);
        for (uint256 i = 0; i < 4; i++) {
            said += options.collateralOf(people[i]);
            int256 lots = options.positionOf(people[i], PUT);
            if (lots < 0) owed += uint256(-lots) * 730 * 2_000_000;
        }
    }

    function optionPositions() external view returns (int256 sum) {
        for (uint256 i = 0; i < 4; i++) {
            sum += options.positionOf(people[i], PUT);
        }
    }

    function escrowHeld() external view returns (uint256) {
        return vault.balanceOf(address(delivery), cash);
    }

    function escrows() external view returns (uint256 held, bool sound) {
        (uint256 one, uint256 sold, uint256 owed) = delivery.escrowOf(SERIES, people[2]);
        (uint256 two, uint256 soldToo, uint256 owedToo) = delivery.escrowOf(SERIES, people[3]);
        (uint256 bonded,,) = delivery.bondOf(SERIES, people[2]);
        (uint256 bondedToo,,) = delivery.bondOf(SERIES, people[3]);
        held = one + two + bonded + bondedToo;
        sound = owed <= sold && owedToo <= soldToo;
        sound = sound && (sold != 0 || one == 0) && (soldToo != 0 || two == 0);
    }

    function fundsOwnCash() external view returns (int256) {
        return int256(vault.balanceOf(address(fund), cash))
            - int256(fund.requestedCash() + fund.claimableCash() + fund.incomeCash());
    }

    function unitsOutstanding() external view returns (uint256 sum, uint256 supply) {
        for (uint256 i = 0; i < 4; i++) {
            sum += fund.balanceOf(people[i]);
        }
        sum += fund.balanceOf(address(fund));
        supply = fund.totalSupply();
    }

    // INTERNAL

    function _person(uint256 who) private view returns (address) {
        return people[who % 4];
    }

    function _two(uint256 one, uint256 other) private view returns (address, address) {
        uint256 first = one % 4;
        return (people[first], people[(first + 1 + other % 3) % 4]);
    }

    function _match(
        IOrders venue,
        address buyer,
        address seller,
        uint256 base,
        uint256 quantity,
        uint256 limit
    ) private returns (IOrders.Order[] memory orders, bytes[] memory signatures) {
        orders = _pair(
            _order(buyer, base, true, quantity, limit), _order(seller, base, false, quantity, limit)
        );
        orders[0].expiry = block.timestamp;
        orders[1].expiry = block.timestamp;
        signatures = _signatures(venue, orders);
    }

    function _keyOf(address account) internal view override returns (uint256) {
        for (uint256 i = 0; i < 4; i++) {
            if (people[i] == account) return _keys[i];
        }
        return STRANGER_KEY;
    }
}

// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "./Vm.sol";
import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {Charter} from "contracts/Charter.sol";
import {Clearing} from "contracts/Clearing.sol";
import {Delivery} from "contracts/Delivery.sol";
import {DevDollar} from "contracts/DevDollar.sol";
import {ExchangeForPhysical} from "contracts/ExchangeForPhysical.sol";
import {FixingOracle} from "contracts/FixingOracle.sol";
import {IndexFund} from "contracts/IndexFund.sol";
import {JournalAnchor} from "contracts/JournalAnchor.sol";
import {Options} from "contracts/Options.sol";
import {Settlement} from "contracts/Settlement.sol";
import {Vault} from "contracts/Vault.sol";
import {IDelivery} from "contracts/interfaces/IDelivery.sol";
import {IFixingOracle} from "contracts/interfaces/IFixingOracle.sol";
import {IOrders} from "contracts/interfaces/IOrders.sol";
import {IVault} from "contracts/interfaces/IVault.sol";
import {Roles} from "contracts/libraries/Roles.sol";

/// @notice A whole deployment with its people, as every test finds it: February 2027, one series
/// for March open, nobody owns anything yet.
abstract contract Stage {
    Vm internal constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));

    uint256 internal constant NOW = 1_803_081_600; // 2027-02-20
    uint256 internal constant START = 1_803_859_200; // 2027-03-01
    uint256 internal constant EXPIRY = 1_806_537_600; // 2027-04-01
    uint256 internal constant HOUR = 1e6;
    uint256 internal constant DOLLAR = 1e6;

    uint32 internal constant GRANT_DELAY = 2 days;

    uint256 internal constant ADA_KEY = uint256(keccak256("ada"));
    uint256 internal constant BOB_KEY = uint256(keccak256("bob"));
    uint256 internal constant OLGA_KEY = uint256(keccak256("olga"));
    uint256 internal constant ATTESTER_KEY = uint256(keccak256("attester"));
    uint256 internal constant METER_KEY = uint256(keccak256("meter"));
    uint256 internal constant REGISTRAR_KEY = uint256(keccak256("registrar"));
    uint256 internal constant STRANGER_KEY = uint256(keccak256("stranger"));

    address internal immutable ADA = vm.addr(ADA_KEY);
    address internal immutable BOB = vm.addr(BOB_KEY);
    address internal immutable OLGA = vm.addr(OLGA_KEY);
    address internal immutable STRANGER = vm.addr(STRANGER_KEY);
    address internal immutable OPERATIONS = vm.addr(uint256(keccak256("operations")));

    string internal constant SERIES_NAME = "H100-SXM-80GB.us.2027-03";
    uint256 internal constant SERIES = uint256(keccak256(bytes(SERIES_NAME)));
    string internal constant FUTURE_NAME = "H100-SXM-80GB.2027-03.F";
    uint256 internal constant FUTURE = uint256(keccak256(bytes(FUTURE_NAME)));
    bytes32 internal constant INDEX = keccak256("HGI.H100-SXM-80GB");

    AccessManager internal manager;
    DevDollar internal dollar;
    Vault internal vault;
    Settlement internal settlement;
    Delivery internal delivery;
    Clearing internal clearing;
    FixingOracle internal oracle;
    IndexFund internal fund;
    JournalAnchor internal journal;
    ExchangeForPhysical internal exchange;
    Options internal options;

    uint256 internal cash;
    uint256 private _salt;

    function setUp() public virtual {
        vm.warp(NOW);
        manager = new AccessManager(address(this));
        dollar = new DevDollar(address(this));
        vault = new Vault(address(manager), dollar);
        delivery = new Delivery(address(manager), vault);
        settlement = new Settlement(address(manager), vault, delivery);
        oracle = new FixingOracle(address(manager), 3);
        clearing = new Clearing(address(manager), vault, oracle);
        fund = new IndexFund(address(manager), vault, clearing);
        journal = new JournalAnchor(address(manager));
        exchange = new ExchangeForPhysical(address(manager), clearing, settlement);
        options = new Options(address(manager), vault, clearing);
        cash = vault.cashId();

        _constitute();
        _grantRoles();
        _admit(ADA);
        _admit(BOB);
        _admit(OLGA);
        _admit(OPERATIONS);
        vm.prank(OPERATIONS);
        vault.openSeries(SERIES_NAME, START, EXPIRY);
    }

    function _constitute() private {
        Charter charter = new Charter();
        manager.grantRole(Roles.ADMIN, address(charter), 0);
        charter.constitute(
            manager,
            Charter.Contracts({
                vault: address(vault),
                settlement: address(settlement),
                delivery: address(delivery),
                clearing: address(clearing),
                oracle: address(oracle),
                fund: address(fund),
                anchor: address(journal),
                exchange: address(exchange),
                options: address(options)
            }),
            GRANT_DELAY
        );
    }

    function _grantRoles() private {
        uint64[8] memory roles = [
            Roles.ISSUER,
            Roles.SETTLER,
            Roles.CLEARER,
            Roles.FIXER,
            Roles.ANCHOR,
            Roles.FUND_MANAGER,
            Roles.GUARDIAN,
            Roles.VENUE
        ];
        for (uint256 i = 0; i < roles.length; i++) {
            manager.grantRole(roles[i], OPERATIONS, 0);
        }
        manager.grantRole(Roles.GOVERNOR, address(this), 0);
        manager.grantRole(Roles.ATTESTER, vm.addr(ATTESTER_KEY), 0);
        manager.grantRole(Roles.METER, vm.addr(METER_KEY), 0);
        manager.grantRole(Roles.REGISTRAR, vm.addr(REGISTRAR_KEY), 0);
    }

    // PEOPLE

    /// Eligible, and trusts every venue.
    function _admit(address account) internal {
        _setEligible(account, true);
        vm.startPrank(account);
        vault.setOperator(address(settlement), true);
        vault.setOperator(address(delivery), true);
        vault.setOperator(address(clearing), true);
        vault.setOperator(address(fund), true);
        vault.setOperator(address(options), true);
        vm.stopPrank();
    }

    function _setEligible(address account, bool eligible) internal {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        vm.prank(OPERATIONS);
        vault.setEligible(accounts, eligible);
    }

    function _fund(address account, uint256 amount) internal {
        dollar.mint(account, amount);
        vm.startPrank(account);
        dollar.approve(address(vault), amount);
        vault.deposit(amount);
        vm.stopPrank();
    }

    // CAPACITY

    function _serials(string memory name, uint256 count)
        internal
        pure
        returns (bytes32[] memory serials)
    {
        serials = new bytes32[](count);
        for (uint256 i = 0; i < count; i++) {
            serials[i] = keccak256(abi.encode(name, i));
        }
    }

    function _attestation(address owner, uint256 series, uint256 amount, bytes32[] memory serials)
        internal
        pure
        returns (IVault.Attestation memory)
    {
        return IVault.Attestation({
            series: series,
            owner: owner,
            serialsHash: keccak256(abi.encodePacked(serials)),
            benchmark: 900_000,
            hoursAttested: amount,
            expiry: EXPIRY
        });
    }

    function _list(address owner, uint256 series, uint256 amount, string memory rack) internal {
        bytes32[] memory serials = _serials(rack, 2);
        IVault.Attestation memory attestation = _attestation(owner, series, amount, serials);
        vault.list(
            attestation, serials, _signature(ATTESTER_KEY, vault.attestationHash(attestation))
        );
    }

    function _mintHours(address owner, uint256 amount) internal {
        _list(owner, SERIES, amount, "rack");
        vm.prank(OPERATIONS);
        vault.mint(SERIES, owner, amount);
    }

    /// Hours for somebody who is no owner of capacity.
    function _giveHours(address account, uint256 amount) internal {
        _mintHours(OLGA, amount);
        vm.prank(OLGA);
        vault.transfer(account, SERIES, amount);
    }

    // ORDERS

    function _order(address account, uint256 base, bool buy, uint256 quantity, uint256 price)
        internal
        returns (IOrders.Order memory)
    {
        return IOrders.Order(account, base, buy, quantity, price, NOW + 60 days, ++_salt);
    }

    function _signature(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _fill(uint256 quantity, uint256 price)
        internal
        pure
        returns (IOrders.Fill[] memory fills)
    {
        fills = new IOrders.Fill[](1);
        fills[0] = IOrders.Fill(0, 1, quantity, price);
    }

    function _pair(IOrders.Order memory buy, IOrders.Order memory sell)
        internal
        pure
        returns (IOrders.Order[] memory orders)
    {
        orders = new IOrders.Order[](2);
        orders[0] = buy;
        orders[1] = sell;
    }

    function _signatures(IOrders venue, IOrders.Order[] memory orders)
        internal
        view
        returns (bytes[] memory signatures)
    {
        signatures = new bytes[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            signatures[i] = _signature(_keyOf(orders[i].account), venue.orderHash(orders[i]));
        }
    }

    /// A batch as a venue takes it.
    struct Batch {
        IOrders.Order[] orders;
        bytes[] signatures;
        IOrders.Fill[] fills;
    }

    /// The same batch with its orders by account and salt.
    function _sorted(
        IOrders.Order[] memory orders,
        bytes[] memory signatures,
        IOrders.Fill[] memory fills
    ) internal pure returns (Batch memory batch) {
        uint256 count = orders.length;
        batch =
            Batch(new IOrders.Order[](count), new bytes[](count), new IOrders.Fill[](fills.length));
        uint256[] memory places = _places(orders);
        for (uint256 i = 0; i < count; i++) {
            batch.orders[places[i]] = orders[i];
            batch.signatures[places[i]] = signatures[i];
        }
        for (uint256 i = 0; i < fills.length; i++) {
            IOrders.Fill memory fill = fills[i];
            batch.fills[i] =
                IOrders.Fill(places[fill.buy], places[fill.sell], fill.quantity, fill.price);
        }
    }

    /// Where each order goes.
    function _places(IOrders.Order[] memory orders) private pure returns (uint256[] memory places) {
        places = new uint256[](orders.length);
        for (uint256 i = 0; i < orders.length; i++) {
            for (uint256 j = 0; j < i; j++) {
                (address one, address other) = (orders[j].account, orders[i].account);
                bool later = one > other || (one == other && orders[j].salt > orders[i].salt);
                places[later ? j : i]++;
            }
        }
    }

    function _settleSorted(
        bytes32 id,
        IOrders.Order[] memory orders,
        bytes[] memory signatures,
        IOrders.Fill[] memory fills
    ) internal {
        Batch memory batch = _sorted(orders, signatures, fills);
        settlement.settle(id, batch.orders, batch.signatures, batch.fills);
    }

    function _novateSorted(
        bytes32 id,
        IOrders.Order[] memory orders,
        bytes[] memory signatures,
        IOrders.Fill[] memory fills
    ) internal {
        Batch memory batch = _sorted(orders, signatures, fills);
        clearing.novate(id, batch.orders, batch.signatures, batch.fills);
    }

    function _keyOf(address account) internal view virtual returns (uint256) {
        if (account == ADA) return ADA_KEY;
        if (account == BOB) return BOB_KEY;
        if (account == OLGA) return OLGA_KEY;
        return STRANGER_KEY;
    }

    // FIXINGS

    /// A fixing signed by three contributors, sorted by address.
    function _fix(uint256 day, uint256 value) internal {
        IFixingOracle.FixingVote memory vote =
            IFixingOracle.FixingVote(INDEX, day, value, value / 20, sha256("receipts"));
        bytes[] memory signatures = new bytes[](3);
        uint256[3] memory keys = _contributors();
        bytes32 digest = oracle.voteHash(vote);
        for (uint256 i = 0; i < 3; i++) {
            oracle.setContributor(vm.addr(keys[i]), true);
            signatures[i] = _signature(keys[i], digest);
        }
        vm.prank(OPERATIONS);
        oracle.fix(vote, signatures);
    }

    function _contributors() internal pure returns (uint256[3] memory keys) {
        keys = [
            uint256(keccak256("contributor-1")),
            uint256(keccak256("contributor-2")),
            uint256(keccak256("contributor-3"))
        ];
        for (uint256 i = 0; i < 2; i++) {
            for (uint256 j = 0; j < 2; j++) {
                if (vm.addr(keys[j]) > vm.addr(keys[j + 1])) {
                    (keys[j], keys[j + 1]) = (keys[j + 1], keys[j]);
                }
            }
        }
    }

    // METERING

    function _meter(bytes32 id, uint256 cumulative) internal {
        IDelivery.Reading memory reading = IDelivery.Reading(id, cumulative);
        delivery.meter(reading, _signature(METER_KEY, delivery.readingHash(reading)));
    }

    // FUZZING

    function _between(uint256 value, uint256 low, uint256 high) internal pure returns (uint256) {
        return low + value % (high - low + 1);
    }

    function _unauthorized(address caller) internal pure returns (bytes memory) {
        return abi.encodeWithSignature("AccessManagedUnauthorized(address)", caller);
    }
}

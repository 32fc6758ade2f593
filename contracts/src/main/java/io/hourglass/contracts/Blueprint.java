package io.hourglass.contracts;

import io.hourglass.contracts.bindings.AccessManager;
import io.hourglass.contracts.bindings.Charter;
import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.Delivery;
import io.hourglass.contracts.bindings.DevDollar;
import io.hourglass.contracts.bindings.ExchangeForPhysical;
import io.hourglass.contracts.bindings.FixingOracle;
import io.hourglass.contracts.bindings.IndexFund;
import io.hourglass.contracts.bindings.JournalAnchor;
import io.hourglass.contracts.bindings.Options;
import io.hourglass.contracts.bindings.Settlement;
import io.hourglass.contracts.bindings.Vault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint32;
import org.web3j.abi.datatypes.generated.Uint64;
import org.web3j.crypto.ContractUtils;
import org.web3j.utils.Numeric;

/**
 * The transactions of a deployment in their order, and the addresses that follow from it. Their
 * order is part of what deployed chains rely on: steps are only ever added at the end.
 */
final class Blueprint {
    private static final long GAS_TO_CREATE = 8_000_000;
    private static final long GAS_TO_CALL = 2_000_000;

    private static final int ADMINISTRATOR = 0;

    /** Half a percent a year: what table {@code fund_terms} begins with. */
    private static final long FEE_RATE = 5_000;

    /** Lots an order, lots held, seconds, millionths, micro-dollars of margin. */
    private static final List<Long> TRADE_LIMITS = List.of(50L, 500L, 900L, 50_000L, 5_000_000_000_000L);

    private static final int GUARDIAN = 9;
    private static final int VENUE = 10;
    private static final int GOVERNOR = 12;
    private static final int EXCHANGE = 13;

    /** Roles of keys, by the numbers of {@code Roles.sol}; the guardian's is by address. */
    private static final List<Grant> GRANTS = List.of(
            new Grant(1, "issuer"),
            new Grant(2, "settler"),
            new Grant(3, "clearer"),
            new Grant(4, "fixer"),
            new Grant(5, "anchor"),
            new Grant(6, "manager"),
            new Grant(7, "attester"),
            new Grant(8, "meter"),
            new Grant(11, "issuer"), // who keeps the list of eligible accounts knows who is who
            new Grant(GOVERNOR, "admin"));

    private record Grant(int role, String key) {}

    private final Address admin;
    private final Address manager;
    private final List<Step> steps = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Map<Contract, Address> addresses = new EnumMap<>(Contract.class);

    /** @param to empty to create a contract */
    record Step(String what, Optional<Address> to, String data, long gas) {}

    /** @param answer what the question is answered with once all is done, in hex */
    record Check(Address to, String data, String answer) {}

    Blueprint(Keys keys, Deployer.Terms terms) {
        this.admin = keys.address("admin");
        Address dollar = terms.dollar().orElseGet(() -> create(Contract.DOLLAR, DevDollar.BINARY, word(admin)));
        addresses.put(Contract.DOLLAR, dollar);
        this.manager = create(Contract.ACCESS_MANAGER, AccessManager.BINARY, word(admin));
        createContracts(dollar, terms.quorum());
        constitute(seconds(terms.delay()));
        GRANTS.forEach(grant -> grant(grant.role(), keys.address(grant.key()), 0));
        grant(GUARDIAN, terms.guardian().orElse(admin), 0);
        terms.contributors().forEach(this::accept);
        charge(keys.address("manager"));
        limit();
        expectRole(VENUE, of(Contract.SETTLEMENT), 0);
        expectRole(EXCHANGE, of(Contract.EXCHANGE_FOR_PHYSICAL), 0);
        delay(seconds(terms.delay()));
    }

    List<Step> steps() {
        return steps;
    }

    List<Check> checks() {
        return checks;
    }

    Address manager() {
        return manager;
    }

    Map<Contract, Address> addresses() {
        return addresses;
    }

    private void createContracts(Address dollar, int quorum) {
        Type<?> authority = word(manager);
        Type<?> vault = word(create(Contract.VAULT, Vault.BINARY, authority, word(dollar)));
        Type<?> delivery = word(create(Contract.DELIVERY, Delivery.BINARY, authority, vault));
        Type<?> settlement = word(create(Contract.SETTLEMENT, Settlement.BINARY, authority, vault, delivery));
        Type<?> oracle = word(create(Contract.FIXING_ORACLE, FixingOracle.BINARY, authority, new Uint256(quorum)));
        Type<?> clearing = word(create(Contract.CLEARING, Clearing.BINARY, authority, vault, oracle));
        create(Contract.INDEX_FUND, IndexFund.BINARY, authority, vault, clearing);
        create(Contract.JOURNAL_ANCHOR, JournalAnchor.BINARY, authority);
        create(Contract.EXCHANGE_FOR_PHYSICAL, ExchangeForPhysical.BINARY, authority, clearing, settlement);
        create(Contract.OPTIONS, Options.BINARY, authority, vault, clearing);
    }

    /** The charter wires every function to its role; for that it administers for a moment. */
    private void constitute(long grantDelay) {
        Address charter = create("Charter", Charter.BINARY);
        call("let the charter administer", manager, grantRole(ADMINISTRATOR, charter, 0));
        var contracts = new Charter.Contracts(
                of(Contract.VAULT).hex(),
                of(Contract.SETTLEMENT).hex(),
                of(Contract.DELIVERY).hex(),
                of(Contract.CLEARING).hex(),
                of(Contract.FIXING_ORACLE).hex(),
                of(Contract.INDEX_FUND).hex(),
                of(Contract.JOURNAL_ANCHOR).hex(),
                of(Contract.EXCHANGE_FOR_PHYSICAL).hex(),
                of(Contract.OPTIONS).hex());
        var wire = new Function("constitute", List.of(word(manager), contracts, new Uint32(grantDelay)), List.of());
        call("wire the roles", charter, wire);
        expectRole(ADMINISTRATOR, charter, false, 0);
    }

    /** Last, for until then the administrator needs its hands free. */
    private void delay(long seconds) {
        grant(GOVERNOR, admin, seconds);
        grant(ADMINISTRATOR, admin, seconds);
        expectRole(GOVERNOR, admin, seconds);
        expectRole(ADMINISTRATOR, admin, seconds);
    }

    private void grant(int role, Address account, long delay) {
        call("grant role " + role, manager, grantRole(role, account, delay));
    }

    private static long seconds(Duration delay) {
        return delay.toSeconds();
    }

    private void accept(Address contributor) {
        Address oracle = of(Contract.FIXING_ORACLE);
        call(
                "accept a contributor",
                oracle,
                new Function("setContributor", List.of(word(contributor), new Bool(true)), List.of()));
        expect(oracle, new Function("isContributor", List.of(word(contributor)), List.of()), new Bool(true));
    }

    /** The fund's fee, below the cap that its code has. */
    private void charge(Address recipient) {
        Address fund = of(Contract.INDEX_FUND);
        call(
                "set the fund's fee",
                fund,
                new Function("setFee", List.of(word(recipient), new Uint256(FEE_RATE)), List.of()));
        expect(fund, new Function("feeRate", List.of(), List.of()), new Uint256(FEE_RATE));
        expect(fund, new Function("feeRecipient", List.of(), List.of()), word(recipient));
    }

    /** What the fund's manager may trade for it, until the governor says otherwise. */
    private void limit() {
        Address fund = of(Contract.INDEX_FUND);
        List<BigInteger> limits = TRADE_LIMITS.stream().map(BigInteger::valueOf).toList();
        var struct =
                new IndexFund.TradeLimits(limits.get(0), limits.get(1), limits.get(2), limits.get(3), limits.get(4));
        call("set the fund's trade limits", fund, new Function("setTradeLimits", List.of(struct), List.of()));
        expect(fund, new Function("tradeLimits", List.of(), List.of()), struct);
    }

    private static Function grantRole(int role, Address account, long delay) {
        return new Function("grantRole", List.of(new Uint64(role), word(account), new Uint32(delay)), List.of());
    }

    private void expectRole(int role, Address account, long delay) {
        expectRole(role, account, true, delay);
    }

    private void expectRole(int role, Address account, boolean member, long delay) {
        var question = new Function("hasRole", List.of(new Uint64(role), word(account)), List.of());
        expect(manager, question, new Bool(member), new Uint32(delay));
    }

    private void expect(Address to, Function question, Type<?>... answers) {
        String answer = "0x" + FunctionEncoder.encodeConstructor(List.of(answers));
        checks.add(new Check(to, FunctionEncoder.encode(question), answer));
    }

    private Address create(Contract contract, String binary, Type<?>... arguments) {
        Address address = create(contract.name(), binary, arguments);
        addresses.put(contract, address);
        return address;
    }

    private Address create(String what, String binary, Type<?>... arguments) {
        Address address =
                new Address(ContractUtils.generateContractAddress(admin.hex(), BigInteger.valueOf(steps.size())));
        String constructor = FunctionEncoder.encodeConstructor(List.of(arguments));
        String data = "0x" + Numeric.cleanHexPrefix(binary) + Numeric.cleanHexPrefix(constructor);
        steps.add(new Step("create " + what, Optional.empty(), data, GAS_TO_CREATE));
        return address;
    }

    private void call(String what, Address to, Function function) {
        steps.add(new Step(what, Optional.of(to), FunctionEncoder.encode(function), GAS_TO_CALL));
    }

    private Address of(Contract contract) {
        return Objects.requireNonNull(addresses.get(contract), "created before");
    }

    private static Type<?> word(Address address) {
        return new org.web3j.abi.datatypes.Address(address.hex());
    }
}

package io.hourglass.contracts;

import io.hourglass.contracts.bindings.AccessManager;
import io.hourglass.contracts.bindings.Charter;
import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.Delivery;
import io.hourglass.contracts.bindings.DevDollar;
import io.hourglass.contracts.bindings.FixingOracle;
import io.hourglass.contracts.bindings.IndexFund;
import io.hourglass.contracts.bindings.JournalAnchor;
import io.hourglass.contracts.bindings.Settlement;
import io.hourglass.contracts.bindings.Vault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.math.BigInteger;
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
    private static final int VENUE = 10;

    /** Numbers of {@code Roles.sol} by the key that has the role. */
    private static final Map<String, Integer> ROLES = Map.of(
            "issuer", 1,
            "settler", 2,
            "clearer", 3,
            "fixer", 4,
            "anchor", 5,
            "manager", 6,
            "attester", 7,
            "meter", 8,
            "admin", 9); // the administrator guards too, until there is a guard

    private final Address admin;
    private final Address manager;
    private final List<Step> steps = new ArrayList<>();
    private final List<Check> checks = new ArrayList<>();
    private final Map<Contract, Address> addresses = new EnumMap<>(Contract.class);

    /** @param to empty to create a contract */
    record Step(String what, Optional<Address> to, String data, long gas) {}

    /** A question whose answer begins with true once all is done. */
    record Check(Address to, String data) {}

    Blueprint(Keys keys, Deployer.Terms terms) {
        this.admin = keys.address("admin");
        Address dollar = terms.dollar().orElseGet(() -> create(Contract.DOLLAR, DevDollar.BINARY, word(admin)));
        addresses.put(Contract.DOLLAR, dollar);
        this.manager = create(Contract.ACCESS_MANAGER, AccessManager.BINARY, word(admin));
        createContracts(dollar, terms.quorum());
        constitute();
        ROLES.keySet().stream().sorted().forEach(key -> grant(ROLES.getOrDefault(key, 0), keys.address(key)));
        terms.contributors().forEach(this::accept);
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
        create(Contract.SETTLEMENT, Settlement.BINARY, authority, vault, delivery);
        Type<?> oracle = word(create(Contract.FIXING_ORACLE, FixingOracle.BINARY, authority, new Uint256(quorum)));
        create(Contract.CLEARING, Clearing.BINARY, authority, vault, oracle);
        create(Contract.INDEX_FUND, IndexFund.BINARY, authority, vault);
        create(Contract.JOURNAL_ANCHOR, JournalAnchor.BINARY, authority);
    }

    /** The charter wires every function to its role; for that it administers for a moment. */
    private void constitute() {
        Address charter = create("Charter", Charter.BINARY);
        call("let the charter administer", manager, grantRole(ADMINISTRATOR, charter));
        var contracts = new Charter.Contracts(
                of(Contract.VAULT).hex(),
                of(Contract.SETTLEMENT).hex(),
                of(Contract.DELIVERY).hex(),
                of(Contract.CLEARING).hex(),
                of(Contract.FIXING_ORACLE).hex(),
                of(Contract.INDEX_FUND).hex(),
                of(Contract.JOURNAL_ANCHOR).hex());
        call("wire the roles", charter, new Function("constitute", List.of(word(manager), contracts), List.of()));
        expectRole(VENUE, of(Contract.SETTLEMENT));
    }

    private void grant(int role, Address account) {
        call("grant role " + role, manager, grantRole(role, account));
        expectRole(role, account);
    }

    private void accept(Address contributor) {
        Address oracle = of(Contract.FIXING_ORACLE);
        call(
                "accept a contributor",
                oracle,
                new Function("setContributor", List.of(word(contributor), new Bool(true)), List.of()));
        expect(oracle, new Function("isContributor", List.of(word(contributor)), List.of()));
    }

    private static Function grantRole(int role, Address account) {
        return new Function("grantRole", List.of(new Uint64(role), word(account), new Uint32(0)), List.of());
    }

    private void expectRole(int role, Address account) {
        expect(manager, new Function("hasRole", List.of(new Uint64(role), word(account)), List.of()));
    }

    private void expect(Address to, Function question) {
        checks.add(new Check(to, FunctionEncoder.encode(question)));
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

package io.hourglass.api.boot;

import io.hourglass.contracts.Deployer;
import io.hourglass.contracts.DevChain;
import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The chain with the contracts on it: the endpoint the settings name, or an embedded dev chain.
 *
 * @param local the embedded chain, if it is one
 * @param playMoney whether its dollars are a development dollar, minted for whoever deposits
 */
record Link(Optional<DevChain> local, EvmChain chain, Wallet wallet, Keys keys, boolean playMoney)
        implements AutoCloseable {
    /** The service's own keys that send transactions. */
    private static final List<String> SENDERS =
            List.of("admin", "issuer", "settler", "clearer", "fixer", "manager", "anchor");

    private static final int CONTRIBUTORS = 5;
    private static final int QUORUM = 3;

    /** Long enough for a guardian to notice and call off, and for who disagrees to leave. */
    private static final Duration DELAY = Duration.ofDays(2);

    static Link open(Settings settings, StateFolder state) {
        Keys keys = KeySource.in(settings.environment());
        return settings.rpc()
                .map(url -> given(url, keys, settings, state))
                .orElseGet(() -> embedded(keys, settings, state));
    }

    /** Ether for these keys' transactions, where it is ours to give. */
    void fuel(Collection<String> names) {
        local.ifPresent(chain -> chain.fund(names.stream().map(keys::address).toList()));
    }

    private static Link given(String url, Keys keys, Settings settings, StateFolder state) {
        Deployment deployment = deploy(new Deployer(url, keys, terms(settings.environment(), keys)), state);
        return new Link(
                Optional.empty(),
                new EvmChain(url, keys, deployment),
                new Wallet(keys, deployment),
                keys,
                !settings.environment().containsKey("HOURGLASS_DOLLAR"));
    }

    private static Link embedded(Keys keys, Settings settings, StateFolder state) {
        Optional<Instant> genesis = settings.frozenClock()
                ? Optional.of(settings.begins().orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS)))
                : Optional.empty();
        DevChain node = DevChain.start(
                new DevChain.Settings(settings.anvil(), state.resolve("chain"), 0, genesis, settings.kept()));
        try {
            node.fund(SENDERS.stream().map(keys::address).toList());
            Deployment deployment = deploy(new Deployer(node.url(), keys, Deployer.Terms.development(keys)), state);
            EvmChain chain = new EvmChain(node.url(), keys, deployment, node::durableBlock);
            return new Link(Optional.of(node), chain, new Wallet(keys, deployment), keys, true);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** The record stays beside the books: where each contract is, and what its code is. */
    private static Deployment deploy(Deployer deployer, StateFolder state) {
        Deployment deployment = deployer.deploy();
        try {
            deployer.record(deployment).write(state.resolve("deployment.json"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot record the deployment", e);
        }
        return deployment;
    }

    /**
     * {@code HOURGLASS_DOLLAR} names the token dollars are held in, {@code HOURGLASS_GUARDIAN} who may
     * stop the administrator in time; a development chain does without either.
     */
    private static Deployer.Terms terms(Map<String, String> environment, Keys keys) {
        List<Address> contributors = IntStream.rangeClosed(1, CONTRIBUTORS)
                .mapToObj(i -> keys.address("contributor-" + i))
                .toList();
        Optional<Address> guardian =
                Optional.ofNullable(environment.get("HOURGLASS_GUARDIAN")).map(Address::new);
        return new Deployer.Terms(
                Optional.ofNullable(environment.get("HOURGLASS_DOLLAR")).map(Address::new),
                contributors,
                QUORUM,
                guardian,
                guardian.isPresent() ? DELAY : Duration.ZERO);
    }

    @Override
    public void close() {
        chain.close();
        local.ifPresent(DevChain::close);
    }
}

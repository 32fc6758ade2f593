package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/**
 * Puts the contracts on a chain, once.
 *
 * <p>The deployment is a fixed sequence of transactions of the key {@code admin}, the first having
 * nonce 0: so the addresses are known beforehand, and the account's nonce says how far an earlier
 * run came. Run again after a crash, it goes on where that stopped; run after the end, it sends
 * nothing.
 */
public final class Deployer {
    private static final String ADMIN = "admin";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STALL = Duration.ofSeconds(30);
    private static final Duration DOUBT = Duration.ofSeconds(3);
    private static final Duration POLL = Duration.ofMillis(15);

    /** The selector of {@code decimals()}. */
    private static final String DECIMALS = "0x313ce567";

    private final String url;
    private final Keys keys;
    private final Terms terms;
    private final Duration stall;

    /**
     * What differs from chain to chain.
     *
     * @param dollar the token dollars are held in; empty makes a development dollar, whose {@code
     *     admin} mints it, and is refused on other chains
     * @param contributors the accounts whose signatures make a fixing
     * @param quorum how many of them it takes
     * @param guardian who halts at once, and calls off what {@code admin} has scheduled; empty is {@code
     *     admin} itself, and is refused on other chains than the development chain, as is no delay
     * @param delay how long what {@code admin} decides waits before it may be done, and who is newly
     *     granted a role that weighs; whole seconds
     */
    public record Terms(
            Optional<Address> dollar,
            List<Address> contributors,
            int quorum,
            Optional<Address> guardian,
            Duration delay) {
        /**
         * A development dollar and {@code contributor-1} to {@code contributor-5}, three a fixing;
         * nobody guards and nothing waits.
         */
        public static Terms development(Keys keys) {
            List<Address> contributors = java.util.stream.IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> keys.address("contributor-" + i))
                    .toList();
            return new Terms(Optional.empty(), contributors, 3, Optional.empty(), Duration.ZERO);
        }
    }

    public Deployer(String url, Keys keys, Terms terms) {
        this(url, keys, terms, STALL);
    }

    /** @param stall how long nothing need be mined until what is missing is sent again */
    Deployer(String url, Keys keys, Terms terms, Duration stall) {
        this.url = url;
        this.keys = keys;
        this.terms = terms;
        this.stall = stall;
    }

    /** The deployment, complete and checked; {@code admin} needs ether if anything is missing. */
    public Deployment deploy() {
        try (Rpc rpc = new Rpc(url, Duration.ofSeconds(15))) {
            long chainId = Rpc.quantity(rpc.ask("eth_chainId"));
            keys.requireFitFor(chainId);
            if (chainId != Keys.DEVELOPMENT_CHAIN) {
                requireFitFor(chainId);
            }
            terms.dollar().ifPresent(dollar -> requireSameUnits(rpc, dollar));
            Blueprint blueprint = new Blueprint(keys, terms);
            finish(rpc, chainId, blueprint.steps());
            verify(rpc, blueprint);
            Deployment deployment = new Deployment(chainId, firstBlock(rpc, blueprint), blueprint.addresses());
            requireOurCode(rpc, deployment);
            return deployment;
        }
    }

    /** Where money is meant, its token is named, and somebody else can stop the administrator in time. */
    private void requireFitFor(long chainId) {
        if (terms.dollar().isEmpty()) {
            throw new IllegalStateException("chain " + chainId + " needs the address of its dollar token");
        }
        if (terms.guardian().isEmpty() || terms.guardian().equals(Optional.of(keys.address(ADMIN)))) {
            throw new IllegalStateException("chain " + chainId + " needs the address of a guardian, not admin's own");
        }
        if (terms.delay().toSeconds() <= 0) {
            throw new IllegalStateException("chain " + chainId + " needs a delay of what admin decides");
        }
    }

    /**
     * The Vault credits the token's own units, and the books count them as dollars of {@link Asset#USD}:
     * a token of more decimals, or of fewer, would be worth another amount there than here.
     */
    private static void requireSameUnits(Rpc rpc, Address dollar) {
        String decimals;
        try {
            decimals = rpc.attempt("eth_call", Map.of("to", dollar.hex(), "data", DECIMALS), "latest")
                    .asString();
        } catch (Rpc.Refused e) {
            throw new IllegalStateException("the dollar token " + dollar + " does not say its decimals", e);
        }
        if (!decimals.matches("0x[0-9a-f]{64}")) {
            throw new IllegalStateException("there is no token with decimals at " + dollar);
        }
        BigInteger scale = new BigInteger(decimals.substring(2), 16);
        if (!scale.equals(BigInteger.valueOf(Asset.USD.scale()))) {
            throw new IllegalStateException(
                    "the dollar token " + dollar + " has " + scale + " decimals, the books count " + Asset.USD
                            + ": take a token of " + Asset.USD.scale() + " decimals");
        }
    }

    /**
     * Sends what is missing, all at once, and waits until it is mined. What makes no way for a while is
     * offered again for more: a node may have dropped it, or have set it aside for good where it came
     * just while the one before it was mined.
     */
    private void finish(Rpc rpc, long chainId, List<Blueprint.Step> steps) {
        long done = nonce(rpc);
        if (done >= steps.size()) {
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Fees now = EvmChain.fees(rpc);
        Fees fees = new Fees(Math.multiplyExact(3, now.maxFee()), now.tip()); // full blocks raise the base fee
        while (true) {
            for (int nonce = (int) done; nonce < steps.size(); nonce++) {
                send(rpc, chainId, nonce, steps.get(nonce), fees);
            }
            done = mined(rpc, done, steps.size());
            if (done >= steps.size()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new Unreachable(
                        "of the deployment's " + steps.size() + " steps " + done + " are mined after " + PATIENCE,
                        new TimeoutException());
            }
            fees = fees.raised();
        }
    }

    /** How many are mined: all of them, or as many as were when no more came for a while. */
    private long mined(Rpc rpc, long done, long all) {
        long since = System.nanoTime();
        while (done < all && System.nanoTime() - since < stall.toNanos()) {
            pause();
            long now = nonce(rpc);
            if (now > done) {
                done = now;
                since = System.nanoTime();
            }
        }
        return done;
    }

    private void send(Rpc rpc, long chainId, int nonce, Blueprint.Step step, Fees fees) {
        var credential = new EvmChain.Credential(keys, chainId, ADMIN);
        var signed = EvmChain.sign(credential, nonce, step.gas(), step.to(), step.data(), fees);
        // Underpriced is none: an earlier run's same step waits in the pool.
        if (EvmChain.broadcast(rpc, signed) instanceof Broadcast.Rejected(String why)) {
            throw new IllegalStateException("the chain refuses to " + step.what() + ": " + why);
        }
    }

    /**
     * A step that failed has used up its nonce too: so what there is is looked at. A node may answer
     * for a moment as of the block, or the second, before: it is asked again.
     */
    private void verify(Rpc rpc, Blueprint blueprint) {
        long deadline = System.nanoTime() + DOUBT.toNanos();
        while (!isSound(rpc, blueprint)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the deployment of key admin (" + keys.address(ADMIN)
                        + ") is broken, or that key was used for something else before: take a fresh key");
            }
            pause();
        }
    }

    private static boolean isSound(Rpc rpc, Blueprint blueprint) {
        List<JsonNode> codes = rpc.askAll(blueprint.addresses().values().stream()
                .map(address -> new Rpc.Question("eth_getCode", address.hex(), "latest"))
                .toList());
        List<String> roles = rpc
                .askAll(blueprint.checks().stream()
                        .map(check -> new Rpc.Question(
                                "eth_call", Map.of("to", check.to().hex(), "data", check.data()), "latest"))
                        .toList())
                .stream()
                .map(JsonNode::asString)
                .toList();
        return codes.stream().noneMatch(code -> code.asString().equals("0x"))
                && roles.equals(
                        blueprint.checks().stream().map(Blueprint.Check::answer).toList());
    }

    /** What is called must be what the calls were made for. */
    private void requireOurCode(Rpc rpc, Deployment deployment) {
        List<String> differences = record(deployment).differences(rpc);
        if (!differences.isEmpty()) {
            throw new IllegalStateException("the deployment of key admin (" + keys.address(ADMIN) + ") is not ours: "
                    + String.join("; ", differences) + ": take the build that deployed it, or a fresh key");
        }
    }

    /** What a deployment of these terms must be, for whoever wants to check it. */
    public DeploymentRecord record(Deployment deployment) {
        return new DeploymentRecord(deployment, terms.dollar().isEmpty());
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while deploying", e);
        }
    }

    /**
     * The block of the access manager's first word: nothing of ours is earlier. A node may know a block's state before
     * it finds the block's logs: it is asked again.
     */
    private static long firstBlock(Rpc rpc, Blueprint blueprint) {
        Map<String, String> all = Map.of(
                "fromBlock",
                "0x0",
                "toBlock",
                "latest",
                "address",
                blueprint.manager().hex());
        long deadline = System.nanoTime() + DOUBT.toNanos();
        JsonNode logs = rpc.ask("eth_getLogs", all);
        while (logs.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the access manager at " + blueprint.manager() + " has no history");
            }
            pause();
            logs = rpc.ask("eth_getLogs", all);
        }
        return Rpc.quantity(logs.get(0).get("blockNumber"));
    }

    private long nonce(Rpc rpc) {
        return Rpc.quantity(
                rpc.ask("eth_getTransactionCount", keys.address(ADMIN).hex(), "latest"));
    }
}

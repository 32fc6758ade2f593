package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;
import tools.jackson.databind.JsonNode;

/**
 * An EVM endpoint as ledger-core's port: calls become signed transactions, logs become events,
 * custom errors become sentences. Keeps nothing but what the node can do; safe for use by many threads.
 */
public final class EvmChain implements Chain, AutoCloseable {
    /** What one transaction may use since the osaka rules (EIP-7825). */
    static final long GAS_MAX = 16_777_216;

    /**
     * A call may run on another state than it was tried on: writing a slot that was full then and is
     * empty now costs 17,100 more (EIP-2200, EIP-2929). Enough for three.
     */
    private static final long GAS_OF_OTHER_STATE = 60_000;

    /** How nodes of several makes say that an offer is too low. */
    private static final List<String> UNDERPRICED = List.of(
            "underpriced",
            "less than block base fee",
            "below current base fee",
            "insufficient gas price to replace",
            "feetoolow");

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final Rpc rpc;
    private final Keys keys;
    private final Deployment deployment;
    private final LongSupplier durableBlock;
    private final TypedData typed;
    private final Calls calls;
    private final Logs logs;
    private final Balances balances;
    private final Reverts reverts = Reverts.ofContracts();
    private volatile boolean showsRuns = true;

    /** Any EVM endpoint: final is what the node says is final. */
    public EvmChain(String url, Keys keys, Deployment deployment) {
        this(url, keys, deployment, () -> Long.MAX_VALUE);
    }

    /** @param durableBlock the last block nothing can take back; {@link DevChain#durableBlock} */
    public EvmChain(String url, Keys keys, Deployment deployment, LongSupplier durableBlock) {
        keys.requireFitFor(deployment.chainId());
        this.rpc = new Rpc(url, TIMEOUT);
        this.keys = keys;
        this.deployment = deployment;
        this.durableBlock = durableBlock;
        this.typed = new TypedData(deployment);
        this.calls = new Calls(rpc, deployment, typed);
        this.logs = new Logs(rpc, new Events(deployment));
        this.balances = new Balances(rpc, deployment);
    }

    @Override
    public Deployment deployment() {
        return deployment;
    }

    @Override
    public Head head() {
        long durable = durableBlock.getAsLong(); // before the node: what it says later may be newer
        List<JsonNode> headers =
                rpc.askAll(List.of(headerQuestion("latest"), headerQuestion("safe"), headerQuestion("finalized")));
        long latest = number(headers.get(0));
        long safe = Math.min(latest, number(headers.get(1))); // a block may come between two answers
        return new Head(latest, safe, Math.min(Math.min(latest, durable), number(headers.get(2))));
    }

    @Override
    public Optional<Block> block(long number) {
        return Header.read(rpc.ask("eth_getBlockByNumber", Rpc.hex(number), false))
                .map(Header::block);
    }

    /** Everything the deployment's contracts said in this very block, in log order. */
    public List<Logged> events(Block block) {
        return logs.of(block);
    }

    @Override
    public List<Seen> see(long from, long to, long settled) {
        return logs.see(from, to, settled);
    }

    @Override
    public List<Long> balances(List<Holding> holdings, Hash block) {
        return balances.at(holdings, block);
    }

    @Override
    public Address address(String key) {
        return keys.address(key);
    }

    @Override
    public long nonce(Address account) {
        return Rpc.quantity(rpc.ask("eth_getTransactionCount", account.hex(), "latest"));
    }

    @Override
    public long nonce(Address account, long block) {
        return Rpc.quantity(rpc.ask("eth_getTransactionCount", account.hex(), Rpc.hex(block)));
    }

    @Override
    public Simulation simulate(String key, ChainCall call) {
        try {
            return new Simulation.Succeeds(gas(key, calls.encode(call)));
        } catch (Rpc.Refused refused) {
            if (!Reverts.isRevert(refused)) {
                throw new Unreachable("the node would not try the call: " + refused.getMessage(), refused);
            }
            return new Simulation.Reverts(reverts.sentence(refused));
        }
    }

    @Override
    public SignedTransaction sign(String key, long nonce, ChainCall call, Fees fees) {
        return simulate(key, call) instanceof Simulation.Succeeds(long gas)
                ? sign(key, nonce, call, gas, fees)
                : sign(key, nonce, call, GAS_MAX, fees);
    }

    @Override
    public SignedTransaction sign(String key, long nonce, ChainCall call, long gas, Fees fees) {
        Calls.Encoded encoded = calls.encode(call);
        return sign(
                new Credential(keys, deployment.chainId(), key),
                nonce,
                Math.min(GAS_MAX, gas * 13 / 10 + GAS_OF_OTHER_STATE), // refunds come after the use
                Optional.of(encoded.to()),
                encoded.data(),
                fees);
    }

    @Override
    public Fees fees() {
        return fees(rpc);
    }

    @Override
    public Broadcast broadcast(SignedTransaction transaction) {
        return broadcast(rpc, transaction);
    }

    @Override
    public Optional<Receipt> receipt(Hash transaction) {
        JsonNode receipt = rpc.ask("eth_getTransactionReceipt", transaction.hex());
        if (receipt.isNull()) {
            return Optional.empty();
        }
        Optional<Block> block = Header.read(
                        rpc.ask("eth_getBlockByHash", receipt.get("blockHash").asString(), false))
                .map(Header::block);
        return block.map(in -> new Receipt(
                transaction, in, receipt.get("status").asString().equals("0x1"), Rpc.quantity(receipt.get("gasUsed"))));
    }

    @Override
    public Optional<Address> recover(Signable signed, Signature signature) {
        byte[] digest;
        try {
            digest = typed.digest(signed);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a negative number cannot be written for the contracts: nobody signed it
        }
        return Curve.recover(digest, signature);
    }

    @Override
    public Hash digest(Signable signable) {
        return Hash.of(typed.digest(signable));
    }

    @Override
    public void close() {
        rpc.close();
    }

    /** What a call uses on top of what is pending: seen in one run, where the node can show one. */
    private long gas(String key, Calls.Encoded encoded) {
        Map<String, String> transaction =
                Map.of("from", keys.address(key).hex(), "to", encoded.to().hex(), "data", encoded.data());
        if (showsRuns) {
            try {
                return gas(rpc.attempt(
                        "eth_simulateV1",
                        Map.of("blockStateCalls", List.of(Map.of("calls", List.of(transaction)))),
                        "pending"));
            } catch (Rpc.Refused refused) {
                if (Reverts.isRevert(refused)) {
                    throw refused;
                }
                showsRuns = false;
            }
        }
        // a search, of some twenty runs
        return Rpc.quantity(rpc.attempt("eth_estimateGas", transaction, "pending"));
    }

    private static long gas(JsonNode run) {
        JsonNode call = run.path(0).path("calls").path(0);
        if ("0x1".equals(call.path("status").asString(""))) {
            return Rpc.quantity(call.get("gasUsed"));
        }
        JsonNode error = call.path("error");
        throw new Rpc.Refused(
                "eth_simulateV1",
                error.path("code").asInt(0),
                error.path("message").asString(""),
                error.path("data").asString(call.path("returnData").asString("")));
    }

    /** A key, and the chain its signature is for. */
    record Credential(Keys keys, long chainId, String key) {}

    /** @param to empty to create a contract */
    static SignedTransaction sign(
            Credential by, long nonce, long gasLimit, Optional<Address> to, String data, Fees fees) {
        RawTransaction transaction = RawTransaction.createTransaction(
                by.chainId(),
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gasLimit),
                to.map(Address::hex).orElse(""),
                BigInteger.ZERO,
                data,
                BigInteger.valueOf(fees.tip()),
                BigInteger.valueOf(fees.maxFee()));
        Signature signature = by.keys().sign(by.key(), TransactionEncoder.encode(transaction));
        byte[] raw = TransactionEncoder.encode(transaction, Curve.data(signature));
        return new SignedTransaction(Hash.keccak(raw), Numeric.toHexString(raw));
    }

    static Fees fees(Rpc rpc) {
        List<JsonNode> answers =
                rpc.askAll(List.of(headerQuestion("latest"), new Rpc.Question("eth_maxPriorityFeePerGas")));
        long base = Rpc.quantity(answers.get(0).get("baseFeePerGas"));
        long tip = Rpc.quantity(answers.get(1));
        return new Fees(Math.addExact(Math.multiplyExact(2, base), tip), tip);
    }

    static Broadcast broadcast(Rpc rpc, SignedTransaction transaction) {
        try {
            rpc.attempt("eth_sendRawTransaction", transaction.raw());
            return new Broadcast.Accepted();
        } catch (Rpc.Refused refused) {
            String why = String.valueOf(refused.getMessage()).toLowerCase(Locale.ROOT);
            if (why.contains("already known")
                    || why.contains("already imported")
                    || why.contains("known transaction")) {
                return new Broadcast.Accepted();
            }
            if (why.contains("nonce too low")) {
                return new Broadcast.NonceTooLow();
            }
            if (UNDERPRICED.stream().anyMatch(why::contains)) {
                return new Broadcast.Underpriced(why);
            }
            return new Broadcast.Rejected(why);
        }
    }

    private static Rpc.Question headerQuestion(String tag) {
        return new Rpc.Question("eth_getBlockByNumber", tag, false);
    }

    private static long number(JsonNode header) {
        return header.isNull() ? -1 : Rpc.quantity(header.get("number"));
    }
}

package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.SignedTransaction;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.utils.Numeric;

/** An anvil as other chains are: a block each so often, whether there is anything to put into it or not. */
public final class TickingChain implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long CALL_GAS = 150_000;
    private static final Fees FEES = new Fees(20_000_000_000L, 1_000_000_000L);

    private final Anvil anvil;
    private final Rpc rpc;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ticking-chain").daemon().factory());

    private @Nullable ScheduledFuture<?> ticking;

    private TickingChain(Anvil anvil, Rpc rpc) {
        this.anvil = anvil;
        this.rpc = rpc;
    }

    /** A new chain, which stands still until {@link #tick}. */
    public static TickingChain start(Path folder) {
        int port = Anvil.freePort();
        Rpc rpc = new Rpc("http://127.0.0.1:" + port, TIMEOUT);
        Anvil anvil = Anvil.start(Anvil.find(), folder, port, OptionalLong.empty(), Optional.empty());
        anvil.awaitAnswer(rpc, folder.resolve("anvil.log"));
        return new TickingChain(anvil, rpc);
    }

    /** From now on a block each so often. */
    public void tick(Duration every) {
        if (ticking != null) {
            ticking.cancel(false);
        }
        ticking =
                clock.scheduleAtFixedRate(this::mineOrMiss, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void mineOrMiss() {
        try {
            mine(1);
        } catch (Unreachable e) {
            System.err.println("a block was missed: " + e.getMessage());
        }
    }

    /** Mines so many blocks at once, the first with what is pending. */
    public void mine(int blocks) {
        rpc.ask("anvil_mine", Rpc.hex(blocks));
    }

    public String url() {
        return rpc.url();
    }

    /** Gives each account ether for its transactions. */
    public void fund(Collection<Address> accounts) {
        String ether = Numeric.toHexStringWithPrefix(BigInteger.TEN.pow(22));
        rpc.askAll(accounts.stream()
                .map(account -> new Rpc.Question("anvil_setBalance", account.hex(), ether))
                .toList());
    }

    /** Signs a call that no record of the service's stands for. */
    public SignedTransaction sign(Keys keys, String key, long nonce, Address to, Function call) {
        return EvmChain.sign(
                new EvmChain.Credential(keys, Keys.DEVELOPMENT_CHAIN, key),
                nonce,
                CALL_GAS,
                Optional.of(to),
                FunctionEncoder.encode(call),
                FEES);
    }

    /** Puts signed transactions into the pool, in few messages. */
    public void send(List<SignedTransaction> transactions) {
        rpc.askAll(transactions.stream()
                .map(transaction -> new Rpc.Question("eth_sendRawTransaction", transaction.raw()))
                .toList());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        anvil.close();
        rpc.close();
    }
}

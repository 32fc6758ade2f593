package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.contracts.DevChain.Settings;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The development chain's promises: quiet, final, durable, and its own clock. */
class DevChainIT {
    private static final Address ADA = Keys.development("test").address("ada");

    @TempDir
    private Path folder;

    @Test
    void minesWhatIsPendingUntilItIsFinalAndThenIsQuiet() throws Exception {
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            String transaction = send(rpc);
            JsonNode receipt = await(() -> rpc.ask("eth_getTransactionReceipt", transaction));
            long block = Rpc.quantity(receipt.get("blockNumber"));
            await(() -> chain.durableBlock() >= block + DevChain.FINALITY ? true : null);
            assertThat(number(rpc, "finalized")).isGreaterThanOrEqualTo(block);
            long latest = number(rpc, "latest");
            Thread.sleep(200);
            assertThat(number(rpc, "latest")).isEqualTo(latest);
        }
    }

    @Test
    void whatArrivesWhileOthersAreMadeFinalBecomesFinalToo() throws Exception {
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            List<String> transactions = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                transactions.add(send(rpc));
                Thread.sleep(i % 7);
            }
            for (String transaction : transactions) {
                JsonNode receipt = await(() -> rpc.ask("eth_getTransactionReceipt", transaction));
                long block = Rpc.quantity(receipt.get("blockNumber"));
                await(() -> number(rpc, "finalized") >= block ? true : null);
            }
            awaitDurable(chain, rpc);
        }
    }

    @Test
    void resumesTheSameChainWithTheSameHashesLogsAndReceipts() throws Exception {
        List<String> before;
        String transaction;
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            chain.fund(List.of(ADA));
            transaction = send(rpc);
            await(() -> rpc.ask("eth_getTransactionReceipt", transaction));
            awaitDurable(chain, rpc);
            before = hashes(rpc, number(rpc, "latest"));
        }
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            assertThat(hashes(rpc, before.size() - 1)).isEqualTo(before);
            assertThat(number(rpc, "finalized")).isEqualTo(before.size() - 1);
            assertThat(rpc.ask("eth_getTransactionReceipt", transaction)
                            .get("status")
                            .asString())
                    .isEqualTo("0x1");
            assertThat(balanceAt(rpc, before.getLast())).isEqualTo("0x21e19e0c9bab2400000");
        }
    }

    @Test
    void startsAgainByItselfWhenTheNodeIsKilled() throws Exception {
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            chain.fund(List.of(ADA));
            List<String> durable = hashes(rpc, chain.durableBlock());
            kill(chain);
            await(() -> reachable(rpc) ? true : null); // its very first answer is of the same chain
            assertThat(hashes(rpc, durable.size() - 1)).isEqualTo(durable);
            String transaction = send(rpc);
            await(() -> rpc.ask("eth_getTransactionReceipt", transaction));
        }
    }

    @Test
    void endsTheNodeThatAKilledServiceLeftBehind() throws Exception {
        Path anvil = DevChain.findAnvil();
        Process leftover = new ProcessBuilder(anvil.toString(), "--silent", "--port", "" + Anvil.freePort()).start();
        Files.writeString(folder.resolve("anvil.pid"), Long.toString(leftover.pid()));
        try (DevChain chain = start()) {
            assertThat(leftover.waitFor(Duration.ofSeconds(5))).isTrue();
            assertThat(chain.pid()).isNotEqualTo(leftover.pid());
        }
        assertThat(folder.resolve("anvil.pid")).doesNotExist();
    }

    @Test
    void refusesASecondOwnerOfTheSameFolder() {
        try (DevChain chain = start()) {
            assertThat(chain.durableBlock()).isPositive();
            assertThatThrownBy(this::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("runs already");
        }
    }

    @Test
    void keepsAClockThatStandsStillAndMovesOnlyForward() throws Exception {
        Instant later = Node.GENESIS.plus(Duration.ofDays(31));
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            assertThat(chain.now()).isEqualTo(Node.GENESIS);
            chain.advanceTo(later);
            chain.advanceTo(Node.GENESIS);
            assertThat(chain.now()).isEqualTo(later);
            await(() -> rpc.ask("eth_getTransactionReceipt", send(rpc)));
            awaitDurable(chain, rpc);
        }
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            assertThat(chain.now()).isEqualTo(later);
            assertThat(timestamp(rpc, "latest")).isEqualTo(later.getEpochSecond());
        }
    }

    @Test
    void aReorgReplacesBlocksAndKeepsTheNumber() throws Exception {
        try (DevChain chain = start();
                Rpc rpc = rpc(chain)) {
            long latest = number(rpc, "latest");
            List<String> before = hashes(rpc, latest);
            chain.advanceTo(Node.GENESIS.plusSeconds(60));
            chain.reorg(2);
            List<String> after = hashes(rpc, latest);
            assertThat(after.subList(0, after.size() - 2)).isEqualTo(before.subList(0, before.size() - 2));
            assertThat(after.getLast()).isNotEqualTo(before.getLast());
        }
    }

    @Test
    void whatTheContractsSaidIsTheSameAfterARestart() throws Exception {
        Keys keys = Keys.development("test");
        Deployment deployment;
        Logged before;
        try (DevChain devChain = start()) {
            devChain.fund(List.of(keys.address("admin"), keys.address("anchor")));
            deployment = new Deployer(devChain.url(), keys, Deployer.Terms.development(keys)).deploy();
            try (EvmChain chain = new EvmChain(devChain.url(), keys, deployment, devChain::durableBlock)) {
                var head = new ChainCall.AnchorHead(1, Hash.sha256("root"));
                var signed = chain.sign("anchor", 0, head, chain.fees());
                assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
                before = chain.events(Stage.await(chain, signed.hash()).block()).getFirst();
                kill(devChain);
            }
        }
        try (DevChain devChain = start();
                EvmChain chain = new EvmChain(devChain.url(), keys, deployment, devChain::durableBlock)) {
            assertThat(chain.events(before.block())).containsExactly(before);
            assertThat(chain.head().finalized())
                    .isGreaterThanOrEqualTo(before.block().number());
            assertThat(chain.receipt(before.transaction())).isPresent();
        }
    }

    private DevChain start() {
        return DevChain.start(new Settings(DevChain.findAnvil(), folder, 0, Optional.of(Node.GENESIS)));
    }

    private static Rpc rpc(DevChain chain) {
        return new Rpc(chain.url(), Duration.ofSeconds(5));
    }

    /** From the one account anvil itself holds the key of. */
    private static String send(Rpc rpc) {
        String from = rpc.ask("eth_accounts").get(0).asString();
        return rpc.ask("eth_sendTransaction", Map.of("from", from, "to", from)).asString();
    }

    private static void kill(DevChain chain) throws Exception {
        ProcessHandle node = ProcessHandle.of(chain.pid()).orElseThrow();
        node.destroyForcibly();
        node.onExit().get();
    }

    private static boolean reachable(Rpc rpc) {
        try {
            return number(rpc, "latest") >= 0;
        } catch (io.hourglass.ledger.settlement.Chain.Unreachable e) {
            return false;
        }
    }

    private static String balanceAt(Rpc rpc, String block) {
        return rpc.ask("eth_getBalance", ADA.hex(), Map.of("blockHash", block)).asString();
    }

    private static long number(Rpc rpc, String tag) {
        return Rpc.quantity(rpc.ask("eth_getBlockByNumber", tag, false).get("number"));
    }

    private static long timestamp(Rpc rpc, String tag) {
        return Rpc.quantity(rpc.ask("eth_getBlockByNumber", tag, false).get("timestamp"));
    }

    private static List<String> hashes(Rpc rpc, long last) {
        return rpc
                .askAll(LongStream.rangeClosed(0, last)
                        .mapToObj(n -> new Rpc.Question("eth_getBlockByNumber", Rpc.hex(n), false))
                        .toList())
                .stream()
                .map(block -> block.get("hash").asString())
                .toList();
    }

    private static void awaitDurable(DevChain chain, Rpc rpc) throws Exception {
        await(() -> chain.durableBlock() == number(rpc, "latest") ? true : null);
    }

    /** Asks until there is an answer that is not null, for at most five seconds. */
    private static <T> T await(Callable<T> question) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (true) {
            T answer = question.call();
            if (answer != null && !(answer instanceof JsonNode json && json.isNull())) {
                return answer;
            }
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            Thread.sleep(10);
        }
    }
}

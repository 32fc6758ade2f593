package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hourglass.contracts.DevChain.Settings;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Contracts get on the chain once, whoever is interrupted when. */
class DeployerIT {
    private static final Keys KEYS = Keys.development("deployer");

    /** Keys that sign for any chain. */
    private static final Keys FIT = Keys.fromEnvironment(Map.of("HOURGLASS_KEY_ADMIN", "0x" + "11".repeat(32)));

    private static final Duration DELAY = Duration.ofDays(2);

    @TempDir
    private Path folder;

    @Test
    void goesOnWhereAnEarlierRunWasCutOffAndThenSendsNothing() {
        Deployer.Terms terms = Deployer.Terms.development(KEYS);
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            devChain.fund(List.of(KEYS.address("admin")));
            sendFirst(rpc, new Blueprint(KEYS, terms), 12);
            Deployer deployer = new Deployer(devChain.url(), KEYS, terms);
            Deployment deployment = deployer.deploy();
            long nonce = nonce(rpc);
            assertThat(deployment.addresses()).containsOnlyKeys(Contract.values());
            assertThat(deployment.firstBlock()).isPositive();
            assertThat(deployer.deploy()).isEqualTo(deployment);
            assertThat(nonce(rpc)).isEqualTo(nonce);
        }
        try (DevChain devChain = start()) {
            assertThat(new Deployer(devChain.url(), KEYS, terms).deploy().chainId())
                    .isEqualTo(31337);
        }
    }

    @Test
    @Timeout(60)
    void sendsAgainWhatTheNodeHasDropped() throws Exception {
        try (Unmined node = new Unmined()) {
            CompletableFuture<Deployment> deployed = node.deploy();
            node.awaitPending(node.steps.size());
            node.rpc.ask("anvil_dropAllTransactions");
            node.awaitPending(node.steps.size());
            node.mineAll();
            assertThat(deployed.get(10, TimeUnit.SECONDS).addresses()).containsOnlyKeys(Contract.values());
        }
    }

    /** As it does with one that comes just while the one before it is mined: it waits for that for good. */
    @Test
    @Timeout(60)
    void offersMoreForWhatTheNodeHasSetAside() throws Exception {
        String admin = KEYS.address("admin").hex();
        try (Unmined node = new Unmined()) {
            node.send(0);
            node.rpc.ask("evm_mine");
            node.rpc.ask("anvil_setNonce", admin, "0x0");
            for (int nonce = 1; nonce < node.steps.size(); nonce++) {
                node.send(nonce);
            }
            node.rpc.ask("anvil_setNonce", admin, "0x1");
            CompletableFuture<Deployment> deployed = node.deploy();
            node.mineAll();
            assertThat(deployed.get(10, TimeUnit.SECONDS).addresses()).containsOnlyKeys(Contract.values());
        }
    }

    /** A node that mines when it is told to. */
    private final class Unmined implements AutoCloseable {
        private final Deployer.Terms terms = Deployer.Terms.development(KEYS);
        private final List<Blueprint.Step> steps = new Blueprint(KEYS, terms).steps();
        private final int port = Anvil.freePort();
        private final Anvil anvil =
                Anvil.start(DevChain.findAnvil(), folder, port, OptionalLong.empty(), Optional.empty());
        private final Rpc rpc = new Rpc("http://127.0.0.1:" + port, Duration.ofSeconds(5));

        Unmined() {
            anvil.awaitAnswer(rpc, folder.resolve("anvil.log"));
            rpc.ask("anvil_setBalance", KEYS.address("admin").hex(), Rpc.hex(Long.MAX_VALUE));
        }

        CompletableFuture<Deployment> deploy() {
            return CompletableFuture.supplyAsync(
                    () -> new Deployer(rpc.url(), KEYS, terms, Duration.ofSeconds(1)).deploy());
        }

        /** The very transaction that a deployment sends first. */
        void send(int nonce) {
            Fees now = EvmChain.fees(rpc);
            DeployerIT.send(rpc, steps.get(nonce), nonce, new Fees(3 * now.maxFee(), now.tip()));
        }

        void awaitPending(int count) throws InterruptedException {
            while (Rpc.quantity(rpc.ask("txpool_status").get("pending")) < count) {
                Thread.sleep(10);
            }
        }

        void mineAll() throws InterruptedException {
            while (nonce(rpc) < steps.size()) {
                awaitPending(1);
                rpc.ask("evm_mine");
            }
        }

        @Override
        public void close() {
            rpc.close();
            anvil.close();
        }
    }

    @Test
    void refusesAKeyThatWasUsedForSomethingElse() {
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            devChain.fund(List.of(KEYS.address("admin")));
            rpc.ask("anvil_setNonce", KEYS.address("admin").hex(), "0x64");
            assertThatThrownBy(() -> new Deployer(devChain.url(), KEYS, Deployer.Terms.development(KEYS)).deploy())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("take a fresh key");
        }
    }

    @Test
    void refusesADollarTokenThatCountsInOtherUnits() {
        Address token = KEYS.address("some-token");
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            Deployer deployer =
                    new Deployer(devChain.url(), KEYS, terms(Optional.of(token), Optional.empty(), Duration.ZERO));
            assertThatThrownBy(deployer::deploy).hasMessageContaining("no token");
            for (int decimals : new int[] {2, 18}) {
                // answers every call with that number
                String code = "0x60%02x60005260206000f3".formatted(decimals);
                rpc.ask("anvil_setCode", token.hex(), code);
                assertThatThrownBy(deployer::deploy)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(decimals + " decimals, the books count USD/6");
            }
            rpc.ask("anvil_setCode", token.hex(), "0x60006000fd");
            assertThatThrownBy(deployer::deploy).hasMessageContaining("does not say");
            assertThat(nonce(rpc)).as("nothing was sent").isZero();
        }
    }

    @Test
    void onAChainOfItsOwnAGuardianIsNeededAndADelay() {
        Address dollar = KEYS.address("some-token");
        Address guardian = KEYS.address("guardian");
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            rpc.ask("anvil_setChainId", 1);
            refuses(devChain, terms(Optional.empty(), Optional.of(guardian), DELAY), "dollar token");
            refuses(devChain, terms(Optional.of(dollar), Optional.empty(), DELAY), "a guardian");
            refuses(devChain, terms(Optional.of(dollar), Optional.of(FIT.address("admin")), DELAY), "a guardian");
            refuses(devChain, terms(Optional.of(dollar), Optional.of(guardian), Duration.ZERO), "a delay");
            assertThat(nonce(rpc)).as("nothing was sent").isZero();
        }
    }

    /** Which the roles' delays, checked by the deployer itself, make it do. */
    @Test
    void theAdministratorWaitsForWhatItDecidesWhereThereIsADelay() {
        Deployer.Terms terms = terms(Optional.empty(), Optional.of(KEYS.address("guardian")), DELAY);
        try (DevChain devChain = start()) {
            devChain.fund(List.of(KEYS.address("admin")));
            Deployment deployment = new Deployer(devChain.url(), KEYS, terms).deploy();
            try (EvmChain chain = new EvmChain(devChain.url(), KEYS, deployment)) {
                var admit = new ChainCall.SetContributor(KEYS.address("ada"), true);
                assertThat(chain.simulate("admin", admit))
                        .isInstanceOfSatisfying(Simulation.Reverts.class, reverts -> assertThat(reverts.error())
                                .startsWith("AccessManagerNotScheduled"));
            }
        }
    }

    @Test
    void asksAgainWhereTheNodeFindsNoLogsYet() throws IOException {
        Deployer.Terms terms = Deployer.Terms.development(KEYS);
        try (DevChain devChain = start()) {
            devChain.fund(List.of(KEYS.address("admin")));
            AtomicInteger asked = new AtomicInteger();
            HttpServer late = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            late.createContext("/", exchange -> answerLate(exchange, URI.create(devChain.url()), asked));
            late.start();
            try {
                String url = "http://127.0.0.1:" + late.getAddress().getPort();
                Deployment deployment = new Deployer(url, KEYS, terms).deploy();
                assertThat(asked).as("twice in vain").hasValue(3);
                assertThat(deployment).isEqualTo(new Deployer(devChain.url(), KEYS, terms).deploy());
            } finally {
                late.stop(0);
            }
        }
    }

    /** As the node answers, but that it finds no logs the first two times it is asked for some. */
    private static void answerLate(HttpExchange exchange, URI node, AtomicInteger asked) throws IOException {
        byte[] question = exchange.getRequestBody().readAllBytes();
        byte[] answer;
        if (new String(question, StandardCharsets.UTF_8).contains("eth_getLogs") && asked.incrementAndGet() < 3) {
            int id = JsonMapper.shared().readTree(question).get("id").asInt();
            answer = ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":[]}").getBytes(StandardCharsets.UTF_8);
        } else {
            URLConnection connection = node.toURL().openConnection();
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.getOutputStream().write(question);
            answer = connection.getInputStream().readAllBytes();
        }
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Immutables are code too: neither they nor the rest may be other than this build makes them. */
    @Test
    void findsCodeThatIsNotWhatThisBuildMakes() {
        Deployer.Terms terms = Deployer.Terms.development(KEYS);
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            devChain.fund(List.of(KEYS.address("admin")));
            Deployer deployer = new Deployer(devChain.url(), KEYS, terms);
            Deployment deployment = deployer.deploy();
            DeploymentRecord record = deployer.record(deployment);
            assertThat(record.differences(devChain.url())).isEmpty();

            String settlement = deployment.of(Contract.SETTLEMENT).hex();
            String vault = deployment.of(Contract.VAULT).hex();
            String code = rpc.ask("eth_getCode", settlement, "latest").asString();
            String elsewhere =
                    code.replace(vault.substring(2), KEYS.address("thief").hex().substring(2));
            assertThat(elsewhere).isNotEqualTo(code);
            rpc.ask("anvil_setCode", settlement, elsewhere);
            assertThat(record.differences(devChain.url()))
                    .containsExactly("SETTLEMENT at " + settlement + " was constructed for another deployment");
            assertThatThrownBy(deployer::deploy)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is not ours: SETTLEMENT");

            String last = code.endsWith("00") ? "01" : "00";
            rpc.ask("anvil_setCode", settlement, code.substring(0, code.length() - 2) + last);
            rpc.ask("anvil_setCode", vault, "0x");
            assertThat(record.differences(devChain.url()))
                    .containsExactly(
                            "VAULT at " + vault + " has no code",
                            "SETTLEMENT at " + settlement + " has other code than this build makes");
        }
    }

    /** The same sources make the same record: hashes of the whole code, and of what no place changes. */
    @Test
    void recordsWhereEachContractIsAndWhatItsCodeIs() throws IOException {
        Path file = folder.resolve("deployment.json");
        try (DevChain devChain = start();
                Rpc rpc = new Rpc(devChain.url(), Duration.ofSeconds(5))) {
            devChain.fund(List.of(KEYS.address("admin")));
            Deployer deployer = new Deployer(devChain.url(), KEYS, Deployer.Terms.development(KEYS));
            Deployment deployment = deployer.deploy();
            deployer.record(deployment).write(file);
            JsonNode contracts =
                    new JsonMapper().readTree(Files.readString(file)).get("contracts");
            for (Contract contract : Contract.values()) {
                String address = deployment.of(contract).hex();
                String code = rpc.ask("eth_getCode", address, "latest").asString();
                JsonNode entry = contracts.get(contract.name());
                assertThat(entry.get("address").asString()).isEqualTo(address);
                assertThat(entry.get("code").asString())
                        .isEqualTo(Hash.keccak(RuntimeCode.bytes(code)).hex());
                assertThat(entry.get("build").asString())
                        .isEqualTo(RuntimeCode.of(contract).build().hex());
            }
            JsonNode vault = contracts.get(Contract.VAULT.name());
            assertThat(vault.get("build")).as("has immutables").isNotEqualTo(vault.get("code"));

            var withTheirDollar = new DeploymentRecord(deployment, false).json();
            JsonNode dollar =
                    new JsonMapper().readTree(withTheirDollar).get("contracts").get(Contract.DOLLAR.name());
            assertThat(dollar.has("address")).isTrue();
            assertThat(dollar.has("code")).as("whose build we do not know").isFalse();
        }
    }

    private static Deployer.Terms terms(Optional<Address> dollar, Optional<Address> guardian, Duration delay) {
        return new Deployer.Terms(dollar, List.of(KEYS.address("one")), 1, guardian, delay);
    }

    private static void refuses(DevChain devChain, Deployer.Terms terms, String why) {
        assertThatThrownBy(() -> new Deployer(devChain.url(), FIT, terms).deploy())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }

    private DevChain start() {
        return DevChain.start(new Settings(DevChain.findAnvil(), folder, 0, Optional.of(Node.GENESIS)));
    }

    /** As a run does that dies in the middle. */
    private static void sendFirst(Rpc rpc, Blueprint blueprint, int count) {
        for (int nonce = 0; nonce < count; nonce++) {
            send(rpc, blueprint.steps().get(nonce), nonce, EvmChain.fees(rpc));
        }
    }

    private static void send(Rpc rpc, Blueprint.Step step, int nonce, Fees fees) {
        var credential = new EvmChain.Credential(KEYS, 31337, "admin");
        EvmChain.broadcast(rpc, EvmChain.sign(credential, nonce, step.gas(), step.to(), step.data(), fees));
    }

    private static long nonce(Rpc rpc) {
        return Rpc.quantity(
                rpc.ask("eth_getTransactionCount", KEYS.address("admin").hex(), "latest"));
    }
}

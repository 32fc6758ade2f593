package io.hourglass.contracts;

import static io.hourglass.contracts.Stage.DOLLAR;
import static io.hourglass.contracts.Stage.HOUR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.Holding.Kind;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.WalletUtils;

/** Keys that are kept elsewhere do on chain what keys do. */
class CustodyIT {
    private static final Price PRICE = Price.parse("2.5");
    private static final List<String> OFFICES =
            List.of("admin", "issuer", "settler", "clearer", "fixer", "anchor", "manager", "attester", "meter");

    private final Stage stage = Stage.get();

    @TempDir
    private Path folder;

    @Test
    void aKeyFromAKeystoreSendsAndTrades() throws Exception {
        Path password = privately(Files.writeString(folder.resolve("password"), "open sesame"));
        ECKeyPair pair = ECKeyPair.create(secret("keystore"));
        String file = WalletUtils.generateWalletFile("open sesame", pair, folder.toFile(), false);
        privately(Files.move(folder.resolve(file), folder.resolve("ada.json")));
        sendsAndTrades(Keys.fromKeystore(folder, password));
    }

    @Test
    void aKeyInAWeb3SignerSendsAndTrades() {
        try (SignerServer server = new SignerServer(Map.of("ada", secret("signer")))) {
            sendsAndTrades(Keys.inWeb3Signer(server.url(), server.environment()));
        }
    }

    @Test
    void keysInAWeb3SignerDeployEverything() {
        Map<String, BigInteger> secrets = Stream.concat(
                        OFFICES.stream(), IntStream.rangeClosed(1, 5).mapToObj(i -> "contributor-" + i))
                .collect(Collectors.toMap(Function.identity(), CustodyIT::secret));
        var settings = new DevChain.Settings(DevChain.findAnvil(), folder, 0, Optional.of(Node.GENESIS));
        try (SignerServer server = new SignerServer(secrets);
                DevChain devChain = DevChain.start(settings)) {
            Keys keys = Keys.inWeb3Signer(server.url(), server.environment());
            devChain.fund(List.of(keys.address("admin")));
            Deployer deployer = new Deployer(devChain.url(), keys, Deployer.Terms.development(keys));
            server.fault = SignerServer.Fault.BROKEN;
            assertThatThrownBy(deployer::deploy).isInstanceOf(Unreachable.class);
            server.fault = SignerServer.Fault.NONE;
            assertThat(deployer.deploy().addresses()).containsOnlyKeys(Contract.values());
        }
    }

    private void sendsAndTrades(Keys keys) {
        Address ada = keys.address("ada");
        stage.node.fund(List.of(ada));
        stage.sendAll(List.of(
                new Stage.Planned("issuer", new ChainCall.SetEligible(List.of(ada), true)),
                new Stage.Planned("admin", new ChainCall.MintDollars(ada, 100 * DOLLAR))));
        try (EvmChain chain = new EvmChain(stage.node.url(), keys, stage.deployment(), stage.node::durableBlock)) {
            send(chain, new ChainCall.ApproveDollars(100 * DOLLAR));
            assertThat(send(chain, new ChainCall.Deposit(100 * DOLLAR)))
                    .contains(new ChainEvent.Deposited(ada, 100 * DOLLAR));
            send(chain, new ChainCall.SetOperator(Contract.SETTLEMENT, true));
        }
        Hash series = stage.series();
        String owner = stage.owner(series, 10 * HOUR);
        Order order = new Order(Venue.SETTLEMENT, ada, series, true, 4 * HOUR, PRICE, stage.now() + 86_400, 1);
        SignedOrder buy = new SignedOrder(order, new Wallet(keys, stage.deployment()).sign("ada", order));
        SignedOrder sell = stage.order(Venue.SETTLEMENT, owner, series, false, 4 * HOUR, PRICE);
        Hash batch = stage.freshId();
        var fills = List.of(new Fill(0, 1, 4 * HOUR, PRICE));
        assertThat(stage.send("settler", new ChainCall.SettleBatch(batch, List.of(buy, sell), fills)))
                .contains(new ChainEvent.BatchSettled(batch, 1));
        assertThat(stage.chain.balances(List.of(new Holding(Kind.VAULT, series, ada)), block()))
                .containsExactly(4 * HOUR);
    }

    private Hash block() {
        return stage.chain.block(stage.chain.head().finalized()).orElseThrow().hash();
    }

    private List<ChainEvent> send(EvmChain chain, ChainCall call) {
        var signed = chain.sign("ada", chain.nonce(chain.address("ada")), call, chain.fees());
        assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        return stage.eventsOf(signed.hash());
    }

    private static BigInteger secret(String name) {
        return Hash.keccak("custody of " + name).unsigned();
    }

    private static Path privately(Path file) throws java.io.IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}

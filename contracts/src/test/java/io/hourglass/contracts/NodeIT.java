package io.hourglass.contracts;

import static io.hourglass.contracts.Stage.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Head;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the node says to us, and what we make of it when it says nothing. */
class NodeIT {
    private static final Hash ROOT = Hash.sha256("root");

    private final Stage stage = stage();

    Stage stage() {
        return Stage.get();
    }

    Node ownNode() {
        return Node.anvil();
    }

    @Test
    void anUnreachableNodeIsSaidToBeUnreachable() {
        String url = "http://127.0.0.1:" + Anvil.freePort();
        try (EvmChain chain = new EvmChain(url, stage.keys, stage.deployment())) {
            assertThatThrownBy(chain::head).isInstanceOf(Unreachable.class).hasMessageContaining(url);
            assertThatThrownBy(() -> chain.simulate("ada", new ChainCall.Deposit(1)))
                    .isInstanceOf(Unreachable.class);
            assertThatThrownBy(() -> chain.nonce(stage.of("ada"))).isInstanceOf(Unreachable.class);
            Order order = new Order(Venue.CLEARING, stage.of("ada"), ROOT, true, 1, new Price(1), 2, 3);
            assertThat(chain.recover(order, stage.wallet.sign("ada", order))).contains(stage.of("ada"));
        }
    }

    @Test
    void theSameBytesAreAcceptedTwiceAndMinedOnce() {
        String ada = stage.investor("ada", DOLLAR);
        long nonce = stage.chain.nonce(stage.of(ada));
        var signed = stage.chain.sign(ada, nonce, new ChainCall.Withdraw(1), stage.chain.fees());
        var rival = stage.chain.sign(ada, nonce, new ChainCall.Withdraw(2), stage.chain.fees());
        assertThat(stage.chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        assertThat(stage.chain.broadcast(signed)).isIn(new Broadcast.Accepted(), new Broadcast.NonceTooLow());
        assertThat(stage.await(signed.hash()).succeeded()).isTrue();
        assertThat(stage.chain.broadcast(signed)).isEqualTo(new Broadcast.NonceTooLow());
        assertThat(stage.chain.broadcast(rival)).isEqualTo(new Broadcast.NonceTooLow());
        assertThat(stage.chain.receipt(rival.hash())).isEmpty();
    }

    @Test
    void whatTheNodeWillNotTakeIsRejectedWithItsReason() {
        String poor = stage.fresh("poor");
        var unpaid = stage.chain.sign(poor, 0, new ChainCall.Deposit(1), stage.chain.fees());
        assertThat(stage.chain.broadcast(unpaid))
                .isInstanceOfSatisfying(Broadcast.Rejected.class, rejected -> assertThat(rejected.why())
                        .contains("funds"));
        var cheap = stage.chain.sign("issuer", 0, new ChainCall.Deposit(1), new Fees(1, 1));
        assertThat(stage.chain.broadcast(cheap)).isNotEqualTo(new Broadcast.Accepted());
    }

    /** A node to which the latest block is final, and that makes a block between two questions. */
    @Test
    void nothingIsSafeOrFinalThatIsLaterThanTheLatest() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", NodeIT::answerWithALaterBlockEachTime);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (EvmChain chain = new EvmChain(url, stage.keys, stage.deployment())) {
            assertThat(chain.head()).isEqualTo(new Head(1, 1, 1));
        } finally {
            server.stop(0);
        }
    }

    private static void answerWithALaterBlockEachTime(HttpExchange exchange) throws IOException {
        ArrayNode answers = new JsonMapper().createArrayNode();
        for (JsonNode question : new JsonMapper().readTree(exchange.getRequestBody())) {
            ObjectNode answer = answers.addObject().put("jsonrpc", "2.0");
            answer.set("id", question.get("id"));
            answer.putObject("result").put("number", Rpc.hex(answers.size()));
        }
        byte[] body = answers.toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Test
    void aFailedTransactionHasAReceiptThatSaysSo() {
        String ada = stage.investor("ada", DOLLAR);
        long nonce = stage.chain.nonce(stage.of(ada));
        var signed = stage.chain.sign(ada, nonce, new ChainCall.Withdraw(2 * DOLLAR), stage.chain.fees());
        assertThat(stage.chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        assertThat(stage.await(signed.hash()).succeeded()).isFalse();
    }

    @Test
    void aNegativeNumberIsSignedByNobody() {
        Order order = new Order(Venue.SETTLEMENT, stage.of("ada"), ROOT, true, -1, new Price(1), 1, 1);
        assertThat(stage.chain.recover(order, Signature.of(new byte[65]))).isEmpty();
    }

    @Test
    void whatAReorgTakesAwayIsGoneAndCanBeSentAgain() {
        Keys keys = stage.keys;
        try (Node node = ownNode()) {
            node.fund(List.of(keys.address("admin"), keys.address("anchor")));
            Deployment deployment = new Deployer(node.url(), keys, Deployer.Terms.development(keys)).deploy();
            try (EvmChain chain = new EvmChain(node.url(), keys, deployment, node::durableBlock)) {
                var signed = chain.sign("anchor", 0, new ChainCall.AnchorHead(1, ROOT), chain.fees());
                Block first = mined(chain, signed);
                node.reorg(Math.toIntExact(chain.head().latest() - first.number() + 1));
                assertThat(chain.receipt(signed.hash())).isEmpty();
                assertThat(chain.block(first.number()).orElseThrow().hash()).isNotEqualTo(first.hash());
                assertThatThrownBy(() -> chain.events(first)).isInstanceOf(Unreachable.class);
                Block second = mined(chain, signed);
                assertThat(chain.events(second)).extracting(Logged::transaction).containsExactly(signed.hash());
            }
        }
    }

    /** The block a transaction is in, once that is final. */
    private static Block mined(EvmChain chain, io.hourglass.ledger.settlement.Chain.SignedTransaction signed) {
        assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        return Stage.await(chain, signed.hash()).block();
    }
}

package io.hourglass.contracts;

import static io.hourglass.contracts.Stage.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.contracts.DevChain.Settings;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the node says to us, and what we make of it when it says nothing. */
class NodeIT {
    private static final Hash ROOT = Hash.sha256("root");

    private final Stage stage = Stage.get();

    @TempDir
    private Path folder;

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
                        .contains("insufficient funds"));
        var cheap = stage.chain.sign("issuer", 0, new ChainCall.Deposit(1), new Fees(1, 1));
        assertThat(stage.chain.broadcast(cheap)).isNotEqualTo(new Broadcast.Accepted());
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
        try (DevChain devChain = start()) {
            devChain.fund(List.of(keys.address("admin"), keys.address("anchor")));
            Deployment deployment = new Deployer(devChain.url(), keys, Deployer.Terms.development(keys)).deploy();
            try (EvmChain chain = new EvmChain(devChain.url(), keys, deployment, devChain::durableBlock)) {
                var signed = chain.sign("anchor", 0, new ChainCall.AnchorHead(1, ROOT), chain.fees());
                Block first = mined(chain, signed);
                devChain.reorg(Math.toIntExact(chain.head().latest() - first.number() + 1));
                assertThat(chain.receipt(signed.hash())).isEmpty();
                assertThat(chain.block(first.number()).orElseThrow().hash()).isNotEqualTo(first.hash());
                assertThatThrownBy(() -> chain.events(first)).isInstanceOf(Unreachable.class);
                Block second = mined(chain, signed);
                assertThat(chain.events(second)).extracting(Logged::transaction).containsExactly(signed.hash());
            }
        }
    }

    @Test
    void theChainIsTheSameAfterARestartAndNothingFinalIsLost() {
        Keys keys = stage.keys;
        Deployment deployment;
        Logged before;
        try (DevChain devChain = start()) {
            devChain.fund(List.of(keys.address("admin"), keys.address("anchor")));
            deployment = new Deployer(devChain.url(), keys, Deployer.Terms.development(keys)).deploy();
            try (EvmChain chain = new EvmChain(devChain.url(), keys, deployment, devChain::durableBlock)) {
                var signed = chain.sign("anchor", 0, new ChainCall.AnchorHead(1, ROOT), chain.fees());
                before = chain.events(mined(chain, signed)).getFirst();
                ProcessHandle.of(devChain.pid()).orElseThrow().destroyForcibly();
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

    /** The block a transaction is in, once that is final. */
    private static Block mined(EvmChain chain, io.hourglass.ledger.settlement.Chain.SignedTransaction signed) {
        assertThat(chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        return Stage.await(chain, signed.hash()).block();
    }

    private DevChain start() {
        return DevChain.start(new Settings(DevChain.findAnvil(), folder, 0, Optional.of(Stage.GENESIS)));
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.contracts.DevChain.Settings;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contracts get on the chain once, whoever is interrupted when. */
class DeployerIT {
    private static final Keys KEYS = Keys.development("deployer");

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
            Deployer deployer = new Deployer(
                    devChain.url(), KEYS, new Deployer.Terms(Optional.of(token), List.of(KEYS.address("one")), 1));
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

    private DevChain start() {
        return DevChain.start(new Settings(DevChain.findAnvil(), folder, 0, Optional.of(Node.GENESIS)));
    }

    /** As a run does that dies in the middle. */
    private static void sendFirst(Rpc rpc, Blueprint blueprint, int count) {
        var credential = new EvmChain.Credential(KEYS, 31337, "admin");
        for (int nonce = 0; nonce < count; nonce++) {
            Blueprint.Step step = blueprint.steps().get(nonce);
            var signed = EvmChain.sign(credential, nonce, step.gas(), step.to(), step.data(), EvmChain.fees(rpc));
            EvmChain.broadcast(rpc, signed);
        }
    }

    private static long nonce(Rpc rpc) {
        return Rpc.quantity(
                rpc.ask("eth_getTransactionCount", KEYS.address("admin").hex(), "latest"));
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.contracts.SignerServer.Fault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A signer's word is checked, and its silence is not taken for a refusal. */
@Timeout(30)
class Web3SignerTest {
    private static final byte[] MESSAGE = "something to sign".getBytes(StandardCharsets.UTF_8);

    /** EIP-712's own example: the key is keccak256("cow"). */
    private static final BigInteger SECRET = Hash.keccak("cow").unsigned();

    private static final Address COW = new Address("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");

    private final SignerServer server = new SignerServer(Map.of("contributor-1", SECRET));
    private final Keys keys = new Web3Signer(server.url() + "/", server.environment(), Duration.ofSeconds(2));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void signsWhatTheKeyItselfWouldSign() {
        Keys held = Keys.fromEnvironment(Map.of("HOURGLASS_KEY_CONTRIBUTOR_1", "%064x".formatted(SECRET)));
        for (byte[] message : new byte[][] {MESSAGE, {}, new byte[100_000]}) {
            assertThat(keys.sign("contributor-1", message)).isEqualTo(held.sign("contributor-1", message));
        }
    }

    @Test
    void knowsAddressesWithoutAsking() {
        assertThat(keys.address("contributor-1")).isEqualTo(COW);
        assertThat(server.asked).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"HIGH_S", "BARE_V"})
    void writesASignatureTheOneWayTheContractsTakeIt(Fault fault) {
        var usual = keys.sign("contributor-1", MESSAGE);
        server.fault = fault;
        assertThat(keys.sign("contributor-1", MESSAGE)).isEqualTo(usual);
    }

    @ParameterizedTest
    @EnumSource(names = {"ANOTHER_KEY", "ANOTHER_MESSAGE"})
    void refusesASignatureThatIsNotTheKeys(Fault fault) {
        server.fault = fault;
        assertThatThrownBy(() -> keys.sign("contributor-1", MESSAGE))
                .isInstanceOf(Keys.Refused.class)
                .hasMessage("what the signer at " + server.url() + " returned for contributor-1 is not its signature");
    }

    @Test
    void saysThatTheSignerHasNoSuchKey() {
        try (SignerServer other = new SignerServer(Map.of("contributor-1", BigInteger.TEN))) {
            Keys mistaken = Keys.inWeb3Signer(other.url(), server.environment());
            assertThatThrownBy(() -> mistaken.sign("contributor-1", MESSAGE))
                    .isInstanceOf(Keys.Refused.class)
                    .hasMessageContaining("no key named contributor-1");
        }
    }

    @Test
    void saysThatTheSignerRefuses() {
        server.fault = Fault.FORBIDDEN;
        assertThatThrownBy(() -> keys.sign("contributor-1", MESSAGE))
                .isInstanceOf(Keys.Refused.class)
                .hasMessageContaining("status 403");
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "MOVED", "GARBAGE", "ENDLESS", "SILENT", "STUCK"})
    void aSignerThatDoesNotAnswerAsSignersDoIsUnreachableUntilItDoes(Fault fault) {
        server.fault = fault;
        assertThatThrownBy(() -> keys.sign("contributor-1", MESSAGE))
                .isInstanceOf(Unreachable.class)
                .hasMessageStartingWith("the signer at " + server.url() + " does not answer: ");
        server.fault = Fault.NONE;
        assertThat(Curve.recover(org.web3j.crypto.Hash.sha3(MESSAGE), keys.sign("contributor-1", MESSAGE)))
                .contains(COW);
    }

    @Test
    void aSignerThatIsAwayIsUnreachable() {
        server.close();
        assertThatThrownBy(() -> keys.sign("contributor-1", MESSAGE))
                .isInstanceOf(Unreachable.class)
                .hasMessageContaining(server.url());
    }

    @Test
    void stopsWaitingWhenInterrupted() {
        server.fault = Fault.SILENT;
        Keys patient = Keys.inWeb3Signer(server.url(), server.environment());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> patient.sign("contributor-1", MESSAGE)).isInstanceOf(Unreachable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void saysWhichPublicKeyIsMissingOrWrong() {
        assertThatThrownBy(() -> keys.address("issuer")).hasMessage("no key named issuer: set HOURGLASS_SIGNER_ISSUER");
        Keys wrong = Keys.inWeb3Signer(
                server.url(), Map.of("HOURGLASS_SIGNER_SHORT", COW.hex(), "HOURGLASS_SIGNER_NOWHERE", "1".repeat(128)));
        assertThatThrownBy(() -> wrong.address("short")).hasMessage("HOURGLASS_SIGNER_SHORT is not 64 bytes of hex");
        assertThatThrownBy(() -> wrong.address("nowhere")).hasMessage("the public key of nowhere is not of secp256k1");
    }

    @Test
    void showsOfTheUrlTheHostOnly() {
        assertThat(Keys.inWeb3Signer("https://me:hidden@signer.example:9000/hidden", Map.of()))
                .hasToString("the signer at https://signer.example:9000");
        for (String url : new String[] {"ftp://hidden", "hidden", "http://a b/hidden", "http://host/?key=hidden"}) {
            assertThatThrownBy(() -> Keys.inWeb3Signer(url, Map.of()))
                    .hasMessageContaining("HOURGLASS_WEB3SIGNER_URL")
                    .hasMessageNotContaining("hidden");
        }
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A signature is one key's, written in one way. */
class CurveTest {
    private static final Keys KEYS = Keys.development("curve");
    private static final byte[] DIGEST = Hash.keccak("something to sign").bytes();
    private static final Signature GOOD = Curve.sign(KEYS.pair("ada"), DIGEST);

    @Test
    void recoversWhoSigned() {
        assertThat(Curve.recover(DIGEST, GOOD)).contains(KEYS.address("ada"));
        assertThat(Curve.recover(Hash.keccak("something else").bytes(), GOOD))
                .isNotEqualTo(Optional.of(KEYS.address("ada")));
    }

    @Test
    void knowsTheKeyOfTheStandard() {
        // EIP-712's own example: the key is keccak256("cow").
        var cow = org.web3j.crypto.ECKeyPair.create(Hash.keccak("cow").unsigned());
        assertThat(Curve.address(cow)).isEqualTo(new Address("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826"));
    }

    @Test
    void refusesAnyOtherLength() {
        byte[] bytes = GOOD.bytes();
        assertThat(Curve.recover(DIGEST, Signature.of(Arrays.copyOf(bytes, 64))))
                .isEmpty();
        assertThat(Curve.recover(DIGEST, Signature.of(Arrays.copyOf(bytes, 66))))
                .isEmpty();
        assertThat(Curve.recover(DIGEST, Signature.of(new byte[1]))).isEmpty();
    }

    @Test
    void refusesTheSameSignatureWithItsOtherS() {
        byte[] bytes = GOOD.bytes();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        byte[] other = Numeric.toBytesPadded(Sign.CURVE_PARAMS.getN().subtract(s), 32);
        System.arraycopy(other, 0, bytes, 32, 32);
        bytes[64] = (byte) (bytes[64] == 27 ? 28 : 27);
        assertThat(Curve.recover(DIGEST, Signature.of(bytes))).isEmpty();
    }

    @Test
    void refusesAnotherV() {
        for (byte v : new byte[] {0, 1, 26, 29, 35, -1}) {
            byte[] bytes = GOOD.bytes();
            bytes[64] = v;
            assertThat(Curve.recover(DIGEST, Signature.of(bytes))).isEmpty();
        }
    }

    @Test
    void refusesNumbersThatAreNoPoint() {
        byte[] zeros = new byte[65];
        zeros[64] = 27;
        assertThat(Curve.recover(DIGEST, Signature.of(zeros))).isEmpty();
        byte[] ones = new byte[65];
        Arrays.fill(ones, 0, 32, (byte) 0xff);
        ones[63] = 1;
        ones[64] = 28;
        assertThat(Curve.recover(DIGEST, Signature.of(ones))).isEmpty();
    }

    @Test
    void aFlippedBitIsNobodysOrSomebodyElses() {
        for (int bit = 0; bit < 64 * 8; bit++) {
            byte[] bytes = GOOD.bytes();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(Curve.recover(DIGEST, Signature.of(bytes))).isNotEqualTo(Optional.of(KEYS.address("ada")));
        }
    }
}

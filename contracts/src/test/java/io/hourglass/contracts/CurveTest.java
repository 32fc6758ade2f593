package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

/** A signature is one key's, written in one way. */
class CurveTest {
    private static final ECKeyPair ADAS = ECKeyPair.create(Hash.keccak("ada").unsigned());
    private static final Address ADA = Curve.address(ADAS.getPublicKey());
    private static final byte[] DIGEST = Hash.keccak("something to sign").bytes();
    private static final Signature GOOD = Curve.sign(ADAS, DIGEST);

    @Test
    void recoversWhoSigned() {
        assertThat(Curve.recover(DIGEST, GOOD)).contains(ADA);
        assertThat(Curve.recover(Hash.keccak("something else").bytes(), GOOD)).isNotEqualTo(Optional.of(ADA));
    }

    @Test
    void knowsTheKeyOfTheStandard() {
        // EIP-712's own example: the key is keccak256("cow").
        var cow = ECKeyPair.create(Hash.keccak("cow").unsigned()).getPublicKey();
        Address known = new Address("0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826");
        assertThat(Curve.address(cow)).isEqualTo(known);
        assertThat(Curve.address(Numeric.toBytesPadded(cow, 64))).isEqualTo(known);
    }

    @Test
    void signsAndRecoversAsTheOneInJavaDoes() throws SignatureException {
        for (int i = 0; i < 200; i++) {
            ECKeyPair pair = ECKeyPair.create(Hash.keccak("key " + i).unsigned());
            byte[] digest = Hash.keccak("digest " + i).bytes();
            Signature ours = Curve.sign(pair, digest);
            Sign.SignatureData theirs = Sign.signMessage(digest, pair, false);
            assertThat(Curve.data(ours)).isEqualTo(theirs);
            assertThat(Curve.recover(digest, ours))
                    .contains(Curve.address(Sign.signedMessageHashToKey(digest, theirs)));
        }
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
        assertThat(Curve.recover(DIGEST, Signature.of(withItsOtherS()))).isEmpty();
    }

    @Test
    void writesASignatureMadeElsewhereInTheOneWay() {
        assertThat(Curve.signature(DIGEST, GOOD.bytes(), ADA)).contains(GOOD);
        assertThat(Curve.signature(DIGEST, withItsOtherS(), ADA)).contains(GOOD);
        for (byte v : new byte[] {0, 1, 27, 28, -1}) {
            byte[] bytes = GOOD.bytes();
            bytes[64] = v;
            assertThat(Curve.signature(DIGEST, bytes, ADA)).contains(GOOD);
        }
    }

    @Test
    void writesNoSignatureThatIsNotTheSigners() {
        byte[] another = Hash.keccak("something else").bytes();
        assertThat(Curve.signature(another, GOOD.bytes(), ADA)).isEmpty();
        assertThat(Curve.signature(DIGEST, GOOD.bytes(), Address.ZERO)).isEmpty();
        for (int length : new int[] {0, 1, 64, 66}) {
            assertThat(Curve.signature(DIGEST, Arrays.copyOf(GOOD.bytes(), length), ADA))
                    .isEmpty();
        }
        for (byte every : new byte[] {0, -1}) {
            byte[] bytes = new byte[65];
            Arrays.fill(bytes, every);
            assertThat(Curve.signature(DIGEST, bytes, ADA)).isEmpty();
        }
    }

    private static byte[] withItsOtherS() {
        byte[] bytes = GOOD.bytes();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(bytes, 32, 64));
        byte[] other = Numeric.toBytesPadded(Sign.CURVE_PARAMS.getN().subtract(s), 32);
        System.arraycopy(other, 0, bytes, 32, 32);
        bytes[64] = (byte) (bytes[64] == 27 ? 28 : 27);
        return bytes;
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
            assertThat(Curve.recover(DIGEST, Signature.of(bytes))).isNotEqualTo(Optional.of(ADA));
        }
    }
}

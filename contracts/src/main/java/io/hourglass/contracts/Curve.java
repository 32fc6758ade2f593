package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Optional;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;

/** Signatures over secp256k1 as the contracts take them: 65 bytes r, s, v with s in the lower half. */
final class Curve {
    private static final int LENGTH = 65;
    private static final BigInteger HALF_ORDER = Sign.CURVE_PARAMS.getN().shiftRight(1);

    private Curve() {}

    static Address address(ECKeyPair pair) {
        return new Address("0x" + Keys.getAddress(pair));
    }

    static Signature sign(ECKeyPair pair, byte[] digest) {
        SignatureData data = Sign.signMessage(digest, pair, false);
        byte[] bytes = new byte[LENGTH];
        System.arraycopy(data.getR(), 0, bytes, 0, 32);
        System.arraycopy(data.getS(), 0, bytes, 32, 32);
        bytes[64] = data.getV()[0];
        return Signature.of(bytes);
    }

    /**
     * Who signed, or empty for what the contracts refuse too: another length, v other than 27 or 28,
     * s in the upper half (the same signature written twice), no such point.
     */
    static Optional<Address> recover(byte[] digest, Signature signature) {
        byte[] bytes = signature.bytes();
        if (bytes.length != LENGTH || (bytes[64] != 27 && bytes[64] != 28)) {
            return Optional.empty();
        }
        byte[] r = Arrays.copyOfRange(bytes, 0, 32);
        byte[] s = Arrays.copyOfRange(bytes, 32, 64);
        if (new BigInteger(1, s).compareTo(HALF_ORDER) > 0) {
            return Optional.empty();
        }
        try {
            BigInteger key = Sign.signedMessageHashToKey(digest, new SignatureData(bytes[64], r, s));
            return Optional.of(new Address("0x" + Keys.getAddress(key)));
        } catch (SignatureException | IllegalArgumentException | ArithmeticException e) {
            return Optional.empty(); // no key signed this
        }
    }
}

package io.hourglass.contracts;

import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.utils.Numeric;

/** Signatures over secp256k1 as the contracts take them: 65 bytes r, s, v with s in the lower half. */
final class Curve {
    /** libsecp256k1: its time does not depend on the key; the one in Java takes three times as long and more. */
    private static final Secp256k1 NATIVE = Secp256k1.get();

    private static final int LENGTH = 65;
    private static final BigInteger ORDER = Sign.CURVE_PARAMS.getN();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private Curve() {}

    /** @param publicKey x and y in 512 bits */
    static Address address(BigInteger publicKey) {
        return new Address("0x" + Keys.getAddress(publicKey));
    }

    /**
     * @param publicKey x and y in 64 bytes
     * @throws IllegalArgumentException if there is no such point
     */
    static Address address(byte[] publicKey) {
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(publicKey, 0, 32));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(publicKey, 32, 64));
        Sign.CURVE_PARAMS.getCurve().validatePoint(x, y);
        return address(new BigInteger(1, publicKey));
    }

    /** The nonce follows from key and digest (RFC 6979): signing again gives the same. */
    static Signature sign(ECKeyPair pair, byte[] digest) {
        byte[] made = NATIVE.sign(digest, Numeric.toBytesPadded(pair.getPrivateKey(), 32));
        byte[] r = Arrays.copyOfRange(made, 0, 32);
        byte[] s = Arrays.copyOfRange(made, 32, 64);
        Signature even = signature(r, s, (byte) 27);
        return recover(digest, even).equals(Optional.of(address(pair.getPublicKey())))
                ? even
                : signature(r, s, (byte) 28);
    }

    /**
     * A signature made elsewhere, in the one way the contracts take it; empty if it is not this
     * signer's. Its v is not looked at: the signer says which of the two it is.
     */
    static Optional<Signature> signature(byte[] digest, byte[] made, Address signer) {
        if (made.length != LENGTH) {
            return Optional.empty();
        }
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(made, 32, 64));
        if (s.compareTo(ORDER) >= 0) {
            return Optional.empty();
        }
        byte[] r = Arrays.copyOfRange(made, 0, 32);
        byte[] low = Numeric.toBytesPadded(s.compareTo(HALF_ORDER) > 0 ? ORDER.subtract(s) : s, 32);
        return Stream.of(signature(r, low, (byte) 27), signature(r, low, (byte) 28))
                .filter(written -> recover(digest, written).equals(Optional.of(signer)))
                .findFirst();
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
        byte[] compact = Arrays.copyOf(bytes, 64);
        if (new BigInteger(1, Arrays.copyOfRange(compact, 32, 64)).compareTo(HALF_ORDER) > 0) {
            return Optional.empty();
        }
        byte[] point;
        try {
            point = NATIVE.ecdsaRecover(compact, digest, bytes[64] - 27);
        } catch (Secp256k1Exception e) {
            return Optional.empty(); // no key signed this
        }
        // a byte for its form, then x and y
        byte[] hash = Hash.keccakBytes(Arrays.copyOfRange(point, 1, 65));
        return Optional.of(new Address(Numeric.toHexString(hash, 12, 20, true)));
    }

    /** A key's signature in web3j's words. */
    static SignatureData data(Signature signature) {
        byte[] bytes = signature.bytes();
        return new SignatureData(bytes[64], Arrays.copyOfRange(bytes, 0, 32), Arrays.copyOfRange(bytes, 32, 64));
    }

    private static Signature signature(byte[] r, byte[] s, byte v) {
        byte[] bytes = new byte[LENGTH];
        System.arraycopy(r, 0, bytes, 0, 32);
        System.arraycopy(s, 0, bytes, 32, 32);
        bytes[64] = v;
        return Signature.of(bytes);
    }
}

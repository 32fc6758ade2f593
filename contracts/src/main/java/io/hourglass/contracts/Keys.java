package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/**
 * The secp256k1 keys this service signs with, by name: {@code admin}, {@code issuer}, {@code
 * settler}, {@code ada}.
 *
 * <p>{@link #development} derives every name's key from a seed, so that a demonstration needs no
 * set-up; anyone can derive them too, so they are refused on every chain but the development
 * chain. {@link #fromEnvironment} reads {@code HOURGLASS_KEY_<NAME>}. Keys never appear in text.
 */
public final class Keys {
    /** The chain id of anvil and its kind; the only one development keys sign for. */
    public static final long DEVELOPMENT_CHAIN = 31337;

    private final Function<String, BigInteger> source;
    private final boolean development;
    private final Map<String, ECKeyPair> pairs = new ConcurrentHashMap<>();

    private Keys(Function<String, BigInteger> source, boolean development) {
        this.source = source;
        this.development = development;
    }

    /** For the development chain only: each name's key is the Keccak-256 of seed and name. */
    public static Keys development(String seed) {
        return new Keys(
                name -> Hash.keccak("hourglass development key/" + seed + "/" + name)
                        .unsigned(),
                true);
    }

    /**
     * Keys from variables named {@code HOURGLASS_KEY_CONTRIBUTOR_1} for {@code contributor-1}, each
     * 32 bytes of hex.
     */
    public static Keys fromEnvironment(Map<String, String> environment) {
        return new Keys(name -> fromVariable(environment, name), false);
    }

    /** The address a key signs for. */
    public Address address(String name) {
        return Curve.address(pair(name));
    }

    ECKeyPair pair(String name) {
        return pairs.computeIfAbsent(name, this::derive);
    }

    /** Development keys are public knowledge: signing with them elsewhere would give all away. */
    void requireFitFor(long chainId) {
        if (development && chainId != DEVELOPMENT_CHAIN) {
            throw new IllegalStateException("development keys sign only for chain " + DEVELOPMENT_CHAIN + ", not for "
                    + chainId + ": set HOURGLASS_KEY_<NAME> for each key");
        }
    }

    @Override
    public String toString() {
        return (development ? "development keys" : "keys from the environment") + ", redacted";
    }

    private ECKeyPair derive(String name) {
        BigInteger secret = source.apply(name);
        if (secret.signum() <= 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
            throw new IllegalArgumentException("the key named " + name + " is not a secp256k1 key");
        }
        return ECKeyPair.create(secret);
    }

    private static BigInteger fromVariable(Map<String, String> environment, String name) {
        String variable = "HOURGLASS_KEY_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        String value = environment.get(variable);
        if (value == null) {
            throw new IllegalArgumentException("no key named " + name + ": set " + variable);
        }
        String hex = value.strip().replaceFirst("^0x", "");
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException(variable + " is not 32 bytes of hex");
        }
        return new BigInteger(hex, 16);
    }
}

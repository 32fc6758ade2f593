package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

/** Keys held in this process's memory: each is fetched from its source once, when first needed. */
final class HeldKeys implements Keys {
    private final String kind;
    private final Function<String, BigInteger> source;
    private final boolean development;
    private final Map<String, ECKeyPair> pairs = new ConcurrentHashMap<>();

    private HeldKeys(String kind, Function<String, BigInteger> source, boolean development) {
        this.kind = kind;
        this.source = source;
        this.development = development;
    }

    static HeldKeys development(String seed) {
        return new HeldKeys(
                "development keys",
                name -> Hash.keccak("hourglass development key/" + seed + "/" + name)
                        .unsigned(),
                true);
    }

    static HeldKeys fromEnvironment(Map<String, String> environment) {
        Variables secrets = new Variables("HOURGLASS_KEY_", 32, environment);
        return new HeldKeys("keys from the environment", name -> new BigInteger(1, secrets.of(name)), false);
    }

    static HeldKeys fromKeystore(Keystore keystore) {
        return new HeldKeys("keys from " + keystore, keystore::secret, false);
    }

    @Override
    public Address address(String key) {
        return Curve.address(pair(key).getPublicKey());
    }

    @Override
    public Signature sign(String key, byte[] preimage) {
        return Curve.sign(pair(key), Hash.keccakBytes(preimage));
    }

    /** Anyone can derive development keys: signing with them elsewhere would give all away. */
    @Override
    public void requireFitFor(long chainId) {
        if (development && chainId != DEVELOPMENT_CHAIN) {
            throw new IllegalStateException("development keys sign only for chain " + DEVELOPMENT_CHAIN + ", not for "
                    + chainId + ": set HOURGLASS_KEY_<NAME> for each key, HOURGLASS_KEYSTORE, or"
                    + " HOURGLASS_WEB3SIGNER_URL");
        }
    }

    @Override
    public String toString() {
        return kind + ", redacted";
    }

    private ECKeyPair pair(String name) {
        return pairs.computeIfAbsent(name, this::fetch);
    }

    private ECKeyPair fetch(String name) {
        BigInteger secret = source.apply(name);
        if (secret.signum() <= 0 || secret.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
            throw new IllegalArgumentException("the key named " + name + " is not a secp256k1 key");
        }
        return ECKeyPair.create(secret);
    }
}

package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Signature;
import java.io.Serial;
import java.nio.file.Path;
import java.util.Map;

/**
 * The secp256k1 keys this service signs with, by name: {@code admin}, {@code issuer}, {@code
 * settler}, {@code ada}. Where a secret is, only the implementation knows; what signs sees addresses
 * and signatures.
 *
 * <p>{@link #development} keys need no set-up, and are refused on every chain but the development
 * chain. Elsewhere keys come from {@linkplain #fromEnvironment variables}, from {@linkplain
 * #fromKeystore encrypted files}, or stay in {@linkplain #inWeb3Signer a signer} of their own.
 *
 * <p>A key that was not set up is an {@link IllegalArgumentException} that says where to put it.
 * Secrets never appear in text.
 */
public interface Keys {
    /** The chain id of anvil and its kind; the only one development keys sign for. */
    long DEVELOPMENT_CHAIN = 31337;

    /** For the development chain only: each name's key is the Keccak-256 of seed and name. */
    static Keys development(String seed) {
        return HeldKeys.development(seed);
    }

    /**
     * Keys from variables named {@code HOURGLASS_KEY_CONTRIBUTOR_1} for {@code contributor-1}, each
     * 32 bytes of hex.
     */
    static Keys fromEnvironment(Map<String, String> environment) {
        return HeldKeys.fromEnvironment(environment);
    }

    /**
     * Keys from files of Web3 Secret Storage version 3, {@code contributor-1.json} for {@code
     * contributor-1}. Each is decrypted once, when it is first needed, which takes about a second.
     *
     * @param passwordFile the password of them all is its first line
     */
    static Keys fromKeystore(Path folder, Path passwordFile) {
        return HeldKeys.fromKeystore(new Keystore(folder, passwordFile));
    }

    /**
     * Keys that stay in a Web3Signer.
     *
     * @param environment names their public halves: {@code HOURGLASS_SIGNER_CONTRIBUTOR_1} for {@code
     *     contributor-1}, 64 bytes of hex as the signer lists them
     */
    static Keys inWeb3Signer(String url, Map<String, String> environment) {
        return new Web3Signer(url, environment, Web3Signer.TIMEOUT);
    }

    /** The address a key signs for. Needs no signer. */
    Address address(String key);

    /**
     * Signs the Keccak-256 of these bytes: a typed message's {@code 0x1901}, domain and struct; an
     * unsigned transaction's type and RLP. Not the hash itself, as signers want to see what they sign.
     *
     * @return 65 bytes r, s, v with s in the lower half, checked to be this key's
     * @throws Refused if the signer would not sign, or what it returned is not this key's signature
     * @throws Chain.SignerUnreachable if the signer cannot be reached or does not answer as signers do
     */
    Signature sign(String key, byte[] preimage);

    /** @throws IllegalStateException if a signature of these keys for this chain would give all away */
    default void requireFitFor(long chainId) {}

    /** The signer heard what it was asked to sign, and there is no signature of the key. */
    final class Refused extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}

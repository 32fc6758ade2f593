package io.hourglass.ledger.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/** The Ed25519 key that stands for Hourglass where it is not the chain that speaks. */
public final class HeadSigner {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Ed25519PrivateKeyParameters key;

    private HeadSigner(byte[] seed) {
        this.key = new Ed25519PrivateKeyParameters(seed);
    }

    /** @param seed 64 characters of hex: the 32 bytes of RFC 8032's private key */
    public static HeadSigner of(String seed) {
        if (!seed.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a signing key is 64 characters of lower-case hex");
        }
        return new HeadSigner(HexFormat.of().parseHex(seed));
    }

    /**
     * The key in this file; where there is none, makes one that only its owner can read. A file that
     * others can read is refused.
     */
    public static HeadSigner ofFile(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
            if (posix && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalStateException(file + " can be read by others: chmod 600 it");
            }
            return of(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The public key, 64 characters of hex. */
    public String publicKey() {
        return HexFormat.of().formatHex(key.generatePublicKey().getEncoded());
    }

    /** Signs bytes: 128 characters of hex. */
    public String sign(byte[] message) {
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(true, key);
        signer.update(message, 0, message.length);
        return HexFormat.of().formatHex(signer.generateSignature());
    }

    /** Sixteen bytes of hex nobody can guess without the key, always the same for a name. */
    String salt(String name) {
        byte[] keyed = MerkleLog.sha256(
                        "hourglass-salt/1\t".getBytes(StandardCharsets.UTF_8),
                        key.getEncoded(),
                        name.getBytes(StandardCharsets.UTF_8))
                .bytes();
        return HexFormat.of().formatHex(keyed, 0, 16);
    }

    /** Whether a signature in strict lower-case hex is this public key's over these bytes. */
    public static boolean verify(String publicKey, byte[] message, String signature) {
        if (!publicKey.matches("[0-9a-f]{64}") || !signature.matches("[0-9a-f]{128}")) {
            return false;
        }
        Ed25519Signer signer = new Ed25519Signer();
        signer.init(false, new Ed25519PublicKeyParameters(HexFormat.of().parseHex(publicKey)));
        signer.update(message, 0, message.length);
        return signer.verifySignature(HexFormat.of().parseHex(signature));
    }

    private static void create(Path file) throws IOException {
        byte[] seed = new byte[32];
        new SecureRandom().nextBytes(seed);
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean posix = folder != null && Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (posix) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Files.write(file, HexFormat.of().formatHex(seed).getBytes(StandardCharsets.US_ASCII));
    }
}

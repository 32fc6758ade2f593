package io.hourglass.contracts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.web3j.crypto.WalletUtils;
import org.web3j.crypto.exception.CipherException;
import tools.jackson.core.JacksonException;

/** A folder of encrypted key files, one a key, under one password. */
final class Keystore {
    private static final Set<PosixFilePermission> THE_OWNERS = PosixFilePermissions.fromString("rwx------");

    private final Path folder;
    private final Path passwordFile;

    Keystore(Path folder, Path passwordFile) {
        this.folder = folder;
        this.passwordFile = passwordFile;
    }

    /** The private key of this name. */
    BigInteger secret(String name) {
        if (!name.matches("[\\w-]+")) {
            throw new IllegalArgumentException("a key's name is letters, digits, _ and -, not " + name);
        }
        Path file = folder.resolve(name + ".json");
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("no key named " + name + ": there is no " + file);
        }
        return decrypt(file, read(file), password());
    }

    private BigInteger decrypt(Path file, String content, String password) {
        try {
            return WalletUtils.loadJsonCredentials(password, content)
                    .getEcKeyPair()
                    .getPrivateKey();
        } catch (JacksonException e) {
            // Without the cause: it quotes the file, and that may be a bare key.
            throw new IllegalArgumentException(file + " is not a key file of Web3 Secret Storage version 3");
        } catch (IOException | CipherException | RuntimeException e) {
            throw new IllegalArgumentException(
                    file + " does not open with the password in " + passwordFile + ": " + e.getMessage(), e);
        }
    }

    private String password() {
        return read(passwordFile)
                .lines()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(passwordFile + " holds no password"));
    }

    /** As ssh does: what others may read, or write, is not taken for a secret. */
    private static String read(Path file) {
        try {
            if (!THE_OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
                throw new IllegalArgumentException(file + " is open to others than its owner: chmod 600 " + file);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public String toString() {
        return "the keystore " + folder;
    }
}

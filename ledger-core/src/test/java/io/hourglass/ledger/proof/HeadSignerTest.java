package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadSignerTest {
    @TempDir
    Path folder;

    @Test
    void signsAsRfc8032Says() {
        // RFC 8032 section 7.1, test 3
        HeadSigner signer = HeadSigner.of("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
        String signature = "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a";
        byte[] message = HexFormat.of().parseHex("af82");
        assertThat(signer.publicKey()).isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        assertThat(signer.sign(message)).isEqualTo(signature);
        assertThat(HeadSigner.verify(signer.publicKey(), message, signature)).isTrue();
        assertThat(HeadSigner.verify(signer.publicKey(), new byte[] {1}, signature))
                .isFalse();
        assertThat(HeadSigner.verify(signer.publicKey(), message, signature.toUpperCase(Locale.ROOT)))
                .isFalse();
        assertThat(HeadSigner.verify(signer.publicKey(), message, signature + "\n"))
                .isFalse();
    }

    @Test
    void makesAKeyOnlyItsOwnerCanReadAndFindsItAgain() throws Exception {
        Path file = folder.resolve("state/signer.key");
        HeadSigner made = HeadSigner.ofFile(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(HeadSigner.ofFile(file).publicKey()).isEqualTo(made.publicKey());
        assertThat(HeadSigner.ofFile(folder.resolve("other.key")).publicKey()).isNotEqualTo(made.publicKey());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> HeadSigner.ofFile(file)).hasMessageContaining("can be read by others");
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Address;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.WalletUtils;

/** Encrypted keys open for who has the password, and for nobody whose files are open to all. */
class KeystoreTest {
    /** The test vector of the Web3 Secret Storage definition; the other one is go-ethereum's. */
    private static final String SECRET = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";

    private static final Address ADDRESS = new Address("0x008aeeda4d805471df9b2a5b0f38a0c3bcba786b");
    private static final String PASSWORD = "testpassword";

    private static final String PBKDF2 = """
            {"crypto": {
                "cipher": "aes-128-ctr",
                "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
                "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
                "kdf": "pbkdf2",
                "kdfparams": {
                  "c": 262144,
                  "dklen": 32,
                  "prf": "hmac-sha256",
                  "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"
                },
                "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"
              },
              "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6",
              "version": 3}
            """;

    /** A key of 31 bytes, under the password foo. */
    private static final String SCRYPT = """
            {"crypto": {
                "cipher": "aes-128-ctr",
                "cipherparams": {"iv": "e0c41130a323adc1446fc82f724bca2f"},
                "ciphertext": "9517cd5bdbe69076f9bf5057248c6c050141e970efa36ce53692d5d59a3984",
                "kdf": "scrypt",
                "kdfparams": {
                  "dklen": 32,
                  "n": 2,
                  "r": 8,
                  "p": 1,
                  "salt": "711f816911c92d649fb4c84b047915679933555030b3552c1212609b38208c63"
                },
                "mac": "d5e116151c6aa71470e67a7d42c9620c75c4d23229847dcc127794f0732b0db5"
              },
              "id": "fecfc4ce-e956-48fd-953b-30f8b52ed66c",
              "version": 3}
            """;

    @TempDir
    private Path folder;

    private Path password;
    private Keys keys;

    @BeforeEach
    void prepare() throws IOException {
        password = write("password", PASSWORD + "\n");
        keys = Keys.fromKeystore(folder, password);
    }

    @Test
    void opensThePublishedFiles() throws IOException {
        write("ada.json", PBKDF2);
        Keys bare = Keys.fromEnvironment(Map.of("HOURGLASS_KEY_ADA", SECRET));
        assertThat(keys.address("ada")).isEqualTo(ADDRESS);
        assertThat(keys.sign("ada", new byte[] {1})).isEqualTo(bare.sign("ada", new byte[] {1}));
        write("password", "foo\r\nof which the first line counts");
        write("bob.json", SCRYPT);
        assertThat(keys.address("bob")).isEqualTo(new Address("0xd1e64e5480bfaf733ba7d48712decb8227797a4e"));
    }

    @Test
    void opensWhatWeb3jWroteOnceAndOnlyWhenNeeded() throws Exception {
        ECKeyPair pair = ECKeyPair.create(new BigInteger(SECRET, 16));
        Path file = folder.resolve("contributor-1.json");
        Files.move(folder.resolve(WalletUtils.generateWalletFile(PASSWORD, pair, folder.toFile(), false)), file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(keys.address("contributor-1")).isEqualTo(ADDRESS);
        Files.delete(file);
        Files.delete(password);
        assertThat(keys.address("contributor-1")).isEqualTo(ADDRESS);
    }

    @Test
    void saysWhichFileIsMissing() throws IOException {
        assertThatThrownBy(() -> keys.address("issuer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no key named issuer: there is no " + folder.resolve("issuer.json"));
        write("ada.json", PBKDF2);
        Files.delete(password);
        assertThatThrownBy(() -> keys.address("ada")).hasMessage("cannot read " + password);
        write("password", "");
        assertThatThrownBy(() -> keys.address("ada")).hasMessage(password + " holds no password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void refusesFilesThatAreOpenToOthers(String permissions) throws IOException {
        for (Path file : new Path[] {write("ada.json", PBKDF2), password}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            assertThatThrownBy(() -> keys.address("ada"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(file + " is open to others than its owner: chmod 600 " + file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        assertThat(keys.address("ada")).isEqualTo(ADDRESS);
    }

    @Test
    void refusesAnotherPasswordWithoutShowingIt() throws IOException {
        write("ada.json", PBKDF2);
        write("password", "a wrong one");
        assertThat(failure("ada"))
                .contains(folder.resolve("ada.json") + " does not open with the password in " + password)
                .doesNotContain("a wrong one");
    }

    @ParameterizedTest
    @ValueSource(strings = {SECRET, "\"" + SECRET + "\"", "{\"version\":3}", "", "{\"crypto\":{\"kdf\":7}}"})
    void refusesWhatIsNoKeyFileWithoutShowingIt(String content) throws IOException {
        write("ada.json", content);
        assertThat(failure("ada"))
                .contains(folder.resolve("ada.json").toString())
                .doesNotContain(SECRET)
                .doesNotContain(SECRET.substring(0, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../ada", "a/b", "", ".", "ada.json"})
    void looksNowhereElse(String name) {
        assertThatThrownBy(() -> keys.address(name)).hasMessageContaining("a key's name is");
    }

    @Test
    void signsForAnyChainAndShowsNoKey() {
        keys.requireFitFor(1);
        assertThat(keys).hasToString("keys from the keystore " + folder + ", redacted");
    }

    /** All a log would show of it. */
    private String failure(String key) {
        StringWriter shown = new StringWriter();
        assertThatThrownBy(() -> keys.address(key))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> e.printStackTrace(new PrintWriter(shown, true)));
        return shown.toString();
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}

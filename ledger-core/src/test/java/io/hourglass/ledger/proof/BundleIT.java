package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BundleIT {
    @TempDir
    static Path temporary;

    private final SmallBundle small = new SmallBundle();
    private Path bundle;

    @BeforeAll
    void write() {
        bundle = small.write(temporary.resolve("bundle"), small.contents());
    }

    @AfterAll
    void close() {
        small.database.close();
    }

    @Test
    void aWholeBundleIsAccepted() {
        String said = verified(0, bundle.toString());
        assertThat(said)
                .contains("VERIFIED")
                .contains("6 entries, 7 transfers")
                .contains("2 values recomputed from their votes, 1 gaps")
                .contains("2 balances at block 42 tie");
        verified(0, bundle.toString(), "--key", small.signer.publicKey());
    }

    @Test
    void anySingleByteChangedInAnyFileIsRefused() throws IOException {
        Map<String, byte[]> files = Verify.read(bundle);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        List<String> accepted = new ArrayList<>();
        long bytes = 0;
        for (var file : new TreeMap<>(files).entrySet()) {
            String name = file.getKey();
            byte[] original = file.getValue();
            for (int i = 0; i < original.length; i++) {
                byte[] flipped = original.clone();
                flipped[i] ^= (byte) (1 << (i % 8));
                files.put(name, flipped);
                if (Verify.run(files, "", "", nowhere) != 1) {
                    accepted.add(name + " byte " + i);
                }
                bytes++;
            }
            files.put(name, original);
        }
        assertThat(accepted).isEmpty();
        assertThat(bytes).isGreaterThan(5_000);
        assertThat(Verify.run(files, "", "", nowhere)).isZero();
    }

    @Test
    void aFileTooManyTooFewOrOfAnotherLengthIsRefused() throws IOException {
        Path extra = Files.writeString(bundle.resolve("extra.txt"), "x");
        assertThat(verified(1, bundle.toString())).contains("extra.txt: not in the manifest");
        Files.delete(extra);
        Path hidden = Files.createDirectory(bundle.resolve("folder"));
        assertThat(verified(1, bundle.toString())).contains("folder: not a plain file");
        Files.delete(hidden);
        Path link = Files.createSymbolicLink(bundle.resolve("link"), bundle.resolve("README.txt"));
        assertThat(verified(1, bundle.toString())).contains("link: not a plain file");
        Files.delete(link);
        for (Path file : files(bundle)) {
            byte[] original = Files.readAllBytes(file);
            Files.delete(file);
            assertThat(verified(1, bundle.toString())).contains(file.getFileName() + ": missing");
            Files.writeString(file, new String(original, StandardCharsets.UTF_8) + "\n");
            verified(1, bundle.toString());
            Files.write(file, original);
        }
        verified(0, bundle.toString());
    }

    @Test
    void theScriptNeedsNothingButTheOneFile() throws Exception {
        assertThat(script(bundle.toString())).isZero();
        assertThat(script(resigned("chain.json", text -> text.replace("\"units\":4", "\"units\":5"))
                        .toString()))
                .isEqualTo(1);
        assertThat(script()).isEqualTo(2);
    }

    private static int script(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("../scripts/verify"));
        command.addAll(List.of(arguments));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.redirectOutput(temporary.resolve("said.txt").toFile());
        process.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return process.start().waitFor();
    }

    @Test
    void anotherSignerIsRefusedWhereTheKeyIsKnown() {
        assertThat(verified(1, bundle.toString(), "--key", "ab".repeat(32))).contains("the signer is");
    }

    @Test
    void saysHowItIsUsed() {
        assertThat(verified(2)).contains("usage");
        assertThat(verified(2, "--what")).contains("usage");
        assertThat(verified(2, bundle.toString(), "--key", "AB")).contains("usage");
        assertThat(verified(2, bundle.toString() + "/none")).contains("no such folder");
    }

    /** Lies of the operator who holds the key: the manifest is signed anew each time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "journal.txt|move investor:bob:cash vault:USD USD/6 5000000|move investor:bob:cash vault:USD USD/6 5000001|root",
                "journal.txt|release |post |root",
                "journal.txt|move vault:USD|move vault:EUR|no account vault:EUR",
                "journal.txt|cash USD/6 100000000|cash USD/6 50000000|leaves its floor",
                "accounts.json|\"posted\":40000000|\"posted\":40000001|the journal makes it 40000000",
                "accounts.json|\"pendingOut\":7500000|\"pendingOut\":7500001|reserves differ",
                "accounts.json|\"pendingIn\":7500000|\"pendingIn\":0|reserves towards it differ",
                "chain.json|\"units\":40000000|\"units\":40000001|40000001 on chain, 40000000 in the books",
                "chain.json|\"asset\":\"USD/6\",\"kind\":\"VAULT\"|\"asset\":\"EUR/6\",\"kind\":\"VAULT\"|on chain, 0 in the books",
                "head.json|\"size\":6,\"root\"|\"size\":7,\"root\"|another size is anchored",
                "head.json|\"signed\":\"2026|\"signed\":\"2027|the signature is not the head's",
                "fixings.json|6642500|6642501|the votes make it 6642500",
                "fixings.json|242500|242501|the votes make its band 242500",
                "fixings.json|2026-08-21|2026-08-23|receipts of another day",
                "receipts.txt|\"sd\":0.2,|\"sd\":0.3,|no receipts of this digest",
                "liabilities.json|\"units\":40000000|\"units\":39000000|the books owe 40000000",
                "liabilities.json|\"total\":95000000|\"total\":95000001|leaves sum to 95000000",
                "terms.txt|band_percent=20|band_percent=21|not the rulebook's",
                "terms.txt|exchange|exchanges|exchanges 2020-01-01: neither the rulebook's nor a change's",
                "liabilities.json|\"salt\":\"|\"salt\":\"00|the root is not the leaves'",
            })
    void aLieIsFoundEvenUnderAValidSignature(String file, String truth, String lie, String found) {
        String said = verified(
                1, resigned(file, text -> replaceFirst(text, truth, lie)).toString());
        String where = file.equals("receipts.txt") ? "fixings.json" : file;
        assertThat(said).contains("FAILED   " + where).contains(found);
    }

    @Test
    void aLiabilityLeftOutIsFound() {
        Path forged =
                resigned("liabilities.json", text -> text.replaceFirst("\\{\"holder\":\"investor:ada\"[^}]*},", ""));
        assertThat(verified(1, forged.toString())).contains("FAILED   liabilities.json");
    }

    @Test
    void aJournalOfAnotherOrderIsFound() {
        Path forged = resigned("journal.txt", text -> {
            List<String> lines = text.lines().toList();
            return String.join("\n", lines.get(1), lines.get(0)) + "\n";
        });
        assertThat(verified(1, forged.toString())).contains("journal.txt: entry 1: is numbered 2");
    }

    @Test
    void knowsTheContractsFunctionsByTheRightNames() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/hourglass/ledger/proof/Verify.java"));
        for (String function : List.of(
                "rootAt(uint256)",
                "balanceOf(address,uint256)",
                "balanceOf(address)",
                "positionOf(address,uint256)",
                "marginOf(address)")) {
            assertThat(source).contains("\"" + Hash.keccak(function).hex().substring(0, 10) + "\"");
        }
    }

    private int copies;

    private Path resigned(String changed, UnaryOperator<String> change) {
        try {
            Path copy = temporary.resolve("copy-" + copies++);
            BundleFiles files = new BundleFiles(copy);
            var contents = new TreeMap<String, String>();
            for (Path file : files(bundle)) {
                contents.put(file.getFileName().toString(), Files.readString(file));
            }
            contents.remove("manifest.json");
            contents.remove("manifest.sig");
            assertThat(change.apply(contents.get(changed))).isNotEqualTo(contents.get(changed));
            contents.computeIfPresent(changed, (name, text) -> change.apply(text));
            for (var file : contents.entrySet()) {
                files.text(file.getKey(), file.getValue());
            }
            files.sign(small.signer, "now");
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String replaceFirst(String text, String truth, String lie) {
        int at = text.indexOf(truth);
        return at < 0 ? text : text.substring(0, at) + lie + text.substring(at + truth.length());
    }

    private record Said(int code, String text) {}

    private static Said verify(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = Verify.run(List.of(arguments), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Said(code, bytes.toString(StandardCharsets.UTF_8));
    }

    private static String verified(int code, String... arguments) {
        Said said = verify(arguments);
        assertThat(said.code()).as(said.text()).isEqualTo(code);
        return said.text();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}

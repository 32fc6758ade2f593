package io.hourglass.api.story;

import io.hourglass.ledger.index.Reproduce;
import io.hourglass.ledger.proof.Head;
import io.hourglass.ledger.proof.Heads;
import io.hourglass.ledger.proof.Verify;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.settlement.IntentView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;

/** Step 8: books, mirror and chain tie out, and a stranger can check it from a folder of files. */
final class ReconcileAndProve implements Step {

    @Override
    public String name() {
        return "reconcile, prove";
    }

    @Override
    public String run(Stage stage) throws IOException {
        stage.awaitQuiet();
        Report report = stage.ask("reconciliation", stage.rooms().reconcile()::run);
        stage.figures().put("reconcile.block", report.block());
        stage.figures().put("reconcile.rows", report.rows().size());
        stage.figures().put("reconcile.breaks", report.open().size());
        if (!report.open().isEmpty()) {
            throw new StoryFailure("books, mirror and chain differ: " + report.open());
        }

        Head head = stage.ask("anchoring the head", stage.rooms().heads()::anchor);
        stage.awaitQuiet();
        Heads.Anchor anchor = stage.read(tx -> stage.rooms().heads().anchored(tx, head.size()))
                .orElseThrow(() -> new StoryFailure("the head of " + head.size() + " entries was not anchored: "
                        + stage.read(tx -> stage.rooms().settlement().find(tx, Heads.intent(head.size())))
                                .flatMap(IntentView::error)));

        Path folder = stage.bundles().resolve("bundle-" + head.root().hex().substring(2, 14));
        LocalDate to = stage.today();
        if (Files.notExists(folder)) {
            stage.read(tx -> stage.rooms()
                    .bundle()
                    .write(tx, folder, stage.rooms().evidence().gather(tx, head, report, LocalDate.EPOCH, to)));
        }
        boolean verified = verify(folder) && reproduces(folder) && refusesAnyChange(folder);
        stage.figures().put("proof.verified", verified);
        stage.figures().put("proof.head", head.root().hex());
        stage.figures().put("proof.anchor", anchor.transaction().hex());
        stage.figures().put("bundle", folder.toString());
        if (!verified) {
            throw new StoryFailure("the verifier is wrong about " + folder);
        }
        return "%d balances tie out at block %d with 0 breaks; head of %,d entries anchored in block %d; verified: %s"
                .formatted(report.rows().size(), report.block(), head.size(), anchor.block(), folder);
    }

    private static boolean verify(Path folder) {
        var said = new ByteArrayOutputStream();
        return Verify.run(List.of(folder.toString()), new PrintStream(said, true, StandardCharsets.UTF_8)) == 0;
    }

    /** Every fixing that was ever published, made again from its receipts. */
    private static boolean reproduces(Path folder) {
        PrintStream unheard = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        return Reproduce.run(List.of("all", folder.toString()), folder, unheard) == 0;
    }

    /** One byte of each file in turn, on a copy: all must be refused. */
    private static boolean refusesAnyChange(Path folder) throws IOException {
        try (Throwaway throwaway = Throwaway.create("hourglass-bundle-");
                Stream<Path> files = Files.list(folder)) {
            Path copy = throwaway.path();
            List<Path> originals = files.toList();
            for (Path original : originals) {
                Files.copy(original, copy.resolve(original.getFileName()));
            }
            boolean refused = verify(copy);
            for (Path original : originals) {
                Path changed = copy.resolve(original.getFileName());
                byte[] bytes = Files.readAllBytes(original);
                bytes[bytes.length / 2] ^= 1;
                Files.write(changed, bytes);
                refused &= !verify(copy);
                Files.copy(original, changed, StandardCopyOption.REPLACE_EXISTING);
            }
            return refused;
        }
    }
}

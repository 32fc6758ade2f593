package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An auditor reads the books up to a head and no further, whatever is posted meanwhile. */
class SealedIT {
    @TempDir
    static Path temporary;

    private final SmallBundle small = new SmallBundle();
    private final Database database = small.database;

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsPostedButNotCommittedIsUnderNoHeadAndInNoBundle() {
        Head before = sign();
        Entry two = Entry.of(
                new Cause("test", "two movements"),
                LocalDate.of(2026, 8, 20),
                List.of(
                        new Transfer.Move("vault:USD", "investor:ada:cash", SmallBundle.usd("3")),
                        new Transfer.Move("investor:ada:cash", "investor:bob:cash", SmallBundle.usd("1"))));
        database.inTx(open -> {
            assertThat(small.journal.post(open, two).ok()).isTrue();
            assertThat(small.journal.size(open)).isEqualTo(before.size() + 1);
            assertThat(sign()).isEqualTo(before);
            assertThat(entries().size()).isEqualTo(before.size());
            assertThat(owed(before)).isEqualTo(List.of(95_000_000L));
            return open;
        });
        Head after = sign();
        assertThat(after.size()).isEqualTo(before.size() + 1);
        assertThat(entries().size()).isEqualTo(after.size());
        assertThat(entries().getLast().line())
                .endsWith("USD/6 3000000\tmove investor:ada:cash investor:bob:cash" + " USD/6 1000000");
        assertThat(owed(before)).isEqualTo(List.of(95_000_000L));
        assertThat(owed(after)).isEqualTo(List.of(98_000_000L));
        assertProves(after);
    }

    @Test
    void whatIsRolledBackWasNeverThere() {
        Head before = sign();
        var move = new Transfer.Move("vault:USD", "investor:ada:cash", SmallBundle.usd("3"));
        Entry entry = Entry.of(new Cause("test", "given up"), LocalDate.of(2026, 8, 20), List.of(move));
        database.decide(tx -> {
            assertThat(small.journal.post(tx, entry).ok()).isTrue();
            return Outcome.refused(ProofRefusal.NOTHING_TO_SIGN, "given up");
        });
        assertThat(sign()).isEqualTo(before);
        small.post("instead", move);
        assertProves(sign());
    }

    @Test
    void aBundleOfAHeadIsTheSameWhateverCameAfterIt() {
        Bundle.Contents contents = small.contents();
        Hash atOnce = manifest("at-once", contents);
        database.inTx(tx -> {
            small.journal.open(tx, new Account("investor:ada:savings", Asset.USD, Floor.NOT_NEGATIVE, SmallBundle.ADA));
            return tx;
        });
        assertThat(manifest("account-opened", contents)).isEqualTo(atOnce);
        small.post("saved", new Transfer.Move("investor:ada:cash", "investor:ada:savings", SmallBundle.usd("2")));
        small.post("settled", new Transfer.Post(Entry.idOf("q")));
        database.inTx(tx -> {
            small.heads.sign(tx).orThrow();
            return small.journal.takeSnapshot(tx);
        });
        assertThat(manifest("later", contents)).isEqualTo(atOnce);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        String folder = temporary.resolve("later").toString();
        assertThat(Verify.run(List.of(folder), nowhere)).isZero();
    }

    @Test
    void anotherLedgersEntriesAreUnderNoHeadOfTheMainOne() {
        Head before = sign();
        List<Long> owed = owed(before);
        try (Database owner = small.server.owner()) {
            owner.inTx(tx -> tx.run("insert into hourglass.ledger (id) values (2)"));
        }
        Journal second = new Journal(2);
        database.inTx(tx -> {
            second.open(
                    tx,
                    new Account("second:vault", Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account("investor:eve:cash", Asset.USD, Floor.NOT_NEGATIVE, SmallBundle.ADA));
            return tx;
        });
        for (int i = 0; i < 9; i++) {
            var move = new Transfer.Move("second:vault", "investor:eve:cash", SmallBundle.usd("1"));
            Entry entry = Entry.of(new Cause("test", "second-" + i), LocalDate.of(2026, 8, 20), List.of(move));
            boolean posted = database.inTx(tx -> second.post(tx, entry).ok());
            assertThat(posted).isTrue();
        }
        assertThat(sign()).isEqualTo(before);
        small.post("after-the-second", new Transfer.Move("vault:USD", "investor:ada:cash", SmallBundle.usd("1")));
        Head after = sign();
        assertThat(after.size()).isEqualTo(before.size() + 1);
        assertThat(entries().size()).isEqualTo(after.size());
        assertThat(owed(before)).isEqualTo(owed);
        assertThat(owed(after)).isEqualTo(List.of(96_000_000L));
        assertProves(after);
        BooksAt books = database.inTx(tx -> BooksAt.head(tx, small.journal, after.size()));
        assertThat(books.accounts().stream().map(state -> state.account().path()))
                .containsExactly("investor:ada:cash", "investor:bob:cash", "vault:USD");
    }

    /** The head's root, and a proof for each entry and each earlier size, by all leaves alone. */
    private void assertProves(Head head) {
        List<Hash> leaves = entries().stream().map(JournalEntry::leaf).toList();
        assertThat(head.root()).isEqualTo(MerkleLog.root(leaves));
        database.inTx(tx -> {
            for (int i = 0; i < leaves.size(); i++) {
                var proof = small.heads.inclusion(tx, i + 1, head.size()).orThrow();
                assertThat(proof.leaf()).isEqualTo(leaves.get(i));
                assertThat(proof.path()).isEqualTo(MerkleLog.inclusion(i, leaves));
            }
            for (Head earlier : small.heads.recent(tx, 100)) {
                int size = Math.toIntExact(earlier.size());
                assertThat(small.heads
                                .consistency(tx, size, head.size())
                                .orThrow()
                                .path())
                        .isEqualTo(MerkleLog.consistency(size, leaves));
            }
            return tx;
        });
    }

    private Head sign() {
        return database.inTx(tx -> small.heads.sign(tx).orThrow());
    }

    private List<JournalEntry> entries() {
        return database.inTx(tx -> small.journal.entries(tx, 0, 100));
    }

    private List<Long> owed(Head head) {
        return database.inTx(tx -> new Bundle(small.journal, small.signer).liabilities(tx, head)).stream()
                .map(Liabilities::total)
                .toList();
    }

    private Hash manifest(String folder, Bundle.Contents contents) {
        Path into = temporary.resolve(folder);
        return database.inTx(tx -> new Bundle(small.journal, small.signer).write(tx, into, contents))
                .manifest();
    }
}

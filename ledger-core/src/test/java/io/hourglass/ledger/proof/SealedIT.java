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
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.terms.TermSheets;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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

    @Test
    void termsThatTheJournalDoesNotKnowAreNamed() {
        Bundle.Contents before = small.contents();
        long entry = changed("spread", Map.of("tick", "250"));
        Bundle.Contents after = small.contents();

        assertThat(said("honest", after)).contains("1 changes are as the journal sealed them", "VERIFIED");
        assertThat(said("of-before", before)).contains("0 changes are as the journal sealed them", "VERIFIED");
        tamper("update hourglass.spread_terms set tick = 25 where effective = '2026-08-31'");
        assertThat(said("changed", after)).contains("terms.txt: spread 2026-08-31: not as entry " + entry);
        assertThat(said("changed-of-before", before)).contains("the journal does not know change of-spread");
        tamper("delete from hourglass.spread_terms where effective = '2026-08-31'");
        assertThat(said("deleted", after)).contains("terms.txt: entry " + entry + " sealed change of-spread");
        tamper("insert into hourglass.spread_terms values ('2026-09-01', 25, 5)");
        assertThat(said("added", after)).contains("terms.txt: spread 2026-09-01: neither");
    }

    @Test
    void aChangeThatPutMoreInForceThanItSaysIsNamed() {
        changed("market-clearing", Map.of("band_percent", "15"));
        assertThat(said("as-it-says", small.contents())).contains("VERIFIED");
        tamper("create function public.finer() returns trigger language plpgsql as"
                + " 'begin new.notice_days = 1; return new; end'");
        tamper("create trigger finer before insert on hourglass.spread_terms"
                + " for each row execute function public.finer()");
        changed("spread", Map.of("tick", "250"));
        assertThat(said("more", small.contents()))
                .contains("terms.txt: spread 2026-08-31: not what change of-spread made");
    }

    /** Two people change terms, from 2026-08-31 on; the journal's entry. */
    private long changed(String name, Map<String, String> values) {
        Clock clock = Clock.fixed(Instant.parse("2026-08-24T12:00:00Z"), ZoneOffset.UTC);
        TermSheets terms = new TermSheets(List.of(Market.TERMS), small.journal, clock);
        LocalDate day = LocalDate.of(2026, 8, 31);
        database.decide(tx -> terms.propose(tx, name, "of-" + name, values, day, "finer", "ann"))
                .orThrow();
        return database.decide(tx -> terms.approve(tx, name, "of-" + name, "bea"))
                .orThrow()
                .entry()
                .orElseThrow();
    }

    /** By somebody whom no right and no trigger holds back. */
    private void tamper(String sql) {
        try (Database superuser = new Database(new Database.Settings(small.server.url(), "postgres", "postgres", 1))) {
            superuser.inTx(tx -> {
                tx.run("set local session_replication_role = replica");
                return tx.run(sql);
            });
        }
    }

    private String said(String name, Bundle.Contents contents) {
        manifest(name, contents);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Verify.run(List.of(temporary.resolve(name).toString()), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
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

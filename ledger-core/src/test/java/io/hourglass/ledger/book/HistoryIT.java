package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.LaneIT.brief;
import static io.hourglass.ledger.book.SmallBooks.DAY;
import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Asset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was, read back: moments, reversals, and transfers that say less than what happened. */
class HistoryIT {
    private final Database database = TestDatabase.fresh();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final Journal journal = books.journal;
    private final String ada = books.ada;
    private final String bob = books.bob;
    private final String vault = books.vault;

    @AfterEach
    void booksStillHold() {
        BooksAudit.holds(database, journal);
        database.close();
    }

    @Test
    void movesAsMuchAsThereIsUpToALimit() {
        books.with(10);
        var upTo = new Transfer.MoveUpTo(ada, bob, SmallBooks.usd(7));
        assertThat(brief(books.post("some", upTo))).isEqualTo("2");
        assertThat(brief(books.post("rest", upTo))).isEqualTo("3");
        assertThat(books.posted(bob)).isEqualTo(10);
        assertThat(brief(books.post("none", upTo))).isEqualTo("FLOOR");
        assertThat(brief(books.post("rest", upTo))).isEqualTo("again 3");
        assertThat(lines().get(2)).endsWith("\tmove t:ada t:bob USD/6 3 upto 7");
    }

    @Test
    void postsAPartOfWhatIsReservedAndReleasesTheRest() {
        books.with(10);
        books.post("r", reserve("p", ada, bob, 8));
        assertThat(brief(books.post("much", new Transfer.Post(Entry.idOf("p"), SmallBooks.usd(9)))))
                .isEqualTo("PENDING_EXCEEDED");
        Transfer part = new Transfer.Post(Entry.idOf("p"), SmallBooks.usd(3));
        assertThat(brief(books.post("part", part))).isEqualTo("3");
        assertThat(books.available(ada)).isEqualTo(7);
        assertThat(books.posted(bob)).isEqualTo(3);
        assertThat(brief(books.post("part", part))).isEqualTo("again 3");
        assertThat(lines().get(2)).endsWith("\tpost " + Entry.idOf("p") + " part 3");
    }

    @Test
    void givesBackWhatWasReservedUntilAMomentThatHasCome() {
        books.with(10);
        books.post("past", until("past", Instant.parse("2001-01-01T00:00:00Z")));
        books.post("far", until("far", Instant.parse("9001-01-01T00:00:00Z")));
        assertThat(brief(books.post("late", settle("past")))).isEqualTo("PENDING_EXPIRED");
        assertThat(brief(books.post("void", release("past")))).isEqualTo("PENDING_EXPIRED");
        assertThat(brief(books.post("early", new Transfer.Expire(Entry.idOf("far")))))
                .isEqualTo("PENDING_NOT_DUE");
        assertThat(database.<Integer>inTx(tx -> journal.expire(tx, 10))).isEqualTo(1);
        assertThat(database.<Integer>inTx(tx -> journal.expire(tx, 10))).isZero();
        assertThat(books.available(ada)).isEqualTo(6);
        assertThat(brief(books.post("again", new Transfer.Expire(Entry.idOf("past")))))
                .isEqualTo("PENDING_EXPIRED");
        assertThat(brief(books.post("good", settle("far")))).isEqualTo("5");
        assertThat(lines().get(2)).endsWith(" 4 until 9001-01-01T00:00:00.000000Z");
    }

    @Test
    void aReversalMovesBackAndNamesWhatItTakesBack() {
        Entry wrong = entry("wrong", move(vault, ada, 10), move(ada, bob, 4));
        books.post(wrong);
        Entry reversal = wrong.reversal(new Cause("test", "correction"), DAY);
        assertThat(brief(books.post(reversal))).isEqualTo("2");
        assertThat(books.posted(ada) + books.posted(bob) + books.posted(vault)).isZero();
        assertThat(books.posted(bob)).isZero();
        JournalEntry read = database.inTx(tx -> journal.entries(tx, 1, 1)).getFirst();
        assertThat(read.reverses()).contains(wrong.id());
        assertThat(read.line())
                .endsWith("\treverses " + wrong.id() + "\tmove t:bob t:ada USD/6 4\tmove t:ada t:vault USD/6 10");
        assertThat(brief(books.post(wrong.reversal(new Cause("test", "twice"), DAY))))
                .isEqualTo("ID_REUSED");
        Entry held = entry("held", move(vault, ada, 10), reserve("p", ada, bob, 4));
        assertThatThrownBy(() -> held.reversal(new Cause("test", "no"), DAY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void balancesAtASizeAreThoseOfTheStatementWithAndWithoutASnapshot() {
        for (int i = 1; i <= 12; i++) {
            books.post("n" + i, move(vault, ada, i), reserve("p" + i, ada, bob, 1));
        }
        List<List<Balance>> before = balancesAtEachSize();
        List<StatementLine> statement = database.inTx(tx -> journal.statement(tx, ada, 0, 100));
        for (int size = 1; size <= 12; size++) {
            Balance then = before.get(size).getFirst();
            assertThat(then.path()).isEqualTo(ada);
            assertThat(then.posted()).isEqualTo(statement.get(size - 1).balance());
            assertThat(then.version()).isEqualTo(size);
            assertThat(then.pendingOut().units()).isEqualTo(size);
        }
        assertThat(database.<Long>inTx(journal::takeSnapshot)).isEqualTo(12);
        assertThat(database.<Long>inTx(journal::takeSnapshot)).isEqualTo(12);
        assertThat(balancesAtEachSize()).isEqualTo(before);
        books.post("after", move(ada, bob, 1), settle("p1"));
        List<List<Balance>> later = balancesAtEachSize();
        assertThat(later.subList(0, 13)).isEqualTo(before);
        assertThat(later.get(13)).contains(books.balance(ada), books.balance(bob), books.balance(vault));
    }

    @Test
    void aMomentHasTheEntriesRecordedUntilThen() {
        Instant start = Instant.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MICROS);
        for (int i = 0; i < 5; i++) {
            postAt(start.plusSeconds(10L * i), entry("at-" + i, move(vault, ada, 1)));
        }
        assertThat(sizeAt(start.minusNanos(1_000))).isZero();
        assertThat(sizeAt(start)).isEqualTo(1);
        assertThat(sizeAt(start.plusSeconds(19))).isEqualTo(2);
        assertThat(sizeAt(start.plusSeconds(20))).isEqualTo(3);
        assertThat(sizeAt(start.plusSeconds(9999))).isEqualTo(5);
        database.inTx(tx -> {
            long then = journal.sizeAt(tx, start.plusSeconds(25));
            Inspection inspection = new Inspection(journal);
            assertThat(inspection
                            .balanceAt(tx, ada, then)
                            .orElseThrow()
                            .posted()
                            .units())
                    .isEqualTo(3);
            assertThat(inspection.balanceAt(tx, bob, then).orElseThrow().version())
                    .isZero();
            return tx;
        });
    }

    @Test
    void anAccountKeepsSmallMetadataOfItsOwn() {
        Map<String, String> texts = new HashMap<>(Map.of("desk", "rates \"north\"", "empty", ""));
        for (int i = texts.size(); i < 16; i++) {
            texts.put("n" + i, "\"".repeat(120));
        }
        Account noted = new Account("t:noted", Asset.USD, Floor.FREE, null, texts);
        database.inTx(tx -> {
            journal.open(tx, noted);
            journal.open(tx, noted);
            return tx;
        });
        assertThat(database.<Optional<Account>>inTx(tx -> journal.account(tx, "t:noted")))
                .contains(noted);
        Account other = new Account("t:noted", Asset.USD, Floor.FREE, null, Map.of("desk", "credit"));
        assertThatThrownBy(() -> database.inTx(tx -> {
                    journal.open(tx, other);
                    return tx;
                }))
                .hasMessageContaining("open as");
    }

    @Test
    void metadataIsRefusedBeyondItsLimits() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 17; i++) {
            many.put("n" + i, "");
        }
        for (Map<String, String> wrong : List.of(
                many, Map.of("a", "x".repeat(1_800)), Map.of("A", ""), Map.of("", "x"), Map.of("a", "\u0000"))) {
            assertThatThrownBy(() -> Account.metadata(wrong)).hasMessageContaining("up to 16 texts");
        }
    }

    private List<List<Balance>> balancesAtEachSize() {
        return database.inTx(tx -> {
            List<List<Balance>> all = new ArrayList<>();
            for (long size = 0; size <= journal.size(tx); size++) {
                all.add(journal.balancesAt(tx, size));
            }
            return all;
        });
    }

    private long sizeAt(Instant moment) {
        return database.<Long>inTx(tx -> journal.sizeAt(tx, moment));
    }

    /** Through a lane, which records by the clock it was given. */
    private void postAt(Instant moment, Entry entry) {
        try (Lane lane = new Lane(database, journal, Clock.fixed(moment, ZoneOffset.UTC), 1)) {
            assertThat(lane.post(entry).join().ok()).isTrue();
        }
    }

    private Transfer until(String pending, Instant moment) {
        return new Transfer.Reserve(Entry.idOf(pending), ada, bob, SmallBooks.usd(4), moment);
    }

    private List<String> lines() {
        return database.inTx(tx -> journal.entries(tx, 0, 100)).stream()
                .map(JournalEntry::line)
                .toList();
    }
}

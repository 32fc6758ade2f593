package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Inspection.Heading;
import io.hourglass.ledger.book.Inspection.Posted;
import io.hourglass.ledger.book.Inspection.Reserved;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InspectionIT {
    private final Database database = TestDatabase.fresh();
    private final SmallBooks books = new SmallBooks(database, "investor");
    private final Inspection inspection = new Inspection(books.journal);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void listsEntriesNewestFirstAPageAtATime() {
        books.with(10).with(20).with(30);
        List<Heading> latest = database.inTx(tx -> inspection.before(tx, Long.MAX_VALUE, 2));
        assertThat(latest).extracting(Heading::sequence).isEqualTo(List.of(3L, 2L));
        assertThat(sequences(database.inTx(tx -> inspection.before(tx, 2, 10)))).isEqualTo(List.of(1L));
    }

    @Test
    void findsWhatAChainTransactionCausedAndNothingOfAnother() {
        Hash transaction = Hash.sha256("a transaction");
        books.post(entry(transaction + ":3", move(books.vault, books.ada, 5)));
        books.post(entry(transaction + ":12", move(books.vault, books.bob, 6)));
        books.post(entry(Hash.sha256("another") + ":3", move(books.vault, books.bob, 7)));
        assertThat(sequences(database.inTx(tx -> inspection.causedBy(tx, transaction, 10))))
                .isEqualTo(List.of(1L, 2L));
        Cause cause = new Cause("test", transaction + ":12");
        var known = database.inTx(tx -> inspection.causedBy(tx, cause)).map(Heading::sequence);
        assertThat(known.orElseThrow()).isEqualTo(2);
        Cause other = new Cause("other", transaction + ":12");
        assertThat(database.inTx(tx -> inspection.causedBy(tx, other)).isPresent())
                .isFalse();
    }

    /** Reading all of the journal takes seconds once there are ten million entries. */
    @Test
    void findsEntriesByKeyAndReadsNoTableWhole() {
        books.with(100);
        Hash transaction = Hash.sha256("a transaction");
        Cause cause = new Cause("test", transaction + ":3");
        long whole = database.inTx(tx -> {
            // where there is an index for it, it is taken, however small the table is
            tx.run("set local enable_seqscan = off");
            inspection.before(tx, 2, 10);
            inspection.causedBy(tx, transaction, 10);
            inspection.causedBy(tx, cause);
            inspection.postings(tx, 1);
            inspection.reservations(tx, 1);
            return tx.first(
                            "select sum(seq_scan)::bigint from pg_stat_xact_user_tables"
                                    + " where relname ~ '^(transfer|pending|resolution|entry_id)'",
                            row -> row.getLong(1))
                    .orElseThrow();
        });
        assertThat(whole).isZero();
    }

    @Test
    void saysWhatAnEntryPostedWithTheBalancesAfterIt() {
        books.with(100);
        books.post("gift", move(books.ada, books.bob, 30));
        List<Posted> posted = database.inTx(tx -> inspection.postings(tx, 2));
        assertThat(posted).extracting(Posted::account).isEqualTo(List.of(books.ada, books.bob));
        assertThat(posted).extracting(one -> one.amount().units()).isEqualTo(List.of(-30L, 30L));
        assertThat(posted).extracting(one -> one.balance().units()).isEqualTo(List.of(70L, 30L));
    }

    @Test
    void followsAReservationFromItsEntryToTheOneThatResolvedIt() {
        books.with(100);
        books.post("order", reserve("p", books.ada, books.bob, 30), reserve("q", books.ada, books.bob, 20));
        assertThat(standing(2)).isEqualTo(List.of("reserved", "reserved"));
        books.post("fill", settle("p"), release("q"));
        assertThat(standing(2)).isEqualTo(List.of("posted", "released"));
        List<Reserved> resolved = database.inTx(tx -> inspection.reservations(tx, 3));
        assertThat(resolved).extracting(Reserved::reserved).isEqualTo(List.of(2L, 2L));
        assertThat(resolved).extracting(one -> one.resolved().orElseThrow()).isEqualTo(List.of(3L, 3L));
    }

    @Test
    void saysWhatAnAccountHadAfterSoManyEntries() {
        books.with(100);
        books.post("gift", move(books.ada, books.bob, 30));
        books.post("order", reserve("p", books.ada, books.bob, 20));
        List<Balance> before = balancesOfAda(3);
        database.inTx(books.journal::takeSnapshot);
        books.post("fill", settle("p"));
        assertThat(balancesOfAda(3)).isEqualTo(before);
        assertThat(before).extracting(one -> one.posted().units()).isEqualTo(List.of(0L, 100L, 70L, 70L));
        assertThat(before).extracting(one -> one.pendingOut().units()).isEqualTo(List.of(0L, 0L, 0L, 20L));
        assertThat(balancesOfAda(4).getLast()).isEqualTo(books.balance(books.ada));
        boolean known =
                database.inTx(tx -> inspection.balanceAt(tx, "investor:none", 4).isPresent());
        assertThat(known).isFalse();
    }

    private List<Balance> balancesOfAda(long upto) {
        return database.inTx(tx -> java.util.stream.LongStream.rangeClosed(0, upto)
                .mapToObj(size -> inspection.balanceAt(tx, books.ada, size).orElseThrow())
                .toList());
    }

    @Test
    void addsUpWhatIsHeldByTheFirstWordOfThePath() {
        books.with(100);
        var held = database.inTx(inspection::held).stream()
                .filter(one -> one.asset().equals(SmallBooks.usd(0).asset()))
                .toList();
        assertThat(held.size()).isEqualTo(1);
        assertThat(held.getFirst().group()).isEqualTo("investor");
        assertThat(held.getFirst().posted()).isEqualTo(BigInteger.ZERO);
        assertThat(held.getFirst().accounts()).isEqualTo(4);
    }

    private static List<Long> sequences(List<Heading> entries) {
        return entries.stream().map(Heading::sequence).toList();
    }

    private List<String> standing(long sequence) {
        return database.inTx(tx -> inspection.reservations(tx, sequence)).stream()
                .map(Reserved::word)
                .toList();
    }
}

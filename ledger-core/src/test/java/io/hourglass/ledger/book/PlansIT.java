package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Asset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a session planned when the books were young is what it does when they are not: the rows a small set reads
 * are counted, as no clock can be trusted to tell.
 */
class PlansIT {
    /** So often a statement is planned for its very arguments before one plan is made for all. */
    private static final int PLANNED = 12;

    private static final int ACCOUNTS = 3_000;

    @Test
    void aSmallSetReadsNoMoreOfGrownBooksThanOfYoungOnes() {
        try (TestDatabase one = TestDatabase.open();
                Database session = new Database(new Database.Settings(one.url(), Schema.SERVICE, "service", 1))) {
            SmallBooks books = new SmallBooks(session, "t").with(1_000_000);
            for (int i = 0; i < PLANNED; i++) {
                set(books, "young-" + i);
            }
            long young = set(books, "young");
            Entry[] entries = grow(books).stream()
                    .map(path -> entry(path, move(books.vault, path, 10), reserve(path + "-r", path, books.free, 5)))
                    .toArray(Entry[]::new);
            assertThat(books.postAll(entries)).allMatch(PostResult::ok);
            assertThat(set(books, "grown")).isLessThan(young + ACCOUNTS / 10);
        }
    }

    /** A statement is found by its account's index, in which is what moved, however much was reserved meanwhile. */
    @Test
    void aStatementReadsNoReservations() {
        try (TestDatabase one = TestDatabase.open()) {
            SmallBooks books = new SmallBooks(one.database(), "t").with(1_000);
            Entry[] entries = IntStream.range(0, ACCOUNTS)
                    .mapToObj(i -> i % 1_000 == 0
                            ? entry("move-" + i, move(books.ada, books.bob, 1))
                            : entry("reserve-" + i, reserve("r-" + i, books.ada, books.bob, 1), release("r-" + i)))
                    .toArray(Entry[]::new);
            assertThat(books.postAll(entries)).allMatch(PostResult::ok);
            books.database.inTx(tx -> {
                tx.run("set local enable_seqscan = off");
                long before = read(tx);
                assertThat(books.journal.statement(tx, books.ada, 0, 100))
                        .extracting(line -> line.balance().units())
                        .containsExactly(1_000L, 999L, 998L, 997L);
                assertThat(read(tx) - before).isLessThan(50);
                return tx;
            });
        }
    }

    /** All of a page's balances change at once, the first time and again: no index does, and each has given up its room. */
    @Test
    void aBalanceFindsRoomForItsNextVersion() {
        try (TestDatabase one = TestDatabase.open()) {
            SmallBooks books = new SmallBooks(one.database(), "t");
            List<String> paths = grow(books);
            long accounts = paths.size() + 2L;
            for (String time : List.of("first", "again")) {
                Entry[] gifts = paths.stream()
                        .map(path -> entry(
                                path + time, move(books.vault, path, 1), reserve(path + time, path, books.free, 1)))
                        .toArray(Entry[]::new);
                assertThat(updates(books, gifts)).containsExactly(accounts, accounts);
            }
            assertThat(updates(books, entry("alone", move(books.vault, books.bob, 1))))
                    .containsExactly(2L, 2L);
            List<String> wide = books.database.inTx(tx -> tx.query(
                    "select path from hourglass.account join hourglass.standing on account = id where room <> ''",
                    row -> row.getString(1)));
            assertThat(wide).containsExactlyInAnyOrder(books.ada, books.hours);
        }
    }

    /** Versions of balances that a set writes, and how many of them no index was changed for. */
    private static List<Long> updates(SmallBooks books, Entry... entries) {
        return books.database.inTx(tx -> {
            List<Long> before = updates(tx);
            assertThat(books.journal.post(tx, List.of(entries))).allMatch(PostResult::ok);
            List<Long> after = updates(tx);
            return List.of(after.getFirst() - before.getFirst(), after.getLast() - before.getLast());
        });
    }

    private static List<Long> updates(Tx tx) {
        return tx.first(
                        "select n_tup_upd, n_tup_hot_upd from pg_stat_xact_user_tables where relname = 'standing'",
                        row -> List.of(row.getLong(1), row.getLong(2)))
                .orElseThrow();
    }

    /** Rows that a set of each kind of transfer reads of the books, by index or not. */
    private static long set(SmallBooks books, String name) {
        return books.database.inTx(tx -> {
            long before = read(tx);
            String kept = name + "-kept";
            String given = name + "-given";
            List<PostResult> results = new ArrayList<>();
            results.addAll(books.journal.post(
                    tx,
                    List.of(
                            entry(name + "-1", reserve(kept, books.ada, books.bob, 2)),
                            entry(name + "-2", reserve(given, books.ada, books.bob, 2)),
                            entry(name + "-3", move(books.ada, books.free, 1)))));
            results.addAll(books.journal.post(
                    tx, List.of(entry(name + "-4", settle(kept)), entry(name + "-5", release(given)))));
            assertThat(results).hasSize(5).allMatch(PostResult::ok);
            return read(tx) - before;
        });
    }

    private static long read(Tx tx) {
        return tx.first(
                        "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables"
                                + " where relname ~ '^(transfer|entry_id|pending|resolution|deadline|standing|account)'",
                        row -> row.getLong(1))
                .orElseThrow();
    }

    /** Opens many accounts; answers their paths. */
    private static List<String> grow(SmallBooks books) {
        List<String> paths =
                IntStream.range(0, ACCOUNTS).mapToObj(i -> "t:many:" + i).toList();
        books.database.inTx(tx -> {
            books.journal.open(
                    tx,
                    paths.stream()
                            .map(path -> new Account(path, Asset.USD, Floor.NOT_NEGATIVE, null))
                            .toArray(Account[]::new));
            return tx;
        });
        return paths;
    }
}

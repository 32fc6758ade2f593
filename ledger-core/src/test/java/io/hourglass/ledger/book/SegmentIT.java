package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A journal that is long: its owner puts the head where it would be, with no more than the peaks of its tree. */
class SegmentIT {
    private final TestDatabase test = TestDatabase.open();
    private final Database database = test.database();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final Journal journal = books.journal;
    private final long span =
            database.inTx(tx -> tx.first("select past from hourglass.segment_of(0)", row -> row.getLong(1))
                    .orElseThrow());

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void whatIsPostedGoesToTheSegmentOfItsSequence() {
        assertThat(opened()).as("the first two are there").isZero();
        goOnAt(span - 3);
        try (Lane lane = new Lane(database, journal, Clock.systemUTC(), 100)) {
            List<CompletableFuture<PostResult>> answers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                answers.add(lane.post(deposit("set-" + i)));
            }
            assertThat(answers.stream().map(CompletableFuture::join).map(LaneIT::brief))
                    .isEqualTo(LongStream.range(span - 2, span + 38)
                            .mapToObj(Long::toString)
                            .toList());
        }
        assertThat(LaneIT.brief(books.post(deposit("alone")))).isEqualTo("" + (span + 38));
        assertThat(tables())
                .isEqualTo(Stream.concat(
                                Stream.generate(() -> "transfer_0").limit(2),
                                Stream.generate(() -> "transfer_1").limit(39))
                        .toList());
        assertThat(pages()).isEqualTo(LongStream.rangeClosed(1, 41).boxed().toList());
        assertThat(opened())
                .as("the next, once the head has come to the one before")
                .isEqualTo(1);
        assertThat(opened()).isZero();
    }

    @Test
    void whatComesBeforeItsSegmentIsOpenIsKeptAndTheSegmentStaysShut() {
        goOnAt(3 * span + 5);
        try (Lane lane = new Lane(database, journal, Clock.systemUTC(), 100)) {
            assertThat(lane.postNow(deposit("one")).ok()).isTrue();
            assertThat(opened()).as("the segment after it").isEqualTo(1);
            assertThat(lane.postNow(deposit("two")).ok()).isTrue();
            assertThat(tables()).isEqualTo(List.of("transfer_other", "transfer_other"));
            goOnAt(4 * span);
        }
        assertThat(books.post(deposit("three")).ok()).isTrue();
        assertThat(tables()).isEqualTo(List.of("transfer_other", "transfer_other", "transfer_4"));
        assertThat(pages()).isEqualTo(List.of(1L, 2L, 3L));
    }

    @Test
    void givesWayToWhoReadsTheJournal() {
        goOnAt(span);
        test.auditor().inTx(reading -> {
            reading.query("select count(*) from hourglass.transfer", row -> row.getLong(1));
            assertThat(opened()).isZero();
            assertThat(books.post(deposit("meanwhile")).ok()).isTrue();
            return reading;
        });
        assertThat(opened()).isEqualTo(1);
    }

    @Test
    void whoAsksForASequenceReadsOneTable() {
        List<String> plan = database.inTx(tx -> tx.query(
                "explain select * from hourglass.entry where ledger = 1 and sequence = " + (span + 7),
                row -> row.getString(1)));
        assertThat(plan.toString()).contains("transfer_1").doesNotContain("transfer_0", "transfer_other");
    }

    private Entry deposit(String name) {
        return entry(name, move(books.vault, books.ada, 1));
    }

    private int opened() {
        return database.<Integer>inTx(journal::openSegments);
    }

    private void goOnAt(long size) {
        test.owner().inTx(tx -> {
            for (long peak : Frontier.peakRows(size)) {
                tx.run("""
                        insert into hourglass.transfer (ledger, line, effective, sequence, recorded, from_account,
                            to_account, amount, reserved, phase, id, lines, cause_kind, cause_id, nodes)
                        values (1, 1, current_date, ?, now(), 1, 2, 0, 1, 'reserve', gen_random_uuid(), 1, 'peak', 'x', ?)
                        """, peak, new byte[32 * (1 + Long.numberOfTrailingZeros(peak))]);
            }
            return tx.run("update hourglass.ledger set size = ?, recorded = now() where id = 1", size);
        });
    }

    /** Where what was posted is, in its order. */
    private List<String> tables() {
        return database.inTx(tx -> tx.query(
                "select tableoid::regclass::text from hourglass.transfer where phase = 'move' order by sequence",
                row -> row.getString(1).replace("hourglass.", "")));
    }

    /** Ada's balances, page by page of her statement. */
    private List<Long> pages() {
        List<Long> balances = new ArrayList<>();
        database.inTx(tx -> {
            for (var page = journal.statement(tx, books.ada, 0, 1);
                    !page.isEmpty();
                    page = journal.statement(tx, books.ada, balances.size(), 1)) {
                balances.add(page.getFirst().balance().units());
            }
            return tx;
        });
        return balances;
    }
}

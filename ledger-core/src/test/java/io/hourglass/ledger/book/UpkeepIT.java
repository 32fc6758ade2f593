package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.usd;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpkeepIT {
    private final TestDatabase test = TestDatabase.open();
    private final Database database = test.database();
    private final SmallBooks books = new SmallBooks(database, "investor");
    private Instant now = Instant.now();
    private final Upkeep upkeep = new Upkeep(database, books.journal, () -> now);

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void givesBackWhatWasReservedUntilAMomentThatHasCome() throws InterruptedException {
        books.with(100);
        turnAfter(Duration.ZERO);
        Instant soon = Instant.now().plusMillis(50);
        books.post("order", new Transfer.Reserve(Entry.idOf("p"), books.ada, books.bob, usd(30), soon));
        books.post("other", new Transfer.Reserve(Entry.idOf("q"), books.ada, books.bob, usd(20)));
        Thread.sleep(100);
        assertThat(upkeep.doWork()).as("it rests between turns").isZero();
        assertThat(books.available(books.ada)).isEqualTo(50);
        assertThat(turnAfter(Duration.ofSeconds(1))).isEqualTo(1);
        assertThat(books.available(books.ada)).isEqualTo(80);
        assertThat(turnAfter(Duration.ofSeconds(1))).isZero();
    }

    @Test
    void keepsTheBalancesOnceADayWhereSomethingHappened() {
        assertThat(turnAfter(Duration.ZERO)).as("an empty journal").isZero();
        books.with(100);
        assertThat(turnAfter(Duration.ofSeconds(1))).isEqualTo(1);
        books.with(50);
        assertThat(turnAfter(Duration.ofSeconds(1))).as("the same day").isZero();
        assertThat(turnAfter(Duration.ofDays(1))).isEqualTo(1);
        assertThat(turnAfter(Duration.ofSeconds(1))).isZero();
        List<Long> snapshots = database.inTx(tx -> tx.query(
                "select distinct sequence from hourglass.balance_snapshot order by sequence", row -> row.getLong(1)));
        assertThat(snapshots).isEqualTo(List.of(1L, 2L));
    }

    @Test
    void keepsThemAgainTheSameDayWhereTheJournalGrewAndByMoreThanThereAreAccounts() {
        books.with(100);
        assertThat(turnAfter(Duration.ZERO)).isEqualTo(1);
        test.owner().inTx(tx -> tx.run("update hourglass.ledger set size = 300000"));
        accountsAre(400_000);
        assertThat(turnAfter(Duration.ofSeconds(1))).isZero();
        accountsAre(200_000);
        assertThat(turnAfter(Duration.ofSeconds(1))).isEqualTo(1);
    }

    /** As the database reckons. */
    private void accountsAre(int number) {
        test.owner()
                .inTx(tx -> tx.query(
                        "select pg_restore_relation_stats('schemaname', 'hourglass', 'relname', 'standing', 'reltuples', "
                                + number + "::real)",
                        row -> row.getBoolean(1)));
    }

    private int turnAfter(Duration rest) {
        now = now.plus(rest);
        return upkeep.doWork();
    }
}

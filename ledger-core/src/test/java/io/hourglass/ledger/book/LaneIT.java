package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.DAY;
import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.PostResult.Refused;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a caller of the lane is told. */
class LaneIT {
    private final Database database = TestDatabase.fresh();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final String ada = books.ada;
    private final String bob = books.bob;
    private final String vault = books.vault;
    private final List<Lane> lanes = new ArrayList<>();
    private final Lane lane = lane();

    @AfterEach
    void booksStillHold() {
        lanes.forEach(Lane::close);
        BooksAudit.holds(database, books.journal);
        database.close();
    }

    @Test
    void aBadEntryDoesNotSpoilItsNeighboursInASet() {
        List<Entry> set = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            set.add(entry("good-" + i, move(vault, ada, 10)));
            set.add(entry("over-" + i, move(vault, bob, 1), move(bob, ada, 500)));
            set.add(entry("none-" + i, move(vault, "t:nobody", 1)));
            set.add(entry("tab\t" + i, move(vault, ada, 1)));
        }
        List<String> answers = answers(lane, set);
        for (int i = 0; i < 40; i++) {
            assertThat(answers.subList(4 * i, 4 * i + 4))
                    .isEqualTo(List.of("" + (i + 1), "FLOOR", "UNKNOWN_ACCOUNT", "MALFORMED"));
        }
        assertThat(books.posted(ada)).isEqualTo(400);
    }

    @Test
    void aMomentNoCalendarHasIsRefusedAndDoesNotSpoilItsNeighbours() {
        List<Entry> set = new ArrayList<>();
        for (Instant moment : List.of(Instant.MAX, Instant.MIN, Instant.parse("+10000-01-01T00:00:00Z"))) {
            set.add(entry("good-" + moment, move(vault, ada, 10)));
            set.add(entry("bad-" + moment, until(moment, moment.toString())));
        }
        assertThat(answers(lane, set)).isEqualTo(List.of("1", "MALFORMED", "2", "MALFORMED", "3", "MALFORMED"));
    }

    @Test
    void aCallerAloneIsAnsweredAsInASet() {
        Entry deposit = entry("deposit", move(vault, ada, 10));
        assertThat(lane.postNow(deposit)).isEqualTo(new Posted(1));
        assertThat(lane.postNow(deposit)).isEqualTo(new AlreadyPosted(1));
        assertThat(lane.postNow(entry("over", move(ada, bob, 11)))).isInstanceOf(Refused.class);
        assertThat(lane.postNow(entry("two", move(vault, bob, 1), move(bob, ada, 1))))
                .isEqualTo(new Posted(2));
        assertThat(lane.postNow(entry("held", reserve("p", ada, bob, 4)))).isEqualTo(new Posted(3));
        lane.close();
        assertThat(lane.postNow(entry("late", move(vault, ada, 1))))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.BUSY));
        assertThat(books.posted(ada)).isEqualTo(11);
    }

    @Test
    void theSameIdAskedAgainIsAnsweredWithItsFirstPlaceWhereverItIsAsked() {
        Entry deposit = entry("deposit", move(vault, ada, 10));
        Entry spending = entry("spending", move(ada, bob, 10));
        assertThat(answers(lane, List.of(deposit, deposit, spending, spending)))
                .isEqualTo(List.of("1", "again 1", "2", "again 2"));
        books.with(3).with(4);
        answers(lane, List.of(entry("meanwhile", move(vault, bob, 1))));
        Lane other = lane();
        for (Supplier<Lane> which : List.<Supplier<Lane>>of(() -> lane, () -> other, this::anew)) {
            Lane asked = which.get();
            assertThat(answers(asked, List.of(spending, deposit))).isEqualTo(List.of("again 2", "again 1"));
            var otherwise = new Entry(spending.id(), spending.cause(), DAY, List.of(move(ada, bob, 11)));
            var smaller = new Entry(deposit.id(), deposit.cause(), DAY, List.of(move(vault, ada, 9)));
            assertThat(answers(asked, List.of(otherwise, smaller))).isEqualTo(List.of("ID_REUSED", "ID_REUSED"));
        }
    }

    @Test
    void whatItsOwnSpendingEmptiedIsNoReasonToRefuseItAgain() {
        Entry all = entry("all", move(vault, ada, 10), move(ada, bob, 10));
        Entry spending = entry("spending", move(bob, ada, 10));
        answers(lane, List.of(all, spending));
        Lane other = lane();
        assertThat(answers(other, List.of(spending))).isEqualTo(List.of("again 2"));
        assertThat(answers(lane(), List.of(entry("more", move(vault, ada, 1)), spending)))
                .isEqualTo(List.of("3", "again 2"));
    }

    @Test
    void judgesARefusalOnWhatIsCommittedNotOnWhatItRemembers() {
        assertThat(answers(lane, List.of(entry("1", move(ada, bob, 5))))).isEqualTo(List.of("FLOOR"));
        books.with(5);
        assertThat(answers(lane, List.of(entry("1", move(ada, bob, 5))))).isEqualTo(List.of("2"));
        assertThat(answers(lane, List.of(entry("2", move(ada, bob, 7))))).isEqualTo(List.of("FLOOR"));
        assertThat(answers(lane(), List.of(entry("deposit", move(vault, ada, 7)))))
                .isEqualTo(List.of("3"));
        assertThat(answers(lane, List.of(entry("2", move(ada, bob, 7))))).isEqualTo(List.of("4"));
        books.post("away", move(bob, vault, 12));
        assertThat(answers(lane, List.of(entry("3", move(bob, ada, 1)), entry("4", move(vault, ada, 1)))))
                .isEqualTo(List.of("FLOOR", "6"));
    }

    @Test
    void anAccountClosedWhileItIsKnownTakesNothingMore() {
        assertThat(answers(lane, List.of(entry("in", move(vault, ada, 5)), entry("out", move(ada, bob, 5)))))
                .isEqualTo(List.of("1", "2"));
        assertThat(database.<Boolean>inTx(tx -> books.journal.close(tx, ada, "left")))
                .isTrue();
        assertThat(answers(lane, List.of(entry("late", move(vault, ada, 5)), entry("good", move(vault, bob, 5)))))
                .isEqualTo(List.of("ACCOUNT_CLOSED", "3"));
        assertThat(answers(lane, List.of(entry("later", move(ada, bob, 5))))).isEqualTo(List.of("ACCOUNT_CLOSED"));
    }

    @Test
    void carriesAPendingTransferThroughItsPhases() {
        assertThat(answers(
                        lane,
                        List.of(
                                entry("deposit", move(vault, ada, 100)),
                                entry("reserve", reserve("p", ada, bob, 60), reserve("q", ada, bob, 30)),
                                entry("spend", move(ada, bob, 11)),
                                entry("part", new Transfer.Post(Entry.idOf("p"), SmallBooks.usd(25))))))
                .isEqualTo(List.of("1", "2", "FLOOR", "3"));
        assertThat(books.available(ada)).isEqualTo(45);
        assertThat(books.posted(bob)).isEqualTo(25);
        assertThat(answers(lane, List.of(entry("q", release("q")), entry("again", settle("p")))))
                .isEqualTo(List.of("4", "PENDING_ALREADY_POSTED"));
        assertThat(answers(lane(), List.of(entry("r", settle("q"))))).isEqualTo(List.of("PENDING_ALREADY_RELEASED"));
        assertThat(books.available(ada)).isEqualTo(75);
    }

    @Test
    void whatHasExpiredIsExpiredByTheLanesOwnClock() {
        Instant now = Instant.now();
        answers(lane, List.of(entry("deposit", move(vault, ada, 10))));
        Lane sooner = lane(Clock.fixed(now, ZoneOffset.UTC));
        Entry expiry = entry("expiry", new Transfer.Expire(Entry.idOf("soon")));
        Instant due = now.plus(Duration.ofDays(1));
        assertThat(answers(sooner, List.of(entry("reserve", until(due, "soon")), expiry)))
                .isEqualTo(List.of("2", "PENDING_NOT_DUE"));
        Lane later = lane(Clock.fixed(due, ZoneOffset.UTC));
        assertThat(answers(later, List.of(entry("post", settle("soon")), expiry, entry("twice", release("soon")))))
                .isEqualTo(List.of("PENDING_EXPIRED", "3", "PENDING_EXPIRED"));
        assertThat(books.available(ada)).isEqualTo(10);
    }

    private Transfer until(Instant moment, String pending) {
        return new Transfer.Reserve(Entry.idOf(pending), ada, bob, SmallBooks.usd(1), moment);
    }

    private Lane anew() {
        lane.close();
        return lane();
    }

    private Lane lane() {
        return lane(Clock.systemUTC());
    }

    private Lane lane(Clock clock) {
        Lane made = new Lane(database, new Journal(), clock, 10_000);
        lanes.add(made);
        return made;
    }

    /** All are asked before the first answer is waited for. */
    private static List<String> answers(Lane lane, List<Entry> entries) {
        List<CompletableFuture<PostResult>> asked =
                entries.stream().map(lane::post).toList();
        return asked.stream().map(CompletableFuture::join).map(LaneIT::brief).toList();
    }

    static String brief(PostResult result) {
        return switch (result) {
            case Posted(long sequence) -> Long.toString(sequence);
            case AlreadyPosted(long sequence) -> "again " + sequence;
            case Refused(Reason reason, String detail) -> reason.name();
        };
    }
}

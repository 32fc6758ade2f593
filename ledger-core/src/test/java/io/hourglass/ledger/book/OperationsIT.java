package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.DAY;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Account.Floor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsIT {
    private static final String FEES = "operations:fees";
    private static final String COSTS = "operations:costs";

    private final Database database = TestDatabase.fresh();
    private final SmallBooks books = new SmallBooks(database, "investor");
    private final Operations operations = new Operations(books.journal);

    @BeforeEach
    void open() {
        books.with(100);
        assertThat(open(FEES, "USD/6", Floor.FREE)).isEmpty();
        assertThat(open(COSTS, "USD/6", Floor.FREE)).isEmpty();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void opensAndClosesItsOwnAccountsOnly() {
        assertThat(open(FEES, "USD/6", Floor.FREE)).as("again").isEmpty();
        assertThat(open(FEES, "USD/6", Floor.NOT_NEGATIVE)).contains(BookRefusal.ACCOUNT_EXISTS);
        assertThat(open("operations:euros", "EUR/2", Floor.FREE)).contains(BookRefusal.UNKNOWN_ASSET);
        for (String path : List.of("investor:eve", "operations", "operations:", "operationsfees", "operations:a b")) {
            assertThat(open(path, "USD/6", Floor.FREE)).as(path).contains(BookRefusal.NOT_BY_HAND);
        }
        assertThat(close(books.bob)).contains(BookRefusal.NOT_BY_HAND);
        assertThat(close("operations:none")).contains(PostResult.Reason.UNKNOWN_ACCOUNT);
        books.post(byHand(move(FEES, COSTS, 5)));
        assertThat(close(FEES)).contains(BookRefusal.ACCOUNT_NOT_EMPTY);
        books.post(byHand(move(COSTS, FEES, 5)));
        assertThat(close(FEES)).isEmpty();
        assertThat(close(FEES)).as("again").isEmpty();
    }

    @Test
    void letsNothingMoveThatRoomsAndChainKeep() {
        assertThat(refusal(byHand(move(FEES, COSTS, 5), reserve("p", FEES, COSTS, 7), release("p"))))
                .isEmpty();
        for (Transfer transfer : List.of(
                move(books.ada, FEES, 5),
                move(FEES, books.ada, 5),
                new Transfer.MoveUpTo(books.vault, FEES, SmallBooks.usd(5)),
                reserve("q", FEES, books.bob, 5),
                new Transfer.Expire(Entry.idOf("p")))) {
            assertThat(refusal(byHand(move(FEES, COSTS, 5), transfer)))
                    .as(transfer.toString())
                    .contains(BookRefusal.NOT_BY_HAND);
        }
    }

    @Test
    void resolvesWhatWasReservedByHandOnly() {
        books.post("order", reserve("order", books.ada, books.bob, 30));
        books.post(byHand(reserve("mine", FEES, COSTS, 30)));
        assertThat(refusal(byHand(settle("mine")))).isEmpty();
        assertThat(refusal(byHand(settle("order")))).contains(BookRefusal.NOT_BY_HAND);
        assertThat(refusal(byHand(release("order")))).contains(BookRefusal.NOT_BY_HAND);
        assertThat(refusal(byHand(release("none")))).contains(PostResult.Reason.PENDING_NOT_FOUND);
        assertThat(refusal(byHand(reserve("order", FEES, COSTS, 1), settle("order"))))
                .as("an id that a room took before")
                .contains(BookRefusal.NOT_BY_HAND);
    }

    @Test
    void readsAsNobodyElses() {
        Entry mine = byHand(move(FEES, COSTS, 5));
        books.post(mine);
        Entry deposit = SmallBooks.entry("d", move(books.vault, books.ada, 5));
        books.post(deposit);
        assertThat(refusal(because(new Cause("manual.fee", "march"), mine.id())))
                .isEmpty();
        assertThat(refusal(because(new Cause("manual", "march"), deposit.id()))).contains(BookRefusal.NOT_BY_HAND);
        assertThat(refusal(because(new Cause("trade", "march"), null))).contains(BookRefusal.NOT_BY_HAND);
        assertThat(refusal(because(new Cause("manual", "0xabc:1"), null))).contains(BookRefusal.NOT_BY_HAND);
    }

    private Optional<Refusal> open(String path, String asset, Floor floor) {
        return refused(database.decide(tx -> operations.open(tx, path, asset, floor, Map.of())));
    }

    private Optional<Refusal> close(String path) {
        return refused(database.decide(tx -> operations.close(tx, path, "a test")));
    }

    private Optional<Refusal> refusal(Entry entry) {
        return refused(database.decide(tx -> operations.allow(tx, entry)));
    }

    private static Optional<Refusal> refused(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?>(Refusal reason, String detail)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private static Entry byHand(Transfer... transfers) {
        return new Entry(UUID.randomUUID(), new Cause("manual", "a test"), DAY, List.of(transfers));
    }

    private static Entry because(Cause cause, @org.jspecify.annotations.Nullable UUID reverses) {
        return new Entry(UUID.randomUUID(), cause, DAY, reverses, List.of(move(COSTS, FEES, 5)));
    }
}

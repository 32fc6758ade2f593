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
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PostingIT {
    private final SmallBooks books = new SmallBooks(TestDatabase.fresh(), "t");
    private final String ada = books.ada;
    private final String bob = books.bob;
    private final String vault = books.vault;
    private final String free = books.free;

    @AfterEach
    void balancesStillSumToZero() {
        assertThat(books.database.inTx(books.journal::trialBalance)).allMatch(Trial::balances);
        books.database.close();
    }

    @Test
    void postsAMovementAndShowsItOnBothStatements() {
        assertThat(books.post("deposit", move(vault, ada, 12_500_000))).isEqualTo(new Posted(1));
        assertThat(books.posted(ada)).isEqualTo(12_500_000);
        assertThat(books.posted(vault)).isEqualTo(-12_500_000);
        var lines = books.database.inTx(tx -> books.journal.statement(tx, vault, 0, 10));
        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.version()).isEqualTo(1);
            assertThat(line.amount().units()).isEqualTo(-12_500_000);
            assertThat(line.balance().units()).isEqualTo(-12_500_000);
            assertThat(line.cause()).isEqualTo(new Cause("test", "deposit"));
        });
    }

    @Test
    void numbersAStatementWithoutGapsAndWithRunningBalances() {
        books.post("a", move(vault, ada, 10), move(ada, bob, 3), move(bob, ada, 1));
        books.post("b", move(ada, bob, 2));
        var lines = books.database.inTx(tx -> books.journal.statement(tx, ada, 0, 10));
        assertThat(lines).extracting(StatementLine::version).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lines).extracting(l -> l.balance().units()).containsExactly(10L, 7L, 8L, 6L);
        var page = books.database.inTx(tx -> books.journal.statement(tx, ada, 2, 1));
        assertThat(page).extracting(StatementLine::version).containsExactly(3L);
    }

    @Test
    void refusesATransferThatWouldOverdraw() {
        books.with(5_000_000);
        assertThat(books.post("over", move(ada, bob, 7_500_000)))
                .isEqualTo(new Refused(Reason.FLOOR, "transfer 1: t:ada has 5.000000 USD available, 7.500000 asked"));
        assertThat(books.post("over", move(ada, vault, 6_000_000))).isInstanceOf(Refused.class);
        assertThat(books.post("issued", move(free, vault, 6_000_000)))
                .isEqualTo(
                        new Refused(Reason.FLOOR, "transfer 1: t:vault has 5.000000 USD outstanding, 6.000000 asked"));
    }

    @Test
    void aRefusedEntryWritesNothingAndMayBeAskedAgain() {
        books.with(5);
        assertThat(books.post("later", move(ada, bob, 4), reserve("p", bob, ada, 2), move(ada, bob, 4)))
                .isInstanceOf(Refused.class);
        assertThat(books.posted(ada)).isEqualTo(5);
        assertThat(books.balance(bob).version()).isZero();
        books.with(5);
        assertThat(books.post("later", move(ada, bob, 4), reserve("p", bob, ada, 2), move(ada, bob, 4)))
                .isEqualTo(new Posted(3));
        assertThat(books.available(bob)).isEqualTo(6);
    }

    @Test
    void aBadEntryDoesNotSpoilItsNeighboursAndLaterOnesSeeEarlierOnes() {
        var results = books.postAll(
                entry("1", move(vault, ada, 10)),
                entry("2", move(ada, bob, 6), reserve("x", bob, ada, 6), move(ada, bob, 6)),
                entry("3", move(ada, bob, 10)),
                entry("4", settle("x")),
                entry("5", reserve("x", bob, ada, 10)),
                entry("6", settle("x"), move(ada, bob, 4)));
        assertThat(results.stream().map(PostingIT::brief))
                .containsExactly("1", "FLOOR", "2", "PENDING_NOT_FOUND", "3", "4");
        assertThat(books.posted(ada)).isEqualTo(6);
        assertThat(books.posted(bob)).isEqualTo(4);
    }

    @Test
    void takesAnIdOnceWhateverTheOrder() {
        Entry deposit = entry("d", move(vault, ada, 10));
        assertThat(books.postAll(deposit, deposit)).containsExactly(new Posted(1), new AlreadyPosted(1));
        assertThat(books.post(deposit)).isEqualTo(new AlreadyPosted(1));
        var otherBody = new Entry(deposit.id(), deposit.cause(), DAY, List.of(move(vault, ada, 11)));
        var otherDay = new Entry(deposit.id(), deposit.cause(), DAY.plusDays(1), deposit.transfers());
        var otherCause = new Entry(deposit.id(), new Cause("test", "e"), DAY, deposit.transfers());
        assertThat(books.postAll(otherBody, otherDay, otherCause).stream().map(PostingIT::brief))
                .containsOnly("ID_REUSED");
        Entry failing = entry("f", move(ada, bob, 11));
        var clash = new Entry(failing.id(), failing.cause(), DAY, List.of(move(ada, bob, 1)));
        assertThat(books.postAll(failing, clash, failing).stream().map(PostingIT::brief))
                .containsExactly("FLOOR", "2", "ID_REUSED");
        assertThat(books.posted(ada)).isEqualTo(9);
    }

    @Test
    void whatIsReservedCannotBeSpentAndMovesOnlyWhenPosted() {
        books.with(10);
        books.post("r", reserve("p", ada, bob, 7));
        assertThat(books.posted(ada)).isEqualTo(10);
        assertThat(books.available(ada)).isEqualTo(3);
        assertThat(books.balance(bob).pendingIn().units()).isEqualTo(7);
        assertThat(brief(books.post("spend", move(ada, bob, 4)))).isEqualTo("FLOOR");
        assertThat(brief(books.post("early", move(bob, ada, 1)))).isEqualTo("FLOOR");
        assertThat(books.post("s", settle("p")).ok()).isTrue();
        assertThat(books.posted(ada)).isEqualTo(3);
        assertThat(books.posted(bob)).isEqualTo(7);
        assertThat(brief(books.post("again", settle("p")))).isEqualTo("PENDING_ALREADY_POSTED");
        assertThat(brief(books.post("void", release("p")))).isEqualTo("PENDING_ALREADY_POSTED");
    }

    @Test
    void whatIsReleasedIsFreeAgain() {
        books.with(10);
        books.post("r", reserve("p", ada, bob, 7));
        assertThat(books.post("v", release("p")).ok()).isTrue();
        assertThat(books.available(ada)).isEqualTo(10);
        assertThat(brief(books.post("s", settle("p")))).isEqualTo("PENDING_ALREADY_RELEASED");
        assertThat(brief(books.post("again", reserve("p", ada, bob, 1)))).isEqualTo("ID_REUSED");
    }

    @Test
    void aReservationsIdIsTakenWhateverAccountsItIsAskedForNext() {
        books.with(10);
        books.post("r", reserve("p", ada, bob, 7));
        assertThat(brief(books.post("again", reserve("p", free, vault, 1)))).isEqualTo("ID_REUSED");
        try (Lane lane = new Lane(books.database, new Journal(), Clock.systemUTC(), 10)) {
            PostResult refused = lane.postNow(entry("by the lane", reserve("p", free, vault, 1)));
            assertThat(brief(refused)).isEqualTo("ID_REUSED");
            assertThat(lane.postNow(entry("settled", settle("p"))).ok()).isTrue();
        }
        assertThat(books.posted(bob)).isEqualTo(7);
    }

    @Test
    void matchesInOneEntryByReleasingAndReservingAnew() {
        books.with(100);
        books.post("order", reserve("order", ada, free, 100));
        assertThat(books.post("match", release("order"), reserve("leg", ada, bob, 60), reserve("rest", ada, free, 40)))
                .isInstanceOf(Posted.class);
        assertThat(books.available(ada)).isZero();
        books.post("final", settle("leg"), release("rest"));
        assertThat(books.posted(bob)).isEqualTo(60);
        assertThat(books.available(ada)).isEqualTo(40);
        assertThat(books.post("inOne", reserve("q", ada, bob, 40), settle("q"), move(bob, ada, 100))
                        .ok())
                .isTrue();
        assertThat(books.posted(ada)).isEqualTo(100);
    }

    @Test
    void keepsRoomBelowAnIssuanceAccountForWhatIsOnItsWayToIt() {
        books.with(10);
        books.post("withdrawal", reserve("w", ada, vault, 8));
        assertThat(brief(books.post("burn", move(free, vault, 3)))).isEqualTo("FLOOR");
        assertThat(books.post("burn", move(free, vault, 2)).ok()).isTrue();
        assertThat(books.post("done", settle("w")).ok()).isTrue();
    }

    @Test
    void refusesWhatIsMalformed() {
        var none = new Entry(UUID.randomUUID(), new Cause("test", "none"), DAY, List.of());
        assertThat(brief(books.post(none))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("zero", move(vault, ada, 0)))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("negative", move(vault, ada, -1)))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("self", move(ada, ada, 1)))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("tab\tbed", move(vault, ada, 1)))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("nul\0", move(vault, ada, 1)))).isEqualTo("MALFORMED");
        assertThat(brief(books.post("", move(vault, ada, 1)))).isEqualTo("MALFORMED");
        var kind = new Entry(UUID.randomUUID(), new Cause("Two Words", "1"), DAY, List.of(move(vault, ada, 1)));
        assertThat(brief(books.post(kind))).isEqualTo("MALFORMED");
    }

    @Test
    void refusesMoreThanItsLimits() {
        Entry full = new Entry(
                UUID.randomUUID(), new Cause("test", "full"), DAY, Collections.nCopies(8192, move(vault, ada, 1)));
        Entry over = new Entry(
                UUID.randomUUID(), new Cause("test", "over"), DAY, Collections.nCopies(8193, move(vault, ada, 1)));
        assertThat(books.postAll(over, full).stream().map(PostingIT::brief)).containsExactly("LIMIT", "1");
        assertThat(books.posted(ada)).isEqualTo(8192);
        assertThat(brief(books.post("x".repeat(201), move(vault, ada, 1)))).isEqualTo("LIMIT");
    }

    @Test
    void namesTheFirstReasonInOrderOfPrecedence() {
        var wrongAsset = new Transfer.Move(ada, bob, new Amount(SmallBooks.HOURS, 1));
        var wrongScale = new Transfer.Move(ada, bob, new Amount(new Asset("USD", 2), 1));
        assertThat(brief(books.post("1", move(ada, bob, 1), move("t:nobody", bob, 1))))
                .isEqualTo("UNKNOWN_ACCOUNT");
        assertThat(brief(books.post("2", wrongAsset, move("t:nobody", bob, 1)))).isEqualTo("UNKNOWN_ACCOUNT");
        assertThat(brief(books.post("3", move(ada, bob, 1), wrongAsset))).isEqualTo("ASSET_MISMATCH");
        assertThat(brief(books.post("4", wrongScale))).isEqualTo("ASSET_MISMATCH");
        assertThat(brief(books.post("5", settle("none"), wrongAsset))).isEqualTo("ASSET_MISMATCH");
        assertThat(brief(books.post("6", move(ada, bob, 1), settle("none")))).isEqualTo("PENDING_NOT_FOUND");
        assertThat(brief(books.post("7", reserve("twice", ada, bob, 1), reserve("twice", ada, "t:no", 1))))
                .isEqualTo("ID_REUSED");
        assertThat(brief(books.post("8", move("t:nobody", bob, 0)))).isEqualTo("MALFORMED");
    }

    @Test
    void refusesWhatLeaves64Bits() {
        assertThat(books.post("most", move(free, ada, Standing.MOST)).ok()).isTrue();
        assertThat(brief(books.post("more", move(free, ada, 1)))).isEqualTo("OVERFLOW");
        assertThat(brief(books.post("out", move(free, bob, 1)))).isEqualTo("OVERFLOW");
        assertThat(brief(books.post("reserved", reserve("r", ada, bob, Standing.MOST))))
                .isEqualTo("2");
        assertThat(brief(books.post("in", reserve("s", vault, bob, 1)))).isEqualTo("OVERFLOW");
        assertThat(brief(books.post("r", settle("r")))).isEqualTo("3");
        assertThat(brief(books.post("whatever", move(free, ada, Long.MAX_VALUE))))
                .isEqualTo("OVERFLOW");
    }

    @Test
    void aSetMayTakeABalanceFromOneEndToTheOtherAndBack() {
        assertThat(books.post("low", move(free, ada, Standing.MOST)).ok()).isTrue();
        assertThat(books.post("high", move(ada, free, Standing.MOST), move(vault, free, Standing.MOST))
                        .ok())
                .isTrue();
        assertThat(books.posted(free)).isEqualTo(Standing.MOST);
        Transfer[] there =
                Collections.nCopies(9, move(free, ada, Standing.MOST)).toArray(Transfer[]::new);
        assertThat(brief(books.post("too far", there))).isEqualTo("OVERFLOW");
        List<Transfer> toAndFro = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            toAndFro.addAll(List.of(move(free, ada, Standing.MOST), move(free, bob, Standing.MOST)));
            toAndFro.addAll(List.of(move(ada, free, Standing.MOST), move(bob, free, Standing.MOST)));
        }
        assertThat(books.post("to and fro", toAndFro.toArray(Transfer[]::new)).ok())
                .isTrue();
        assertThat(books.post("down", move(free, ada, Standing.MOST), move(free, bob, Standing.MOST))
                        .ok())
                .isTrue();
        assertThat(books.posted(free)).isEqualTo(-Standing.MOST);
    }

    @Test
    void aClosedAccountTakesNothingMore() {
        books.with(10);
        assertThat(close(ada)).isFalse();
        books.post("out", move(ada, bob, 10));
        books.post("towards", reserve("p", bob, ada, 1));
        assertThat(close(ada)).isFalse();
        books.post("not", release("p"));
        assertThat(close(ada)).isTrue();
        assertThat(close(ada)).isTrue();
        assertThat(brief(books.post("in", move(bob, ada, 1)))).isEqualTo("ACCOUNT_CLOSED");
        assertThat(brief(books.post("in", reserve("q", bob, ada, 99)))).isEqualTo("ACCOUNT_CLOSED");
    }

    private boolean close(String path) {
        return books.database.inTx(tx -> books.journal.close(tx, path, "test"));
    }

    private static String brief(PostResult result) {
        return switch (result) {
            case Posted(long sequence) -> Long.toString(sequence);
            case AlreadyPosted(long sequence) -> "again " + sequence;
            case Refused(Reason reason, String detail) -> reason.name();
        };
    }
}

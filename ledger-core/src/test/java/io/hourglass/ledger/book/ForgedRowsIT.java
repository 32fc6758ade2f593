package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Asset;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rows the service may insert and the books refuse: whoever holds its password cannot make money. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedRowsIT {
    private static final String NOT_ON = "does not go on|do not go on";
    private static final String FLOOR = "would cross their floors or limits|does not go on";
    private static final String SHAPE = "no transfer";
    private static final long NEXT = 6;

    private final Database database = TestDatabase.fresh();
    private final SmallBooks books = new SmallBooks(database, "t");
    private final String ada = books.ada;
    private final String bob = books.bob;
    private final String vault = books.vault;
    private final String free = books.free;

    /** Ada has 100 at version 1, of which 10 are reserved as p and 20 until 9001 as e; s was settled. */
    @BeforeAll
    void somethingToForge() {
        books.with(100);
        var late = new Transfer.Reserve(
                Entry.idOf("e"), ada, free, SmallBooks.usd(20), Instant.parse("9001-01-01T00:00:00Z"));
        books.post("p", reserve("p", ada, bob, 10), late);
        books.post("s", reserve("s", vault, bob, 5));
        books.post("t", settle("s"));
        books.post(entry("more", move(vault, free, 7)));
        database.inTx(tx -> {
            books.journal.open(tx, new Account("t:gone", Asset.USD, Floor.FREE, null));
            books.journal.open(tx, new Account("t:wide", Asset.USD, Floor.FREE, null));
            books.journal.open(tx, new Account("t:other", Asset.USD, Floor.FREE, null));
            return books.journal.close(tx, "t:gone", "test");
        });
    }

    @AfterAll
    void nothingWasChanged() {
        assertThat(BooksAudit.holds(database, books.journal).size()).isEqualTo(NEXT - 1);
        database.close();
    }

    @Test
    void rowsThatGoOnFromTheBooksAreTaken() {
        assertTaken(row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12));
        assertTaken(call(NEXT, ada, free, 5, 2, 95, 2, 12));
        assertTaken(row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12), row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
        assertTaken(twoPhase(NEXT, "reserve", "new", ada, bob, 5), twoPhase(NEXT + 1, "release", "p", ada, bob, -10));
    }

    @Test
    void refusesASetThatIsNotNextInItsLedger() {
        for (long sequence : new long[] {1, NEXT - 1, NEXT + 1, NEXT + 100}) {
            assertRefusedAlone("went on before", sequence, ada, free, 5, 2, 95, 2, 12);
        }
        assertRefused(
                "not whole entries",
                row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12),
                row(NEXT + 2, 1, 1, ada, free, 5, 3, 90, 3, 17));
    }

    @Test
    void refusesASkippedVersion() {
        assertRefusedAlone(NOT_ON, NEXT, ada, free, 5, 3, 95, 2, 12);
        assertRefusedAlone(NOT_ON, NEXT, ada, free, 5, 2, 95, 3, 12);
        assertRefused(NOT_ON, row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12), row(NEXT, 2, 0, ada, free, 5, 4, 90, 3, 17));
    }

    @Test
    void refusesABalanceThatIsNotTheAccounts() {
        assertRefusedAlone(NOT_ON, NEXT, ada, free, 5, 2, 96, 2, 12);
        assertRefusedAlone(NOT_ON, NEXT, ada, free, 5, 2, 95, 2, 13);
    }

    @Test
    void refusesAWrongBalanceInTheMiddleOfASetThatEndsRight() {
        assertRefused(NOT_ON, row(NEXT, 1, 2, ada, free, 5, 2, 94, 2, 12), row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
        assertRefused(NOT_ON, row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 11), row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
    }

    @Test
    void refusesWhatDoesNotBalanceInAnAsset() {
        assertRefusedAlone(NOT_ON + "|do not balance", NEXT, ada, books.hours, 5, 2, 95, 1, 5);
        assertRefused(
                "do not balance",
                row(NEXT, 1, 2, ada, books.hours, 5, 2, 95, 1, 5),
                row(NEXT, 2, 0, ada, free, 5, 3, 90, 2, 12));
    }

    @Test
    void refusesAFloorCrossed() {
        assertRefusedAlone(FLOOR, NEXT, ada, free, 71, 2, 29, 2, 78);
        assertRefusedAlone(FLOOR, NEXT, free, vault, 113, 2, -106, 4, 1);
        assertRefused(FLOOR, twoPhase(NEXT, "reserve", "new", ada, bob, 71));
    }

    @Test
    void refusesWhatTakesABalanceOrWhatIsPendingBeyondTheLimit() {
        long most = (1L << 62) - 1;
        String wide = "t:wide";
        String other = "t:other";
        assertTaken(row(NEXT, 1, 1, wide, other, most, 1, -most, 1, most));
        assertTaken(call(NEXT, wide, other, most, 1, -most, 1, most));
        assertTaken(twoPhase(NEXT, "reserve", "new", wide, other, most));
        assertRefusedAlone(FLOOR, NEXT, wide, other, most + 1, 1, -most - 1, 1, most + 1);
        assertRefusedAlone(FLOOR, NEXT, wide, free, most, 1, -most, 2, most + 7);
        assertRefusedAlone(FLOOR, NEXT, wide, free, most - 10, 1, 10 - most, 2, most - 3);
        assertRefused(FLOOR, twoPhase(NEXT, "reserve", "new", wide, other, most + 1));
        assertRefused(
                FLOOR,
                row(NEXT, 1, 1, wide, other, most, 1, -most, 1, most),
                twoPhase(NEXT + 1, "reserve", "new", wide, free, 1));
    }

    @Test
    void refusesAClosedAccount() {
        assertRefusedAlone(NOT_ON, NEXT, ada, "t:gone", 5, 2, 95, 1, 5);
        assertRefused(NOT_ON, twoPhase(NEXT, "reserve", "new", ada, "t:gone", 5));
    }

    @Test
    void refusesAnIdTakenBefore() {
        String taken = row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12)
                .replace("gen_random_uuid()", "'" + Entry.idOf("test:more") + "'");
        assertRefused("entry_id_pkey", taken);
        assertRefused(
                "entry_id_pkey",
                call(NEXT, ada, free, 5, 2, 95, 2, 12)
                        .replace("gen_random_uuid()", "'" + Entry.idOf("test:more") + "'"));
        assertRefused("pending_pkey", twoPhase(NEXT, "reserve", "p", ada, bob, 1));
    }

    @Test
    void refusesASecondEndOfAReservationAndOneThatIsNotItsOwn() {
        assertRefused(FLOOR, twoPhase(NEXT, "release", "s", vault, bob, -5));
        assertRefused(
                "resolution_pkey",
                twoPhase(NEXT, "release", "p", ada, bob, -10),
                twoPhase(NEXT + 1, "reserve", "new", ada, bob, 10),
                twoPhase(NEXT + 2, "release", "p", ada, bob, -10));
        assertRefused("was not reserved so", twoPhase(NEXT, "release", "p", ada, bob, -9));
        assertRefused("was not reserved so", twoPhase(NEXT, "release", "never", ada, bob, -10));
    }

    @Test
    void refusesToExpireWhatIsNotDue() {
        assertRefused("was not reserved so", twoPhase(NEXT, "expire", "e", ada, free, -20));
        assertRefused("was not reserved so", twoPhase(NEXT, "expire", "p", ada, bob, -10));
    }

    @Test
    void refusesRowsThatAreNoTransfers() {
        assertRefusedAlone(SHAPE, NEXT, ada, free, 0, 2, 100, 2, 7);
        assertRefusedAlone(SHAPE, NEXT, ada, free, -5, 2, 105, 2, 2);
        assertRefusedAlone(SHAPE, NEXT, ada, ada, 5, 2, 95, 3, 100);
        for (String wrong : List.of("null,1,'test'", "gen_random_uuid(),1,null")) {
            assertRefused(
                    SHAPE, row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12).replace("gen_random_uuid(),1,'test'", wrong));
        }
        for (int bytes : List.of(0, 1, 32, 63, 96)) {
            String wrong = "repeat('00', " + bytes + ")";
            assertRefused(SHAPE, row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12).replace("repeat('00', 64)", wrong));
            assertRefused(SHAPE, call(NEXT, ada, free, 5, 2, 95, 2, 12).replace("repeat('00', 64)", wrong));
        }
        assertRefused(SHAPE, call(NEXT, ada, free, 5, 2, 95, 2, 12).replace("'forged'", "null"));
        assertRefused(
                "null value in column .id.",
                call(NEXT, ada, free, 5, 2, 95, 2, 12).replace("gen_random_uuid()", "null"));
        assertRefused(SHAPE, row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12).replace("'move'", "'gift'"));
        assertRefused(SHAPE, row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12).replace("'move'", "'release'"));
        assertRefused(SHAPE, twoPhase(NEXT, "reserve", "new", ada, bob, -5));
        assertRefused(SHAPE, twoPhase(NEXT, "release", "p", ada, bob, 10));
        assertRefused(SHAPE, twoPhase(NEXT, "post", "p", ada, bob, -10));
    }

    @Test
    void refusesEntriesWhoseRowsAreAsManyAsTheySayOnlyTogether() {
        assertRefused(
                "not whole entries",
                row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12),
                row(NEXT + 1, 1, 1, ada, free, 5, 3, 90, 3, 17),
                row(NEXT + 1, 2, 0, ada, free, 5, 4, 85, 4, 22));
        assertRefused(
                "not whole entries",
                row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12),
                row(NEXT, 3, 0, ada, free, 5, 3, 90, 3, 17));
        assertRefused(
                SHAPE, row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12), row(NEXT + 1, 1, 0, ada, free, 5, 3, 90, 3, 17));
    }

    @Test
    void refusesWhatLeaves64Bits() {
        long most = Long.MAX_VALUE;
        assertRefused(
                "out of range",
                row(NEXT, 1, 2, free, "t:wide", most, 2, 7 - most, 1, most),
                row(NEXT, 2, 0, free, "t:wide", most, 3, 7 - most, 2, most));
        assertRefused("out of range", row(NEXT, 1, 1, "t:wide", free, most, 1, -most, 2, most));
        assertRefused(
                "out of range",
                twoPhase(NEXT, "reserve", "new", free, "t:wide", most),
                twoPhase(NEXT + 1, "reserve", "newer", free, "t:wide", 1));
        assertRefused("out of range", call(NEXT, free, "t:wide", most, 2, most, 1, most));
    }

    @Test
    void refusesTwoLedgersInOneStatement() {
        String elsewhere = row(NEXT + 1, 1, 1, ada, free, 5, 3, 90, 3, 17).replaceFirst("now\\(\\),1,", "now(),2,");
        assertRefused("not whole entries", row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12), elsewhere);
    }

    private static String row(long sequence, int line, int lines, String from, String to, long amount, long... after) {
        String what = "%d,%d,%s,%s,%d,0,%d,%d,%d,%d,null,null,null,'move'"
                .formatted(sequence, line, id(from), id(to), amount, after[0], after[1], after[2], after[3]);
        return "(current_date,now(),1," + what + (line == 1 ? heading(sequence, lines) : ",null,null,null,null,null")
                + ")";
    }

    private static String twoPhase(long sequence, String phase, String pending, String from, String to, long reserved) {
        String what = "%d,1,%s,%s,0,%d,null,null,null,null,null,null,'%s','%s'"
                .formatted(sequence, id(from), id(to), reserved, Entry.idOf(pending), phase);
        return "(current_date,now(),1," + what + heading(sequence, 1) + ")";
    }

    private static String heading(long sequence, int lines) {
        return ",gen_random_uuid()," + lines + ",'test','forged'," + nodes(sequence);
    }

    /** Nonsense, but of the right size. */
    private static String nodes(long sequence) {
        return "decode(repeat('00', " + 32 * (1 + Long.numberOfTrailingZeros(sequence)) + "), 'hex')";
    }

    private static String id(String path) {
        return "hourglass.account_id('" + path + "')";
    }

    /** The same as a {@link #row} that is all of its entry, by the call for such. */
    private static String call(long sequence, String from, String to, long amount, long... after) {
        return "select hourglass.post_move(1::smallint,%d,now(),current_date,%s,%s,%d,%d,%d,%d,%d,null,%s)"
                .formatted(
                        sequence,
                        id(from),
                        id(to),
                        amount,
                        after[0],
                        after[1],
                        after[2],
                        after[3],
                        "gen_random_uuid(),null,'test','forged'," + nodes(sequence));
    }

    private static String insert(String... rows) {
        return "insert into hourglass.transfer (effective, recorded, ledger, sequence, line, from_account, to_account,"
                + " amount, reserved, from_version, from_balance, to_version, to_balance, asked, expires, pending,"
                + " phase, id, lines, cause_kind, cause_id, nodes) values " + String.join(",", rows);
    }

    /** Inserts the rows, or makes the one call. */
    private static int write(Tx tx, String... rows) {
        return rows[0].startsWith("select")
                ? tx.query(rows[0], row -> row.getString(1)).size()
                : tx.run(insert(rows));
    }

    private void assertTaken(String... rows) {
        Outcome<Integer> taken = database.decide(tx -> {
            assertThat(write(tx, rows)).isEqualTo(rows.length);
            return Outcome.refused(BookRefusal.PARTY_EXISTS, "only tried");
        });
        assertThat(taken).isInstanceOf(Outcome.Refused.class);
    }

    private void assertRefusedAlone(String why, long sequence, String from, String to, long amount, long... after) {
        assertRefused(why, row(sequence, 1, 1, from, to, amount, after));
        assertRefused(why, call(sequence, from, to, amount, after));
    }

    private void assertRefused(String why, String... rows) {
        assertThatThrownBy(() -> database.inTx(tx -> write(tx, rows))).hasMessageMatching("(?s).*(" + why + ").*");
    }
}

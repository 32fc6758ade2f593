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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Rows the service may insert and the books refuse: whoever holds its password cannot make money. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForgedRowsIT {
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
        assertTaken(row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12), row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
        assertTaken(twoPhase(NEXT, "reserve", "new", ada, bob, 5), twoPhase(NEXT + 1, "release", "p", ada, bob, -10));
    }

    @Test
    void refusesASetThatIsNotNextInItsLedger() {
        for (long sequence : new long[] {1, NEXT - 1, NEXT + 1, NEXT + 100}) {
            assertRefused("went on before", row(sequence, 1, 1, ada, free, 5, 2, 95, 2, 12));
        }
        assertRefused(
                "not whole entries",
                row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12),
                row(NEXT + 2, 1, 1, ada, free, 5, 3, 90, 3, 17));
    }

    @Test
    void refusesASkippedVersion() {
        assertRefused("does not go on", row(NEXT, 1, 1, ada, free, 5, 3, 95, 2, 12));
        assertRefused(
                "do not go on",
                row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 12),
                row(NEXT, 2, 0, ada, free, 5, 4, 90, 3, 17));
    }

    @Test
    void refusesABalanceThatIsNotTheAccounts() {
        assertRefused("does not go on", row(NEXT, 1, 1, ada, free, 5, 2, 96, 2, 12));
        assertRefused("does not go on", row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 13));
    }

    @Test
    void refusesAWrongBalanceInTheMiddleOfASetThatEndsRight() {
        assertRefused(
                "do not go on",
                row(NEXT, 1, 2, ada, free, 5, 2, 94, 2, 12),
                row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
        assertRefused(
                "do not go on",
                row(NEXT, 1, 2, ada, free, 5, 2, 95, 2, 11),
                row(NEXT, 2, 0, ada, free, 5, 3, 90, 3, 17));
    }

    @Test
    void refusesWhatDoesNotBalanceInAnAsset() {
        assertRefused("does not go on", row(NEXT, 1, 1, ada, books.hours, 5, 2, 95, 1, 5));
        assertRefused(
                "do not balance",
                row(NEXT, 1, 2, ada, books.hours, 5, 2, 95, 1, 5),
                row(NEXT, 2, 0, ada, free, 5, 3, 90, 2, 12));
    }

    @Test
    void refusesAFloorCrossed() {
        assertRefused("floor_not_negative", row(NEXT, 1, 1, ada, free, 71, 2, 29, 2, 78));
        assertRefused("floor_not_positive", row(NEXT, 1, 1, free, vault, 113, 2, -106, 4, 1));
        assertRefused("floor_not_negative", twoPhase(NEXT, "reserve", "new", ada, bob, 71));
    }

    @Test
    void refusesAClosedAccount() {
        assertRefused("does not go on", row(NEXT, 1, 1, ada, "t:gone", 5, 2, 95, 1, 5));
        assertRefused("do not go on", twoPhase(NEXT, "reserve", "new", ada, "t:gone", 5));
    }

    @Test
    void refusesAnIdTakenBefore() {
        String taken = row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12)
                .replace("gen_random_uuid()", "'" + Entry.idOf("test:more") + "'");
        assertRefused("entry_id_pkey", taken);
        assertRefused("pending_pkey", twoPhase(NEXT, "reserve", "p", ada, bob, 1));
    }

    @Test
    void refusesASecondEndOfAReservationAndOneThatIsNotItsOwn() {
        assertRefused("floor|pending_in|pending_out|resolution", twoPhase(NEXT, "release", "s", vault, bob, -5));
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
    void refusesTwoLedgersInOneStatement() {
        String elsewhere = row(NEXT + 1, 1, 1, ada, free, 5, 3, 90, 3, 17).replaceFirst("now\\(\\),1,", "now(),2,");
        assertRefused("not whole entries", row(NEXT, 1, 1, ada, free, 5, 2, 95, 2, 12), elsewhere);
    }

    private static String row(long sequence, int line, int lines, String from, String to, long amount, long... after) {
        String what = "%d,%d,%s,%s,%d,0,%d,%d,%d,%d,null,null,null,'move'"
                .formatted(sequence, line, id(from), id(to), amount, after[0], after[1], after[2], after[3]);
        return "(current_date,now(),1," + what + (line == 1 ? heading(lines) : ",null,null,null,null,null") + ")";
    }

    private static String twoPhase(long sequence, String phase, String pending, String from, String to, long reserved) {
        String what = "%d,1,%s,%s,0,%d,null,null,null,null,null,null,'%s','%s'"
                .formatted(sequence, id(from), id(to), reserved, Entry.idOf(pending), phase);
        return "(current_date,now(),1," + what + heading(1) + ")";
    }

    private static String heading(int lines) {
        return ",gen_random_uuid()," + lines + ",'test','forged',decode(repeat('00', 32), 'hex')";
    }

    private static String id(String path) {
        return "hourglass.account_id('" + path + "')";
    }

    private static String insert(String... rows) {
        return "insert into hourglass.transfer (effective, recorded, ledger, sequence, line, from_account, to_account,"
                + " amount, reserved, from_version, from_balance, to_version, to_balance, asked, expires, pending,"
                + " phase, id, lines, cause_kind, cause_id, nodes) values " + String.join(",", rows);
    }

    private void assertTaken(String... rows) {
        Outcome<Integer> taken = database.decide(tx -> {
            assertThat(tx.run(insert(rows))).isEqualTo(rows.length);
            return Outcome.refused(BookRefusal.PARTY_EXISTS, "only tried");
        });
        assertThat(taken).isInstanceOf(Outcome.Refused.class);
    }

    private void assertRefused(String why, String... rows) {
        assertThatThrownBy(() -> database.inTx(tx -> tx.run(insert(rows)))).hasMessageMatching("(?s).*(" + why + ").*");
    }
}

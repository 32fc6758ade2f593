package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.entry;
import static io.hourglass.ledger.book.SmallBooks.move;
import static io.hourglass.ledger.book.SmallBooks.release;
import static io.hourglass.ledger.book.SmallBooks.reserve;
import static io.hourglass.ledger.book.SmallBooks.settle;
import static io.hourglass.ledger.book.SmallBooks.usd;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Audit.Finding;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.proof.MerkleLog;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A history changed by somebody whom no right, no trigger and no constraint of the books holds back:
 * the administrator of the database. The audit names the first entry that no longer follows.
 */
class TamperingIT {
    private static final String SET = "update hourglass.transfer set ";
    private static final int SIZE = 13;

    private static TestDatabase test;
    private static Database superuser;
    private static Audit audit;
    private static Hash root;

    @BeforeAll
    static void history() {
        test = TestDatabase.open();
        superuser = new Database(new Database.Settings(test.url(), "postgres", "postgres", 1));
        SmallBooks books = new SmallBooks(test.database(), "t");
        audit = new Audit(books.journal);
        post(books, "deposit", move(books.vault, books.ada, 100));
        post(books, "pay", move(books.ada, books.bob, 30));
        post(books, "order", reserve("one", books.ada, books.bob, 10), reserve("two", books.ada, books.bob, 5));
        post(books, "fill", settle("one"), move(books.bob, books.free, 1));
        post(books, "cancel", release("two"));
        post(books, "pay again", move(books.ada, books.bob, 7), move(books.bob, books.ada, 2));
        post(books, "the rest", new Transfer.MoveUpTo(books.bob, books.free, usd(1000)));
        assertThat(books.postAll(
                        entry("set-1", move(books.vault, books.bob, 4)),
                        entry("set-2", move(books.bob, books.ada, 4)),
                        entry("set-3", move(books.vault, books.ada, 9)),
                        entry("set-4", reserve("three", books.ada, books.bob, 8)),
                        entry("set-5", new Transfer.Post(Entry.idOf("three"), usd(3)))))
                .allMatch(PostResult::ok);
        post(books, "last", move(books.bob, books.ada, 1));
        root = MerkleLog.root(leaves());
    }

    @AfterAll
    static void close() {
        superuser.close();
        test.close();
    }

    @Test
    void findsNothingInHonestBooksWithAnAuditorsRights() {
        try (Database auditor = test.auditor()) {
            auditor.inTx(tx -> {
                assertThat(audit.check(tx)).isEmpty();
                assertThat(audit.check(tx, SIZE, root)).isEmpty();
                assertThat(audit.check(tx, 5, MerkleLog.root(leaves(tx).subList(0, 5))))
                        .isEmpty();
                return tx;
            });
        }
    }

    @Test
    void namesTheEntryWhoseAmountWasChanged() {
        assertThat(after(SET + "amount = 31 where sequence = 2"))
                .contains(new Finding(2, "does not say what its leaf is the hash of"));
    }

    @Test
    void namesTheEntryWhoseCauseWasChanged() {
        assertThat(after(SET + "cause_id = 'gift' where sequence = 5"))
                .contains(new Finding(5, "does not say what its leaf is the hash of"));
    }

    @Test
    void namesTheNodeThatDoesNotFollowWhereALeafWasChangedWithItsContent() {
        assertThat(after(SET + "cause_id = 'gift' where sequence = 5", hashedAgain(5)))
                .contains(new Finding(6, "completes a node that does not follow from entries 5 to 6"));
        assertThat(after(SET + "cause_id = 'gift' where sequence = 12 and line = 1", hashedAgain(12)))
                .contains(new Finding(12, "completes a node that does not follow from entries 11 to 12"));
    }

    @Test
    void namesTheEntryOfAnAmountChangedWithItsLeafBecauseItsAccountsDoNotGoOn() {
        assertThat(after(SET + "amount = 10 where sequence = 10", hashedAgain(10)))
                .hasValueSatisfying(finding -> assertThat(finding.sequence()).isEqualTo(10));
        assertThat(after(SET + "amount = 8 where sequence = 7", hashedAgain(7)))
                .contains(new Finding(7, "does not go on from what its accounts had"));
    }

    @Test
    void namesTheEntryWhoseWrittenBalanceWasChanged() {
        assertThat(after(SET + "to_balance = to_balance + 1 where sequence = 6 and line = 2"))
                .contains(new Finding(6, "does not go on from what its accounts had"));
    }

    @Test
    void namesTheEntryThatPostsMoreThanWasReserved() {
        String more = SET + "amount = 11, reserved = -11 where sequence = 4 and line = 1";
        assertThat(after(more))
                .contains(new Finding(4, "does not agree with what was reserved, or with what is kept of that"));
    }

    @Test
    void namesTheEntryThatIsMissing() {
        assertThat(after("delete from hourglass.transfer where sequence = 9")).contains(new Finding(9, "is missing"));
        assertThat(after("delete from hourglass.transfer where sequence = 13")).contains(new Finding(13, "is missing"));
        assertThat(after("delete from hourglass.transfer where sequence = 3 and line = 2", hashedAgain(3)))
                .contains(new Finding(3, "has 2 transfers, but not number 2"));
    }

    @Test
    void namesTheEntryThatAForeignRowWasPutInto() {
        assertThat(after(copied(8, "8, 2"))).contains(new Finding(8, "does not say what its leaf is the hash of"));
        assertThat(after(copied(8, "7, 2"), hashedAgain(7)))
                .contains(new Finding(7, "has a row that is none of its 1 transfers"));
        assertThat(after(copied(8, "14, 1"))).contains(new Finding(14, "is beyond the ledger's head"));
        assertThat(after(copied(8, "14, 1"), "update hourglass.ledger set size = 14"))
                .contains(new Finding(14, "does not say what its leaf is the hash of"));
        assertThat(after(copied(1, "0, 1")))
                .hasValueSatisfying(finding -> assertThat(finding.sequence()).isZero());
    }

    @Test
    void namesTheFirstOfTwoEntriesWhoseRowsWereSwapped() {
        assertThat(after(
                        SET + "sequence = 99 where sequence = 8",
                        SET + "sequence = 8 where sequence = 10",
                        SET + "sequence = 10 where sequence = 99"))
                .contains(new Finding(8, "does not say what its leaf is the hash of"));
    }

    @Test
    void namesTheFirstOfSeveralBadEntries() {
        assertThat(after(SET + "amount = amount + 1 where sequence in (8, 2, 10)"))
                .hasValueSatisfying(finding -> assertThat(finding.sequence()).isEqualTo(2));
    }

    @Test
    void namesTheEntryWhoseIdIsKeptForAnother() {
        assertThat(after("update hourglass.entry_id set sequence = 3 where sequence = 7"))
                .contains(new Finding(7, "is not the entry that its id was taken for"));
    }

    @Test
    void namesTheAccountIfOnlyItsBalanceIsWrong() {
        assertThat(
                        after(
                                "update hourglass.standing set posted = posted + 1 where account = hourglass.account_id('t:ada')"))
                .contains(new Finding(0, "the balance of t:ada is not the sum of its postings"));
        assertThat(after("delete from hourglass.standing where account = hourglass.account_id('t:hours')"))
                .contains(new Finding(0, "the balance of t:hours is not the sum of its postings"));
        for (String column : List.of("scale = scale + 1", "floor = 'FREE'", "asset = 'H100-SXM.2027-03'")) {
            assertThat(after("update hourglass.standing set " + column
                            + " where account = hourglass.account_id('t:ada')"))
                    .as(column)
                    .contains(new Finding(0, "the balance of t:ada is not the sum of its postings"));
        }
    }

    @Test
    void namesTheReservationIfOnlyItsDeadlineIsWrong() {
        UUID one = Entry.idOf("one");
        assertThat(after("insert into hourglass.deadline (ledger, pending, expires) values (1, '" + one + "', now())"))
                .contains(new Finding(0, "the deadline of " + one + " is not that of an open reservation"));
    }

    @Test
    void seesByASealedRootAHistoryThatWasMadeAgainWithAllItsNodes() {
        tampering(tx -> {
            run(tx, SET + "cause_id = 'gift' where sequence = 5", hashedAgain(5));
            hashNodesAgain(tx);
            assertThat(audit.check(tx)).isEmpty();
            assertThat(audit.check(tx, SIZE, root))
                    .contains(new Finding(SIZE, "entries 1 to 13 are not those that were sealed as " + root));
        });
    }

    private static void post(SmallBooks books, String cause, Transfer... transfers) {
        assertThat(books.post(cause, transfers).ok()).isTrue();
    }

    /** What the audit finds after these statements, which are rolled back then. */
    private static Optional<Finding> after(String... statements) {
        AtomicReference<Optional<Finding>> finding = new AtomicReference<>(Optional.empty());
        tampering(tx -> {
            run(tx, statements);
            finding.set(audit.check(tx));
        });
        return Objects.requireNonNull(finding.get());
    }

    /** As a superuser, with all triggers off; what was done is rolled back. */
    private static void tampering(Consumer<Tx> work) {
        superuser.decide(tx -> {
            tx.run("set local session_replication_role = replica");
            work.accept(tx);
            return Outcome.refused(PostResult.Reason.BUSY, "only to see what the audit finds");
        });
    }

    private static void run(Tx tx, String... statements) {
        for (String sql : statements) {
            assertThat(tx.run(sql)).as(sql).isPositive();
        }
    }

    private static String hashedAgain(long sequence) {
        return SET + "nodes = sha256('\\x00'::bytea || convert_to(j.line, 'UTF8')) || substr(nodes, 33)"
                + " from hourglass.journal_line j where j.ledger = transfer.ledger"
                + " and j.sequence = transfer.sequence and transfer.line = 1 and transfer.sequence = " + sequence;
    }

    private static String copied(long sequence, String place) {
        boolean heading = place.endsWith(" 1");
        String others = "ledger, effective, recorded, from_account, to_account, amount, reserved, from_version,"
                + " from_balance, to_version, to_balance, phase"
                + (heading ? ", id, lines, cause_kind, cause_id, nodes" : "");
        return "insert into hourglass.transfer (sequence, line, " + others + ") select " + place + ", " + others
                + " from hourglass.transfer where sequence = " + sequence;
    }

    private static void hashNodesAgain(Tx tx) {
        List<Hash> leaves = leaves(tx);
        for (int n = 1; n <= leaves.size(); n++) {
            StringBuilder nodes = new StringBuilder();
            for (int width = 1; n % width == 0; width *= 2) {
                nodes.append(MerkleLog.root(leaves.subList(n - width, n)).hex().substring(2));
            }
            tx.run(SET + "nodes = decode(?, 'hex') where sequence = ? and line = 1", nodes.toString(), n);
        }
    }

    private static List<Hash> leaves() {
        return test.database().inTx(TamperingIT::leaves);
    }

    private static List<Hash> leaves(Tx tx) {
        return tx.query("select leaf from hourglass.entry order by sequence", row -> new Hash(row.getString(1)));
    }
}

package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, tried with the real roles. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsIT {
    private static final List<String> TABLES = List.of(
            "asset",
            "party",
            "account",
            "account_closure",
            "transfer",
            "entry_id",
            "pending",
            "resolution",
            "standing",
            "balance_snapshot",
            "ledger");

    private final TestDatabase test = TestDatabase.open();
    private final Database owner = test.owner();
    private final Database auditor = test.auditor();
    private SmallBooks books;

    @BeforeAll
    void somethingToAttack() {
        books = new SmallBooks(test.database(), "t").with(10);
        books.post("reserve", SmallBooks.reserve("p", books.ada, books.bob, 1));
        books.post("settle", SmallBooks.settle("p"));
    }

    @AfterAll
    void close() {
        owner.close();
        auditor.close();
        test.close();
    }

    static Stream<String> changes() {
        return TABLES.stream()
                .flatMap(t -> Stream.of(
                        "delete from hourglass." + t,
                        "truncate hourglass." + t + " cascade",
                        "update hourglass." + t + " set " + columnOf(t) + " = " + columnOf(t)));
    }

    static Stream<String> others() {
        return Stream.of(
                "insert into hourglass.standing (ledger, account, asset, floor) values (1, 1, 'USD', 'FREE')",
                "insert into hourglass.entry_id (ledger, id, sequence) values (1, gen_random_uuid(), 9)",
                "insert into hourglass.pending (ledger, id, sequence, line, from_account, to_account, amount)"
                        + " values (1, gen_random_uuid(), 9, 1, 1, 2, 1)",
                "insert into hourglass.deadline (ledger, pending, expires) values (1, gen_random_uuid(), now())",
                "delete from hourglass.deadline",
                "update hourglass.deadline set expires = now()",
                "insert into hourglass.resolution (ledger, pending, sequence, line, outcome, amount)"
                        + " values (1, gen_random_uuid(), 9, 1, 'POSTED', 1)",
                "insert into hourglass.balance_snapshot values (1, 9, 1, 1, 0, 0, 1)",
                "insert into hourglass.account_closure values (1, 1, 'why')",
                "insert into hourglass.transfer_other select * from hourglass.transfer",
                "insert into hourglass.ledger values (2, 0, now())");
    }

    @ParameterizedTest
    @MethodSource({"changes", "others"})
    void theServiceCannotWriteAroundTheJournal(String sql) {
        refused(test.database(), sql, "permission denied");
    }

    @ParameterizedTest
    @MethodSource({"changes", "others"})
    void anAuditorCannotWriteAtAll(String sql) {
        refused(auditor, sql, "permission denied");
    }

    @Test
    void anAuditorReadsEverythingAndPostsNothing() {
        for (String table : TABLES) {
            assertThat(count(auditor, table)).as(table).isEqualTo(count(owner, table));
        }
        assertThat(count(auditor, "transfer")).isPositive();
        assertThatThrownBy(() -> auditor.inTx(
                        tx -> books.journal.post(tx, SmallBooks.entry("a", move(books.vault, books.ada, 1)))))
                .hasMessageContaining("permission denied for function hold");
        refused(auditor, "insert into hourglass.party values ('eve', 'HOUSE', '0x" + "e".repeat(40) + "')", "denied");
    }

    @ParameterizedTest
    @MethodSource("changes")
    void notEvenTheOwnerChangesWhatWasWritten(String sql) {
        boolean updatable = sql.contains("update hourglass.standing ") || sql.contains("update hourglass.ledger");
        if (!updatable) {
            refused(owner, sql, "append-only");
        }
    }

    @Test
    void everyTableOfEveryRoomIsOpenToAuditorsAndSafeFromDeletion() {
        List<String> wrong = owner.inTx(tx -> tx.query("""
                select relname from pg_class
                where relnamespace = 'hourglass'::regnamespace and relkind in ('r', 'v', 'm')
                  and relname <> 'flyway_schema_history'
                  and (not has_table_privilege('hourglass_auditor', oid, 'select')
                       or has_table_privilege('hourglass_auditor', oid, 'insert, update, delete, truncate')
                       or has_table_privilege('hourglass_service', oid, 'truncate'))
                """, row -> row.getString(1)));
        assertThat(wrong.toString()).isEqualTo("[]");
    }

    private static long count(Database database, String table) {
        return database.inTx(tx -> tx.first("select count(*) from hourglass." + table, row -> row.getLong(1))
                .orElseThrow());
    }

    private static void refused(Database database, String sql, String why) {
        assertThatThrownBy(() -> database.inTx(tx -> tx.run(sql))).hasMessageContaining(why);
    }

    private static String columnOf(String table) {
        return switch (table) {
            case "asset" -> "scale";
            case "party" -> "kind";
            case "account" -> "floor";
            case "account_closure" -> "reason";
            case "transfer", "pending" -> "amount";
            case "standing" -> "posted";
            case "ledger" -> "size";
            default -> "sequence";
        };
    }
}

package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Many rows in one statement are the rows that were given. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyIT {
    private static final String TABLE = "create temporary table given (line int primary key, text text)";

    private final TestDatabase test = TestDatabase.open();
    private final Database owner = test.owner();

    @AfterAll
    void close() {
        owner.close();
        test.close();
    }

    @Test
    void textArrivesAsItIs() {
        List<String> texts =
                new ArrayList<>(List.of("", " ", "plain", "\\N", "\\.", "a\tb", "a\nb", "a\r\nb", "\\", "é€😀"));
        texts.add(null);
        List<Object[]> rows = new ArrayList<>();
        texts.forEach(text -> rows.add(new Object[] {rows.size(), text}));
        List<String> read = owner.inTx(tx -> {
            tx.run(TABLE);
            tx.copy("given (line, text)", rows);
            return tx.query("select text from given order by line", row -> row.getString(1));
        });
        assertThat(read).isEqualTo(texts);
    }

    @Test
    void valuesArriveAsTheyDoInAStatement() {
        Instant moment = Instant.parse("2026-11-26T10:00:00.123456Z");
        UUID id = UUID.fromString("00000000-0000-4000-8000-00000000000a");
        boolean same = owner.inTx(tx -> {
            tx.run("""
                    create temporary table typed (
                        at timestamptz, id uuid, hash text, kind text, flag boolean, units bigint)
                    """);
            Object[] row = {moment, id, Hash.ZERO, Account.Floor.FREE, true, Long.MIN_VALUE};
            tx.copy("typed", List.of(row, new Object[] {null, null, null, null, null, null}));
            tx.run("insert into typed values (?, ?, ?, ?, ?, ?)", row);
            assertThat(tx.query("select at from typed where at is not null", r -> r.getObject(1, OffsetDateTime.class)))
                    .allMatch(at -> at.toInstant().equals(moment));
            return tx.query("select distinct * from typed where at is not null", r -> 1)
                            .size()
                    == 1;
        });
        assertThat(same).isTrue();
    }

    @Test
    void whatIsRefusedIsRefusedWholeAndTheConnectionGoesOn() {
        owner.inTx(tx -> tx.run("create table hourglass.kept (line int primary key, text text)"));
        List<Object[]> twice = List.of(new Object[] {1, "one"}, new Object[] {1, "another"});
        for (int i = 0; i < 20; i++) { // more often than the pool has connections
            assertThatThrownBy(() -> owner.inTx(tx -> {
                        tx.copy("hourglass.kept (line, text)", twice);
                        return 0;
                    }))
                    .hasMessageContaining("kept_pkey");
        }
        List<Integer> kept = owner.inTx(tx -> tx.query("select 1 from hourglass.kept", row -> row.getInt(1)));
        assertThat(kept).isEmpty();
    }
}

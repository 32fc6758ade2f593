package io.hourglass.ledger.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Jsonb;
import io.hourglass.ledger.book.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the database itself sees to in the mirror's rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MirroredRowsIT {
    private static final String EVENT = "hourglass.chain_event (position, log_index, tx_hash, type, event)";
    private static final String MOVED =
            "hourglass.moved (position, log_index, side, undone, block, asset, holder, delta)";

    private final Database database = TestDatabase.fresh();

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void eventsAndMovementsOfABlockThatIsThereAreTaken() {
        long position = database.inTx(tx -> tx.first("""
                        insert into hourglass.chain_block (number, hash, parent, mined_at)
                        values (7, 'hash', 'parent', now()) returning position
                        """, row -> row.getLong(1)).orElseThrow());
        write(EVENT, List.of(event(position, 0), event(position, 1)));
        write(MOVED, List.of(moved(position, -1), moved(position, 1)));
        assertThat(count("chain_event where position = " + position)).isEqualTo(2);
        assertThat(count("moved where position = " + position)).isEqualTo(2);
    }

    @Test
    void thoseOfABlockThatIsNotThereAreRefused() {
        long nowhere = 1_000_000;
        assertThatThrownBy(() -> write(EVENT, List.<Object[]>of(event(nowhere, 0))))
                .hasMessageContaining("chain_event names the block at " + nowhere);
        assertThatThrownBy(() -> write(MOVED, List.<Object[]>of(moved(nowhere, 1))))
                .hasMessageContaining("moved names the block at " + nowhere);
        assertThat(count("chain_event where position = " + nowhere)).isZero();
        assertThat(count("moved where position = " + nowhere)).isZero();
    }

    private void write(String into, List<Object[]> rows) {
        database.inTx(tx -> {
            tx.copy(into, rows);
            return rows;
        });
    }

    private long count(String from) {
        return database.inTx(tx -> tx.first("select count(*) from hourglass." + from, row -> row.getLong(1))
                .orElseThrow());
    }

    private static Object[] event(long position, int index) {
        return new Object[] {position, index, "0x1", "Paused", new Jsonb("{\"type\": \"Paused\"}")};
    }

    private static Object[] moved(long position, int side) {
        return new Object[] {position, 0, (short) side, false, 7L, "asset", "holder", side * 5L};
    }
}

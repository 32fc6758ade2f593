package io.hourglass.ledger.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.reconcile.Totals.Counted;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.CapacityListed;
import io.hourglass.ledger.settlement.ChainEvent.MarginAdded;
import io.hourglass.ledger.settlement.ChainEvent.MarginWithdrawn;
import io.hourglass.ledger.settlement.ChainEvent.Marked;
import io.hourglass.ledger.settlement.ChainEvent.Minted;
import io.hourglass.ledger.settlement.ChainEvent.Novated;
import io.hourglass.ledger.settlement.ChainEvent.VariationPaid;
import io.hourglass.ledger.settlement.ChainJson;
import io.hourglass.ledger.settlement.MarkCycle;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What mirrored events add up to, where no balance of the Vault says it. */
class TotalsIT {
    private static final Hash FUTURE = Hash.keccak("H100-SXM-80GB.2026-09.F");
    private static final Hash OTHER = Hash.keccak("H100-SXM-80GB.2026-10.F");
    private static final Hash SERIES = Hash.keccak("H100-SXM-80GB.us.2027-03");
    private static final Hash CASH = Hash.keccak("cash");
    private static final Address ADA = new Address("0x" + "a".repeat(40));
    private static final Address BOB = new Address("0x" + "b".repeat(40));
    private static final Price PRICE = Price.parse("2.5");

    private final Database database = TestDatabase.fresh();
    private final ChainJson json = new ChainJson();

    private void block(long number, ChainEvent... events) {
        database.inTx(tx -> {
            long position = tx.first(
                            """
                            insert into hourglass.chain_block (number, hash, parent, mined_at)
                            values (?, ?, ?, now()) returning position
                            """,
                            row -> row.getLong(1),
                            number,
                            Hash.keccak("block" + number),
                            Hash.keccak("block" + (number - 1)))
                    .orElseThrow();
            for (int i = 0; i < events.length; i++) {
                tx.run(
                        """
                        insert into hourglass.chain_event (position, log_index, tx_hash, type, event)
                        values (?, ?, ?, ?, ?::jsonb)
                        """,
                        position,
                        i,
                        Hash.keccak("transaction" + number),
                        events[i].getClass().getSimpleName(),
                        json.write((Record) events[i]));
            }
            return position;
        });
    }

    private Map<Counted, Long> mirror(long block) {
        return database.inTx(tx -> new Totals(CASH, Hash.ZERO).mirror(tx, block));
    }

    private static Counted position(Hash future, Address account) {
        return new Counted(Measure.POSITION, future.hex(), account.hex());
    }

    private static Counted margin(Address account) {
        return new Counted(Measure.MARGIN, CASH.hex(), account.hex());
    }

    @Test
    void positionsAreLotsBoughtLessLotsSoldUntilTheLastMark() {
        block(1, new Novated(Hash.ZERO, FUTURE, ADA, BOB, 5, PRICE), new Novated(Hash.ZERO, OTHER, ADA, BOB, 2, PRICE));
        block(
                2,
                new Novated(Hash.ZERO, FUTURE, BOB, ADA, 3, PRICE),
                new Marked(FUTURE, 1, MarkCycle.EVENING, PRICE, false));
        block(3, new Marked(FUTURE, 2, MarkCycle.EVENING, PRICE, true));
        assertThat(mirror(1)).containsEntry(position(FUTURE, ADA), 5L).containsEntry(position(FUTURE, BOB), -5L);
        assertThat(mirror(2)).containsEntry(position(FUTURE, ADA), 2L).containsEntry(position(FUTURE, BOB), -2L);
        assertThat(mirror(3)).containsEntry(position(FUTURE, ADA), 0L).containsEntry(position(OTHER, ADA), 2L);
    }

    @Test
    void marginIsWhatWasAddedLessWithdrawnAndWhatMarksMoved() {
        block(1, new MarginAdded(ADA, 100), new MarginAdded(BOB, 100));
        block(
                2,
                new VariationPaid(FUTURE, 1, MarkCycle.MIDDAY, ADA, -30),
                new VariationPaid(FUTURE, 1, MarkCycle.MIDDAY, BOB, 30));
        block(3, new MarginWithdrawn(BOB, 25));
        assertThat(mirror(3)).containsEntry(margin(ADA), 70L).containsEntry(margin(BOB), 105L);
    }

    @Test
    void unmintedIsAttestedLessIssuedPerOwner() {
        block(1, new CapacityListed(SERIES, ADA, Hash.ZERO, 50), new CapacityListed(SERIES, BOB, Hash.ZERO, 10));
        block(2, new Minted(SERIES, ADA, 20));
        assertThat(mirror(2))
                .containsEntry(new Counted(Measure.UNMINTED, SERIES.hex(), ADA.hex()), 30L)
                .containsEntry(new Counted(Measure.UNMINTED, SERIES.hex(), BOB.hex()), 10L);
    }

    @Test
    void whatAReorgTookAwayDoesNotCount() {
        block(1, new MarginAdded(ADA, 100));
        block(2, new MarginAdded(ADA, 7));
        database.inTx(tx -> tx.run("""
                insert into hourglass.orphaned_block (position)
                select position from hourglass.chain_block where number = 2
                """));
        assertThat(mirror(2)).containsEntry(margin(ADA), 100L);
    }
}

package io.hourglass.ledger.mirror;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the mirror saw of a transaction, for those who follow a posting down to its block. */
public final class Sightings {
    private final Blocks blocks = new Blocks();

    /**
     * A transaction in a block of the chain as it is now.
     *
     * @param events of our contracts, in the order of the log
     */
    public record Sighting(Hash transaction, Block block, List<Logged> events) {
        public Sighting {
            events = List.copyOf(events);
        }
    }

    /** Where the transaction is; empty if no block of the chain as it is now has it. */
    public Optional<Sighting> of(Tx tx, Hash transaction) {
        return blocks.blockOf(tx, transaction)
                .flatMap(number -> blocks.seen(tx, number - 1, number).stream().findFirst())
                .map(seen -> new Sighting(
                        transaction,
                        seen.block(),
                        seen.events().stream()
                                .filter(logged -> logged.transaction().equals(transaction))
                                .toList()));
    }

    /** The block of this number on the chain as it is now, if the mirror has it. */
    public Optional<Block> block(Tx tx, long number) {
        return tx.first("select * from hourglass.canonical_block where number = ?", Blocks::block, number);
    }

    /** The first block mined after a moment, once it is final and in the books. */
    public Optional<Block> finalBlockAfter(Tx tx, Instant moment) {
        return tx.first("""
                select * from hourglass.canonical_block
                where mined_at > ? and number <= (select final_number from hourglass.mirror_cursor)
                order by mined_at, number limit 1
                """, Blocks::block, moment);
    }
}

package io.hourglass.ledger.reconcile;

import io.hourglass.ledger.money.Hash;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One reconciliation: "as of block 398: 41 rows, 0 breaks".
 *
 * @param block the final block all three were asked at
 * @param rows every asset and holder, agreed or not, by measure, asset and holder
 * @param breaks the rows that differ; those closed by two people are still listed, as closed
 */
public record Report(UUID run, long block, Hash hash, Instant at, List<Row> rows, List<Break> breaks) {
    public Report {
        rows = List.copyOf(rows);
        breaks = List.copyOf(breaks);
    }

    /** Breaks nobody has closed. */
    public List<Break> open() {
        return breaks.stream().filter(one -> one.closure().isEmpty()).toList();
    }

    /** What is compared. */
    public enum Measure {
        /** A Vault balance: dollars or hours. */
        VAULT,
        /** Units of the index fund. */
        FUND_UNITS,
        /** Lots of a futures contract. */
        POSITION,
        /** A member's margin at Clearing. */
        MARGIN,
        /** A member's share of the default fund. */
        SHARE,
        /** Lots of an option. */
        OPTION,
        /** What Options holds of who is short there. */
        COLLATERAL,
        /** All dollars: what the books say is in the Vault against everybody's claims. */
        DOLLARS,
        /** Hours an owner may still mint: attested less issued. */
        UNMINTED,
        /** Events about somebody the books do not know, that move nothing. */
        EVENT
    }

    /**
     * Three totals of one asset and one holder, in the asset's units.
     *
     * @param asset its id on chain
     * @param holder its address
     * @param code what the books call the asset; its id where they do not know it
     * @param name whose address it is: a party, a contract, or the address
     * @param chain empty where the chain keeps no such figure
     */
    public record Row(
            Measure measure,
            String asset,
            String holder,
            String code,
            String name,
            long books,
            long mirror,
            OptionalLong chain) {
        public boolean agrees() {
            return books == mirror && (chain.isEmpty() || chain.getAsLong() == mirror);
        }

        boolean sameThing(Row other) {
            return measure == other.measure && asset.equals(other.asset) && holder.equals(other.holder);
        }

        boolean sameDifference(Row other) {
            return sameThing(other)
                    && books - mirror == other.books - other.mirror
                    && chain.orElse(mirror) - mirror == other.chain.orElse(other.mirror) - other.mirror;
        }
    }

    /** Why three totals differ. */
    public enum Kind {
        /** Seen on chain and not final yet: it will pass. */
        TIMING("mirror"),
        /** In the books and not on chain. */
        MISSING_ON_CHAIN("settlement"),
        /** On chain, and nothing of it in the books. */
        MISSING_IN_BOOKS("mirror"),
        /** In all three, with different figures. */
        AMOUNT("operations"),
        /** The books have what a reorg took away. */
        ORPHANED("mirror");

        private final String owner;

        Kind(String owner) {
            this.owner = owner;
        }

        /** The room that has to act. */
        public String owner() {
            return owner;
        }
    }

    /** How a break was closed. */
    public record Closure(String reason, String first, String second, Instant at) {}

    /**
     * A difference, the same one from run to run as long as its figures stay.
     *
     * @param opened when it was first seen
     */
    public record Break(UUID id, Kind kind, String owner, Row row, Instant opened, Optional<Closure> closure) {
        public Duration age(Instant now) {
            return Duration.between(opened, now);
        }
    }
}

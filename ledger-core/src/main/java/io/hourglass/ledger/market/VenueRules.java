package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a venue asks before an order may stand: for hours the money or the hours themselves, for
 * futures margin, limits and the band, for options the premium or all they may ever pay.
 */
public interface VenueRules {

    /**
     * Why the order may not stand; empty if it may. Called in the order's transaction, under its
     * instrument's lock, before anything of it is written; what it costs may be set aside here.
     */
    Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order);

    /**
     * Orders of several parties are about to be checked in this transaction: locks what all of that takes, in an order
     * that everybody keeps to, and looks up for all of them what they are checked by.
     *
     * @param parties whose orders they are
     * @param instruments that they are for
     */
    default Checks enter(Tx tx, Collection<Party> parties, Collection<Instrument> instruments) {
        return (instrument, party, order) -> check(tx, instrument, party, order);
    }

    /** Checks the orders of a set one after another, by what was looked up for all of them and what came of it since. */
    interface Checks {
        /** As {@link VenueRules#check}. */
        Optional<Declined> check(Instrument instrument, Party party, Order order);

        /** More of an order rests, or less where negative. */
        default void rests(Instrument instrument, String party, boolean buy, long quantity, Price price) {}

        /** What had been traded before was traded again. */
        default void traded(Instrument instrument, String buyer, String seller, long quantity, Price price) {}
    }

    /**
     * As {@link #check}, for orders that are filled together or not at all: their prices are those they would
     * trade at, if all went as badly as they allow.
     */
    default Optional<Declined> check(Tx tx, Party party, List<Leg> legs) {
        throw new UnsupportedOperationException("nothing is combined at this venue");
    }

    /**
     * As {@link #check}, for several months at one price: it is the mean of their settlement prices that it is to be
     * near, so a single month's may be far from it, and what it is off at once is margined.
     */
    default Optional<Declined> checkSwap(Tx tx, Party party, List<Leg> legs) {
        throw new UnsupportedOperationException("nothing is swapped at this venue");
    }

    /** Why months cannot be traded at one price. */
    default Optional<Declined> outsideMean(Tx tx, List<Instrument> months, Price price) {
        throw new UnsupportedOperationException("nothing is swapped at this venue");
    }

    /**
     * Orders of these parties were placed, filled or taken back, or trades of theirs will not happen: a venue that
     * keeps for each party what all of its orders may cost gives back what is no longer needed. Called in that
     * transaction, once the rows are written.
     */
    default void changed(Tx tx, Instrument instrument, Collection<String> parties) {}

    /** What positions are marked from: the last mark, or what stands for it before there is one. */
    default Price markedFrom(Tx tx, Instrument instrument) {
        throw new UnsupportedOperationException("nothing is marked at this venue");
    }

    /** Lots held long, as many as are short: whoever keeps positions knows of more than trades. */
    default long openInterest(Tx tx, Instrument instrument) {
        throw new UnsupportedOperationException("nothing is held at this venue");
    }

    /** What an instrument may trade at now. */
    default Range range(Tx tx, Instrument instrument) {
        throw new UnsupportedOperationException("there is no band at this venue");
    }

    /** An order of a combination and what it is for. */
    record Leg(Instrument instrument, Order order) {}

    /** Both ends are in it. */
    record Range(Price low, Price high) {
        public boolean has(Price price) {
            return low.compareTo(price) <= 0 && price.compareTo(high) <= 0;
        }
    }

    /** @param detail one sentence with the figures: what is asked, what there is, what is missing */
    record Declined(MarketRefusal reason, String detail) {}
}

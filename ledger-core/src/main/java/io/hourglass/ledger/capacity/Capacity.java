package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signature;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The capacity room: list, mint, redeem, meter, expire. Asking is one thing, happening another: a
 * command reserves in the books and plans the call, the chain's final event posts.
 *
 * <p>Example: {@code capacity.mint(tx, "m-17", "olga", series, Amount.parse(series.asset(), "500"))}
 * is done if olga has 500 attested hours of the series left, and refused {@code OVER_CAP} with the
 * figures otherwise.
 */
public final class Capacity implements Effects {
    private final Database database;
    private final SeriesRegister series;
    private final Signatories signatories;
    private final Listings listings;
    private final Mints mints;
    private final Escrows escrows;
    private final Deliveries deliveries;
    private final Readings readings;
    private final Expiries expiries;

    public Capacity(Database database, Journal journal, Outbox outbox, Chain chain, Clock clock) {
        Parts parts = new Parts(journal, outbox, chain, clock);
        this.database = database;
        this.series = new SeriesRegister(parts);
        this.signatories = new Signatories(clock);
        this.listings = new Listings(parts, series, signatories);
        this.mints = new Mints(parts, series);
        this.escrows = new Escrows(parts, series);
        this.deliveries = new Deliveries(parts, series, escrows);
        this.readings = new Readings(parts, deliveries, escrows, signatories);
        this.expiries = new Expiries(parts, series);
    }

    /** Opens a series: its asset and accounts here, its id on chain. Opening it again changes nothing. */
    public Outcome<Series> openSeries(Tx tx, Series opened) {
        return series.open(tx, opened);
    }

    /** Lists an owner's GPUs on an attester's word; the hours may be minted once the chain has it. */
    public Outcome<Listing> list(Tx tx, ListingRequest request) {
        return listings.list(tx, request);
    }

    /**
     * Mints attested hours to their owner.
     *
     * @param id chosen by whoever asks; asking twice mints once
     */
    public Outcome<Minting> mint(Tx tx, String id, String owner, Series of, Amount hours) {
        return mints.mint(tx, id, owner, of, hours);
    }

    /**
     * Redeems hours: burns the holder's tokens for an owner's duty to deliver. Routed to the owner
     * with the most hours sold and not asked for.
     */
    public Outcome<Delivery> redeem(Tx tx, String id, String holder, Series of, Amount hours) {
        return deliveries.redeem(tx, id, holder, of, hours);
    }

    /**
     * Brings a meter's signed reading, which pays the owner out of escrow.
     *
     * @param cumulative µGPU-hours delivered so far; more than any reading before
     */
    public Outcome<Delivery> meter(Tx tx, String id, Hash delivery, long cumulative, Signature signature) {
        return readings.meter(tx, id, delivery, cumulative, signature);
    }

    /** Plans the expiry of series whose month is over, by the business clock; returns how many calls. */
    public int doWork() {
        return database.inTx(expiries::plan);
    }

    /** Whose attestations and readings count. */
    public Signatories signatories() {
        return signatories;
    }

    /** The classes that may be listed today. */
    public List<GpuClass> classes(Tx tx) {
        return series.classes(tx);
    }

    /** All series, by name. */
    public List<SeriesStatus> series(Tx tx) {
        return series.statuses(tx);
    }

    public Optional<SeriesStatus> series(Tx tx, Series of) {
        return series.status(tx, of);
    }

    /** The series the chain knows by this id. */
    public Optional<Series> series(Tx tx, Hash id) {
        return series.byId(tx, id);
    }

    /** An owner's listings, oldest first. */
    public List<Listing> listings(Tx tx, String owner) {
        return listings.of(tx, owner);
    }

    /** What an owner asked to mint, oldest first. */
    public List<Minting> mintings(Tx tx, String owner) {
        return mints.of(tx, owner);
    }

    /** What an owner may still mint of a series. */
    public Amount unminted(Tx tx, String owner, Series of) {
        return mints.left(tx, owner, of);
    }

    /** Deliveries a party owes or is owed, oldest first. */
    public List<Delivery> deliveries(Tx tx, String party) {
        return deliveries.of(tx, party);
    }

    public Optional<Delivery> delivery(Tx tx, Hash id) {
        return deliveries.find(tx, id);
    }

    /** What an owner sold, by series, and what became of the money. */
    public List<Income> income(Tx tx, String owner) {
        return escrows.of(tx, owner);
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case ChainEvent.SeriesOpened event -> series.opened(tx, event.series());
            case ChainEvent.CapacityListed event -> listings.onFinal(tx, logged, event);
            case ChainEvent.Minted event -> mints.onFinal(tx, logged, event);
            case ChainEvent.Filled event -> escrows.onFinal(tx, event);
            case ChainEvent.Redeemed event -> deliveries.onFinal(tx, logged, event);
            case ChainEvent.Metered event -> readings.onFinal(tx, logged, event);
            case ChainEvent.Expired event -> expiries.onFinal(tx, logged, event);
            case ChainEvent.EscrowReleased event -> escrows.onFinal(tx, logged, event);
            default -> {
                // another room's
            }
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        String id = intent.substring(intent.indexOf(':') + 1);
        switch (intent.substring(0, intent.length() - id.length())) {
            case SeriesRegister.INTENT -> series.voided(tx, id, why);
            case Listings.INTENT -> listings.voided(tx, id, why);
            case Mints.INTENT -> mints.voided(tx, id, why);
            case Deliveries.INTENT -> deliveries.voided(tx, id, why);
            case Readings.INTENT -> readings.voided(tx, id, why);
            case Expiries.EXPIRE -> expiries.voided(tx, intent, why);
            default -> {
                // another room's, or a release that may be asked for again
            }
        }
    }
}

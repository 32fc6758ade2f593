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
import io.hourglass.ledger.terms.TermSheet;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;

/**
 * The capacity room: list, mint, redeem, meter, expire. Asking is one thing, happening another: a
 * command reserves in the books and plans the call, the chain's final event posts.
 *
 * <p>Example: {@code capacity.mint(tx, "m-17", "olga", series, Amount.parse(series.asset(), "500"))}
 * is done if olga has 500 attested hours of the series left, and refused {@code OVER_CAP} with the
 * figures otherwise.
 */
public final class Capacity implements Effects {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(DeliveryTerms.SHEET);

    private final Database database;
    private final SeriesRegister series;
    private final Signatories signatories;
    private final Listings listings;
    private final Mints mints;
    private final Escrows escrows;
    private final Deliveries deliveries;
    private final Readings readings;
    private final Bonds bonds;
    private final ServiceCredits credits;
    private final Failures failures;
    private final Reservations reservations;
    private final ServiceLevels serviceLevels;
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
        this.bonds = new Bonds(parts, series);
        this.credits = new ServiceCredits(parts, deliveries, escrows, bonds);
        this.failures = new Failures(parts, deliveries, escrows, bonds);
        this.reservations = new Reservations(parts, escrows, deliveries);
        this.serviceLevels = new ServiceLevels(parts, series);
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
     * Reserves hours the holder has: routed to the owners who deliver them at least cost, and held until
     * confirmed, given back, or the time of the terms is over. Refused with the figure that is missing.
     */
    public Outcome<Reservation> reserve(Tx tx, ReservationRequest request) {
        return reservations.reserve(tx, request);
    }

    /**
     * What was answered to a reservation's request before: the same again, refused where it is another with its
     * id, or empty. Nobody else asks with the id until the transaction ends.
     */
    public Optional<Outcome<Reservation>> reserved(Tx tx, ReservationRequest request) {
        return reservations.reserved(tx, request);
    }

    /** The open series a reservation could come from, and what its holder can spend of each. */
    public Outcome<SortedMap<Series, Long>> spendable(Tx tx, ReservationRequest request) {
        return reservations.spendable(tx, request);
    }

    /**
     * Takes in a reservation for which all that it lacked was just bought, if it could be routed with that; what
     * is there is set aside. Refused with the figure that would be missing all the same.
     */
    public Outcome<Reservation> expect(Tx tx, ReservationRequest request, Purchase purchase) {
        return reservations.expect(tx, request, purchase);
    }

    /** What is bought for reservations that wait for it: the purchases' ids, by theirs. */
    public Map<String, UUID> expecting(Tx tx) {
        return reservations.buying(tx);
    }

    /** What was bought for a reservation is here: it is routed and held, or fails with what is missing. */
    public Outcome<Reservation> arrived(Tx tx, String reservation) {
        return reservations.arrived(tx, reservation);
    }

    /** What was bought for a reservation does not come: it fails, and what was set aside is free. */
    public void lost(Tx tx, String reservation, String why) {
        reservations.lost(tx, reservation, why);
    }

    /** Redeems what was reserved: each route becomes a delivery. */
    public Outcome<Reservation> confirm(Tx tx, String reservation, String holder) {
        return reservations.confirm(tx, reservation, holder);
    }

    /** Gives back what was reserved and not confirmed. */
    public Outcome<Reservation> release(Tx tx, String reservation, String holder) {
        return reservations.release(tx, reservation, holder);
    }

    public Optional<Reservation> reservation(Tx tx, String id) {
        return reservations.find(tx, id);
    }

    /** A holder's reservations, newest first. */
    public List<Reservation> reservations(Tx tx, String holder, int limit) {
        return reservations.of(tx, holder, limit);
    }

    /**
     * Redeems hours of a series: burns the holder's tokens for owners' duty to deliver. A reservation of
     * the month, confirmed at once.
     */
    public Outcome<Reservation> redeem(Tx tx, String id, String holder, Series of, Amount hours) {
        if (!hours.asset().equals(of.asset()) || !hours.isPositive()) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT, "asked for " + hours + ", to redeem are hours of " + of);
        }
        return reservations.find(tx, id).isPresent()
                ? redeem(tx, Reservations.of(id, holder, of, hours))
                : series.opened(tx, of).then(_ -> redeem(tx, Reservations.of(id, holder, of, hours)));
    }

    private Outcome<Reservation> redeem(Tx tx, ReservationRequest request) {
        return reservations.reserve(tx, request).then(_ -> reservations.confirm(tx, request.id(), request.holder()));
    }

    /**
     * An owner promises a share of each delivery of a series in time; it counts for what is routed from
     * now on.
     *
     * @param basisPoints ten-thousandths
     */
    public Outcome<ServiceLevel> promise(Tx tx, String owner, Series of, int basisPoints) {
        return serviceLevels.promise(tx, owner, of, basisPoints);
    }

    /**
     * Brings a meter's signed reading, which pays the owner out of escrow.
     *
     * @param cumulative µGPU-hours delivered so far; more than any reading before
     */
    public Outcome<Delivery> meter(Tx tx, String id, Hash delivery, long cumulative, Signature signature) {
        return readings.meter(tx, id, delivery, cumulative, signature);
    }

    /**
     * Posts an owner's bond for a series, and the pace from its start on at which it can be held to
     * deadlines before its end.
     *
     * @param pace hours of the series an hour
     */
    public Outcome<Bond> post(Tx tx, String id, String owner, Series of, Amount cash, Amount pace) {
        return bonds.post(tx, id, owner, of, cash, pace);
    }

    /**
     * What is due by the business clock: what was not confirmed in time is given back, deliveries are
     * measured, overdue ones fail, series whose month is over expire; returns how many.
     */
    public int doWork() {
        return database.inTx(reservations::lapse)
                + database.inTx(credits::measure)
                + database.inTx(failures::plan)
                + database.inTx(expiries::plan)
                + database.inTx(bonds::giveBack);
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

    /** How a delivery was measured against its owner's promise. */
    public List<Measure> measures(Tx tx, Hash delivery) {
        return credits.of(tx, delivery);
    }

    /** What an owner put up, by series. */
    public List<Bond> bonds(Tx tx, String owner) {
        return bonds.of(tx, owner);
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
            case ChainEvent.BondPosted event -> bonds.onFinal(tx, logged, event);
            case ChainEvent.BondReturned event -> bonds.onFinal(tx, logged, event);
            case ChainEvent.Credited event -> credits.onFinal(tx, logged, event);
            case ChainEvent.FailedOver event -> failures.onFinal(tx, event);
            case ChainEvent.Failed event -> failures.onFinal(tx, logged, event);
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
            case Bonds.POST -> bonds.voided(tx, id, why);
            case ServiceCredits.INTENT -> credits.voided(tx, id, why);
            case Failures.OVER, Failures.FAIL -> failures.voided(tx, id, why);
            case Expiries.EXPIRE -> expiries.voided(tx, intent, why);
            default -> {
                // another room's, or a release that may be asked for again
            }
        }
    }
}

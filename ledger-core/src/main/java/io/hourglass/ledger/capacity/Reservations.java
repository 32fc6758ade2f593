package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Reservation.Route;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reservations: the holder's hours and the owners' duty are set aside on the cheapest routes; a
 * confirmation makes each route a redemption, and what is not confirmed in time is given back.
 */
final class Reservations {
    /** Routes' requests are longer by their number. */
    private static final int ID_MAX = 90;

    private static final int LAPSES = 100;

    private final Parts parts;
    private final Escrows escrows;
    private final Deliveries deliveries;
    private final ReservationTable table;

    Reservations(Parts parts, Escrows escrows, Deliveries deliveries) {
        this.parts = parts;
        this.escrows = escrows;
        this.deliveries = deliveries;
        this.table = new ReservationTable(deliveries);
    }

    Outcome<Reservation> reserve(Tx tx, ReservationRequest request) {
        Parts.requireId(request.id());
        if (request.id().length() > ID_MAX) {
            throw new IllegalArgumentException("a reservation's id has at most " + ID_MAX + " characters");
        }
        Parts.lock(tx, "reservation:" + request.id());
        Optional<Reservation> before = table.find(tx, request.id());
        if (before.isPresent()) {
            return same(before.get(), request)
                    ? Outcome.done(before.get())
                    : Outcome.refused(
                            CapacityRefusal.REQUEST_REUSED, "request " + request.id() + " reserved something else");
        }
        if (!request.hours().asset().equals(request.gpu().hours())
                || !request.hours().isPositive()) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT,
                    "asked for " + request.hours() + ", to reserve are hours of " + request.gpu());
        }
        if (request.serviceLevel() < 0 || request.serviceLevel() > ServiceLevels.WHOLE) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT,
                    "a service level is 0 to 10000 ten-thousandths, asked for " + request.serviceLevel());
        }
        return signer(tx, request.holder()).then(holder -> route(tx, request, holder));
    }

    /** The service sends the redemption with the holder's key. */
    private Outcome<Party> signer(Tx tx, String holder) {
        Optional<Party> party = parts.journal().party(tx, holder);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + holder);
        }
        return party.get().key() == null
                ? Outcome.refused(
                        CapacityRefusal.SIGNS_ELSEWHERE,
                        holder + " holds its own key: redeem on chain, it is posted here")
                : Outcome.done(party.get());
    }

    private Outcome<Reservation> route(Tx tx, ReservationRequest request, Party holder) {
        Parts.lock(tx, request.gpu().name());
        Instant now = parts.now();
        if (request.due() != null && !now.isBefore(request.due())) {
            return Outcome.refused(
                    CapacityRefusal.NOT_ENOUGH_IN_TIME, "due at " + request.due() + ", it is " + now + " already");
        }
        DeliveryTerms terms = DeliveryTerms.on(tx, parts.today());
        List<Supply> supplies = Supply.of(tx, request.gpu(), now);
        return new Routing(request, held(tx, request, holder, now), supplies, terms, now)
                .decide()
                .then(decisions -> hold(tx, request, holder, terms, decisions));
    }

    /** What the holder can spend of each open series of the class and month. */
    private SortedMap<Series, Long> held(Tx tx, ReservationRequest request, Party holder, Instant now) {
        SortedMap<Series, Long> held = new TreeMap<>();
        for (Series series : tx.query(
                "select name from hourglass.series where gpu_class = ? and stage = 'OPEN' and expires > ?",
                row -> Series.parse(row.getString(1)),
                request.gpu().name(),
                now)) {
            if (request.month() == null || series.month().equals(request.month())) {
                parts.journal()
                        .balance(tx, CapacityAccounts.hours(holder, series).path())
                        .map(balance -> balance.available().units())
                        .filter(units -> units > 0)
                        .ifPresent(units -> held.put(series, units));
            }
        }
        return held;
    }

    private Outcome<Reservation> hold(
            Tx tx, ReservationRequest request, Party holder, DeliveryTerms terms, List<Routing.Decision> decisions) {
        Instant now = parts.now();
        Instant expires = decisions.stream()
                .filter(decision -> decision.units() > 0)
                .map(decision -> decision.supply().series().expiry())
                .reduce(now.plus(terms.hold()), (one, other) -> one.isBefore(other) ? one : other);
        table.insert(tx, request, now, expires, decisions);
        Reservation reservation = table.find(tx, request.id()).orElseThrow();
        for (Route route : reservation.taken()) {
            escrows.promise(tx, route.series(), route.owner(), route.hours().units());
            Cause cause = cause(request.id(), route);
            PostResult result = parts.reserve(
                    tx,
                    cause,
                    new Transfer.Reserve(
                            Parts.pending(cause),
                            CapacityAccounts.hours(holder, route.series()).path(),
                            CapacityAccounts.redeemed(route.series()).path(),
                            route.hours()));
            if (Parts.isShort(result)) {
                return Outcome.refused(
                        CapacityRefusal.NOT_ENOUGH_HOURS,
                        "asked for " + route.hours() + ", another request has taken them: ask again");
            }
        }
        return Outcome.done(reservation);
    }

    /** Makes each route a redemption. */
    Outcome<Reservation> confirm(Tx tx, String id, String holder) {
        Optional<Reservation> found = locked(tx, id, holder);
        if (found.isEmpty()) {
            return unknown(id);
        }
        Reservation reservation = found.get();
        if (reservation.state() == State.CONFIRMED) {
            return Outcome.done(reservation);
        }
        if (reservation.state() != State.HELD || !parts.now().isBefore(reservation.expires())) {
            return over(reservation);
        }
        return signer(tx, holder).then(party -> {
            table.become(tx, id, State.CONFIRMED);
            for (Route route : reservation.taken()) {
                deliveries.plan(tx, request(id, route), party, route);
            }
            return Outcome.done(table.find(tx, id).orElseThrow());
        });
    }

    /** Gives the hours back before their time is over. */
    Outcome<Reservation> release(Tx tx, String id, String holder) {
        Optional<Reservation> found = locked(tx, id, holder);
        if (found.isEmpty()) {
            return unknown(id);
        }
        if (found.get().state() == State.RELEASED) {
            return Outcome.done(found.get());
        }
        if (found.get().state() != State.HELD) {
            return over(found.get());
        }
        end(tx, found.get(), State.RELEASED);
        return Outcome.done(table.find(tx, id).orElseThrow());
    }

    /** Gives back what was not confirmed in time; returns how many. */
    int lapse(Tx tx) {
        List<String> due = tx.query(
                "select id from hourglass.reservation where stage = 'HELD' and expires <= ? order by expires, id limit ?",
                row -> row.getString(1),
                parts.now(),
                LAPSES);
        int lapsed = 0;
        for (String id : due) {
            Parts.lock(tx, "reservation:" + id);
            Reservation reservation = table.find(tx, id).orElseThrow();
            if (reservation.state() == State.HELD) {
                end(tx, reservation, State.EXPIRED);
                lapsed++;
            }
        }
        return lapsed;
    }

    private void end(Tx tx, Reservation reservation, State state) {
        table.become(tx, reservation.id(), state);
        for (Route route : reservation.taken()) {
            escrows.breakPromise(
                    tx, route.series(), route.owner(), route.hours().units());
            parts.release(tx, cause(reservation.id(), route));
        }
    }

    Optional<Reservation> find(Tx tx, String id) {
        return table.find(tx, id);
    }

    List<Reservation> of(Tx tx, String holder) {
        return table.of(tx, holder);
    }

    private Optional<Reservation> locked(Tx tx, String id, String holder) {
        Parts.lock(tx, "reservation:" + id);
        return table.find(tx, id).filter(found -> found.holder().equals(holder));
    }

    private static <T> Outcome<T> unknown(String id) {
        return Outcome.refused(CapacityRefusal.UNKNOWN_RESERVATION, "no reservation " + id + " of yours");
    }

    private static <T> Outcome<T> over(Reservation reservation) {
        String ended =
                switch (reservation.state()) {
                    case HELD, EXPIRED -> "was to be confirmed before " + reservation.expires();
                    case RELEASED -> "was given back";
                    case CONFIRMED -> "is confirmed";
                };
        return Outcome.refused(
                CapacityRefusal.RESERVATION_OVER, "reservation " + reservation.id() + " " + ended + ": reserve again");
    }

    private static boolean same(Reservation was, ReservationRequest request) {
        return was.holder().equals(request.holder())
                && was.gpu().equals(request.gpu())
                && was.hours().equals(request.hours())
                && was.regions().equals(request.regions())
                && Objects.equals(was.month(), request.month())
                && Objects.equals(was.due(), request.due())
                && Objects.equals(was.priceMax(), request.priceMax())
                && was.serviceLevel() == request.serviceLevel()
                && was.failover() == request.failover();
    }

    private static String request(String id, Route route) {
        return id + ":" + route.number();
    }

    private static Cause cause(String id, Route route) {
        return new Cause(Deliveries.KIND, request(id, route));
    }

    /** What a holder asks for who names the series. */
    static ReservationRequest of(String id, String holder, Series series, Amount hours) {
        return new ReservationRequest(
                id,
                holder,
                series.gpu(),
                new Amount(series.gpu().hours(), hours.units()),
                List.of(series.region()),
                series.month(),
                null,
                null,
                0,
                false);
    }
}

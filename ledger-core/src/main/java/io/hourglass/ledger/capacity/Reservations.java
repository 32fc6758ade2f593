package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Reservation.Route;
import io.hourglass.ledger.capacity.Reservation.Source;
import io.hourglass.ledger.capacity.Reservation.State;
import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Reservations: the holder's hours and the owners' duty are set aside on the cheapest routes; a
 * confirmation makes each route a redemption, and what is not confirmed in time is given back.
 *
 * <p>Where hours are missing and are bought, those that are there are set aside at once, and all are routed
 * when the chain has settled the purchase.
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
        return reserved(tx, request)
                .orElseGet(() -> holder(tx, request).then(holder -> route(tx, request, holder, State.HELD)));
    }

    /** What was answered to a request of this id before; it is locked, whether there was one or not. */
    Optional<Outcome<Reservation>> reserved(Tx tx, ReservationRequest request) {
        Parts.requireId(request.id());
        if (request.id().length() > ID_MAX) {
            throw new IllegalArgumentException("a reservation's id has at most " + ID_MAX + " characters");
        }
        Parts.lock(tx, "reservation:" + request.id());
        return table.find(tx, request.id())
                .map(before -> before.request().equals(request)
                        ? Outcome.done(before)
                        : Outcome.refused(
                                CapacityRefusal.REQUEST_REUSED,
                                "request " + request.id() + " reserved something else"));
    }

    /** Who asks, if it is something that can be asked for. Nobody else reserves of the class from here on. */
    private Outcome<Party> holder(Tx tx, ReservationRequest request) {
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
        return signer(tx, request.holder()).then(holder -> {
            Parts.lock(tx, request.gpu().name());
            Instant now = parts.now();
            return request.due() != null && !now.isBefore(request.due())
                    ? Outcome.refused(
                            CapacityRefusal.NOT_ENOUGH_IN_TIME,
                            "due at " + request.due() + ", it is " + now + " already")
                    : Outcome.done(holder);
        });
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

    private Outcome<Reservation> route(Tx tx, ReservationRequest request, Party holder, State from) {
        Instant now = parts.now();
        DeliveryTerms terms = DeliveryTerms.on(tx, parts.today());
        List<Supply> supplies = Supply.of(tx, request.gpu(), now, List.of());
        return new Routing(request, held(tx, request, holder), supplies, terms, now)
                .decide()
                .then(decisions -> hold(tx, request, holder, terms, decisions, from));
    }

    /** What the holder can spend of each open series of the class and month. */
    private SortedMap<Series, Long> held(Tx tx, ReservationRequest request, Party holder) {
        SortedMap<Series, Long> held = new TreeMap<>();
        for (Series series : tx.query(
                "select name from hourglass.series where gpu_class = ? and stage = 'OPEN' and expires > ?",
                row -> Series.parse(row.getString(1)),
                request.gpu().name(),
                parts.now())) {
            if (request.month() == null || series.month().equals(request.month())) {
                long units = parts.journal()
                        .balance(tx, CapacityAccounts.hours(holder, series).path())
                        .map(balance -> balance.available().units())
                        .orElse(0L);
                held.put(series, Math.max(0, units));
            }
        }
        return held;
    }

    private Outcome<Reservation> hold(
            Tx tx,
            ReservationRequest request,
            Party holder,
            DeliveryTerms terms,
            List<Routing.Decision> decisions,
            State from) {
        Instant now = parts.now();
        Instant expires = decisions.stream()
                .filter(decision -> decision.units() > 0)
                .map(decision -> decision.supply().series().expiry())
                .reduce(now.plus(terms.hold()), (one, other) -> one.isBefore(other) ? one : other);
        if (from == State.BUYING) {
            table.hold(tx, request.id(), expires);
        } else {
            table.insert(tx, request, now, expires);
        }
        table.insert(tx, request.id(), decisions);
        Reservation reservation = table.find(tx, request.id()).orElseThrow();
        for (Route route : reservation.taken()) {
            escrows.promise(tx, route.series(), route.owner(), route.hours().units());
            if (!setAside(tx, holder, cause(request.id(), route), route.series(), route.hours())) {
                return taken(route.hours());
            }
        }
        return Outcome.done(reservation);
    }

    /** False if another request has spent them since they were counted. */
    private boolean setAside(Tx tx, Party holder, Cause cause, Series series, Amount hours) {
        PostResult result = parts.reserve(
                tx,
                cause,
                new Transfer.Reserve(
                        Parts.pending(cause),
                        CapacityAccounts.hours(holder, series).path(),
                        CapacityAccounts.redeemed(series).path(),
                        hours));
        return !Parts.isShort(result);
    }

    private static <T> Outcome<T> taken(Amount hours) {
        return Outcome.refused(
                CapacityRefusal.NOT_ENOUGH_HOURS, "asked for " + hours + ", another request has taken them: ask again");
    }

    // ---------------------------------------------------------------- where hours have to be bought

    /** The series that would do, and what the holder can spend of each. */
    Outcome<SortedMap<Series, Long>> spendable(Tx tx, ReservationRequest request) {
        return holder(tx, request).then(holder -> {
            SortedMap<Series, Long> spendable = held(tx, request, holder);
            spendable.keySet().removeIf(series -> !request.inRegion(series) || !request.inTime(series));
            return Outcome.done(spendable);
        });
    }

    /** Sets aside what is there for a reservation whose other hours are bought. */
    Outcome<Reservation> expect(Tx tx, ReservationRequest request, Purchase purchase) {
        return holder(tx, request).then(holder -> {
            Instant now = parts.now();
            SortedMap<Series, Long> held = held(tx, request, holder);
            SortedMap<Series, Long> coming = new TreeMap<>(held);
            purchase.units().forEach((series, units) -> coming.merge(series, units, Math::addExact));
            List<Supply> supplies = Supply.of(tx, request.gpu(), now, purchase.sales());
            return new Routing(request, coming, supplies, DeliveryTerms.on(tx, parts.today()), now)
                    .decide()
                    .then(_ -> {
                        table.insert(tx, request, now, purchase);
                        return keep(tx, request, holder, held, purchase.units());
                    });
        });
    }

    private Outcome<Reservation> keep(
            Tx tx,
            ReservationRequest request,
            Party holder,
            SortedMap<Series, Long> held,
            SortedMap<Series, Long> bought) {
        long left = request.hours().units()
                - bought.values().stream().mapToLong(Long::longValue).sum();
        List<Series> preferred = held.keySet().stream()
                .filter(series -> request.inRegion(series) && request.inTime(series))
                .sorted(Comparator.comparingInt(request::place))
                .toList();
        for (Series series : preferred) {
            long units = Math.min(left, held.getOrDefault(series, 0L));
            left -= units;
            Amount kept = new Amount(series.asset(), units);
            Amount rest = new Amount(series.asset(), bought.getOrDefault(series, 0L));
            if (kept.isPositive() || rest.isPositive()) {
                table.insert(tx, request.id(), new Source(series, kept, rest));
            }
            if (kept.isPositive() && !setAside(tx, holder, cause(request.id(), series), series, kept)) {
                return taken(kept);
            }
        }
        return Outcome.done(table.find(tx, request.id()).orElseThrow());
    }

    /** What was bought is here: all of it is routed, or the reservation fails with what is missing. */
    Outcome<Reservation> arrived(Tx tx, String id) {
        Optional<Reservation> buying = buying(tx, id);
        if (buying.isEmpty()) {
            return Outcome.done(table.find(tx, id).orElseThrow());
        }
        giveBack(tx, buying.get());
        ReservationRequest request = buying.get().request();
        return switch (holder(tx, request).then(holder -> route(tx, request, holder, State.BUYING))) {
            case Outcome.Done<Reservation> routed -> routed;
            case Outcome.Refused<Reservation>(var reason, String detail) -> {
                // what was set aside meanwhile undoes all of this, and it is tried again
                if (table.find(tx, id).orElseThrow().state() != State.BUYING) {
                    yield Outcome.refused(reason, detail);
                }
                table.fail(tx, id, detail);
                yield Outcome.done(table.find(tx, id).orElseThrow());
            }
        };
    }

    /** What was bought does not come. */
    void lost(Tx tx, String id, String why) {
        buying(tx, id).ifPresent(reservation -> {
            giveBack(tx, reservation);
            table.fail(tx, id, why);
        });
    }

    private Optional<Reservation> buying(Tx tx, String id) {
        Parts.lock(tx, "reservation:" + id);
        return table.find(tx, id).filter(found -> found.state() == State.BUYING);
    }

    private void giveBack(Tx tx, Reservation reservation) {
        for (Source source : reservation.sources()) {
            if (source.kept().isPositive()) {
                parts.release(tx, cause(reservation.id(), source.series()));
            }
        }
    }

    /** What is bought, by the id of whose it is. */
    Map<String, UUID> buying(Tx tx) {
        return table.buying(tx);
    }

    // ---------------------------------------------------------------- what becomes of it

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

    List<Reservation> of(Tx tx, String holder, int limit) {
        return table.of(tx, holder, limit);
    }

    private Optional<Reservation> locked(Tx tx, String id, String holder) {
        Parts.lock(tx, "reservation:" + id);
        return table.find(tx, id).filter(found -> found.holder().equals(holder));
    }

    private static <T> Outcome<T> unknown(String id) {
        return Outcome.refused(CapacityRefusal.UNKNOWN_RESERVATION, "no reservation " + id + " of yours");
    }

    private static <T> Outcome<T> over(Reservation reservation) {
        if (reservation.state() == State.BUYING) {
            return Outcome.refused(
                    CapacityRefusal.RESERVATION_BUYING,
                    "hours for reservation " + reservation.id() + " are bought, and not here yet");
        }
        String ended =
                switch (reservation.state()) {
                    case BUYING, HELD, EXPIRED -> "was to be confirmed before " + reservation.expires();
                    case RELEASED -> "was given back";
                    case CONFIRMED -> "is confirmed";
                    case FAILED -> "failed: " + reservation.reason();
                };
        return Outcome.refused(
                CapacityRefusal.RESERVATION_OVER, "reservation " + reservation.id() + " " + ended + ": reserve again");
    }

    private static String request(String id, Route route) {
        return id + ":" + route.number();
    }

    private static Cause cause(String id, Route route) {
        return new Cause(Deliveries.KIND, request(id, route));
    }

    /** What is set aside of a series until the rest is here. */
    private static Cause cause(String id, Series series) {
        return new Cause("reservation", id + ":" + series.name());
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
                false,
                null);
    }
}

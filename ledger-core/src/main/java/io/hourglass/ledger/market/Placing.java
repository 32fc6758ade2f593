package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.Admission.Known;
import io.hourglass.ledger.market.Admission.Presented;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.OrderRow.Turn;
import io.hourglass.ledger.market.VenueRules.Checks;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.Auction;
import io.hourglass.ledger.market.matching.OrderBook;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes signed orders in: what they are about is looked up for all of them at once, then each is
 * checked and matched after the other, then what follows is written at once.
 */
final class Placing {
    private final Journal journal;
    private final Admission admission;
    private final Purse purse;
    private final Venues venues;
    private final Clock clock;

    Placing(Journal journal, Admission admission, Purse purse, Venues venues, Clock clock) {
        this.journal = journal;
        this.admission = admission;
        this.purse = purse;
        this.venues = venues;
        this.clock = clock;
    }

    /** An order of a set has no cover: somebody else spent it after it was looked up, or its id is taken. */
    static final class CoverLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        CoverLost(String detail) {
            super(detail);
        }
    }

    Presented present(Placement placement) {
        return admission.present(placement);
    }

    /** @param committed to be run once the transaction has committed, and only then */
    record Placed(List<Outcome<OrderView>> answers, Runnable committed) {}

    /**
     * Answers each in its place. Several must all be for hours, or all for futures. A set of these ends with the first
     * trade there ever was in a contract, by which more than its parties is worth something else: then there are fewer
     * answers than orders, but one at least.
     *
     * @param shelf where the books may be from before; null where nobody hears whether this commits
     * @throws CoverLost with a shelf, instead of a refusal: nothing of the set may be kept then
     */
    Placed place(Tx tx, List<Presented> presented, @Nullable Shelf shelf) {
        Instant now = clock.instant();
        List<Candidate> sound =
                presented.stream().flatMap(one -> one.candidate().stream()).toList();
        Known known = admission.lookUp(tx, sound);
        Map<String, Amount> free = new HashMap<>();
        Map<Venue, MarketTerms> terms = new EnumMap<>(Venue.class);
        List<Turn> turns = new ArrayList<>();
        RoundTrip trip = tx.roundTrip();
        journal.balances(trip, sources(sound, known), there -> free.put(there.path(), there.available()));
        MarketTerms.on(trip, day(now), terms);
        OrderRow.turns(trip, presented.size(), turns);
        trip.go();
        Funds funds = new Funds(free);
        Venue venue = presented.getFirst().placement().order().venue();
        VenueRules rules = venue == Venue.SETTLEMENT ? funds : venues.rules(venue);
        Checks checks = rules.enter(tx, parties(known, sound), instruments(known));
        Matching matching = matching(tx, funds, terms, shelf, Optional.of(checks), now);
        matching.open(known.instruments(), sound);
        Set set = new Set(known, checks, matching, now);
        List<Outcome<OrderView>> answers = new ArrayList<>();
        for (Presented one : presented) {
            if (venue == Venue.CLEARING && matching.isFirstTrade()) {
                break;
            }
            Turn turn = turns.get(answers.size());
            answers.add(one.candidate().map(it -> answer(set, it, turn)).orElseGet(() -> malformed(one.placement())));
        }
        Optional<Declined> lost = matching.write();
        if (lost.isPresent() && shelf != null) {
            throw new CoverLost(lost.get().detail());
        }
        return lost.isEmpty()
                ? new Placed(answers, matching::committed)
                : new Placed(List.of(refused(lost.get())), () -> {});
    }

    /** Trades at one price what has gathered in an instrument's book; it is locked. */
    Optional<Auction> uncross(Tx tx, Instrument instrument) {
        Matching matching = matching(tx, clock.instant());
        Optional<Auction> auction = matching.uncross(matching.open(instrument));
        matching.write().ifPresent(lost -> {
            throw new IllegalStateException("what covered the orders of an auction is gone: " + lost.detail());
        });
        return auction;
    }

    /** An instrument's whole book as it stands in its rows. */
    OrderBook book(Tx tx, Instrument instrument) {
        return matching(tx, clock.instant()).open(instrument).book();
    }

    private Matching matching(Tx tx, Instant now) {
        return matching(tx, new Funds(Map.of()), MarketTerms.on(tx, day(now)), null, Optional.empty(), now);
    }

    private Matching matching(
            Tx tx,
            Funds funds,
            Map<Venue, MarketTerms> terms,
            @Nullable Shelf shelf,
            Optional<Checks> checks,
            Instant now) {
        Covering covering = new Covering(journal, purse, tx, funds, shelf == null ? new Shelf() : shelf, now);
        return new Matching(covering, tx, terms, shelf, venues, checks, now);
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    /** What a set is placed with. */
    private record Set(Known known, Checks checks, Matching matching, Instant now) {}

    private static Outcome<OrderView> malformed(Placement placement) {
        return refused(Admission.malformed(placement.order()).orElseThrow());
    }

    private Outcome<OrderView> answer(Set set, Candidate candidate, Turn turn) {
        Optional<Declined> declined = admission.check(candidate, set.known, set.now);
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        Instrument instrument = set.known.instrument(candidate.order()).orElseThrow();
        Party party = set.known.party(candidate.order()).orElseThrow();
        declined = set.matching.irreplaceable(candidate, party).or(() -> uncovered(set, candidate, instrument, party));
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        String owner = set.known.owner(party);
        OrderView view = set.matching.place(instrument, party, owner, candidate, turn);
        set.known.note(candidate, set.now);
        return Outcome.done(view);
    }

    private static Optional<Declined> uncovered(Set set, Candidate candidate, Instrument instrument, Party party) {
        set.matching.stepAside(candidate, instrument, true);
        Optional<Declined> declined = set.checks.check(instrument, party, candidate.order());
        set.matching.stepAside(candidate, instrument, false);
        return declined;
    }

    private static Collection<Party> parties(Known known, List<Candidate> candidates) {
        return candidates.stream()
                .flatMap(one -> known.party(one.order()).stream())
                .distinct()
                .toList();
    }

    private static Collection<Instrument> instruments(Known known) {
        return known.instruments().stream().map(Locked::instrument).toList();
    }

    /** The accounts that the orders draw on. */
    private static Collection<String> sources(List<Candidate> candidates, Known known) {
        Collection<String> sources = new HashSet<>();
        for (Candidate candidate : candidates) {
            Order order = candidate.order();
            Optional<Instrument> hours = known.instrument(order).filter(listed -> listed.venue() == Venue.SETTLEMENT);
            Optional<Party> party = known.party(order);
            if (hours.isPresent() && party.isPresent()) {
                sources.add(Purse.source(party.get(), order.buy(), hours.get().asset()));
            }
        }
        return sources;
    }

    private static Outcome<OrderView> refused(Declined declined) {
        return Outcome.refused(declined.reason(), declined.detail());
    }
}

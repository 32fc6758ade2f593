package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.Admission.Known;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes signed orders in: what they are about is looked up for all of them at once, then each is
 * checked and matched after the other, then what follows is written at once.
 */
final class Placing {
    private final Journal journal;
    private final Admission admission;
    private final Purse purse;
    private final VenueRules futures;
    private final Clock clock;

    Placing(Journal journal, Admission admission, Purse purse, VenueRules futures, Clock clock) {
        this.journal = journal;
        this.admission = admission;
        this.purse = purse;
        this.futures = futures;
        this.clock = clock;
    }

    /** Somebody else spent, after it was looked up, what one of several orders was to be paid with. */
    static final class CoverLost extends RuntimeException {
        private static final long serialVersionUID = 1;

        CoverLost(String detail) {
            super(detail);
        }
    }

    /**
     * Answers each in its place. Several must all be for hours: what covers futures is looked up in
     * rows, which those before in the set have not written yet.
     *
     * @throws CoverLost if several were asked: nothing of them may be kept then
     */
    List<Outcome<OrderView>> place(Tx tx, List<SignedOrder> signed, TimeInForce timeInForce) {
        Instant now = clock.instant();
        Map<SignedOrder, Candidate> candidates = new HashMap<>();
        signed.stream()
                .filter(one -> Admission.malformed(one.order()).isEmpty())
                .forEach(one -> candidates.put(one, admission.candidate(one)));
        List<Candidate> sound = List.copyOf(candidates.values());
        Known known = admission.lookUp(tx, sound);
        Funds funds = funds(tx, sound, known);
        Map<Venue, VenueRules> rules = Map.of(Venue.SETTLEMENT, funds, Venue.CLEARING, futures);
        Matching matching = new Matching(journal, purse, tx, funds, now);
        matching.open(sound.stream().map(Candidate::order).toList());
        List<Outcome<OrderView>> answers = new ArrayList<>();
        for (SignedOrder one : signed) {
            Candidate candidate = candidates.get(one);
            Optional<Declined> declined = candidate == null
                    ? Admission.malformed(one.order())
                    : admission.check(tx, candidate, known, rules, now);
            if (candidate == null || declined.isPresent()) {
                answers.add(refused(declined.orElseThrow()));
            } else {
                Instrument instrument = known.instrument(one.order()).orElseThrow();
                Party party = known.party(one.order()).orElseThrow();
                answers.add(Outcome.done(matching.place(instrument, party, candidate, timeInForce)));
                known.note(candidate, now);
            }
        }
        Optional<Declined> lost = matching.write();
        if (lost.isPresent() && signed.size() > 1) {
            throw new CoverLost(lost.get().detail());
        }
        return lost.isEmpty() ? answers : List.of(refused(lost.get()));
    }

    /** What is free in the accounts that the orders draw on. */
    private Funds funds(Tx tx, List<Candidate> candidates, Known known) {
        Set<String> sources = new HashSet<>();
        for (Candidate candidate : candidates) {
            Order order = candidate.order();
            Optional<Instrument> hours = known.instrument(order).filter(listed -> listed.venue() == Venue.SETTLEMENT);
            Optional<Party> party = known.party(order);
            if (hours.isPresent() && party.isPresent()) {
                sources.add(Purse.source(party.get(), order.buy(), hours.get().asset()));
            }
        }
        Map<String, Amount> free = new HashMap<>();
        journal.balances(tx, sources).forEach((path, balance) -> free.put(path, balance.available()));
        return new Funds(free);
    }

    private static Outcome<OrderView> refused(Declined declined) {
        return Outcome.refused(declined.reason(), declined.detail());
    }
}

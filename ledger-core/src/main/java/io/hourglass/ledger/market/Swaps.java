package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.CombinationAdmission.Months;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.TradeRow.Side;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.market.matching.SelfMatch;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Compute swaps: one pays a fixed price for so many lots of hours a month, the other the month's average fixing, over a
 * month, a quarter or a year. A future settles to just that average; so each month of a swap is cleared as lots of that
 * month's future at the fixed price, bought by who pays it: margined and marked daily from there.
 *
 * <p>Example: ada pays bob $2.40 for 5 lots of each month of {@code H100-SXM-80GB.2026-Q4.ST}. October's fixings average
 * $2.46: over its life October brings her 5 × 730 × $0.06 = $219.00.
 */
public final class Swaps {
    private static final int MONTHS_MAX = 12;

    private final Journal journal;
    private final Chain chain;
    private final CombinationAdmission admission;
    private final VenueRules futures;
    private final Proposals proposals;

    Swaps(Journal journal, Chain chain, VenueRules futures, Proposals proposals) {
        this.journal = journal;
        this.chain = chain;
        this.admission = new CombinationAdmission(chain, journal, futures);
        this.futures = futures;
        this.proposals = proposals;
    }

    /** One side of a swap, admitted. The months are locked. */
    private record Admitted(CombinationPlacement placement, Party party, Months months) {
        boolean pays() {
            return placement.first().buy();
        }
    }

    /**
     * Proposes a swap to a counterparty; refused for the first reason that holds.
     *
     * @param signed an order a month, all at the fixed price, by months and ascending salts
     */
    public Outcome<ProposalView> propose(Tx tx, String counterparty, Combination signed, Signature signature) {
        return sound(signed, signature).then(sound -> admit(tx, sound)).then(admitted -> proposals
                .expires(signed.legs().getFirst())
                .then(expires -> counterparty(tx, admitted, counterparty)
                        .then(other -> Outcome.done(propose(tx, admitted, other, expires)))));
    }

    private ProposalView propose(Tx tx, Admitted by, Party counterparty, Instant expires) {
        Order first = by.placement.first();
        CombinationRow row = insert(tx, by);
        return proposals.insert(
                tx,
                new Proposal(
                        new Hash(row.id),
                        Kind.SWAP,
                        by.months.code(),
                        by.party.name(),
                        counterparty.name(),
                        by.pays(),
                        first.quantity(),
                        first.price(),
                        null,
                        proposals.now(),
                        expires));
    }

    /** Accepts a proposal, as the counterparty signed it; all months go to the chain together. */
    public Outcome<ProposalView> accept(Tx tx, Hash id, String party, Combination signed, Signature signature) {
        return sound(signed, signature).then(sound -> proposals.open(tx, id).then(proposal -> Proposals.theirs(
                        proposal, proposal.counterparty(), party)
                .then(mine -> answers(mine, sound))
                .then(answer -> admit(tx, answer))
                .then(admitted -> trade(tx, proposal, admitted))));
    }

    /** What every swap is, whoever signs it. */
    private static Outcome<CombinationPlacement> sound(Combination signed, Signature signature) {
        List<Order> legs = signed.legs();
        if (legs.isEmpty() || legs.size() > MONTHS_MAX) {
            return malformed("a swap is of 1 to " + MONTHS_MAX + " months, not of " + legs.size());
        }
        for (int i = 0; i < legs.size(); i++) {
            Order leg = legs.get(i);
            Optional<Declined> malformed = Admission.malformed(leg);
            if (malformed.isPresent()) {
                return malformed(malformed.get().detail());
            }
            if (leg.venue() != Venue.CLEARING || !isLike(leg, legs.getFirst(), i)) {
                return malformed("the months of a swap are orders for futures of one account, side, quantity, price and"
                        + " expiry, numbered one after the other");
            }
        }
        Order first = legs.getFirst();
        if (first.price().micros() > CombinationAdmission.PRICE_MAX) {
            return malformed("not a price: " + first.price());
        }
        long together = Math.multiplyExact(first.price().micros(), (long) legs.size());
        return signed.price() == (first.buy() ? together : -together)
                ? Outcome.done(
                        new CombinationPlacement(signed, signature, OrderType.FILL_OR_KILL, SelfMatch.CANCEL_INCOMING))
                : malformed("the signed price is that of " + legs.size() + " months together, negative for who is paid"
                        + " it: " + legs.size() + " times " + first.price());
    }

    private static boolean isLike(Order leg, Order first, int place) {
        return leg.account().equals(first.account())
                && leg.buy() == first.buy()
                && leg.quantity() == first.quantity()
                && leg.price().equals(first.price())
                && leg.expiry() == first.expiry()
                && leg.salt() - place == first.salt();
    }

    private static <T> Outcome<T> malformed(String detail) {
        return Outcome.refused(MarketRefusal.MALFORMED, detail);
    }

    /** Whether it is what was proposed, from the other side; that the months are the same, the strip's lock says. */
    private static Outcome<CombinationPlacement> answers(Proposal proposal, CombinationPlacement placement) {
        Order first = placement.first();
        boolean same = first.buy() != proposal.buys()
                && first.quantity() == proposal.lots()
                && first.price().equals(proposal.price());
        return same ? Outcome.done(placement) : malformed(asProposed(proposal));
    }

    private static String asProposed(Proposal proposal) {
        return "to accept is to " + (proposal.buys() ? "be paid " : "pay ") + proposal.price() + " for "
                + proposal.lots() + " lots a month of " + proposal.code();
    }

    private Outcome<Admitted> admit(Tx tx, CombinationPlacement placement) {
        Instant now = proposals.now();
        Optional<Months> months = lock(tx, placement);
        if (months.isEmpty()) {
            return Outcome.refused(
                    MarketRefusal.UNKNOWN_INSTRUMENT,
                    "a swap is of a listed month, or of all months of a listed quarter or year, by month");
        }
        Optional<Party> party = admission.party(tx, placement.first());
        return admission
                .check(tx, placement, months.get(), party, now)
                .or(() -> futures.outsideMean(
                        tx, months.get().months(), placement.first().price()))
                .<Outcome<Admitted>>map(Swaps::refused)
                .orElseGet(() -> Outcome.done(new Admitted(placement, party.orElseThrow(), months.get())));
    }

    /** A month alone, or a strip; locked until the transaction ends. */
    private static Optional<Months> lock(Tx tx, CombinationPlacement placement) {
        Order first = placement.first();
        long price = first.price().micros();
        if (placement.combination().legs().size() > 1) {
            return Strips.lock(tx, placement)
                    .map(strip -> new Months(strip.code(), strip.months(), strip.tick(), price));
        }
        Map<Hash, Locked> locked = InstrumentRow.lock(tx, List.of(first.base()));
        return Optional.ofNullable(locked.get(first.base()))
                .map(Locked::instrument)
                .filter(month -> month.venue() == Venue.CLEARING)
                .map(month -> new Months(month.code(), List.of(month), month.tick(), price));
    }

    private Outcome<Party> counterparty(Tx tx, Admitted by, String name) {
        Optional<Party> other = journal.party(tx, name);
        if (other.isEmpty()) {
            return Outcome.refused(MarketRefusal.UNKNOWN_PARTY, "nobody here is called " + name);
        }
        return Proposals.selfDealing(tx, by.party, other.get())
                .<Outcome<Party>>map(Swaps::refused)
                .orElseGet(() -> Outcome.done(other.get()));
    }

    private CombinationRow insert(Tx tx, Admitted by) {
        CombinationRow.Identity identity = new CombinationRow.Identity(
                admission.digest(by.placement),
                TradeView.Kind.SWAP,
                by.months.code(),
                by.party.name(),
                Admission.owners(tx, List.of(by.party)).getOrDefault(by.party.name(), by.party.name()),
                by.pays(),
                by.months.price(),
                admission.legs(by.placement));
        return CombinationRow.insert(tx, by.placement, identity, proposals.now());
    }

    private Outcome<ProposalView> trade(Tx tx, Proposal proposal, Admitted taker) {
        if (!taker.months.code().equals(proposal.code())) {
            return malformed(asProposed(proposal));
        }
        Party maker = journal.party(tx, proposal.proposer()).orElseThrow();
        List<Order> made = orders(tx, proposal.id());
        List<Order> taken = taker.placement.combination().legs();
        Optional<Declined> declined = Proposals.selfDealing(tx, maker, taker.party)
                .or(() -> Proposals.ofBoth(
                        maker,
                        taker.party,
                        party -> futures.checkSwap(tx, party, legs(taker.months, party.equals(maker) ? made : taken))));
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        CombinationRow row = insert(tx, taker);
        UUID linked = Entry.idOf("proposal:" + proposal.id());
        List<TradeRow> trades = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            Side one = new Side(chain.digest(made.get(i)).hex(), maker.name(), proposal.proposed());
            Side other = new Side(chain.digest(taken.get(i)).hex(), taker.party.name(), proposals.now());
            TradeRow trade = TradeRow.of(
                    taker.months.months().get(i),
                    proposal.buys() ? one : other,
                    proposal.buys() ? other : one,
                    proposal.lots(),
                    proposal.price(),
                    proposals.now());
            trade.kind = TradeView.Kind.SWAP;
            trade.linked = linked;
            trades.add(trade);
        }
        tx.run(
                "update hourglass.combination set rest = 0, ended = ? where id in (?, ?)",
                proposals.now(),
                row.id,
                proposal.id());
        return Outcome.done(proposals.accepted(tx, proposal, trades));
    }

    /** What the proposer signed, by months. */
    private static List<Order> orders(Tx tx, Hash id) {
        return tx
                .query("select * from hourglass.market_order where part_of = ? order by salt", OrderRow::read, id)
                .stream()
                .map(row -> row.signed(Venue.CLEARING).order())
                .toList();
    }

    private static List<VenueRules.Leg> legs(Months months, List<Order> orders) {
        return IntStream.range(0, orders.size())
                .mapToObj(i -> new VenueRules.Leg(months.months().get(i), orders.get(i)))
                .toList();
    }

    private static <T> Outcome<T> refused(Declined declined) {
        return Outcome.refused(declined.reason(), declined.detail());
    }
}

package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Admission.Candidate;
import io.hourglass.ledger.market.Admission.Known;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.TradeRow.Side;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Exchanged;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Futures exchanged for the hours they are on (CME Rule 538: exchange for physical), between two who agreed on
 * both prices. Who buys the hours sells as many futures; both change hands in one transaction, or neither. Neither
 * price was made in a market, so no settlement price is made of them.
 *
 * <p>Example: ada is short 3 lots of September. Bob sells her the 2,190 h at $2.45 and takes 3 lots at $2.40 of her:
 * she has her hours, and neither trades in the book.
 */
public final class Exchanges {
    private final Journal journal;
    private final Chain chain;
    private final Admission admission;
    private final Purse purse;
    private final VenueRules futures;
    private final Proposals proposals;

    Exchanges(Journal journal, Chain chain, Admission admission, Purse purse, VenueRules futures, Proposals proposals) {
        this.journal = journal;
        this.chain = chain;
        this.admission = admission;
        this.purse = purse;
        this.futures = futures;
        this.proposals = proposals;
    }

    /** One side of an exchange, admitted: whose it is and what it is in. The instruments are locked. */
    private record Admitted(SignedExchange signed, Party party, String owner, Instrument future, Instrument hours) {}

    /** Proposes an exchange to a counterparty, as the proposer signed it; refused for the first reason that holds. */
    public Outcome<ProposalView> propose(Tx tx, String counterparty, SignedExchange signed) {
        return sound(signed).then(sound -> admit(tx, sound)).then(admitted -> proposals
                .expires(signed.lots())
                .then(expires -> counterparty(tx, admitted, counterparty)
                        .then(other -> Outcome.done(propose(tx, admitted, other, expires)))));
    }

    private ProposalView propose(Tx tx, Admitted by, Party counterparty, Instant expires) {
        SignedExchange signed = by.signed;
        Hash id = id(signed);
        insertOrders(tx, by, id);
        return proposals.insert(
                tx,
                new Proposal(
                        id,
                        Kind.EXCHANGE,
                        by.future.code(),
                        by.party.name(),
                        counterparty.name(),
                        signed.lots().buy(),
                        signed.lots().quantity(),
                        signed.lots().price(),
                        Proposals.physical(
                                by.hours.code(),
                                signed.lots().quantity(),
                                signed.hours().price()),
                        proposals.now(),
                        expires));
    }

    /** Accepts a proposal, as the counterparty signed it; both legs are reserved, and go to the chain together. */
    public Outcome<ProposalView> accept(Tx tx, Hash id, String party, SignedExchange signed) {
        return sound(signed)
                .then(sound -> proposals.open(tx, id))
                .then(proposal -> Proposals.theirs(proposal, proposal.counterparty(), party))
                .then(proposal -> answers(proposal, signed)
                        .then(sound -> admit(tx, sound))
                        .then(admitted -> trade(tx, proposal, admitted)));
    }

    /** What every exchange is, whoever signs it. */
    private static Outcome<SignedExchange> sound(SignedExchange signed) {
        return signed.malformed()
                .<Outcome<SignedExchange>>map(Exchanges::refused)
                .orElseGet(() -> Outcome.done(signed));
    }

    /** Whether it is what was proposed, from the other side. */
    private static Outcome<SignedExchange> answers(Proposal proposal, SignedExchange signed) {
        Order lots = signed.lots();
        Order hours = signed.hours();
        Proposal.Physical physical = requireNonNull(proposal.physical());
        boolean same = lots.base().equals(Hash.keccak(proposal.code()))
                && hours.base().equals(Hash.keccak(physical.series()))
                && lots.buy() != proposal.buys()
                && lots.quantity() == proposal.lots()
                && lots.price().equals(proposal.price())
                && hours.price().equals(physical.price());
        return same
                ? Outcome.done(signed)
                : Outcome.refused(
                        MarketRefusal.MALFORMED,
                        "to accept is to " + (proposal.buys() ? "sell " : "buy ") + proposal.lots() + " lots of "
                                + proposal.code() + " at " + proposal.price() + " and to "
                                + (proposal.buys() ? "buy " : "sell ")
                                + physical.hours().decimal() + " h of " + physical.series() + " at "
                                + physical.price());
    }

    /** Whether a side may stand, by the rules of both venues and of exchanges; margin and money aside. */
    private Outcome<Admitted> admit(Tx tx, SignedExchange signed) {
        Instant now = proposals.now();
        Candidate lots = candidate(signed.future(), signed.hours());
        Candidate hours = candidate(signed.physical(), signed.lots());
        Known known = admission.lookUp(tx, List.of(lots, hours));
        Optional<Declined> declined = admission.check(lots, known, now);
        if (declined.isEmpty()) {
            known.note(lots, now);
            declined = admission.check(hours, known, now);
        }
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        Party party = known.party(signed.lots()).orElseThrow();
        Admitted admitted = new Admitted(
                signed,
                party,
                known.owner(party),
                known.instrument(signed.lots()).orElseThrow(),
                known.instrument(signed.hours()).orElseThrow());
        return unlike(admitted)
                .or(() -> priced(tx, admitted))
                .<Outcome<Admitted>>map(Exchanges::refused)
                .orElseGet(() -> Outcome.done(admitted));
    }

    private Candidate candidate(SignedOrder signed, Order other) {
        Exchanged exchanged = new Exchanged(signed.order(), chain.digest(other));
        return new Candidate(
                Placement.limit(signed), chain.digest(signed.order()), chain.recover(exchanged, signed.signature()));
    }

    private static Optional<Declined> unlike(Admitted admitted) {
        Series series = Series.parse(admitted.hours.code());
        String future = series.gpu().name() + "." + series.month() + ".F";
        return admitted.future.code().equals(future)
                ? Optional.empty()
                : Optional.of(new Declined(
                        MarketRefusal.MALFORMED,
                        "hours of " + series + " are exchanged for " + future + ", not for " + admitted.future.code()));
    }

    private Optional<Declined> priced(Tx tx, Admitted admitted) {
        Price lots = admitted.signed.lots().price();
        Price hours = admitted.signed.hours().price();
        VenueRules.Range range = futures.range(tx, admitted.future);
        if (!range.has(lots)) {
            return Optional.of(new Declined(
                    MarketRefusal.PRICE_BAND,
                    lots + " is outside the band of " + admitted.future.code() + ", " + range.low() + " to "
                            + range.high()));
        }
        int percent = basisPercent(tx);
        long width = Math.multiplyExact(lots.micros(), (long) percent) / 100;
        return Math.abs(hours.micros() - lots.micros()) <= width
                ? Optional.empty()
                : Optional.of(new Declined(
                        MarketRefusal.PRICE_BAND,
                        "hours at " + hours + " are more than " + percent + " % from the futures' price, " + lots));
    }

    private int basisPercent(Tx tx) {
        return ExchangeTerms.SHEET
                .on(tx, LocalDate.ofInstant(proposals.now(), ZoneOffset.UTC))
                .basisPercent();
    }

    private Outcome<Party> counterparty(Tx tx, Admitted by, String name) {
        Optional<Party> other = journal.party(tx, name);
        if (other.isEmpty()) {
            return Outcome.refused(MarketRefusal.UNKNOWN_PARTY, "nobody here is called " + name);
        }
        return Proposals.selfDealing(tx, by.party, other.get())
                .<Outcome<Party>>map(Exchanges::refused)
                .orElseGet(() -> Outcome.done(other.get()));
    }

    private Outcome<ProposalView> trade(Tx tx, Proposal proposal, Admitted taker) {
        Party maker = journal.party(tx, proposal.proposer()).orElseThrow();
        Map<Venue, OrderRow> made = orders(tx, proposal.id());
        OrderRow lots = requireNonNull(made.get(Venue.CLEARING));
        OrderRow hours = requireNonNull(made.get(Venue.SETTLEMENT));
        Optional<Declined> declined = Proposals.selfDealing(tx, maker, taker.party)
                .or(() -> Proposals.ofBoth(
                        maker,
                        taker.party,
                        party -> futures.check(
                                tx,
                                taker.future,
                                party,
                                party.equals(maker)
                                        ? lots.signed(Venue.CLEARING).order()
                                        : taker.signed.lots())))
                .or(() -> Proposals.ofBoth(
                        maker,
                        taker.party,
                        party -> afford(
                                tx,
                                taker.hours,
                                party,
                                party.equals(maker)
                                        ? hours.signed(Venue.SETTLEMENT).order()
                                        : taker.signed.hours())));
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        insertOrders(tx, taker, id(taker.signed));
        UUID linked = Entry.idOf("proposal:" + proposal.id());
        TradeRow futuresLeg = leg(linked, taker.future, lots, taker.signed.lots(), taker.party);
        TradeRow hoursLeg = leg(linked, taker.hours, hours, taker.signed.hours(), taker.party);
        Optional<Declined> spent =
                reserve(tx, hoursLeg, taker.hours, hours.buy ? maker : taker.party, hours.buy ? taker.party : maker);
        return spent.isPresent()
                ? refused(spent.get())
                : Outcome.done(proposals.accepted(tx, proposal, List.of(futuresLeg, hoursLeg)));
    }

    private static Map<Venue, OrderRow> orders(Tx tx, Hash id) {
        Map<Venue, OrderRow> orders = new HashMap<>();
        tx.query(
                        "select o.*, i.venue from hourglass.market_order o"
                                + " join hourglass.instrument i on i.id = o.instrument where o.part_of = ?",
                        row -> Map.entry(Venue.valueOf(row.getString("venue")), OrderRow.read(row)),
                        id)
                .forEach(order -> orders.put(order.getKey(), order.getValue()));
        return orders;
    }

    /** Whether a side has the money, or the hours. */
    private Optional<Declined> afford(Tx tx, Instrument hours, Party party, Order order) {
        String source = Purse.source(party, order.buy(), hours.asset());
        Map<String, Amount> free = new HashMap<>();
        journal.balance(tx, source).map(Balance::available).ifPresent(amount -> free.put(source, amount));
        return new Funds(free).check(tx, hours, party, order);
    }

    private TradeRow leg(UUID linked, Instrument instrument, OrderRow made, Order taken, Party taker) {
        Side maker = Side.of(made);
        Side other = new Side(chain.digest(taken).hex(), taker.name(), proposals.now());
        TradeRow trade = TradeRow.of(
                instrument,
                made.buy ? maker : other,
                made.buy ? other : maker,
                taken.quantity(),
                taken.price(),
                proposals.now());
        trade.kind = TradeView.Kind.EXCHANGE;
        trade.linked = linked;
        return trade;
    }

    /** Sets the hours and the money aside, until the chain has its word; says if somebody has spent them meanwhile. */
    private Optional<Declined> reserve(Tx tx, TradeRow trade, Instrument instrument, Party buyer, Party seller) {
        Asset hours = instrument.asset();
        trade.moveHours(purse.escrows(tx, seller, hours));
        Account payee = purse.payee(seller, hours, trade.escrowed);
        List<Account> accounts = new ArrayList<>(Purse.accounts(buyer, instrument));
        accounts.addAll(Purse.accounts(seller, instrument));
        accounts.add(payee);
        journal.openMissing(tx, accounts);
        List<Transfer> legs = List.copyOf(Purse.legs(trade, buyer, seller, hours, payee.path()));
        LocalDate day = LocalDate.ofInstant(proposals.now(), ZoneOffset.UTC);
        PostResult posted = journal.post(tx, Entry.of(new Cause("trade", trade.id.toString()), day, legs));
        if (posted instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            if (reason == PostResult.Reason.FLOOR) {
                return Optional.of(new Declined(MarketRefusal.INSUFFICIENT, detail));
            }
            throw new IllegalStateException("an exchange refused by the books: " + reason + ", " + detail);
        }
        return Optional.empty();
    }

    private void insertOrders(Tx tx, Admitted by, Hash whole) {
        for (SignedOrder signed : List.of(by.signed.future(), by.signed.physical())) {
            Hash digest = chain.digest(signed.order());
            new OrderRow(digest, 0, by.party.name(), by.owner, Placement.limit(signed), proposals.now())
                    .insertAsPartOf(tx, whole);
        }
    }

    private Hash id(SignedExchange signed) {
        return chain.digest(new Exchanged(signed.lots(), chain.digest(signed.hours())));
    }

    private static <T> Outcome<T> refused(Declined declined) {
        return Outcome.refused(declined.reason(), declined.detail());
    }
}

package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.Proposal.Physical;
import io.hourglass.ledger.market.ProposalView.State;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainEvent.OrdersCancelled;
import io.hourglass.ledger.settlement.Signable.Order;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What two parties negotiate with each other, whatever it is: proposed by one, accepted or declined by the other,
 * taken back, or lapsed. What comes of an acceptance are trades, which settle together or not at all.
 */
public final class Proposals {
    /** What was signed is good for so long after a proposal lapses: what is accepted last can still settle. */
    static final Duration SETTLES_WITHIN = Duration.ofHours(1);

    private static final int REASON_MAX = 1_000;

    private final Clock clock;

    Proposals(Clock clock) {
        this.clock = clock;
    }

    private enum Answer {
        ACCEPTED,
        DECLINED,
        WITHDRAWN
    }

    /** A row with its answer, if there is one. */
    private record Answered(
            Proposal proposal,
            @Nullable Answer answer,
            @Nullable String reason,
            @Nullable Instant answered) {}

    /** A trade of a proposal, as far as it matters to it. */
    private record Made(
            String proposal,
            UUID trade,
            TradeView.State state,
            @Nullable String reason,
            boolean sent) {}

    /** The counterparty does not want it, and may say why. */
    public Outcome<ProposalView> decline(Tx tx, Hash id, String party, @Nullable String reason) {
        if (reason != null && (reason.isEmpty() || reason.length() > REASON_MAX)) {
            return Outcome.refused(
                    MarketRefusal.MALFORMED,
                    "a reason has 1 to " + REASON_MAX + " characters, this one has " + reason.length());
        }
        return open(tx, id)
                .then(proposal -> theirs(proposal, proposal.counterparty(), party))
                .then(proposal -> end(tx, proposal, Answer.DECLINED, reason));
    }

    /** The proposer does not want it any more: it is taken back here and on chain. */
    public Outcome<ProposalView> withdraw(Tx tx, Hash id, String party) {
        return open(tx, id)
                .then(proposal -> theirs(proposal, proposal.proposer(), party))
                .then(proposal -> {
                    // one order taken back on chain is the end of all that go with it
                    tx.run(
                            "update hourglass.market_order set withdrawal = ? where id = ("
                                    + "select id from hourglass.market_order where part_of = ? order by salt limit 1)",
                            Withdrawal.WANTED,
                            id);
                    return end(tx, proposal, Answer.WITHDRAWN, "taken back by " + party);
                });
    }

    private Outcome<ProposalView> end(Tx tx, Proposal proposal, Answer answer, @Nullable String reason) {
        answer(tx, proposal.id(), answer, reason);
        tx.run(
                "update hourglass.market_order set reason = ?, ended = ? where part_of = ?",
                Objects.requireNonNullElse(reason, "declined"),
                now(),
                proposal.id());
        return Outcome.done(find(tx, proposal.id()).orElseThrow());
    }

    /** One of the proposer's orders was taken back on chain: the proposal is worth nothing there any more. */
    void cancelledOnChain(Tx tx, Hash order) {
        withdrawn(
                tx,
                tx.query(
                        "select p.id from hourglass.proposal p join hourglass.market_order o on o.part_of = p.id"
                                + " where o.id = ?",
                        row -> new Hash(row.getString(1)),
                        order));
    }

    /** All of an account's orders up to one were, at a venue. */
    void cancelledOnChain(Tx tx, OrdersCancelled cancelled) {
        withdrawn(
                tx,
                tx.query(
                        "select distinct p.id from hourglass.proposal p"
                                + " join hourglass.market_order o on o.part_of = p.id"
                                + " join hourglass.instrument i on i.id = o.instrument"
                                + " where p.expires >= ? and o.account = ? and o.salt <= ? and i.venue = ?",
                        row -> new Hash(row.getString(1)),
                        clock.instant(),
                        cancelled.account(),
                        cancelled.last(),
                        cancelled.venue()));
    }

    private void withdrawn(Tx tx, List<Hash> ids) {
        for (Hash id : ids) {
            if (open(tx, id) instanceof Outcome.Done<Proposal>(Proposal proposal)) {
                end(tx, proposal, Answer.WITHDRAWN, "cancelled on chain");
            }
        }
    }

    /** The proposal nobody has answered yet, locked until the transaction ends. */
    Outcome<Proposal> open(Tx tx, Hash id) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('market:proposal:' || ?, 0))", row -> 0, id.hex());
        Answered row = rows(tx, "p.id = ?", "", id).stream().findFirst().orElse(null);
        if (row == null) {
            return Outcome.refused(MarketRefusal.UNKNOWN_PROPOSAL, "no proposal " + id);
        }
        if (row.answer != null) {
            return Outcome.refused(
                    MarketRefusal.PROPOSAL_CLOSED,
                    "the proposal was " + row.answer.name().toLowerCase(Locale.ROOT) + " at " + row.answered);
        }
        return now().isAfter(row.proposal.expires())
                ? Outcome.refused(
                        MarketRefusal.PROPOSAL_CLOSED,
                        "the proposal lapsed at " + row.proposal.expires() + ", it is " + now())
                : Outcome.done(row.proposal);
    }

    static Outcome<Proposal> theirs(Proposal proposal, String whose, String party) {
        return whose.equals(party)
                ? Outcome.done(proposal)
                : Outcome.refused(MarketRefusal.NOT_YOURS, "it is for " + whose + " to do that with " + proposal.id());
    }

    /** Until when what is signed until then can be accepted; refused once that is over. */
    Outcome<Instant> expires(Order signed) {
        Instant expires = Instant.ofEpochSecond(signed.expiry()).minus(SETTLES_WITHIN);
        return now().isBefore(expires)
                ? Outcome.done(expires)
                : Outcome.refused(
                        MarketRefusal.EXPIRED,
                        "signed until " + Instant.ofEpochSecond(signed.expiry()) + " it lapsed "
                                + SETTLES_WITHIN.toHours() + " h before, at " + expires + "; it is " + now());
    }

    /** Why these two cannot trade with each other. */
    static Optional<Declined> selfDealing(Tx tx, Party one, Party other) {
        Map<String, String> owners = Admission.owners(tx, List.of(one, other));
        String owner = owners.getOrDefault(one.name(), one.name());
        return owner.equals(owners.getOrDefault(other.name(), other.name()))
                ? Optional.of(new Declined(
                        MarketRefusal.SELF_DEALING,
                        one.name() + " and " + other.name() + " both belong to " + owner
                                + ": nobody trades with themselves"))
                : Optional.empty();
    }

    /** Asks the same of both sides, in one order for everybody; says of whom it is not met. */
    static Optional<Declined> ofBoth(Party one, Party other, Function<Party, Optional<Declined>> asked) {
        return Stream.of(one, other)
                .sorted(Comparator.comparing(Party::name))
                .flatMap(party -> asked.apply(party).stream()
                        .map(declined -> new Declined(declined.reason(), party.name() + ": " + declined.detail())))
                .findFirst();
    }

    /** Writes a new one; what its proposer signed is written beside it. */
    ProposalView insert(Tx tx, Proposal proposal) {
        Physical physical = proposal.physical();
        tx.run(
                "insert into hourglass.proposal (id, kind, code, proposer, counterparty, buys, lots, price, series,"
                        + " hours_price, proposed, expires) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                proposal.id(),
                proposal.kind(),
                proposal.code(),
                proposal.proposer(),
                proposal.counterparty(),
                proposal.buys(),
                proposal.lots(),
                proposal.price().micros(),
                physical == null ? null : physical.series(),
                physical == null ? null : physical.price().micros(),
                proposal.proposed(),
                proposal.expires());
        return new ProposalView(proposal, State.PROPOSED, null, null, List.of());
    }

    /** Both have signed; their orders are filled by the trades there are now. */
    ProposalView accepted(Tx tx, Proposal proposal, List<TradeRow> trades) {
        answer(tx, proposal.id(), Answer.ACCEPTED, null);
        TradeRow.insert(tx, trades);
        tx.run(
                "update hourglass.market_order set rest = 0, ended = ? where id = any (?)",
                now(),
                trades.stream()
                        .flatMap(trade -> Stream.of(trade.buyOrder, trade.sellOrder))
                        .toList());
        return find(tx, proposal.id()).orElseThrow();
    }

    private void answer(Tx tx, Hash id, Answer answer, @Nullable String reason) {
        tx.run(
                "insert into hourglass.proposal_answer (proposal, answer, reason, answered) values (?, ?, ?, ?)",
                id,
                answer,
                reason,
                now());
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    public Optional<ProposalView> find(Tx tx, Hash id) {
        return views(tx, rows(tx, "p.id = ?", "", id)).stream().findFirst();
    }

    /** What a party proposed, or was proposed to, newest first. */
    public List<ProposalView> of(Tx tx, Kind kind, String party, int limit) {
        return views(
                tx,
                rows(
                        tx,
                        "(p.proposer = ? or p.counterparty = ?) and p.kind = ?",
                        "order by p.sequence desc limit " + limit,
                        party,
                        party,
                        kind));
    }

    private static List<Answered> rows(Tx tx, String where, String order, Object... arguments) {
        return tx.query(
                "select p.*, a.answer, a.reason, a.answered from hourglass.proposal p"
                        + " left join hourglass.proposal_answer a on a.proposal = p.id where " + where + " " + order,
                Proposals::read,
                arguments);
    }

    private List<ProposalView> views(Tx tx, List<Answered> rows) {
        Map<String, List<Made>> trades = tx
                .query(
                        "select o.part_of, t.id, t.state, t.reason, t.batch from hourglass.market_order o"
                                + " join hourglass.trade t on t.buy_order = o.id or t.sell_order = o.id"
                                + " where o.part_of = any (?) order by t.sequence",
                        row -> new Made(
                                row.getString(1),
                                row.getObject(2, UUID.class),
                                TradeView.State.valueOf(row.getString(3)),
                                row.getString(4),
                                row.getString(5) != null),
                        rows.stream().map(row -> row.proposal.id()).toList())
                .stream()
                .collect(Collectors.groupingBy(Made::proposal, LinkedHashMap::new, Collectors.toList()));
        return rows.stream()
                .map(row -> view(row, trades.getOrDefault(row.proposal.id().hex(), List.of())))
                .toList();
    }

    private ProposalView view(Answered row, List<Made> trades) {
        String reason = trades.stream()
                .flatMap(trade -> Optional.ofNullable(trade.reason).stream())
                .findFirst()
                .orElse(row.reason);
        return new ProposalView(
                row.proposal,
                state(row, trades),
                reason,
                row.answered,
                trades.stream().map(Made::trade).toList());
    }

    private State state(Answered row, List<Made> trades) {
        if (row.answer == null) {
            return now().isAfter(row.proposal.expires()) ? State.LAPSED : State.PROPOSED;
        }
        return switch (row.answer) {
            case DECLINED -> State.DECLINED;
            case WITHDRAWN -> State.WITHDRAWN;
            case ACCEPTED -> {
                if (trades.stream().anyMatch(trade -> trade.state == TradeView.State.VOIDED)) {
                    yield State.VOIDED;
                }
                if (trades.stream().allMatch(trade -> trade.state == TradeView.State.FINAL)) {
                    yield State.FINAL;
                }
                yield trades.stream().allMatch(Made::sent) ? State.SETTLING : State.ACCEPTED;
            }
        };
    }

    private static Answered read(ResultSet row) throws SQLException {
        String series = row.getString("series");
        String answer = row.getString("answer");
        OffsetDateTime answered = row.getObject("answered", OffsetDateTime.class);
        long lots = row.getLong("lots");
        return new Answered(
                new Proposal(
                        new Hash(row.getString("id")),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("code"),
                        row.getString("proposer"),
                        row.getString("counterparty"),
                        row.getBoolean("buys"),
                        lots,
                        new Price(row.getLong("price")),
                        series == null ? null : physical(series, lots, new Price(row.getLong("hours_price"))),
                        row.getObject("proposed", OffsetDateTime.class).toInstant(),
                        row.getObject("expires", OffsetDateTime.class).toInstant()),
                answer == null ? null : Answer.valueOf(answer),
                row.getString("reason"),
                answered == null ? null : answered.toInstant());
    }

    static Physical physical(String series, long lots, Price price) {
        return new Physical(
                series,
                new Amount(Series.parse(series).asset(), Math.multiplyExact(lots, SignedExchange.UNITS_PER_LOT)),
                price);
    }
}

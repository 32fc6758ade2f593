package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.market.Admission.Presented;
import io.hourglass.ledger.market.Placing.Placed;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signer;
import io.hourglass.ledger.terms.TermSheet;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where hours, futures and options are traded: takes signed orders, matches them, and sees each trade
 * through to the chain.
 *
 * <p>Example: ada's bid of 10 h at $2.50 reserves $25.00 of hers; a sale of 4 h at $2.40 against it
 * makes a trade of $9.60 that settles, and $15.00 stay reserved for the 6 h that rest.
 */
public final class Market implements Effects {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = Stream.concat(
                    MarketTerms.SHEETS.stream(), Stream.of(SpreadTerms.SHEET, ExchangeTerms.SHEET))
            .<TermSheet<?>>map(sheet -> sheet)
            .toList();

    /** A million GPU-hours: the largest order for hours. */
    private static final long HOURS_MAX = 1_000_000_000_000L;

    /** Orders placed at once. */
    public static final int SET_MAX = 500;

    private final Database database;
    private final Journal journal;
    private final Outbox outbox;
    private final Clock clock;
    private final Placing placing;
    private final Settling settling;
    private final Cancelling cancelling;
    private final Auctions auctions;
    private final Closing closing;
    private final ErrorTrades errorTrades;
    private final Combinations combinations;
    private final LinkedTrades linked;
    private final WholeBuys buys;
    private final Rectangles rectangles;
    private final Proposals proposals;
    private final Exchanges exchanges;
    private final Venues venues;
    private final Swaps swaps;
    private final MarketViews views = new MarketViews();
    private final Shelf shelf = new Shelf();

    /** @param futures what clearing asks of orders at venue CLEARING; options are not traded */
    public Market(Database database, Journal journal, Outbox outbox, Chain chain, Clock clock, VenueRules futures) {
        this(database, journal, outbox, chain, clock, Map.of(Venue.CLEARING, futures));
    }

    /** @param rules what other rooms ask of orders at their venues: all of them but SETTLEMENT */
    public Market(
            Database database, Journal journal, Outbox outbox, Chain chain, Clock clock, Map<Venue, VenueRules> rules) {
        this.venues = new Venues(rules);
        VenueRules futures = venues.rules(Venue.CLEARING);
        this.database = database;
        this.journal = journal;
        this.outbox = outbox;
        this.clock = clock;
        Purse purse = new Purse(chain.deployment().of(Contract.DELIVERY));
        this.settling = new Settling(database, journal, outbox, purse, venues, clock);
        this.cancelling = new Cancelling(database, journal, outbox, venues, clock);
        Admission admission = new Admission(chain, journal);
        this.placing = new Placing(journal, admission, purse, venues, clock);
        this.auctions = new Auctions(database, placing, clock);
        this.closing = new Closing(database, clock);
        this.errorTrades = new ErrorTrades(settling, clock);
        this.combinations = new Combinations(database, journal, chain, clock, futures);
        this.linked = new LinkedTrades(database, outbox, settling, clock);
        this.buys = new WholeBuys(placing);
        this.rectangles = new Rectangles(buys, clock);
        this.proposals = new Proposals(clock);
        this.swaps = new Swaps(journal, chain, futures, proposals);
        this.exchanges = new Exchanges(journal, chain, admission, purse, futures, proposals);
    }

    /** Makes an instrument known. Safe to repeat. */
    public void list(Tx tx, Instrument instrument) {
        boolean there = tx.first("select 1 from hourglass.instrument where id = ?", row -> true, instrument.id())
                .isPresent();
        if (!there) {
            tx.session().insert(new InstrumentRow(instrument));
        }
    }

    /** From now on it trades: the chain knows it. */
    public void open(Tx tx, Hash instrument) {
        tx.run("update hourglass.instrument set open = true where id = ?", instrument);
    }

    /** Ends trading: what rests is cancelled. */
    public void close(Tx tx, Hash instrument, String reason) {
        tx.run("update hourglass.instrument set open = false where id = ?", instrument);
        cancelling.all(tx, instrument, reason);
        combinations.close(tx, instrument, reason);
    }

    /** Orders for several futures that are filled together or not at all. */
    public Combinations combinations() {
        return combinations;
    }

    /** Hours of many GPUs for days on end, bought whole. */
    public Rectangles rectangles() {
        return rectangles;
    }

    /**
     * Reservations that buy the hours they lack.
     *
     * @param signer signs the holders' orders
     */
    public Purchases purchases(Capacity capacity, Signer signer) {
        return new Purchases(database, journal, capacity, buys, clock, signer);
    }

    /** What two negotiate with each other. */
    public Proposals proposals() {
        return proposals;
    }

    /** Months of futures negotiated at one fixed price. */
    public Swaps swaps() {
        return swaps;
    }

    /** Futures negotiated for the hours they are on. */
    public Exchanges exchanges() {
        return exchanges;
    }

    /** Places a signed order and matches it; refused for the first reason that holds. */
    public Outcome<OrderView> place(Tx tx, Placement placement) {
        return placing.place(tx, List.of(placing.present(placement)), null)
                .answers()
                .getFirst();
    }

    /**
     * Places orders as if one after another, in this order, and answers each for itself: one that is
     * refused spoils no other. Those for hours are written together, and so are those for futures, which is much
     * faster. Each venue's come in their order; what is drawn on differs from venue to venue.
     *
     * @throws IllegalArgumentException if there are more than {@value #SET_MAX}
     */
    public List<Outcome<OrderView>> place(List<Placement> placements) {
        if (placements.size() > SET_MAX) {
            throw new IllegalArgumentException("at most " + SET_MAX + " orders at once, not " + placements.size());
        }
        Map<Venue, List<Presented>> byVenue = new EnumMap<>(Venue.class);
        Map<Venue, Queue<Outcome<OrderView>>> answers = new EnumMap<>(Venue.class);
        placements.forEach(
                placement -> byVenue.computeIfAbsent(placement.order().venue(), venue -> new ArrayList<>())
                        .add(placing.present(placement)));
        byVenue.forEach((venue, orders) -> answers.put(venue, placeAll(orders)));
        return placements.stream()
                .map(placement ->
                        requireNonNull(answers.get(placement.order().venue())).remove())
                .toList();
    }

    private Queue<Outcome<OrderView>> placeAll(List<Presented> orders) {
        Queue<Outcome<OrderView>> answers = new ArrayDeque<>();
        while (answers.size() < orders.size()) {
            answers.addAll(placeFirst(orders.subList(answers.size(), orders.size())));
        }
        return answers;
    }

    /** Reads an order and its signature: what can be done for each before its set is placed. */
    Presented present(Placement placement) {
        return placing.present(placement);
    }

    /** Places the first of some orders of one venue, at least one and as many as can be written together. */
    List<Outcome<OrderView>> placeFirst(List<Presented> orders) {
        try {
            return switch (orders.getFirst().placement().order().venue()) {
                case SETTLEMENT, CLEARING -> together(orders);
                case OPTIONS -> List.of(alone(orders.getFirst()));
            };
        } catch (Placing.CoverLost lost) {
            // one after another, so that it is refused whose cover it was
            return orders.stream().map(this::alone).toList();
        }
    }

    private List<Outcome<OrderView>> together(List<Presented> orders) {
        Placed placed = database.inTx(tx -> placing.place(tx, orders, shelf));
        placed.committed().run();
        return placed.answers();
    }

    private Outcome<OrderView> alone(Presented one) {
        return database.decide(
                tx -> placing.place(tx, List.of(one), null).answers().getFirst());
    }

    /** Takes a party's resting order out of the book, here and on chain. */
    public Outcome<OrderView> cancel(Tx tx, String party, Hash order) {
        return cancelling.cancel(tx, party, order);
    }

    /** Takes everything of a party's out of the book; returns how many orders. */
    public int cancelAll(Tx tx, String party) {
        return cancelling.allOf(tx, party) + combinations.cancelAll(tx, party);
    }

    /** Takes those of these orders and combinations out of the book that rest, here and on chain; returns how many. */
    public int cancel(Tx tx, List<Hash> orders, String reason) {
        return cancelling.of(tx, orders, reason) + combinations.cancel(tx, orders, reason);
    }

    /** Nothing is placed or matched in these instruments until the transaction ends. */
    public void hold(Tx tx, List<Hash> instruments) {
        InstrumentRow.lock(tx, instruments);
    }

    /**
     * Lets the orders of an instrument gather until a time to come, and trade at one price then: an opening
     * auction, or a longer one where the band was hit.
     */
    public Outcome<Instrument> call(Tx tx, Hash instrument, Instant uncrosses) {
        return auctions.call(tx, instrument, uncrosses);
    }

    /** What the auction under way would come to now. */
    public Optional<Indication> indication(Tx tx, Instrument instrument) {
        return auctions.indication(tx, instrument);
    }

    /** From now on a party's orders are this owner's, and meet none of the same owner's others. */
    public void belongsTo(Tx tx, Party party, Party owner) {
        tx.run(
                "insert into hourglass.beneficial_owner (party, since, owner) values (?, ?, ?)",
                party.name(),
                clock.instant(),
                owner.name());
    }

    /** Says that a trade held back is an error; another person must agree before its time is over. */
    public Outcome<TradeView> claimError(Tx tx, UUID trade, String by, String reason) {
        return errorTrades
                .claim(tx, trade, by, reason)
                .then(row -> Outcome.done(views.trade(tx, trade).orElseThrow()));
    }

    /** Agrees that a trade is an error: it is voided, and both sides have back what it had reserved. */
    public Outcome<TradeView> agreeError(Tx tx, UUID trade, String by) {
        return errorTrades
                .agree(tx, trade, by)
                .then(row -> Outcome.done(views.trade(tx, trade).orElseThrow()));
    }

    /**
     * Closes the day that is over, cancels what expired, ends auctions, whose prices are references of the new day, and
     * takes trades and cancellations to the chain.
     */
    public int doWork() {
        closing.close();
        return cancelling.expire()
                + auctions.uncross()
                + settling.batch(Venue.SETTLEMENT)
                + settling.batch(Venue.CLEARING)
                + settling.batch(Venue.OPTIONS)
                + combinations.doWork()
                + linked.batch(Venue.SETTLEMENT)
                + linked.batch(Venue.CLEARING)
                + linked.batchExchanges()
                + cancelling.withdraw();
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case ChainEvent.SeriesOpened opened ->
                list(
                        tx,
                        new Instrument(
                                opened.name(),
                                opened.series(),
                                Venue.SETTLEMENT,
                                1,
                                HOURS_MAX,
                                Instant.ofEpochSecond(opened.expiry()),
                                true));
            case ChainEvent.OrderAgreed agreed ->
                tx.run(
                        "insert into hourglass.agreed_order (order_id, account, transaction, log_index)"
                                + " values (?, ?, ?, ?) on conflict do nothing",
                        agreed.order(),
                        agreed.account(),
                        logged.transaction(),
                        logged.logIndex());
            case ChainEvent.Filled filled -> settling.filled(tx, List.of(logged));
            case ChainEvent.Novated novated -> settling.novated(tx, logged, novated);
            case ChainEvent.OptionTraded traded -> settling.traded(tx, logged, traded);
            case ChainEvent.OrderCancelled cancelled -> {
                combinations.cancelledOnChain(tx, cancelled.order());
                proposals.cancelledOnChain(tx, cancelled.order());
                cancelling.cancelledOnChain(tx, cancelled.order());
            }
            case ChainEvent.OrdersCancelled cancelled -> {
                if (cancelled.venue() == Venue.CLEARING) {
                    combinations.cancelledOnChain(tx, cancelled.account(), cancelled.last());
                }
                proposals.cancelledOnChain(tx, cancelled);
                cancelling.cancelledOnChain(tx, cancelled);
            }
            default -> {}
        }
    }

    @Override
    public void onFinal(Tx tx, List<Logged> run) {
        if (run.getFirst().event() instanceof ChainEvent.Filled) {
            settling.filled(tx, run);
        } else {
            run.forEach(logged -> onFinal(tx, logged));
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        Settling.batchOf(intent).ifPresent(batch -> settling.voided(tx, batch, why));
        LinkedTrades.batchOf(intent).ifPresent(batch -> linked.voided(tx, batch, why));
    }

    public Optional<Instrument> instrument(Tx tx, String code) {
        return views.instrument(tx, code);
    }

    /** All instruments, by code. */
    public List<Instrument> instruments(Tx tx) {
        return views.instruments(tx);
    }

    /** The best price levels of both sides. */
    public Depth depth(Tx tx, Hash instrument, int levels) {
        return views.depth(tx, instrument, clock.instant(), levels);
    }

    /** The latest trades of an instrument, newest first; voided ones are left out. */
    public List<TradeView> prints(Tx tx, Hash instrument, int limit) {
        return views.prints(tx, instrument, limit);
    }

    /**
     * Trades after {@code from} and up to {@code to} whose price was made in the instrument's own book, newest
     * first; voided ones are left out.
     */
    public List<TradeView> prints(Tx tx, Hash instrument, Instant from, Instant to) {
        return views.prints(tx, instrument, from, to);
    }

    public Optional<OrderView> order(Tx tx, Hash id) {
        return views.order(tx, id);
    }

    /** What happened to an order so far. */
    public Optional<OrderLife> life(Tx tx, Hash order) {
        return views.life(tx, order);
    }

    /** The digest of an instrument's whole book, made from its rows: equal books have equal digests. */
    public Hash bookDigest(Tx tx, Instrument instrument) {
        return placing.book(tx, instrument).digest();
    }

    /** The latest days with trades, newest first. */
    public List<Bar> bars(Tx tx, Hash instrument, int days) {
        return views.bars(tx, instrument, days);
    }

    /** A party's orders, newest first. */
    public List<OrderView> orders(Tx tx, String party, int limit) {
        return views.orders(tx, party, limit);
    }

    /** A party's trades, newest first. */
    public List<TradeView> trades(Tx tx, String party, int limit) {
        return views.trades(tx, party, limit);
    }

    /** Every trade there is, newest first. */
    public List<TradeView> trades(Tx tx, int limit) {
        return views.trades(tx, limit);
    }

    public Optional<TradeView> trade(Tx tx, UUID id) {
        return views.trade(tx, id);
    }

    /** The trades a chain transaction settled, oldest first. */
    public List<TradeView> settledBy(Tx tx, Hash transaction) {
        return outbox.findByTransaction(tx, transaction)
                .flatMap(intent -> Settling.batchOf(intent.id()).or(() -> LinkedTrades.batchOf(intent.id())))
                .map(batch -> views.settledBy(tx, batch, transaction))
                .orElse(List.of());
    }

    /** Lots held long (as many are short); 0 once the contract is settled and paid, and of hours, which are owned. */
    public long openInterest(Tx tx, Instrument instrument) {
        return instrument.venue() == Venue.SETTLEMENT
                ? 0
                : venues.rules(instrument).openInterest(tx, instrument);
    }
}

package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.ClearingHouse.GPU;
import static io.hourglass.contracts.market.ClearingHouse.SEPTEMBER;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.MarkView.Procedure;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.ProposalView.State;
import io.hourglass.ledger.market.SignedExchange;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.ExchangeForPhysical;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Exchanged;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Duration;
import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Futures exchanged for hours between two who agreed on it: both legs, or neither. */
class ExchangeIT {
    private static final Future OCTOBER = new Future(GPU, YearMonth.of(2026, 10));
    private static final long LOT = 730_000_000;

    private final ClearingHouse house = new ClearingHouse();
    private final Pit pit = house.pit;
    private final Party ada = pit.party("ada", Party.Kind.INVESTOR, "20000");
    private final Party bob = pit.party("bob", Party.Kind.INVESTOR, "20000");
    private long salt = 1_000;

    @BeforeEach
    void open() {
        house.open(SEPTEMBER);
        house.open(OCTOBER);
        pit.openSeries(house.market);
        pit.mint(bob, "7300");
        house.margin(ada, "9000");
        house.margin(bob, "9000");
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void anAgreedExchangeReservesBothLegsAndSettlesInOneCall() {
        ProposalView proposed = propose("ada", "bob", 3).orThrow();
        assertThat(proposed.state()).isEqualTo(State.PROPOSED);
        assertThat(pit.available("investor:ada:cash"))
                .as("nothing is reserved yet")
                .isEqualTo("11000.000000");

        ProposalView accepted = accept("bob", proposed, 3).orThrow();
        assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
        assertThat(accepted.trades()).hasSize(2);
        // 2,190 h at 2.45
        assertThat(pit.available("investor:ada:cash")).isEqualTo("5634.500000");
        assertThat(pit.available(bob.path("hours", Pit.SERIES.code()))).isEqualTo("5110.000000");
        assertThat(house.required(ada)).isEqualTo("1051.200000");
        assertThat(house.required(bob)).isEqualTo("1051.200000");

        workOfTwoServicesAtOnce();
        ExchangeForPhysical call = onlyCall();
        assertThat(pit.calls(ChainCall.Novate.class)).isEmpty();
        assertThat(pit.calls(ChainCall.NovateCombined.class)).isEmpty();
        assertThat(pit.calls(ChainCall.SettleBatch.class)).isEmpty();
        assertThat(find(proposed).state()).isEqualTo(State.SETTLING);

        settle(call, false);
        assertThat(find(proposed).state()).isEqualTo(State.FINAL);
        assertThat(pit.posted(ada.path("lots", SEPTEMBER.name()))).isEqualTo("-3");
        assertThat(pit.posted(bob.path("lots", SEPTEMBER.name()))).isEqualTo("3");
        assertThat(pit.posted(ada.path("hours", Pit.SERIES.code()))).isEqualTo("2190.000000");
        assertThat(pit.posted(bob.path("hours", Pit.SERIES.code()))).isEqualTo("5110.000000");
        assertThat(pit.posted("investor:ada:cash")).isEqualTo("5634.500000");
        assertThat(pit.posted("investor:bob:cash")).isEqualTo("16365.500000");
        assertThat(trades()).hasSize(2).allSatisfy(trade -> {
            assertThat(trade.state()).isEqualTo(TradeView.State.FINAL);
            assertThat(trade.kind()).isEqualTo(TradeView.Kind.EXCHANGE);
            assertThat(trade.batch()).isEqualTo(call.batch());
        });
        assertThat(refused(accept("bob", proposed, 3))).isEqualTo(MarketRefusal.PROPOSAL_CLOSED);
    }

    @Test
    void whatTheChainRefusesIsVoidedInBothLegs() {
        ProposalView proposed = propose("ada", "bob", 3).orThrow();
        accept("bob", proposed, 3).orThrow();
        house.market.doWork();
        pit.database.inTx(tx -> {
            house.market.onVoided(tx, "exchange:" + onlyCall().batch(), "OrderIsCancelled(ada)");
            return 0;
        });
        ProposalView voided = find(proposed);
        assertThat(voided.state()).isEqualTo(State.VOIDED);
        assertThat(voided.reason()).isEqualTo("OrderIsCancelled(ada)");
        assertThat(trades()).extracting(TradeView::state).containsOnly(TradeView.State.VOIDED);
        assertThat(pit.available("investor:ada:cash")).isEqualTo("11000.000000");
        assertThat(pit.available(bob.path("hours", Pit.SERIES.code()))).isEqualTo("7300.000000");
        assertThat(house.required(ada)).isEqualTo("0.000000");
        house.market.doWork();
        assertThat(pit.calls(ExchangeForPhysical.class)).as("not tried again").hasSize(1);
    }

    @Test
    void anOwnersHoursArePaidIntoEscrow() {
        Party olga = pit.party("olga", Party.Kind.OWNER, "5000");
        pit.mint(olga, "1460");
        house.margin(olga, "2000");
        ProposalView proposed = propose("ada", "olga", 2).orThrow();
        accept("olga", proposed, 2).orThrow();
        house.market.doWork();
        settle(onlyCall(), true);
        assertThat(find(proposed).state()).isEqualTo(State.FINAL);
        assertThat(pit.posted("escrow:" + Pit.SERIES.code() + ":olga")).isEqualTo("3577.000000");
    }

    @Test
    void neitherPriceIsASettlementPriceOrAnObservation() {
        ProposalView proposed = pit.database
                .decide(tx -> house.market.exchanges().propose(tx, "bob", side("ada", true, 3, "2.50", "2.60")))
                .orThrow();
        pit.database
                .decide(tx -> house.market
                        .exchanges()
                        .accept(tx, proposed.proposal().id(), "bob", side("bob", false, 3, "2.50", "2.60")))
                .orThrow();
        house.market.doWork();
        settle(onlyCall(), false);
        pit.fixing(GPU, Pit.TODAY, "2.44");
        pit.advance("2026-08-04T20:30:00Z");
        house.clearing.doWork();

        MarkView mark = house.marks(SEPTEMBER).getFirst();
        assertThat(mark.procedure()).as("the curve, though lots traded at 2.50").isEqualTo(Procedure.T3);
        for (Hash instrument : List.of(SEPTEMBER.id(), Pit.SERIES_ID)) {
            List<Bar> bars = pit.database.inTx(tx -> house.market.bars(tx, instrument, 10));
            assertThat(bars).isEmpty();
            List<TradeView> made = pit.database.inTx(
                    tx -> house.market.prints(tx, instrument, Pit.NOW.minusSeconds(1), pit.clock.instant()));
            assertThat(made).isEmpty();
            List<TradeView> shown = pit.database.inTx(tx -> house.market.prints(tx, instrument, 10));
            assertThat(shown).as("with its kind").hasSize(1);
        }
        Long reference = pit.database
                .inTx(tx -> tx.query(
                        "select count(*) from hourglass.instrument where reference is not null", row -> row.getLong(1)))
                .getFirst();
        Long observations = pit.database
                .inTx(tx -> tx.query("select count(*) from hourglass.observation", row -> row.getLong(1)))
                .getFirst();
        assertThat(reference).as("nor the middle of a band").isZero();
        assertThat(observations).isZero();
    }

    @Test
    void aRefusedAcceptanceSaysWhatIsMissingAndOfWhom() {
        // 5,110 h at 2.45, and ada has 11,000 dollars beside her margin
        ProposalView dear = propose("ada", "bob", 7).orThrow();
        Refused<ProposalView> money = refusal(accept("bob", dear, 7));
        assertThat(money.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(money.detail())
                .isEqualTo("ada: the order needs 12519.500000 USD, investor:ada:cash has 11000.000000 USD free:"
                        + " 1519.500000 USD missing");
        ProposalView sold = propose("bob", "ada", 1, false).orThrow();
        pit.database.inTx(tx -> {
            house.market.belongsTo(tx, bob, ada);
            return 0;
        });
        Refused<ProposalView> own = refusal(pit.database.decide(tx -> house.market
                .exchanges()
                .accept(tx, sold.proposal().id(), "ada", side("ada", true, 1, "2.40", "2.45"))));
        assertThat(own.reason()).isEqualTo(MarketRefusal.SELF_DEALING);
        assertThat(own.detail()).contains("both belong to ada");
        assertThat(refused(propose("ada", "bob", 1))).isEqualTo(MarketRefusal.SELF_DEALING);
        assertThat(trades()).isEmpty();
        assertThat(pit.available("investor:ada:cash")).isEqualTo("11000.000000");
    }

    @Test
    void hoursAndMarginOfEitherSideAreAskedFor() {
        Party cyd = pit.party("cyd", Party.Kind.INVESTOR, "60000");
        house.margin(cyd, "1000");
        ProposalView many = propose("cyd", "bob", 3).orThrow();
        Refused<ProposalView> margin = refusal(accept("bob", many, 3));
        assertThat(margin.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        assertThat(margin.detail()).startsWith("cyd: ").contains("1051.200000 USD", "51.200000 USD missing");
        Party dan = pit.party("dan", Party.Kind.INVESTOR, "20000");
        pit.mint(dan, "729");
        house.margin(dan, "1000");
        ProposalView few = propose("ada", "dan", 1).orThrow();
        Refused<ProposalView> hours = refusal(accept("dan", few, 1));
        assertThat(hours.detail())
                .startsWith("dan: the order needs 730.000000 " + Pit.SERIES.code())
                .endsWith("1.000000 " + Pit.SERIES.code() + " missing");
        assertThat(trades()).isEmpty();
    }

    @Test
    void positionLimitsHoldForWhoSellsAndForWhoBuys() {
        ProposalView proposed = propose("ada", "bob", 3).orThrow();
        house.terms("2026-08-02", "{\"accountability\": 2}");
        Refused<ProposalView> over = refusal(accept("bob", proposed, 3));
        assertThat(over.reason()).isEqualTo(MarketRefusal.POSITION_LIMIT);
        assertThat(over.detail())
                .isEqualTo("ada: positions and orders would reach 3 lots of " + SEPTEMBER.name()
                        + " that are not fixed yet, the limit is 2");
        assertThat(trades()).isEmpty();
    }

    @Test
    void refusesWhatIsNoExchangeOrNotAsItMustBe() {
        SignedExchange good = side("ada", true, 3, "2.40", "2.45");
        assertThat(refused(propose(good, "nobody"))).isEqualTo(MarketRefusal.UNKNOWN_PARTY);
        assertThat(refused(propose(good, "ada"))).isEqualTo(MarketRefusal.SELF_DEALING);
        Refused<ProposalView> fewer = refusal(propose(signed("ada", good.lots(), hours(good, 3 * LOT - 1)), "bob"));
        assertThat(fewer.reason()).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(fewer.detail())
                .isEqualTo("3 lots of 730 h each are exchanged for as many hours, not for 2189.999999");
        Order alike = changed(
                good.hours(),
                good.lots().buy(),
                good.hours().base(),
                good.hours().price());
        assertThat(refused(propose(signed("ada", good.lots(), alike), "bob"))).isEqualTo(MarketRefusal.MALFORMED);
        Order october = changed(good.lots(), false, OCTOBER.id(), good.lots().price());
        assertThat(refusal(propose(signed("ada", october, good.hours()), "bob")).detail())
                .isEqualTo("hours of H100-SXM-80GB.us.2026-09 are exchanged for H100-SXM-80GB.2026-09.F, not for"
                        + " H100-SXM-80GB.2026-10.F");
        assertThat(refused(propose(side("ada", true, 3, "2.4001", "2.45"), "bob")))
                .isEqualTo(MarketRefusal.MALFORMED);
        Refused<ProposalView> wide = refusal(propose(side("ada", true, 3, "2.881", "2.45"), "bob"));
        assertThat(wide.reason()).isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(wide.detail()).endsWith("$1.92/h to $2.88/h");
        Refused<ProposalView> far = refusal(propose(side("ada", true, 3, "2.40", "3.600001"), "bob"));
        assertThat(far.reason()).isEqualTo(MarketRefusal.PRICE_BAND);
        assertThat(far.detail()).contains("more than 50 %");
        assertThat(refused(propose(side("ada", true, 1_370, "2.40", "2.45"), "bob")))
                .isEqualTo(MarketRefusal.LIMIT);

        SignedExchange plain = new SignedExchange(pit.sign("ada", good.lots()), pit.sign("ada", good.hours()));
        assertThat(refused(propose(plain, "bob")))
                .as("signed as orders of their own")
                .isEqualTo(MarketRefusal.WRONG_SIGNATURE);
        propose(good, "bob").orThrow();
        assertThat(refused(propose(good, "bob"))).isEqualTo(MarketRefusal.REPLAYED);
        assertThat(house.refused(pit.sign("ada", good.lots())))
                .as("a leg's salt is used")
                .isEqualTo(MarketRefusal.REPLAYED);
        pit.advance("2026-08-04T11:30:00Z");
        assertThat(refused(propose(sideUntil("ada", true, Duration.ofMinutes(59)), "bob")))
                .isEqualTo(MarketRefusal.EXPIRED);
        assertThat(trades()).isEmpty();
    }

    @Test
    void isDeclinedTakenBackOrLapsesAndThenItIsOver() {
        ProposalView first = propose("ada", "bob", 1).orThrow();
        Hash id = first.proposal().id();
        assertThat(refused(accept("ada", first, 1))).isEqualTo(MarketRefusal.NOT_YOURS);
        assertThat(refused(accept("bob", first, 2))).as("not what was proposed").isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(decline("ada", id, "too dear"))).isEqualTo(MarketRefusal.NOT_YOURS);
        assertThat(refused(decline("bob", id, "x".repeat(1001)))).isEqualTo(MarketRefusal.MALFORMED);
        assertThat(refused(decline("bob", id, ""))).isEqualTo(MarketRefusal.MALFORMED);
        ProposalView declined = decline("bob", id, "too dear").orThrow();
        assertThat(declined.state()).isEqualTo(State.DECLINED);
        assertThat(declined.reason()).isEqualTo("too dear");
        assertThat(refused(accept("bob", first, 1))).isEqualTo(MarketRefusal.PROPOSAL_CLOSED);

        ProposalView second = propose("ada", "bob", 1).orThrow();
        ProposalView withdrawn = pit.database
                .decide(tx ->
                        house.market.proposals().withdraw(tx, second.proposal().id(), "ada"))
                .orThrow();
        assertThat(withdrawn.state()).isEqualTo(State.WITHDRAWN);
        house.market.doWork();
        assertThat(pit.calls(ChainCall.CancelOrder.class)).as("on chain too").hasSize(1);

        SignedExchange signed = side("ada", true, 1, "2.40", "2.45");
        ProposalView third = propose(signed, "bob").orThrow();
        house.hear(new ChainEvent.OrderCancelled(pit.chain.digest(signed.hours()), ada.address()));
        assertThat(find(third).state()).isEqualTo(State.WITHDRAWN);
        assertThat(find(third).reason()).isEqualTo("cancelled on chain");
        ProposalView fourth = propose("ada", "bob", 1).orThrow();
        house.hear(new ChainEvent.OrdersCancelled(Venue.CLEARING, ada.address(), salt));
        assertThat(find(fourth).state()).isEqualTo(State.WITHDRAWN);

        ProposalView last = propose("ada", "bob", 1).orThrow();
        pit.advance("2026-08-04T11:00:01Z");
        assertThat(find(last).state()).as("an hour before the signature ends").isEqualTo(State.LAPSED);
        assertThat(refused(accept("bob", last, 1))).isEqualTo(MarketRefusal.PROPOSAL_CLOSED);
        List<ProposalView> all =
                pit.database.inTx(tx -> house.market.proposals().of(tx, Kind.EXCHANGE, "bob", 10));
        assertThat(all)
                .extracting(ProposalView::state)
                .containsExactlyInAnyOrder(
                        State.LAPSED, State.WITHDRAWN, State.WITHDRAWN, State.WITHDRAWN, State.DECLINED);
        assertThat(trades()).isEmpty();
    }

    /** Who buys the hours sells the lots. */
    private SignedExchange side(String party, boolean buysHours, long lots, String price, String spot) {
        return side(party, buysHours, lots, price, spot, Duration.ofDays(1));
    }

    private SignedExchange sideUntil(String party, boolean buysHours, Duration good) {
        return side(party, buysHours, 1, "2.40", "2.45", good);
    }

    private SignedExchange side(String party, boolean buysHours, long lots, String price, String spot, Duration good) {
        long expiry = pit.clock.instant().plus(good).getEpochSecond();
        Order future = new Order(
                Venue.CLEARING,
                pit.wallet.address(party),
                SEPTEMBER.id(),
                !buysHours,
                lots,
                Price.parse(price),
                expiry,
                ++salt);
        Order hours = new Order(
                Venue.SETTLEMENT,
                pit.wallet.address(party),
                Series.parse(Pit.SERIES.code()).id(),
                buysHours,
                lots * LOT,
                Price.parse(spot),
                expiry,
                ++salt);
        return signed(party, future, hours);
    }

    private SignedExchange signed(String party, Order future, Order hours) {
        return new SignedExchange(
                new SignedOrder(future, pit.wallet.sign(party, new Exchanged(future, pit.chain.digest(hours)))),
                new SignedOrder(hours, pit.wallet.sign(party, new Exchanged(hours, pit.chain.digest(future)))));
    }

    private static Order hours(SignedExchange of, long units) {
        return Pit.changed(of.hours(), units, of.hours().salt());
    }

    private static Order changed(Order of, boolean buy, Hash base, Price price) {
        return new Order(of.venue(), of.account(), base, buy, of.quantity(), price, of.expiry(), of.salt());
    }

    /** The proposer buys the hours at 2.45 and sells the lots at 2.40. */
    private Outcome<ProposalView> propose(String party, String counterparty, long lots) {
        return propose(party, counterparty, lots, true);
    }

    private Outcome<ProposalView> propose(String party, String counterparty, long lots, boolean buysHours) {
        return propose(side(party, buysHours, lots, "2.40", "2.45"), counterparty);
    }

    private Outcome<ProposalView> propose(SignedExchange signed, String counterparty) {
        return pit.database.decide(tx -> house.market.exchanges().propose(tx, counterparty, signed));
    }

    /** The counterparty sells the hours and buys the lots. */
    private Outcome<ProposalView> accept(String party, ProposalView proposed, long lots) {
        SignedExchange signed = side(party, false, lots, "2.40", "2.45");
        return pit.database.decide(
                tx -> house.market.exchanges().accept(tx, proposed.proposal().id(), party, signed));
    }

    private Outcome<ProposalView> decline(String party, Hash id, String reason) {
        return pit.database.decide(tx -> house.market.proposals().decline(tx, id, party, reason));
    }

    private static Refused<ProposalView> refusal(Outcome<ProposalView> outcome) {
        return (Refused<ProposalView>) outcome;
    }

    private static Object refused(Outcome<ProposalView> outcome) {
        return refusal(outcome).reason();
    }

    private ProposalView find(ProposalView proposed) {
        return pit.database.inTx(tx ->
                house.market.proposals().find(tx, proposed.proposal().id()).orElseThrow());
    }

    /** One of them may have been away since before it was agreed: what is to be done is in the rows alone. */
    private void workOfTwoServicesAtOnce() {
        FuturesRules rules = new FuturesRules(pit.journal, pit.deployment, pit.clock);
        Market other = new Market(pit.database, pit.journal, pit.outbox, pit.chain, pit.clock, rules);
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (Market market : List.of(house.market, other, house.market, other)) {
                pool.execute(market::doWork);
            }
        }
        house.market.doWork();
    }

    private ExchangeForPhysical onlyCall() {
        List<ExchangeForPhysical> calls = pit.calls(ExchangeForPhysical.class);
        assertThat(calls).hasSize(1);
        return calls.getFirst();
    }

    /** The chain does both, and both rooms hear. */
    private void settle(ExchangeForPhysical call, boolean escrowed) {
        Order[] lots = bySide(call.futures());
        Order[] hours = bySide(call.physical());
        house.hear(
                new ChainEvent.Novated(
                        call.batch(),
                        lots[0].base(),
                        lots[0].account(),
                        lots[1].account(),
                        lots[0].quantity(),
                        lots[0].price()),
                new ChainEvent.Filled(
                        call.batch(),
                        pit.chain.digest(hours[0]),
                        pit.chain.digest(hours[1]),
                        hours[0].base(),
                        hours[0].account(),
                        hours[1].account(),
                        hours[0].quantity(),
                        hours[0].price(),
                        hours[0].price().timesDown(hours[0].quantity()).units(),
                        escrowed));
    }

    private static Order[] bySide(List<SignedOrder> orders) {
        Order one = orders.get(0).order();
        Order other = orders.get(1).order();
        return one.buy() ? new Order[] {one, other} : new Order[] {other, one};
    }

    private List<TradeView> trades() {
        return pit.database.inTx(tx -> house.market.trades(tx, 100));
    }
}

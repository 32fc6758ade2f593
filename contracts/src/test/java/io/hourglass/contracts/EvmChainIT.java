package io.hourglass.contracts;

import static io.hourglass.contracts.Stage.DOLLAR;
import static io.hourglass.contracts.Stage.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.Holding.Kind;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Layer;
import io.hourglass.ledger.settlement.ChainEvent.Moved;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every call once, from record to transaction to event, against the real contracts. */
class EvmChainIT {
    private static final Price PRICE = Price.parse("2.5");

    private final Stage stage = stage();

    Stage stage() {
        return Stage.get();
    }

    @Test
    void dollarsComeInAndGoOut() {
        String ada = stage.investor("ada", 100 * DOLLAR);
        Hash cash = stage.deployment().cash();
        assertThat(balance(Kind.VAULT, cash, ada)).isEqualTo(100 * DOLLAR);
        assertThat(stage.send(ada, new ChainCall.Withdraw(40 * DOLLAR)))
                .contains(
                        new Moved(cash, stage.of(ada), Address.ZERO, 40 * DOLLAR),
                        new ChainEvent.Withdrawn(stage.of(ada), 40 * DOLLAR));
        stage.send(ada, new ChainCall.ApproveDollars(40 * DOLLAR));
        assertThat(stage.send(ada, new ChainCall.Deposit(40 * DOLLAR)))
                .containsExactly(
                        new Moved(cash, Address.ZERO, stage.of(ada), 40 * DOLLAR),
                        new ChainEvent.Deposited(stage.of(ada), 40 * DOLLAR));
        assertThat(stage.refusal(ada, new ChainCall.Withdraw(101 * DOLLAR)))
                .startsWith("ERC6909InsufficientBalance(")
                .contains("balance=100000000", "needed=101000000");
    }

    @Test
    void capacityIsListedAndMintedUpToTheAttestedCap() {
        String name = stage.fresh("H100-SXM-80GB.us.2027-03");
        Hash series = Hash.keccak(name);
        long end = stage.now() + Duration.ofDays(30).toSeconds();
        assertThat(stage.send("issuer", new ChainCall.OpenSeries(name, stage.now(), end)))
                .containsExactly(new ChainEvent.SeriesOpened(series, name, stage.now(), end));
        String olga = stage.investor("olga", DOLLAR);
        ChainCall.ListCapacity listing = stage.capacity(series, olga, 500 * HOUR);
        assertThat(stage.send(olga, listing))
                .containsExactly(new ChainEvent.CapacityListed(
                        series, stage.of(olga), listing.attestation().serialsHash(), 500 * HOUR));
        assertThat(stage.send("issuer", new ChainCall.Mint(series, stage.of(olga), 500 * HOUR)))
                .containsExactly(
                        new Moved(series, Address.ZERO, stage.of(olga), 500 * HOUR),
                        new ChainEvent.Minted(series, stage.of(olga), 500 * HOUR));
        assertThat(stage.refusal("issuer", new ChainCall.Mint(series, stage.of(olga), 1)))
                .isEqualTo("CapExceeded(series=" + series + ", owner=" + stage.of(olga)
                        + ", cap=500000000, issued=500000000, amount=1)");
        assertThat(stage.refusal(olga, new ChainCall.Mint(series, stage.of(olga), 1)))
                .startsWith("AccessManagedUnauthorized(caller=" + stage.of(olga));
        assertThat(stage.refusal(olga, listing)).startsWith("AttestationUsed(");
    }

    @Test
    void tradesSettleDeliveryVersusPaymentAndAreDelivered() {
        Hash series = stage.series();
        String owner = stage.owner(series, 100 * HOUR);
        String ada = stage.investor("ada", 1_000 * DOLLAR);
        SignedOrder buy = stage.order(Venue.SETTLEMENT, ada, series, true, 20 * HOUR, PRICE);
        SignedOrder sell = stage.order(Venue.SETTLEMENT, owner, series, false, 10 * HOUR, PRICE);
        Hash batch = stage.freshId();
        var settle = new ChainCall.SettleBatch(batch, List.of(buy, sell), List.of(new Fill(0, 1, 10 * HOUR, PRICE)));
        List<ChainEvent> events = stage.send("settler", settle);
        assertThat(events)
                .contains(
                        new ChainEvent.Filled(
                                batch,
                                stage.chain.digest(buy.order()),
                                stage.chain.digest(sell.order()),
                                series,
                                stage.of(ada),
                                stage.of(owner),
                                10 * HOUR,
                                PRICE,
                                25 * DOLLAR,
                                true),
                        new ChainEvent.BatchSettled(batch, 1));
        assertThat(balance(Kind.VAULT, series, ada)).isEqualTo(10 * HOUR);
        assertThat(stage.refusal("settler", settle)).startsWith("Overfilled(");
        assertThat(stage.send(ada, new ChainCall.CancelOrder(buy.order())))
                .containsExactly(new ChainEvent.OrderCancelled(stage.chain.digest(buy.order()), stage.of(ada)));
        for (Venue venue : Venue.values()) {
            assertThat(stage.send(ada, new ChainCall.CancelBelow(venue, 7)))
                    .containsExactly(new ChainEvent.OrdersCancelled(venue, stage.of(ada), 6));
        }
        assertThat(stage.refusal(ada, new ChainCall.CancelBelow(Venue.CLEARING, 7)))
                .startsWith("SaltNotAbove(");
        deliver(series, owner, ada);
    }

    /** Ada redeems 4 hours, 3 are metered, half of one fails, half moves over; then the month ends. */
    private void deliver(Hash series, String owner, String ada) {
        Hash delivery = stage.freshId();
        long start = stage.now();
        assertThat(stage.send(owner, new ChainCall.PostBond(series, DOLLAR, start, HOUR)))
                .contains(new ChainEvent.BondPosted(series, stage.of(owner), DOLLAR, start, HOUR));
        long due = start + Duration.ofDays(2).toSeconds();
        assertThat(stage.send(ada, new ChainCall.Redeem(series, stage.of(owner), 4 * HOUR, due, delivery)))
                .contains(
                        new ChainEvent.Redeemed(
                                delivery, series, stage.of(ada), stage.of(owner), 4 * HOUR, due, 10 * DOLLAR),
                        new Moved(series, stage.of(ada), Address.ZERO, 4 * HOUR));
        Reading reading = new Reading(delivery, 3 * HOUR);
        var meter = new ChainCall.Meter(delivery, 3 * HOUR, stage.wallet.sign("meter", reading));
        assertThat(stage.send(ada, meter))
                .contains(new ChainEvent.Metered(delivery, 3 * HOUR, stage.of(owner), 7_500_000));
        assertThat(stage.refusal(ada, meter)).startsWith("ReadingNotGrowing(");
        miss(delivery, owner, ada, due);
        stage.node.advanceTo(Instant.ofEpochSecond(stage.now()).plus(Duration.ofDays(31)));
        assertThat(stage.send("issuer", new ChainCall.Expire(series, List.of(stage.of(ada), stage.of(owner)))))
                .contains(
                        new ChainEvent.Expired(series, stage.of(ada), 6 * HOUR),
                        new ChainEvent.Expired(series, stage.of(owner), 90 * HOUR));
        assertThat(stage.send("issuer", new ChainCall.ReleaseEscrow(series, stage.of(owner))))
                .contains(new ChainEvent.EscrowReleased(series, stage.of(owner), 15 * DOLLAR));
        assertThat(stage.send(ada, new ChainCall.ReturnBond(series, stage.of(owner))))
                .contains(new ChainEvent.BondReturned(series, stage.of(owner), DOLLAR - 400_000));
    }

    private void miss(Hash delivery, String owner, String ada, long due) {
        assertThat(stage.refusal("issuer", new ChainCall.Fail(delivery))).startsWith("NotOverdue(");
        stage.node.advanceTo(Instant.ofEpochSecond(due).plus(Duration.ofDays(1)).plusSeconds(1));
        assertThat(stage.send("issuer", new ChainCall.Credit(delivery, 400_000)))
                .contains(new ChainEvent.Credited(delivery, stage.of(ada), 400_000, 0));
        Hash next = stage.freshId();
        assertThat(stage.send("issuer", new ChainCall.FailOver(delivery, stage.of(owner), HOUR / 2, next)))
                .contains(new ChainEvent.FailedOver(delivery, next, stage.of(owner), HOUR / 2, 1_250_000));
        assertThat(stage.send("issuer", new ChainCall.Fail(delivery)))
                .contains(new ChainEvent.Failed(delivery, stage.of(ada), HOUR / 2, 1_250_000, 0));
        Signature signature = stage.wallet.sign("meter", new Reading(next, HOUR / 2));
        assertThat(stage.send(ada, new ChainCall.Meter(next, HOUR / 2, signature)))
                .contains(new ChainEvent.Metered(next, HOUR / 2, stage.of(owner), 1_250_000));
    }

    @Test
    void ordersSignedForAnotherChainOrContractAreRefused() {
        Hash series = stage.series();
        String owner = stage.owner(series, 10 * HOUR);
        String ada = stage.investor("ada", 100 * DOLLAR);
        SignedOrder buy = stage.order(Venue.SETTLEMENT, ada, series, true, HOUR, PRICE);
        SignedOrder sell = stage.order(Venue.SETTLEMENT, owner, series, false, HOUR, PRICE);
        SignedOrder elsewhere = stage.order(Venue.CLEARING, ada, series, true, HOUR, PRICE);
        SignedOrder misdirected = new SignedOrder(buy.order(), elsewhere.signature());
        var settle = new ChainCall.SettleBatch(
                stage.freshId(), List.of(misdirected, sell), List.of(new Fill(0, 1, HOUR, PRICE)));
        assertThat(stage.refusal("settler", settle))
                .isEqualTo(
                        "BadSignature(order=" + stage.chain.digest(buy.order()) + ", account=" + stage.of(ada) + ")");
        assertThat(stage.chain.recover(buy.order(), misdirected.signature())).isNotEqualTo(Optional.of(stage.of(ada)));
        assertThat(stage.chain.recover(buy.order(), buy.signature())).contains(stage.of(ada));
    }

    @Test
    void futuresAreNovatedMarginedMarkedAndSettled() {
        Hash index = Hash.keccak(stage.fresh("HGI.H100-SXM-80GB"));
        String name = stage.fresh("H100-SXM-80GB.2026-09.F");
        Hash future = Hash.keccak(name);
        assertThat(stage.send("clearer", new ChainCall.ListFuture(name, index, stage.now() + 3_600)))
                .containsExactly(new ChainEvent.FutureListed(future, name, index));
        stage.send("clearer", new ChainCall.SetInitialMargin(future, 300 * DOLLAR));
        String bob = stage.member("bob");
        String cyd = stage.member("cyd");
        Hash batch = stage.freshId();
        SignedOrder buy = stage.order(Venue.CLEARING, bob, future, true, 2, PRICE);
        SignedOrder sell = stage.order(Venue.CLEARING, cyd, future, false, 2, PRICE);
        assertThat(stage.send(
                        "clearer", new ChainCall.Novate(batch, List.of(buy, sell), List.of(new Fill(0, 1, 2, PRICE)))))
                .containsExactly(new ChainEvent.Novated(batch, future, stage.of(bob), stage.of(cyd), 2, PRICE));
        assertThat(balance(Kind.POSITION, future, cyd)).isEqualTo(-2);
        assertThat(stage.refusal(bob, new ChainCall.WithdrawMargin(1_000 * DOLLAR)))
                .startsWith("MarginShort(");
        mark(index, future, bob, cyd);
    }

    private void mark(Hash index, Hash future, String bob, String cyd) {
        long day = stage.today();
        Price higher = Price.parse("2.6");
        assertThat(stage.refusal("clearer", new ChainCall.Mark(future, day, MarkCycle.EVENING, higher)))
                .startsWith("NoFixing(");
        Price midday = Price.parse("2.55");
        assertThat(stage.send("clearer", new ChainCall.Mark(future, day, MarkCycle.MIDDAY, midday)))
                .containsExactlyInAnyOrder(
                        new ChainEvent.VariationPaid(future, day, MarkCycle.MIDDAY, stage.of(bob), 73 * DOLLAR),
                        new ChainEvent.VariationPaid(future, day, MarkCycle.MIDDAY, stage.of(cyd), -73 * DOLLAR),
                        new ChainEvent.Marked(future, day, MarkCycle.MIDDAY, midday, false));
        fix(index, day, higher);
        assertThat(stage.send("clearer", new ChainCall.Mark(future, day, MarkCycle.EVENING, higher)))
                .containsExactlyInAnyOrder(
                        new ChainEvent.VariationPaid(future, day, MarkCycle.EVENING, stage.of(bob), 73 * DOLLAR),
                        new ChainEvent.VariationPaid(future, day, MarkCycle.EVENING, stage.of(cyd), -73 * DOLLAR),
                        new ChainEvent.Marked(future, day, MarkCycle.EVENING, higher, false));
        assertThat(balance(Kind.MARGIN, stage.deployment().cash(), bob)).isEqualTo(1_146 * DOLLAR);
        stage.node.advanceTo(Instant.ofEpochSecond(stage.now()).plus(Duration.ofDays(1)));
        fix(index, day + 1, PRICE);
        assertThat(stage.send("clearer", new ChainCall.SettleFinally(future, day + 1, PRICE)))
                .contains(new ChainEvent.Marked(future, day + 1, MarkCycle.EVENING, PRICE, true));
        assertThat(balance(Kind.POSITION, future, bob)).isZero();
        assertThat(stage.send(bob, new ChainCall.WithdrawMargin(1_000 * DOLLAR)))
                .contains(new ChainEvent.MarginWithdrawn(stage.of(bob), 1_000 * DOLLAR));
    }

    @Test
    void aMemberInDefaultIsTakenOverDeleveragedAndCovered() {
        Hash index = Hash.keccak(stage.fresh("HGI.H100-SXM-80GB"));
        String name = stage.fresh("H100-SXM-80GB.2026-09.F");
        Hash future = Hash.keccak(name);
        stage.send("clearer", new ChainCall.ListFuture(name, index, stage.now() + 3 * 86_400));
        stage.send("clearer", new ChainCall.SetInitialMargin(future, 300 * DOLLAR));
        String bob = stage.member("bob");
        String cyd = stage.member("cyd");
        Address estate = stage.of(stage.fresh("estate"));
        assertThat(stage.send(bob, new ChainCall.Contribute(400 * DOLLAR)))
                .contains(new ChainEvent.Contributed(stage.of(bob), 400 * DOLLAR));
        assertThat(stage.send(cyd, new ChainCall.AddTranche(50 * DOLLAR)))
                .contains(new ChainEvent.TrancheAdded(stage.of(cyd), 50 * DOLLAR));
        stage.send(cyd, new ChainCall.Contribute(20 * DOLLAR));
        SignedOrder buy = stage.order(Venue.CLEARING, bob, future, true, 2, PRICE);
        SignedOrder sell = stage.order(Venue.CLEARING, cyd, future, false, 2, PRICE);
        stage.send(
                "clearer",
                new ChainCall.Novate(stage.freshId(), List.of(buy, sell), List.of(new Fill(0, 1, 2, PRICE))));
        long day = stage.today();
        Price higher = Price.parse("3.25"); // 2 × 730 × 0.75 = 1,095 of cyd's 1,000
        fix(index, day, higher);
        stage.send("clearer", new ChainCall.Mark(future, day, MarkCycle.EVENING, higher));
        assertThat(stage.refusal("clearer", new ChainCall.DeclareDefault(stage.of(bob), estate)))
                .startsWith("MarginSuffices(");
        assertThat(stage.send("clearer", new ChainCall.DeclareDefault(stage.of(cyd), estate)))
                .containsExactly(
                        new ChainEvent.Defaulted(stage.of(cyd), estate, -95 * DOLLAR, 20 * DOLLAR),
                        new ChainEvent.PositionTaken(future, stage.of(cyd), estate, -2, 0));
        assertThat(stage.send("clearer", new ChainCall.Deleverage(future, stage.of(bob), -2)))
                .containsExactly(new ChainEvent.Deleveraged(future, stage.of(bob), estate, -2));
        stage.node.advanceTo(Instant.ofEpochSecond(stage.now()).plus(Duration.ofDays(1)));
        fix(index, day + 1, PRICE);
        stage.send("clearer", new ChainCall.Mark(future, day + 1, MarkCycle.EVENING, PRICE));
        assertThat(stage.send("clearer", new ChainCall.CoverLoss(List.of(future))))
                .containsExactly(
                        new ChainEvent.LossCovered(Layer.TRANCHE, Address.ZERO, estate, 50 * DOLLAR),
                        new ChainEvent.LossCovered(Layer.SHARES, stage.of(bob), estate, 25 * DOLLAR),
                        new ChainEvent.DefaultEnded(stage.of(cyd), estate, 0));
        assertThat(balance(Kind.SHARE, stage.deployment().cash(), bob)).isEqualTo(375 * DOLLAR);
        assertThat(stage.send(bob, new ChainCall.WithdrawShare(375 * DOLLAR)))
                .contains(new ChainEvent.ShareWithdrawn(stage.of(bob), 375 * DOLLAR));
    }

    private void fix(Hash index, long day, Price value) {
        Hash receipts = stage.freshId();
        FixingVote vote = new FixingVote(index, day, value, 12_000, receipts);
        List<Signature> signatures = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> stage.wallet.sign("contributor-" + i, vote))
                .toList();
        var two = new ChainCall.Fix(index, day, value, 12_000, receipts, signatures.subList(0, 2));
        assertThat(stage.refusal("fixer", two)).isEqualTo("QuorumMissing(needed=3, given=2)");
        assertThat(stage.send("fixer", new ChainCall.Fix(index, day, value, 12_000, receipts, signatures)))
                .containsExactly(new ChainEvent.FixingPublished(index, day, value, 12_000, receipts));
    }

    @Test
    void contributorsComeAndGo() {
        Address newcomer = stage.of(stage.fresh("contributor"));
        assertThat(stage.send("admin", new ChainCall.SetContributor(newcomer, true)))
                .isEmpty();
    }

    @Test
    void fundUnitsAreCreatedAndRedeemed() {
        stage.sendAll(List.of(
                new Stage.Planned("issuer", new ChainCall.SetEligible(List.of(stage.of("manager")), true)),
                new Stage.Planned("admin", new ChainCall.MintDollars(stage.of("manager"), 100 * DOLLAR)),
                new Stage.Planned("manager", new ChainCall.ApproveDollars(100 * DOLLAR)),
                new Stage.Planned("manager", new ChainCall.Deposit(100 * DOLLAR)),
                new Stage.Planned("manager", new ChainCall.SetOperator(Contract.INDEX_FUND, true))));
        Hash none = Hash.ZERO;
        assertThat(stage.send("manager", new ChainCall.CreateInKind(none, 0, 100 * DOLLAR, 1_000_000)))
                .contains(new ChainEvent.CreatedInKind(stage.of("manager"), none, 0, 100 * DOLLAR, 1_000_000));
        futuresAreHeldWithinLimits();
        String eve = stage.investor("eve", 500 * DOLLAR);
        Hash creation = stage.freshId();
        Hash fund = fund();
        assertThat(stage.send(eve, new ChainCall.RequestCreation(creation, 500 * DOLLAR)))
                .contains(new ChainEvent.CreationRequested(creation, stage.of(eve), 500 * DOLLAR));
        stage.node.advanceTo(stage.node.now().plus(Duration.ofDays(1)));
        assertThat(stage.send("manager", new ChainCall.FulfilCreation(creation, 100 * DOLLAR)))
                .contains(
                        new Moved(fund, Address.ZERO, stage.of(eve), 5_000_000),
                        new ChainEvent.UnitsCreated(creation, stage.of(eve), 500 * DOLLAR, 5_000_000, 100 * DOLLAR));
        assertThat(balance(Kind.FUND_UNITS, fund, eve)).isEqualTo(5_000_000);
        redeemedByTheGate(eve);
        incomeIsPaid(eve);
    }

    /** The fund has no key: its order is the chain's word, and comes with a signature of nothing. */
    private void futuresAreHeldWithinLimits() {
        String name = stage.fresh("H100-SXM-80GB.2026-09.F");
        Hash future = Hash.keccak(name);
        stage.send("clearer", new ChainCall.ListFuture(name, Hash.keccak("HGI"), stage.now() + 3_600));
        stage.send("clearer", new ChainCall.SetInitialMargin(future, 20 * DOLLAR));
        String bob = stage.member("bob");
        String cyd = stage.member("cyd");
        SignedOrder bid = stage.order(Venue.CLEARING, bob, future, true, 1, PRICE);
        SignedOrder offer = stage.order(Venue.CLEARING, cyd, future, false, 2, PRICE);
        Address fund = stage.deployment().of(Contract.INDEX_FUND);
        Order order = new Order(Venue.CLEARING, fund, future, true, 1, PRICE, stage.now() + 600, 7);
        assertThat(stage.refusal("manager", new ChainCall.AgreeTo(order))).startsWith("NoPriceYet(");
        novate(bid, offer);

        assertThat(stage.send("manager", new ChainCall.PostMargin(30 * DOLLAR)))
                .contains(new ChainEvent.MarginAdded(fund, 30 * DOLLAR));
        Hash digest = stage.chain.digest(order);
        assertThat(stage.send("manager", new ChainCall.AgreeTo(order)))
                .containsExactly(new ChainEvent.OrderAgreed(digest, fund, future, true, 1, PRICE, order.expiry(), 7));
        assertThat(stage.refusal("manager", new ChainCall.AgreeTo(order))).startsWith("CoolsOff(");
        novate(new SignedOrder(order, new Signature("0x00")), offer);
        Holding lots = new Holding(Kind.POSITION, future, fund);
        assertThat(stage.chain.balances(List.of(lots), block())).containsExactly(1L);
        assertThat(stage.send("manager", new ChainCall.FreeMargin(10 * DOLLAR)))
                .contains(new ChainEvent.MarginWithdrawn(fund, 10 * DOLLAR));
        assertThat(stage.refusal("manager", new ChainCall.FreeMargin(1))).startsWith("MarginShort(");
    }

    private void novate(SignedOrder buy, SignedOrder sell) {
        stage.send(
                "clearer",
                new ChainCall.Novate(stage.freshId(), List.of(buy, sell), List.of(new Fill(0, 1, 1, PRICE))));
    }

    /** The cycle ends, and all that wait in it are filled by half. */
    private void redeemedByTheGate(String eve) {
        Hash redemption = stage.freshId();
        List<ChainEvent> asked = stage.send(eve, new ChainCall.RequestRedemption(redemption, 2_000_000));
        long cycle = asked.stream()
                .filter(ChainEvent.RedemptionRequested.class::isInstance)
                .mapToLong(event -> ((ChainEvent.RedemptionRequested) event).cycle())
                .findFirst()
                .orElseThrow();
        assertThat(asked).contains(new ChainEvent.RedemptionRequested(redemption, stage.of(eve), 2_000_000, cycle));
        stage.node.advanceTo(stage.node.now().plus(Duration.ofDays(1)));
        List<Hash> all = List.of(redemption);
        assertThat(stage.send("manager", new ChainCall.FulfilRedemptions(all, 1_000_000, 110 * DOLLAR)))
                .contains(new ChainEvent.UnitsRedeemed(
                        redemption, stage.of(eve), 1_000_000, 110 * DOLLAR, 110 * DOLLAR, 1_000_000))
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(ChainEvent.FeeAccrued.class, fee -> assertThat(fee.recipient())
                                .isEqualTo(stage.of("manager"))));
        assertThat(stage.send("manager", new ChainCall.GiveBack(redemption)))
                .contains(new ChainEvent.TakenBack(redemption, stage.of(eve)));
        assertThat(stage.refusal("manager", new ChainCall.FulfilRedemptions(all, 1, DOLLAR)))
                .startsWith("UnitsBeyondCycle(");
        stage.node.advanceTo(stage.node.now().plus(Duration.ofDays(1)));
        assertThat(stage.send("manager", new ChainCall.AccrueFee())).anySatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(ChainEvent.FeeAccrued.class, fee -> assertThat(fee.units())
                        .isPositive()));
    }

    private void incomeIsPaid(String eve) {
        stage.sendAll(List.of(
                new Stage.Planned("admin", new ChainCall.MintDollars(stage.of("manager"), 10 * DOLLAR)),
                new Stage.Planned("manager", new ChainCall.ApproveDollars(10 * DOLLAR)),
                new Stage.Planned("manager", new ChainCall.Deposit(10 * DOLLAR))));
        Hash income = stage.freshId();
        assertThat(stage.send("manager", new ChainCall.BringIncome(income, 10 * DOLLAR)))
                .contains(new ChainEvent.IncomeBrought(
                        income, stage.of("manager"), 10 * DOLLAR, stage.of("manager"), DOLLAR));
        // the contract's own hash of the list is what ledger-core has it be
        Hash list = Hash.keccak(words(stage.of(eve).hex().substring(2), "5", "0"));
        stage.send("manager", new ChainCall.RecordIncome(income, 5, list, Long.MAX_VALUE, Address.ZERO));
        List<Address> accounts = List.of(stage.of(eve));
        assertThat(stage.refusal("manager", new ChainCall.PayIncome(income, accounts, List.of(4L), Hash.ZERO)))
                .startsWith("NotOnTheList(");
        assertThat(stage.send(eve, new ChainCall.PayIncome(income, accounts, List.of(5L), Hash.ZERO)))
                .contains(new ChainEvent.IncomePaid(income, stage.of(eve), 9 * DOLLAR));
    }

    /** Numbers in hex, as words of 32 bytes. */
    private static byte[] words(String... numbers) {
        return HexFormat.of()
                .parseHex(Stream.of(numbers)
                        .map(number -> "0".repeat(64 - number.length()) + number)
                        .collect(Collectors.joining()));
    }

    @Test
    void headsOfTheJournalAreAnchored() {
        Hash root = stage.freshId();
        assertThat(stage.send("anchor", new ChainCall.AnchorHead(1_000, root)))
                .containsExactly(new ChainEvent.HeadAnchored(1_000, root));
        assertThat(stage.refusal("anchor", new ChainCall.AnchorHead(1_000, root)))
                .isEqualTo("NotGrowing(last=1000, size=1000)");
    }

    @Test
    void balancesOfManyAreAnsweredInTheOrderAsked() {
        String ada = stage.investor("ada", 7 * DOLLAR);
        Hash cash = stage.deployment().cash();
        List<Holding> many = IntStream.range(0, 1_201)
                .mapToObj(i -> i % 3 == 0
                        ? new Holding(Kind.VAULT, cash, stage.of(ada))
                        : new Holding(i % 3 == 1 ? Kind.MARGIN : Kind.POSITION, cash, stage.of(ada)))
                .toList();
        Hash block = block();
        assertThat(stage.chain.balances(many, block))
                .hasSize(1_201)
                .startsWith(7 * DOLLAR, 0L, 0L, 7 * DOLLAR)
                .endsWith(0L, 0L, 7 * DOLLAR);
        assertThat(stage.chain.balances(List.of(), block)).isEmpty();
    }

    private long balance(Kind kind, Hash asset, String holder) {
        return stage.chain
                .balances(List.of(new Holding(kind, asset, stage.of(holder))), block())
                .getFirst();
    }

    private Hash block() {
        return stage.chain.block(stage.chain.head().finalized()).orElseThrow().hash();
    }

    private Hash fund() {
        return new Hash("0x" + "0".repeat(24)
                + stage.deployment().of(Contract.INDEX_FUND).hex().substring(2));
    }
}

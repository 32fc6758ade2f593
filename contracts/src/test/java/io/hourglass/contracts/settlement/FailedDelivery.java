package io.hourglass.contracts.settlement;

import static io.hourglass.contracts.settlement.SettlementStage.usd;

import io.hourglass.contracts.MintedHours;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.Signatories.Role;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;

/** An owner sells hours, posts a bond, and delivers a quarter of what was reserved. */
final class FailedDelivery {
    private final SettlementStage stage;
    private final BusinessClock clock = new BusinessClock();
    private final Market market;
    private final Capacity capacity;
    private final Wallet wallet;
    private final Series series =
            Series.parse("H100-SXM-80GB.us." + YearMonth.now(ZoneOffset.UTC).plusMonths(1));

    FailedDelivery(SettlementStage stage) {
        this.stage = stage;
        this.market = MintedHours.market(stage.database, stage.journal, stage.outbox, stage.chain);
        this.capacity = new Capacity(stage.database, stage.journal, stage.outbox, stage.chain, clock);
        this.wallet = new Wallet(stage.keys, stage.chain.deployment());
        stage.effects.add(market);
        stage.effects.add(capacity);
        stage.node.fund(List.of(stage.keys.address("olga"), stage.keys.address("settler")));
    }

    /** Returns what became of the delivery. */
    Delivery play(Party ada) {
        Party olga = new Party("olga", Party.Kind.OWNER, stage.keys.address("olga"), "olga");
        stage.inTx(tx -> stage.cash.enrol(tx, olga)).orThrow();
        stage.deposit("olga", olga, "100").orThrow();
        stage.deposit("ada", ada, "100").orThrow();
        offer(olga);
        sell(ada, olga);
        stage.inTx(tx -> capacity.promise(tx, "olga", series, 9_900)).orThrow();
        stage.database
                .decide(tx -> capacity.post(tx, "bond", "olga", series, usd("5"), hours("5")))
                .orThrow();
        stage.settle();

        Instant due = series.start().plus(Duration.ofHours(2));
        var wanted = new ReservationRequest(
                "fails",
                "ada",
                series.gpu(),
                Amount.parse(series.gpu().hours(), "4"),
                List.of(),
                null,
                due,
                null,
                9_000,
                false,
                null);
        stage.database.decide(tx -> capacity.reserve(tx, wanted)).orThrow();
        Delivery asked = stage.database
                .decide(tx -> capacity.confirm(tx, "fails", "ada"))
                .orThrow()
                .deliveries()
                .getFirst();
        stage.settle();
        Reading reading = new Reading(asked.id(), hours("1").units());
        stage.database
                .decide(tx ->
                        capacity.meter(tx, "one", asked.id(), reading.cumulative(), wallet.sign("meter", reading)))
                .orThrow();
        stage.settle();

        Instant late = due.plus(Duration.ofHours(26));
        stage.node.advanceTo(late);
        stage.inTx(tx -> clock.freeze(tx, late));
        while (capacity.doWork() > 0) {
            stage.settle();
        }
        return stage.inTx(tx -> capacity.delivery(tx, asked.id())).orElseThrow();
    }

    private void offer(Party olga) {
        stage.inTx(tx -> {
            capacity.signatories().set(tx, Role.ATTESTER, wallet.address("attester"), true, "accredited");
            capacity.signatories().set(tx, Role.METER, wallet.address("meter"), true, "calibrated");
            return 0;
        });
        stage.database.decide(tx -> capacity.openSeries(tx, series)).orThrow();
        Serials serials = Serials.of("GPU-0001");
        Attestation attestation = new Attestation(
                series.id(),
                olga.address(),
                serials.hash(),
                812_000,
                hours("100").units(),
                series.expiry().getEpochSecond());
        var listing = new ListingRequest(
                "listing", "olga", series, serials, attestation, wallet.sign("attester", attestation));
        stage.database.decide(tx -> capacity.list(tx, listing)).orThrow();
        stage.settle();
        stage.database
                .decide(tx -> capacity.mint(tx, "mint", "olga", series, hours("20")))
                .orThrow();
        stage.settle();
    }

    private void sell(Party ada, Party olga) {
        place(olga, false);
        place(ada, true);
        while (market.doWork() > 0) {
            stage.settle();
        }
    }

    private void place(Party party, boolean buy) {
        Order order = new Order(
                Venue.SETTLEMENT,
                party.address(),
                series.id(),
                buy,
                hours("10").units(),
                Price.parse("2.5"),
                Instant.now().plus(Duration.ofDays(1)).getEpochSecond(),
                1);
        SignedOrder signed = new SignedOrder(order, wallet.sign(party.name(), order));
        stage.database.decide(tx -> market.place(tx, Placement.limit(signed))).orThrow();
    }

    /** The owner's bond, as the books have it. */
    String bond() {
        return stage.inTx(tx -> stage.journal.balance(tx, "bond:" + series + ":olga"))
                .orElseThrow()
                .posted()
                .decimal();
    }

    private Amount hours(String decimal) {
        return Amount.parse(series.asset(), decimal);
    }
}

package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.MintedHours;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** People who sell each other hours while the node misbehaves. */
final class Trading {
    private static final MintedHours HOURS =
            new MintedHours(new Asset("H100-SXM-80GB.us.2027-03", 6), "olga", 1_000_000L * Price.UNITS_PER_HOUR);

    private static final Price PRICE = Price.parse("2.15");

    private final SettlementStage stage;
    private final Market market;
    private final Wallet wallet;
    private final Random random;
    private final List<Party> parties;
    private long salt;

    Trading(SettlementStage stage, List<Party> buyers, long seed) {
        this.stage = stage;
        this.market = MintedHours.market(stage.database, stage.journal, stage.outbox, stage.chain);
        this.wallet = new Wallet(stage.keys, stage.chain.deployment());
        this.random = new Random(seed);
        this.parties = new ArrayList<>(buyers);
    }

    Market market() {
        return market;
    }

    /**
     * Brings an owner's hours to market, and dollars to everybody.
     *
     * @param settle works until all that is planned has ended
     */
    void open(Runnable settle) {
        Party olga = new Party(HOURS.owner(), Party.Kind.OWNER, stage.keys.address(HOURS.owner()), HOURS.owner());
        stage.inTx(tx -> stage.cash.enrol(tx, olga)).orThrow();
        parties.forEach(
                party -> stage.deposit("purse-" + party.name(), party, "10000").orThrow());
        stage.inTx(tx -> {
            HOURS.plan(tx, stage.outbox, stage.keys, wallet);
            return 0;
        });
        settle.run();
        stage.inTx(tx -> {
            HOURS.book(tx, stage.journal);
            return 0;
        });
        parties.addFirst(olga);
    }

    /** Somebody offers and somebody else bids for as much; either may lack what it takes, then it is refused. */
    void deal() {
        int seller = random.nextInt(3) == 0 ? random.nextInt(parties.size()) : 0; // others have none at first
        int buyer = (seller + random.nextInt(1, parties.size())) % parties.size();
        long quantity = random.nextLong(1, 5L * Price.UNITS_PER_HOUR);
        place(parties.get(seller), false, quantity);
        place(parties.get(buyer), true, quantity);
    }

    private void place(Party party, boolean buy, long quantity) {
        Order order = new Order(
                Venue.SETTLEMENT,
                party.address(),
                HOURS.id(),
                buy,
                quantity,
                PRICE,
                Instant.now().plus(Duration.ofDays(1)).getEpochSecond(),
                ++salt);
        SignedOrder signed = new SignedOrder(order, wallet.sign(party.name(), order));
        Outcome<OrderView> outcome = stage.database.decide(tx -> market.place(tx, Placement.limit(signed)));
        if (outcome instanceof Outcome.Refused<OrderView> refused) {
            assertThat(refused.reason()).isEqualTo(MarketRefusal.INSUFFICIENT);
        }
    }
}

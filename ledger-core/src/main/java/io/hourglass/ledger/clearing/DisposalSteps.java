package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Depth.Level;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.matching.OrderType;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Sells what an estate took over, step by step, from the moment the chain has declared the default: the next
 * step of {@link Disposal} of each contract, at the edge of the price band and only against what rests there,
 * with some time between steps for the market to come back.
 */
public final class DisposalSteps {
    private static final int LEVELS = 1_000;
    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final Database database;
    private final Journal journal;
    private final Market market;
    private final Clock clock;
    private final Signer signer;

    public DisposalSteps(Database database, Journal journal, Market market, Clock clock, Signer signer) {
        this.database = database;
        this.journal = journal;
        this.market = market;
        this.clock = clock;
        this.signer = signer;
    }

    /** Takes the steps that are due; returns how many. */
    public int doWork() {
        return database.inTx(tx -> Defaults.underWay(tx)
                .filter(row -> row.state == DefaultView.State.OPEN)
                .filter(row -> isDue(tx, row))
                .map(row -> step(tx, row))
                .orElse(0));
    }

    private boolean isDue(Tx tx, DefaultRow row) {
        tx.query("select pg_advisory_xact_lock(hashtext('hourglass.disposal_step'))", one -> true);
        Instant due = clock.instant().minusSeconds(terms(tx).disposalSeconds());
        return tx.query(
                        "select 1 from hourglass.disposal_step where member_default = ? and taken > ?",
                        one -> true,
                        row.id,
                        due)
                .isEmpty();
    }

    private int step(Tx tx, DefaultRow row) {
        Party estate = journal.party(tx, row.estate).orElseThrow();
        String key = estate.key();
        if (key == null) {
            return 0; // it signs elsewhere: people sell
        }
        int taken = 0;
        for (Exposure held : Exposure.of(tx, estate.name())) {
            boolean waiting = held.buys() > 0 || held.sells() > 0;
            if (held.lots() != 0 && !waiting) {
                taken += step(tx, row, estate, key, held);
            }
        }
        return taken;
    }

    private int step(Tx tx, DefaultRow row, Party estate, String key, Exposure held) {
        boolean buy = held.lots() < 0;
        FutureRow future = tx.session().get(FutureRow.class, held.id());
        if (!clock.instant().isBefore(held.future().tradingEnds())) {
            return 0; // only the final settlement is left
        }
        Price edge = edge(tx, future, buy);
        long resting = resting(tx, held.future(), buy, edge);
        long lots = terms(tx).disposal().next(Math.abs(held.lots()), resting);
        if (lots == 0) {
            return 0;
        }
        Order order = new Order(
                Venue.CLEARING,
                estate.address(),
                held.future().id(),
                buy,
                lots,
                edge,
                clock.instant().plus(GOOD_FOR).getEpochSecond(),
                salt(tx, estate));
        Outcome<OrderView> placed =
                market.place(tx, Placement.of(signer.sign(key, order), OrderType.IMMEDIATE_OR_CANCEL));
        if (!(placed instanceof Outcome.Done<OrderView>(OrderView view))) {
            return 0; // the book is closed to it for now
        }
        tx.run(
                "insert into hourglass.disposal_step (member_default, number, future, remaining, resting, lots, order_id,"
                        + " taken) select ?, count(*) + 1, ?, ?, ?, ?, ?, ? from hourglass.disposal_step"
                        + " where member_default = ?",
                row.id,
                held.id(),
                held.lots(),
                resting,
                lots,
                view.id(),
                clock.instant(),
                row.id);
        return 1;
    }

    /** The worst price that the band allows, on a tick. */
    private Price edge(Tx tx, FutureRow future, boolean buy) {
        Terms terms = terms(tx);
        Price prior = Marks.settlement(tx, future);
        long width = prior.micros() * terms.bandPercent() / 100;
        long tick = terms.tick();
        return new Price(
                buy
                        ? Math.floorDiv(prior.micros() + width, tick) * tick
                        : Math.ceilDiv(prior.micros() - width, tick) * tick);
    }

    private long resting(Tx tx, Future future, boolean buy, Price edge) {
        var depth = market.depth(tx, future.id(), LEVELS);
        return (buy ? depth.asks() : depth.bids())
                .stream()
                        .filter(level -> buy
                                ? level.price().compareTo(edge) <= 0
                                : level.price().compareTo(edge) >= 0)
                        .mapToLong(Level::quantity)
                        .sum();
    }

    /** The next number of the estate's. */
    private static long salt(Tx tx, Party estate) {
        return tx.first(
                        "select coalesce(max(salt), 0) + 1 from hourglass.market_order where account = ?",
                        row -> row.getLong(1),
                        estate.address())
                .orElseThrow();
    }

    private Terms terms(Tx tx) {
        return Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    static List<DisposalStep> of(Tx tx, String memberDefault) {
        return tx.query(
                "select s.*, f.name from hourglass.disposal_step s join hourglass.future f on f.id = s.future"
                        + " where member_default = ? order by number",
                row -> new DisposalStep(
                        row.getLong("number"),
                        Future.parse(row.getString("name")),
                        row.getLong("remaining"),
                        row.getLong("resting"),
                        row.getLong("lots"),
                        new Hash(row.getString("order_id")),
                        row.getObject("taken", OffsetDateTime.class).toInstant()),
                memberDefault);
    }
}

package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.ListFuture;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Lists contracts: here, at the market and on chain. */
final class Listing {
    static final String INTENT = "future:";
    static final String VARIATION = "clearing:variation";

    private final Journal journal;
    private final Outbox outbox;
    private final Market market;
    private final Reference reference;
    private final MarginRates rates;
    private final Clock clock;
    private final Hash cash;

    /** @param cash how the Vault names dollars */
    Listing(
            Journal journal,
            Outbox outbox,
            Market market,
            Reference reference,
            MarginRates rates,
            Clock clock,
            Hash cash) {
        this.journal = journal;
        this.outbox = outbox;
        this.market = market;
        this.reference = reference;
        this.rates = rates;
        this.clock = clock;
        this.cash = cash;
    }

    Outcome<FutureRow> list(Tx tx, Future future) {
        FutureRow there = tx.session().get(FutureRow.class, future.id().hex());
        if (there != null) {
            return Outcome.done(there);
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Terms terms = Terms.on(tx, today);
        YearMonth now = YearMonth.from(today);
        if (clock.instant().isAfter(future.tradingEnds())
                || !future.month().isBefore(now.plusMonths(terms.monthsListed()))) {
            return Outcome.refused(
                    ClearingRefusal.MONTH_NOT_LISTED,
                    future + " is not one of the " + terms.monthsListed() + " months from " + now + " on");
        }
        Optional<Price> price = reference.forward(tx, future, today);
        if (price.isEmpty()) {
            return Outcome.refused(
                    ClearingRefusal.NO_REFERENCE,
                    future.index() + " has no final fixing yet to measure margin and band from");
        }
        return Outcome.done(written(tx, future, terms, terms.toTick(price.get().micros()), today));
    }

    private FutureRow written(Tx tx, Future future, Terms terms, Price price, LocalDate today) {
        FutureRow row = new FutureRow();
        row.id = future.id().hex();
        row.name = future.name();
        row.gpuClass = future.gpu().name();
        row.month = future.month().toString();
        row.indexName = future.index().name();
        row.lastTrading = future.lastTradingDay();
        row.reference = price.micros();
        row.state = FutureView.State.LISTING;
        row.listed = clock.instant();
        tx.session().insert(row);
        market.list(
                tx,
                new Instrument(
                        future.name(),
                        future.id(),
                        Venue.CLEARING,
                        terms.tick(),
                        terms.accountability(),
                        future.tradingEnds(),
                        false));
        journal.open(tx, Asset.USD, AssetKind.CASH, cash); // nobody need be enrolled yet
        journal.open(tx, future.asset(), AssetKind.LOTS, future.id());
        journal.open(
                tx,
                new Account(MarginAccounts.house(future), future.asset(), Floor.FREE, null),
                new Account(VARIATION, Asset.USD, Floor.FREE, null));
        plan(tx, future);
        // what is known is of the day before: today's mark will set it anew
        rates.set(tx, row, price, today.minusDays(1));
        return row;
    }

    private void plan(Tx tx, Future future) {
        long ends = future.tradingEnds().getEpochSecond();
        outbox.plan(
                tx,
                INTENT + future.name(),
                "clearer",
                new ListFuture(future.name(), future.index().id(), ends),
                List.of());
    }

    /** The chain knows it: it trades. */
    void listed(Tx tx, Hash contract) {
        FutureRow row = tx.session().get(FutureRow.class, contract.hex());
        row.state = FutureView.State.LISTED;
        tx.session().update(row);
        market.open(tx, contract);
        Future future = row.future();
        spread(tx, future.before(), future);
        spread(tx, future, future.after());
        strip(tx, future.quarter(), future.quarterName());
        strip(tx, future.year(), future.yearName());
    }

    /** The months of a quarter and of a year are traded as one, from when the chain knows all of them. */
    private void strip(Tx tx, List<Future> months, String code) {
        if (allListed(tx, months)) {
            market.combinations().list(tx, code, months.stream().map(Future::id).toList());
        }
    }

    private static boolean allListed(Tx tx, List<Future> months) {
        return months.stream()
                .map(future -> tx.session().get(FutureRow.class, future.id().hex()))
                .allMatch(row -> row != null && row.state == FutureView.State.LISTED);
    }

    /** Months next to each other are traded as one, from when the chain knows both. */
    private void spread(Tx tx, Future near, Future far) {
        if (allListed(tx, List.of(near, far))) {
            market.combinations().list(tx, near.spread(far), near.id(), far.id());
        }
    }

    void voided(Tx tx, String name, String why) {
        FutureRow row =
                tx.session().get(FutureRow.class, Future.parse(name).id().hex());
        row.state = FutureView.State.VOIDED;
        row.reason = why;
        tx.session().update(row);
    }
}

package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.ListOption;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.options.OptionType;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Lists series: here, at the market and on chain. */
final class OptionListing {
    static final String INTENT = "option:";

    private final Outbox outbox;
    private final Market market;
    private final Clearing clearing;
    private final OptionAccounts accounts;
    private final Clock clock;
    private final Hash cash;

    /** @param cash how the Vault names dollars */
    OptionListing(Outbox outbox, Market market, Clearing clearing, OptionAccounts accounts, Clock clock, Hash cash) {
        this.outbox = outbox;
        this.market = market;
        this.clearing = clearing;
        this.accounts = accounts;
        this.clock = clock;
        this.cash = cash;
    }

    /** Strikes around the future's settlement price; those there are stay. */
    Outcome<List<OptionRow>> around(Tx tx, Future future) {
        return fit(tx, future).then(view -> {
            OptionTerms terms = terms(tx);
            return Outcome.done(terms.around(future, view.settlement()).stream()
                    .map(series -> listed(tx, series, terms))
                    .toList());
        });
    }

    Outcome<OptionRow> list(Tx tx, OptionSeries series) {
        OptionTerms terms = terms(tx);
        return terms.isOnStep(series)
                ? fit(tx, series.future()).then(view -> Outcome.done(listed(tx, series, terms)))
                : Outcome.refused(
                        OptionRefusal.OFF_STEP,
                        "strikes and caps are multiples of " + new Price(terms.strikeStep()) + ": " + series);
    }

    OptionTerms terms(Tx tx) {
        return OptionTerms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** Whether options on a future may be listed. */
    private Outcome<FutureView> fit(Tx tx, Future future) {
        FutureView view = clearing.future(tx, future).orElse(null);
        if (view == null) {
            return Outcome.refused(OptionRefusal.UNKNOWN_FUTURE, future + " is not listed");
        }
        switch (view.state()) {
            case LISTING, VOIDED -> {
                return Outcome.refused(OptionRefusal.NOT_LISTED_YET, future + " is not listed on the chain");
            }
            case SETTLING, SETTLED -> {
                return Outcome.refused(OptionRefusal.TRADING_ENDED, future + " is settled, or about to be");
            }
            case LISTED -> {}
        }
        if (clock.instant().isAfter(future.tradingEnds())) {
            return Outcome.refused(OptionRefusal.TRADING_ENDED, future + " traded until " + future.tradingEnds());
        }
        boolean priced = tx.first(
                        "select 1 from hourglass.future where id = ? and last_price is not null",
                        row -> true,
                        future.id())
                .isPresent();
        return priced
                ? Outcome.done(view)
                : Outcome.refused(
                        OptionRefusal.NO_PRICE,
                        future + " has had no trade yet, 1 is missing: until then an option on it could not be settled"
                                + " without an operator");
    }

    private OptionRow listed(Tx tx, OptionSeries series, OptionTerms terms) {
        OptionRow there = tx.session().get(OptionRow.class, series.id().hex());
        if (there != null) {
            return there;
        }
        OptionRow row = new OptionRow(series, clock.instant());
        tx.session().insert(row);
        market.list(
                tx,
                new Instrument(
                        series.name(),
                        series.id(),
                        Venue.OPTIONS,
                        terms.tick(),
                        terms.orderMax(),
                        series.future().tradingEnds(),
                        false));
        accounts.open(tx, series, cash);
        outbox.plan(
                tx,
                INTENT + series.name(),
                "clearer",
                new ListOption(
                        series.month(),
                        series.type() == OptionType.CALL,
                        series.strike(),
                        row.cap == null ? 0 : row.cap),
                List.of());
        return row;
    }
}

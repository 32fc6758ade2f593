package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.clearing.FuturesRules;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.VenueRules;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable.Order;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an order for options must meet: a premium within what the option can pay, the position limits of the month's
 * future, and cash for all that the party's orders in the series may cost, which is set aside: the premium of what
 * opens a long position, the largest payout of what opens a short one.
 */
public final class OptionsRules implements VenueRules {
    private final Journal journal;
    private final OptionAccounts accounts;
    private final Covers covers;
    private final FuturesRules futures;

    /** @param futures whose position limits options count to, as {@link OptionLots} says */
    public OptionsRules(Journal journal, Deployment deployment, Clock clock, FuturesRules futures) {
        this.journal = journal;
        this.accounts = new OptionAccounts(journal, deployment.of(Contract.OPTIONS));
        this.covers = new Covers(journal, clock);
        this.futures = futures;
    }

    @Override
    public Optional<Declined> check(Tx tx, Instrument instrument, Party party, Order order) {
        OptionSeries series = OptionSeries.parse(instrument.code());
        Price most = new Price(series.mostPerHour());
        if (order.price().compareTo(most) > 0) {
            return Optional.of(new Declined(
                    MarketRefusal.PRICE_BAND, order.price() + " is more than " + series + " can ever pay, " + most));
        }
        Optional<Declined> over = futures.limits(tx, party, series.future(), order);
        return over.isPresent() ? over : covered(tx, series, party, order);
    }

    private Optional<Declined> covered(Tx tx, OptionSeries series, Party party, Order order) {
        Covers.lock(tx, series);
        accounts.open(tx, List.of(party), series);
        long before = Covers.reserved(tx, series, party.name()).units();
        long needed = Cover.of(tx, series, party.name(), order).units();
        if (needed <= before) {
            return Optional.empty(); // what is too much is given back once the order is written
        }
        Amount available = accounts.available(tx, party);
        return switch (covers.replace(tx, series, party, needed)) {
            case PostResult.Refused(Reason reason, String detail)
            when reason == Reason.FLOOR ->
                Optional.of(new Declined(
                        MarketRefusal.INSUFFICIENT, missing(series, party, usd(needed), usd(before), available)));
            case PostResult.Refused(Reason reason, String detail) ->
                throw new IllegalStateException("the books refuse a cover: " + reason + ", " + detail);
            case PostResult.Posted posted -> Optional.empty();
            case PostResult.AlreadyPosted posted -> Optional.empty();
        };
    }

    @Override
    public long openInterest(Tx tx, Instrument instrument) {
        return OptionPositions.openInterest(tx, OptionSeries.parse(instrument.code()));
    }

    private static String missing(OptionSeries series, Party party, Amount needed, Amount before, Amount available) {
        return "with this order " + needed + " must be set aside for " + series + " (" + before + " without it): the"
                + " premium of lots that are bought, " + series.largestPayout() + " for each lot that is short; "
                + OptionAccounts.cash(party) + " has " + available + " available: "
                + needed.minus(before).minus(available) + " missing";
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }

    @Override
    public void changed(Tx tx, Instrument instrument, Collection<String> parties) {
        OptionSeries series = OptionSeries.parse(instrument.code());
        Covers.lock(tx, series);
        for (String name : parties) {
            covers.renew(tx, series, journal.party(tx, name).orElseThrow());
        }
    }
}

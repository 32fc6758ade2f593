package io.hourglass.ledger.fund;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;

/**
 * What the fund holds is worth at a day's prices: hours at the curve's price of their month, seen
 * from that day's final fixing, else at the fixing itself; hours whose month is over at nothing; futures
 * at the day's settlement price, with their margin.
 */
final class Valuation {
    private final Journal journal;
    private final Fixings fixings;
    private final Curves curves;
    private final FundFutures futures;

    Valuation(Journal journal, Fixings fixings, Curves curves, FundFutures futures) {
        this.futures = futures;
        this.journal = journal;
        this.fixings = fixings;
        this.curves = curves;
    }

    /** @param micros micro-dollars per GPU-hour; 0 of hours that expired */
    record Quote(long micros, String source) {}

    /**
     * The fund's assets, micro-dollars.
     *
     * @param down every position rounded down
     * @param up every position rounded up
     * @param missing what has no price of the day
     */
    record Worth(long down, long up, ObjectNode provenance, Optional<String> missing) {}

    Worth worth(Tx tx, LocalDate day) {
        ObjectNode provenance = JsonNodeFactory.instance.objectNode();
        var positions = provenance.putArray("positions");
        long cash = journal.balance(tx, FundAccounts.CASH)
                .map(balance -> balance.posted().units())
                .orElse(0L);
        long income = Incomes.accrued(tx);
        FundFutures.Worth derivatives = futures.worth(tx, day);
        if (derivatives.missing().isPresent()) {
            return new Worth(0, 0, provenance, derivatives.missing().map(Future::name));
        }
        long down = Math.addExact(Math.addExact(cash, income), derivatives.value());
        long up = down;
        for (Balance balance : journal.balances(tx, FundAccounts.HOURS)) {
            long hours = balance.posted().units();
            if (hours == 0) {
                continue;
            }
            Series series = Series.parse(balance.posted().asset().code());
            Optional<Quote> quote = quote(tx, series, day);
            if (quote.isEmpty()) {
                return new Worth(down, up, provenance, Optional.of(series.name()));
            }
            long low = valueDown(quote.get(), hours);
            down = Math.addExact(down, low);
            up = Math.addExact(
                    up,
                    quote.get().micros() == 0
                            ? 0
                            : new Price(quote.get().micros()).timesUp(hours).units());
            positions
                    .addObject()
                    .put("series", series.name())
                    .put("hours", hours)
                    .put("price", quote.get().micros())
                    .put("source", quote.get().source())
                    .put("value", low);
        }
        provenance.set("futures", derivatives.positions());
        provenance.put("margin", derivatives.margin());
        provenance.put("cash", cash).put("income", income).put("day", day.toString());
        return new Worth(down, up, provenance, Optional.empty());
    }

    /** The price of a series' hours at a day; empty if the index has none. */
    Optional<Quote> quote(Tx tx, Series series, LocalDate day) {
        if (YearMonth.from(day).isAfter(series.month())) {
            return Optional.of(new Quote(0, "the delivery month is over"));
        }
        Optional<PublishedFixing> fixing = fixings.find(tx, IndexName.headline(series.gpu()), day, Status.FINAL)
                .filter(found -> found.value().isPresent());
        if (fixing.isEmpty()) {
            return Optional.empty();
        }
        return curves.curve(tx, series.gpu(), day)
                .flatMap(curve -> Optional.ofNullable(curve.months().get(series.month()))
                        .map(price -> new Quote(price.micros(), "curve of " + curve.day() + " " + curve.digest())))
                .or(() -> fixing.map(found -> new Quote(
                        found.value().orElseThrow().micros(),
                        "fixing " + found.index() + " of " + day + " " + found.receipts())));
    }

    static long valueDown(Quote quote, long hours) {
        return quote.micros() == 0
                ? 0
                : new Price(quote.micros()).timesDown(hours).units();
    }

    /** The latest day after which the index may price everything; empty before the first final. */
    Optional<LocalDate> latestDay(Tx tx, List<Series> held) {
        return held.stream()
                .map(series -> latestFinal(tx, series))
                .reduce((a, b) ->
                        a.isPresent() && b.isPresent() ? Optional.of(earlier(a.get(), b.get())) : Optional.empty())
                .orElseGet(() -> latestOfAny(tx));
    }

    private static LocalDate earlier(LocalDate a, LocalDate b) {
        return a.isBefore(b) ? a : b;
    }

    private static Optional<LocalDate> latestFinal(Tx tx, Series series) {
        return tx.query(
                        "select max(day) from hourglass.fixing where index_name = ? and status = 'FINAL'"
                                + " and value is not null",
                        row -> Optional.ofNullable(row.getObject(1, LocalDate.class)),
                        IndexName.headline(series.gpu()).name())
                .getFirst();
    }

    private static Optional<LocalDate> latestOfAny(Tx tx) {
        return tx.query(
                        "select max(day) from hourglass.fixing where status = 'FINAL' and value is not null",
                        row -> Optional.ofNullable(row.getObject(1, LocalDate.class)))
                .getFirst();
    }
}

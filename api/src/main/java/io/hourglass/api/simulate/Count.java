package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.DefaultView;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.reconcile.Report.Row;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.pricing.index.Basis;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts, from the rooms alone, what came of the days that were lived. */
final class Count {
    private final Acting acting;

    Count(Acting acting) {
        this.acting = acting;
    }

    /** What was published for the business days of a window, gaps included. */
    List<PublishedFixing> fixings(GpuClass gpu, Window window) {
        return acting
                .read(tx -> acting.rooms().fixings().finals(tx, IndexName.headline(gpu), window.first(), window.last()))
                .stream()
                .filter(fixing -> Window.isBusinessDay(fixing.day()))
                .toList();
    }

    static boolean isCarried(PublishedFixing fixing) {
        return fixing.basis().equals(Optional.of(Basis.CARRIED));
    }

    Report.Trades trades(int deleveraged) {
        Set<String> futures = futures().stream().map(Future::name).collect(Collectors.toSet());
        List<TradeView> trades = acting.read(tx -> acting.rooms().market().trades(tx, Integer.MAX_VALUE)).stream()
                .filter(trade -> futures.contains(trade.instrument()))
                .toList();
        List<TradeView> settled = trades.stream()
                .filter(trade -> trade.state() == TradeView.State.FINAL)
                .toList();
        return new Report.Trades(
                settled.size(),
                trades.size() - settled.size(),
                settled.stream().mapToLong(TradeView::quantity).sum(),
                deleveraged);
    }

    Report.Marks marks(Months months) {
        SortedMap<String, Integer> daily = new TreeMap<>();
        int settled = 0;
        int voided = 0;
        for (Future future : futures()) {
            for (MarkView mark : acting.read(tx -> acting.rooms().clearing().marks(tx, future))) {
                boolean last = mark.procedure() == MarkView.Procedure.FINAL;
                if (mark.state() != MarkView.State.FINAL) {
                    voided++;
                } else if (last) {
                    settled++;
                } else {
                    boolean midday = mark.cycle() == MarkCycle.MIDDAY;
                    daily.merge(midday ? "MIDDAY" : mark.procedure().name(), 1, Integer::sum);
                }
            }
        }
        return new Report.Marks(daily, settled, months.settledByPeople(), months.determinedDays(), voided);
    }

    List<Report.Default> defaults() {
        return acting.read(acting.rooms().clearing()::defaults).reversed().stream()
                .map(Count::told)
                .toList();
    }

    private static Report.Default told(DefaultView view) {
        return new Report.Default(
                view.party(),
                LocalDate.ofInstant(view.declared(), ZoneOffset.UTC).toString(),
                view.state().name(),
                decimal(view.margin()),
                decimal(view.share()),
                view.paid().stream()
                        .map(paid -> new Report.Payment(
                                paid.layer(), paid.party(), paid.amount().decimal()))
                        .toList(),
                decimal(view.surplus()));
    }

    private static @Nullable String decimal(@Nullable Amount amount) {
        return amount == null ? null : amount.decimal();
    }

    /** Reconciles, and adds up what must come to nothing. */
    Report.Sums sums() {
        var reconciled = acting.ask("reconciliation", acting.rooms().reconcile()::run);
        int breaks = reconciled.open().size();
        long unbalanced = acting.read(acting.rooms().book()::trialBalance).stream()
                .filter(trial -> !trial.balances())
                .count();
        long open = 0;
        for (Future future : futures()) {
            long lots = acting.read(tx -> acting.rooms().clearing().holders(tx, future)).stream()
                    .mapToLong(PositionView::lots)
                    .sum();
            open += lots != 0 ? 1 : 0;
        }
        long variation =
                acting.read(tx -> acting.rooms().clearing().variation(tx)).units();
        long margins = chain(reconciled.rows().stream(), Measure.MARGIN);
        long shares = chain(reconciled.rows().stream(), Measure.SHARE);
        long tranche = acting.read(acting.rooms().clearing()::tranche).units();
        String clearing =
                acting.hourglass().chain().deployment().of(Contract.CLEARING).hex();
        long vault = chain(
                reconciled.rows().stream()
                        .filter(row -> row.code().equals(Asset.USD.code())
                                && row.holder().equals(clearing)),
                Measure.VAULT);
        boolean hold =
                breaks == 0 && unbalanced == 0 && open == 0 && variation == 0 && margins + shares + tranche == vault;
        return new Report.Sums(
                breaks,
                Math.toIntExact(unbalanced),
                Math.toIntExact(open),
                usd(variation),
                usd(margins),
                usd(shares),
                usd(tranche),
                usd(vault),
                hold);
    }

    private List<Future> futures() {
        return acting.read(tx -> acting.rooms().clearing().futures(tx)).stream()
                .map(FutureView::future)
                .toList();
    }

    private static long chain(Stream<Row> rows, Measure measure) {
        return rows.filter(row -> row.measure() == measure)
                .mapToLong(row -> row.chain().orElseThrow())
                .reduce(0, Math::addExact);
    }

    private static String usd(long units) {
        return new Amount(Asset.USD, units).decimal();
    }
}

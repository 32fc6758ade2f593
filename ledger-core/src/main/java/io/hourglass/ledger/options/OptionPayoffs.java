package io.hourglass.ledger.options;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainCall.PayOption;
import io.hourglass.ledger.settlement.ChainCall.SettleOption;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has series settled once their future is, and their holders paid: in lists that surely fit into a transaction, and
 * where one of a list cannot be paid (whose dollars are frozen, say), each of it alone.
 */
final class OptionPayoffs {
    static final String SETTLE = "option-settle:";
    static final String PAY = "option-pay:";
    private static final int AT_ONCE = 100;

    private final Journal journal;
    private final Outbox outbox;
    private final Clock clock;

    OptionPayoffs(Journal journal, Outbox outbox, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Returns how many calls it planned. */
    int doWork(Tx tx) {
        int planned = 0;
        List<String> due = tx.query(
                "select s.name from hourglass.option_series s join hourglass.future f on f.id = s.future"
                        + " where s.state = 'LISTED' and f.state = 'SETTLED' and not exists"
                        + " (select 1 from hourglass.intent i where i.id = ? || s.name) order by s.name",
                row -> row.getString(1),
                SETTLE);
        for (String name : due) {
            OptionSeries series = OptionSeries.parse(name);
            outbox.plan(tx, SETTLE + name, "clearer", new SettleOption(series.id()), List.of());
            planned++;
        }
        List<String> settled = tx.query(
                "select s.name from hourglass.option_series s where s.state = 'SETTLED' and exists"
                        + " (select 1 from hourglass.option_position p where p.series = s.id and p.lots <> 0"
                        + " and not exists (select 1 from hourglass.option_position n"
                        + " where n.series = p.series and n.party = p.party and n.version > p.version) and not exists"
                        + " (select 1 from hourglass.option_payment y where y.series = p.series and y.party = p.party))"
                        + " order by s.name",
                row -> row.getString(1));
        for (String name : settled) {
            planned += pay(tx, OptionSeries.parse(name));
        }
        return planned;
    }

    private int pay(Tx tx, OptionSeries series) {
        Map<String, Long> lots = OptionPositions.of(tx, series);
        tx.query("select party from hourglass.option_payment where series = ?", row -> row.getString(1), series.id())
                .forEach(lots::remove);
        List<String> holders = writersFirst(lots);
        int lists = 0;
        for (int from = 0; from < holders.size(); from += AT_ONCE) {
            List<String> list = holders.subList(from, Math.min(from + AT_ONCE, holders.size()));
            plan(tx, series, list, 1, PAY + series.name() + ":" + list.getFirst());
            lists++;
        }
        return lists;
    }

    /** In the order they stand in: so nobody is paid, in the books, what its writer still seems to have. */
    private static List<String> writersFirst(Map<String, Long> lots) {
        Comparator<Map.Entry<String, Long>> writers = Comparator.comparing(held -> held.getValue() > 0);
        return lots.entrySet().stream().sorted(writers).map(Map.Entry::getKey).toList();
    }

    private void plan(Tx tx, OptionSeries series, List<String> holders, int attempt, String intent) {
        List<Address> addresses = new ArrayList<>();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String holder : holders) {
            addresses.add(journal.party(tx, holder).orElseThrow().address());
            rows.add(new @Nullable Object[] {series.id(), holder, attempt, intent, clock.instant()});
        }
        outbox.plan(tx, intent, "clearer", new PayOption(series.id(), addresses), List.of());
        tx.copy("hourglass.option_payment (series, party, attempt, intent, planned)", rows);
    }

    /** A list that fails as a whole is tried holder by holder; whoever fails alone waits for somebody to ask again. */
    void voided(Tx tx, String intent) {
        Set<String> tried = new HashSet<>(tx.query(
                "select party from hourglass.option_payment where intent = ? and attempt = 1",
                row -> row.getString(1),
                intent));
        tx.first(
                        "select s.name from hourglass.option_payment p join hourglass.option_series s on s.id = p.series"
                                + " where p.intent = ? and p.attempt = 1 limit 1",
                        row -> OptionSeries.parse(row.getString(1)),
                        intent)
                .ifPresent(series -> writersFirst(OptionPositions.of(tx, series)).stream()
                        .filter(tried::contains)
                        .forEach(party ->
                                plan(tx, series, List.of(party), 2, PAY + series.name() + ":" + party + ":alone")));
    }
}

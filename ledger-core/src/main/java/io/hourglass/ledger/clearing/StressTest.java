package io.hourglass.ledger.clearing;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.margin.CoverTwo;
import io.hourglass.pricing.margin.CoverTwo.Account;
import io.hourglass.pricing.margin.CoverTwo.Instrument;
import io.hourglass.pricing.margin.CoverTwo.Owed;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Measures the default fund against the markets of {@link CoverTwo}, by what members hold now. */
final class StressTest {
    private final Journal journal;
    private final MarginAccounts accounts;
    private final Clock clock;

    StressTest(Journal journal, MarginAccounts accounts, Clock clock) {
        this.journal = journal;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** What the markets are measured on. */
    private record Stage(
            List<String> groups, List<Instrument> instruments, List<Party> parties, List<Account> accounts) {}

    StressReport run(Tx tx) {
        Stage stage = stage(tx);
        List<Owed> owed = CoverTwo.of(stage.groups, stage.instruments, stage.accounts);
        return new StressReport(
                clock.instant(),
                fund(tx),
                usd(owed.isEmpty() ? 0 : owed.getFirst().totalMicros()),
                owed.stream().map(one -> market(one, stage.parties)).toList());
    }

    /** Micro-dollars that each member would owe beyond its margin in its own worst market; the house is not asked. */
    SortedMap<String, Long> use(Tx tx) {
        Stage stage = stage(tx);
        List<Long> worst = CoverTwo.worst(stage.groups, stage.instruments, stage.accounts);
        SortedMap<String, Long> use = new TreeMap<>();
        for (int i = 0; i < worst.size(); i++) {
            Party party = stage.parties.get(i);
            if (worst.get(i) > 0 && party.kind() != Party.Kind.HOUSE) {
                use.put(party.name(), worst.get(i));
            }
        }
        return use;
    }

    private Stage stage(Tx tx) {
        List<FutureRow> futures = ClearingViews.open(tx);
        List<Map<String, Positions.Held>> held = futures.stream()
                .<Map<String, Positions.Held>>map(future -> Positions.of(tx, future.id))
                .toList();
        Set<String> holders = new HashSet<>();
        held.forEach(one -> holders.addAll(one.keySet()));
        List<Party> parties = journal.parties(tx).stream()
                .filter(party -> holders.contains(party.name()))
                .toList();
        Map<String, Long> margins = accounts.posted(tx, parties);
        List<String> groups =
                futures.stream().map(future -> future.gpuClass).distinct().toList();
        return new Stage(
                groups,
                instruments(tx, futures, groups),
                parties,
                parties.stream()
                        .map(party -> account(party.name(), held, requireNonNull(margins.get(party.name()))))
                        .toList());
    }

    private static List<Instrument> instruments(Tx tx, List<FutureRow> futures, List<String> groups) {
        SortedMap<GpuClass, Future> front = new TreeMap<>();
        futures.forEach(row -> front.merge(
                row.future().gpu(), row.future(), (a, b) -> a.month().isBefore(b.month()) ? a : b));
        List<Instrument> instruments = new ArrayList<>();
        for (FutureRow row : futures) {
            Weight weight = MarginRates.latest(tx, row).weight();
            long lot = Math.multiplyExact(
                    Price.HOURS_PER_LOT, Marks.settlement(tx, row).micros());
            Future future = row.future();
            instruments.add(new Instrument(
                    groups.indexOf(row.gpuClass), future.equals(front.get(future.gpu())), weight.ofLotsUp(lot)));
        }
        return instruments;
    }

    private static Account account(String name, List<Map<String, Positions.Held>> held, long margin) {
        long owes = held.stream()
                .mapToLong(one -> Math.min(
                        0, one.getOrDefault(name, Positions.Held.NOTHING).accrued()))
                .sum();
        return new Account(
                held.stream()
                        .map(one ->
                                one.getOrDefault(name, Positions.Held.NOTHING).lots())
                        .toList(),
                Math.addExact(margin, owes));
    }

    private static StressReport.Market market(Owed owed, List<Party> parties) {
        return new StressReport.Market(
                owed.market(),
                IntStream.range(0, owed.accounts().size())
                        .mapToObj(i -> new StressReport.Owing(
                                parties.get(owed.accounts().get(i)).name(),
                                usd(owed.owedMicros().get(i))))
                        .toList());
    }

    private Amount fund(Tx tx) {
        List<String> paths = new ArrayList<>(List.of(Pot.TRANCHE_PATH));
        journal.parties(tx).forEach(party -> paths.add(Pot.SHARE.path(party)));
        return usd(journal.balances(tx, paths).values().stream()
                .mapToLong(balance -> balance.posted().units())
                .reduce(0, Math::addExact));
    }

    private static Amount usd(long micros) {
        return new Amount(Asset.USD, micros);
    }
}

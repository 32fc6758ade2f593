package io.hourglass.ledger.clearing;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.pricing.fund.Allocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Measures the default fund after each day's marks, and calls members for what it lacks, each by its stress use.
 * The calls of the latest day stand; one that takes the place of a call nobody met keeps that one's deadline.
 */
final class FundCalls {
    private final Journal journal;
    private final MarginAccounts accounts;
    private final StressTest stress;
    private final Clock clock;

    FundCalls(Journal journal, MarginAccounts accounts, StressTest stress, Clock clock) {
        this.journal = journal;
        this.accounts = accounts;
        this.stress = stress;
        this.clock = clock;
    }

    /** Measures the fund, if a day's marks have come since the last time; how many members were called. */
    int assess(Tx tx) {
        Terms terms = Terms.on(tx, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        if (terms.fundCallHours().isEmpty()) {
            return 0;
        }
        Optional<LocalDate> day = due(tx);
        if (day.isEmpty()) {
            return 0;
        }
        StressReport report = stress.run(tx);
        SortedMap<String, Long> use = stress.use(tx);
        long missing = report.missing().units();
        Map<String, FundCall> before =
                latest(tx).stream().collect(Collectors.toMap(FundCall::party, Function.identity()));
        int first = tx.run(
                "insert into hourglass.fund_assessment (day, fund, needed, made) values (?, ?, ?, ?) on conflict do nothing",
                day.get(),
                report.fund().units(),
                report.needed().units(),
                clock.instant());
        if (first == 0 || missing == 0 || use.isEmpty()) {
            return 0;
        }
        List<Long> parts = Allocation.largestRemainder(missing, List.copyOf(use.values()));
        int called = 0;
        for (String party : use.keySet()) {
            call(tx, party, day.get(), requireNonNull(use.get(party)), parts.get(called), terms, before);
            called++;
        }
        return called;
    }

    /** The latest day whose evening marks are there, if it is a new one. */
    private static Optional<LocalDate> due(Tx tx) {
        return tx.first("""
                        select max(day) as day from hourglass.mark where cycle = 'EVENING' and state = 'FINAL'
                        having max(day) > coalesce((select max(day) from hourglass.fund_assessment), '-infinity')
                            and not exists (select 1 from hourglass.mark where state = 'SETTLING')
                        """, row -> row.getObject("day", LocalDate.class));
    }

    private void call(
            Tx tx, String name, LocalDate day, long used, long units, Terms terms, Map<String, FundCall> before) {
        Party party = journal.party(tx, name).orElseThrow();
        Instant fresh =
                clock.instant().plus(Duration.ofHours(terms.fundCallHours().orElseThrow()));
        Instant deadline = Optional.ofNullable(before.get(name))
                .filter(call -> !call.isMet())
                .map(FundCall::deadline)
                .orElse(fresh);
        tx.run(
                "insert into hourglass.fund_call (party, day, used, units, target, called, deadline)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                name,
                day,
                used,
                units,
                Math.addExact(accounts.share(tx, party).units(), units),
                clock.instant(),
                deadline);
    }

    /** The calls that stand, by name. */
    List<FundCall> latest(Tx tx) {
        return tx.query(
                "select * from hourglass.fund_call where day = (select max(day) from hourglass.fund_assessment)"
                        + " order by party",
                row -> read(tx, row));
    }

    /** Asks on the way which of these parties have a call that stands whose time is up. */
    void overdue(RoundTrip trip, Collection<Party> parties, Set<String> called) {
        trip.ask(
                "select party from hourglass.fund_call where party = any (?)"
                        + " and day = (select max(day) from hourglass.fund_assessment) and deadline <= ?",
                row -> called.add(row.getString(1)),
                parties.stream().map(Party::name).toList(),
                clock.instant());
    }

    /** The call that stands of a party, if its share is not there. */
    Optional<FundCall> unmet(Tx tx, Party party) {
        return tx.first(
                        "select * from hourglass.fund_call where party = ?"
                                + " and day = (select max(day) from hourglass.fund_assessment)",
                        row -> read(tx, row),
                        party.name())
                .filter(call -> !call.isMet());
    }

    private FundCall read(Tx tx, ResultSet row) throws SQLException {
        Party party = journal.party(tx, row.getString("party")).orElseThrow();
        return new FundCall(
                party.name(),
                row.getObject("day", LocalDate.class),
                usd(row.getLong("used")),
                usd(row.getLong("units")),
                usd(row.getLong("target")),
                accounts.share(tx, party),
                row.getObject("deadline", OffsetDateTime.class).toInstant());
    }

    private static Amount usd(long units) {
        return new Amount(Asset.USD, units);
    }
}

package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.pricing.fund.Allocation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What contributors earn: a point for each observation that stood in the day's final fixing, and the
 * day's pool shared out by points, to the last micro-dollar, as one journal entry.
 *
 * <p>A check that failed takes all points of its contributor's day, not only the observation's own:
 * only a sample is checked, so whoever lies in all must lose by being caught in one.
 *
 * <p>The pool comes out of the payer's cash, and is owed to each contributor in an account of its own
 * whose dollars stay at the payer's address in the Vault. Where the payer has not enough, nothing is
 * paid to anyone, and it is tried again.
 */
public final class Rewards {
    private final Database database;
    private final Journal journal;
    private final Clock clock;

    public Rewards(Database database, Journal journal, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
    }

    /** How far a day has come. */
    public enum State {
        /** Its checks are not closed yet, or its fixings not final. */
        OPEN,
        /** Nobody has a point, or there is no pool. */
        NOTHING_DUE,
        /** The payer has less than the pool. */
        AWAITING_FUNDS,
        PAID
    }

    /**
     * A day with contributions that were drawn from.
     *
     * @param entry of the journal; empty unless paid
     * @param scores by contributor; empty while open
     */
    public record Day(LocalDate day, State state, Amount pool, Optional<UUID> entry, List<Score> scores) {}

    /**
     * A contributor's day.
     *
     * @param observations it signed in time
     * @param stood of them, in the final fixing
     * @param failed of them, checks
     * @param reward empty unless paid
     */
    public record Score(
            String contributor, int observations, int stood, int failed, int points, Optional<Amount> reward) {}

    /** Scores days whose checks are closed, and pays what is due; returns how many days. */
    public int doWork() {
        return database.inTx(tx -> alone(tx) ? score(tx) + pay(tx) : 0);
    }

    private int score(Tx tx) {
        List<LocalDate> due = tx.query("""
                        select d.day from hourglass.spot_draw d
                        where d.closes <= ? and not exists (select 1 from hourglass.score s where s.day = d.day)
                        order by d.day
                        """, row -> row.getObject(1, LocalDate.class), clock.instant()).stream()
                .filter(day -> isFinal(tx, day))
                .toList();
        due.forEach(day -> ContributorDay.of(tx, day).forEach(one -> insert(tx, day, one)));
        return due.size();
    }

    private static void insert(Tx tx, LocalDate day, ContributorDay one) {
        tx.run(
                "insert into hourglass.score (day, contributor, observations, stood, failed, points)"
                        + " values (?, ?, ?, ?, ?, ?)",
                day,
                one.contributor(),
                one.observations(),
                one.stood(),
                one.failed(),
                one.points());
    }

    /** Whether every index that was contributed to has come so far; one that was never fixed never does. */
    private static boolean isFinal(Tx tx, LocalDate day) {
        return tx.first("""
                        select 1 from (select distinct gpu_class, kind from hourglass.contribution where day = ?) c
                        cross join lateral (
                            select count(*) as rows, max(f.day) filter (where f.status = 'FINAL') as last
                            from hourglass.fixing f where f.gpu_class = c.gpu_class and f.kind = c.kind) f
                        where f.rows > 0 and coalesce(f.last, '-infinity') < ? limit 1
                        """, row -> 1, day, day).isEmpty();
    }

    private int pay(Tx tx) {
        int paid = 0;
        List<LocalDate> due = tx.query("""
                select s.day from hourglass.score s
                where not exists (select 1 from hourglass.reward_payment p where p.day = s.day)
                group by s.day having sum(s.points) > 0 order by s.day
                """, row -> row.getObject(1, LocalDate.class));
        for (LocalDate day : due) {
            ContributionTerms terms = ContributionTerms.on(tx, day);
            Optional<Party> payer = terms.pool() == 0 ? Optional.empty() : able(tx, terms);
            if (payer.isPresent() && pay(tx, day, terms, payer.get())) {
                paid++;
            }
        }
        return paid;
    }

    /** The payer, if it has the pool. */
    private Optional<Party> able(Tx tx, ContributionTerms terms) {
        return journal.party(tx, terms.payer())
                .filter(party -> party.kind() == Party.Kind.HOUSE)
                .filter(party -> journal.balance(tx, party.path("cash"))
                        .map(Balance::available)
                        .filter(cash -> cash.units() >= terms.pool())
                        .isPresent());
    }

    private boolean pay(Tx tx, LocalDate day, ContributionTerms terms, Party payer) {
        SortedMap<String, Amount> shares = shares(tx, day, terms);
        journal.openMissing(
                tx, shares.keySet().stream().map(name -> earnings(name, payer)).toList());
        List<Transfer> transfers = new ArrayList<>();
        shares.forEach((name, amount) -> transfers.add(
                new Transfer.Move(payer.path("cash"), earnings(name, payer).path(), amount)));
        Entry entry = Entry.of(new Cause("reward", day.toString()), day, transfers);
        if (journal.post(tx, entry) instanceof PostResult.Refused(var reason, String detail)) {
            if (reason == PostResult.Reason.FLOOR) {
                return false; // spent since it was looked at
            }
            throw new IllegalStateException("reward of " + day + " is refused by the books, " + reason + ": " + detail);
        }
        record(tx, day, terms, entry.id(), shares);
        return true;
    }

    /** Each contributor's share that is more than nothing, by name. */
    private static SortedMap<String, Amount> shares(Tx tx, LocalDate day, ContributionTerms terms) {
        List<Score> scores =
                scores(tx, day).stream().filter(score -> score.points() > 0).toList();
        List<Long> shares = Allocation.largestRemainder(
                terms.pool(),
                scores.stream().map(score -> (long) score.points()).toList());
        SortedMap<String, Amount> named = new TreeMap<>();
        for (int i = 0; i < scores.size(); i++) {
            if (shares.get(i) > 0) {
                named.put(scores.get(i).contributor(), new Amount(Asset.USD, shares.get(i)));
            }
        }
        return named;
    }

    /** What a payer owes a contributor: its dollars are the payer's on chain. */
    private static Account earnings(String contributor, Party payer) {
        return new Account(
                "contributor:" + contributor + ":rewards:" + payer.name(),
                Asset.USD,
                Floor.NOT_NEGATIVE,
                payer.address());
    }

    private void record(Tx tx, LocalDate day, ContributionTerms terms, UUID entry, Map<String, Amount> shares) {
        Instant now = clock.instant();
        tx.run(
                "insert into hourglass.reward_payment (day, pool, payer, entry, paid) values (?, ?, ?, ?, ?)",
                day,
                terms.pool(),
                terms.payer(),
                entry,
                now);
        shares.forEach((name, amount) -> tx.run(
                "insert into hourglass.reward (day, contributor, amount) values (?, ?, ?)", day, name, amount.units()));
    }

    /** The days of a span that were drawn from, oldest first. */
    public List<Day> days(Tx tx, LocalDate from, LocalDate to) {
        return tx
                .query(
                        """
                        select d.day, p.entry, p.pool from hourglass.spot_draw d
                        left join hourglass.reward_payment p using (day) where d.day between ? and ? order by d.day
                        """,
                        row -> new Row(
                                row.getObject(1, LocalDate.class),
                                Optional.ofNullable(row.getObject(2, UUID.class)),
                                row.getLong(3)),
                        from,
                        to)
                .stream()
                .map(row -> day(tx, row))
                .toList();
    }

    private record Row(LocalDate day, Optional<UUID> entry, long pool) {}

    private static Day day(Tx tx, Row row) {
        List<Score> scores = scores(tx, row.day());
        long pool = row.entry().isPresent()
                ? row.pool()
                : ContributionTerms.on(tx, row.day()).pool();
        return new Day(row.day(), state(row, pool, scores), new Amount(Asset.USD, pool), row.entry(), scores);
    }

    private static State state(Row row, long pool, List<Score> scores) {
        if (row.entry().isPresent()) {
            return State.PAID;
        }
        if (scores.isEmpty()) {
            return State.OPEN;
        }
        return pool == 0 || scores.stream().allMatch(score -> score.points() == 0)
                ? State.NOTHING_DUE
                : State.AWAITING_FUNDS;
    }

    private static List<Score> scores(Tx tx, LocalDate day) {
        return tx.query("""
                select s.*, r.amount from hourglass.score s left join hourglass.reward r using (day, contributor)
                where s.day = ? order by s.contributor
                """, Rewards::score, day);
    }

    private static Score score(ResultSet row) throws SQLException {
        long amount = row.getLong("amount");
        Optional<Amount> reward = row.wasNull() ? Optional.empty() : Optional.of(new Amount(Asset.USD, amount));
        return new Score(
                row.getString("contributor"),
                row.getInt("observations"),
                row.getInt("stood"),
                row.getInt("failed"),
                row.getInt("points"),
                reward);
    }

    /** One worker at a time; another instance's turn is not waited for. */
    private static boolean alone(Tx tx) {
        return tx.first(
                        "select pg_try_advisory_xact_lock(hashtextextended('index:rewards', 0))",
                        row -> row.getBoolean(1))
                .orElse(false);
    }
}

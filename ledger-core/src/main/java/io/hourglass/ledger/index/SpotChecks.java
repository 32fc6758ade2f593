package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Random checks of contributed observations against other sources. After a day's fixing some of its
 * observations are drawn; people record what another source said, and by the terms' tolerance a
 * check passes or fails.
 *
 * <p>The seed of a draw is the SHA-256 of the day's first receipts and of the first final block mined
 * after they were published. No contributor knew that block when it observed. Nor did the house when
 * it published, on a chain whose blocks it does not make itself. So neither chose who is checked, and
 * afterwards anyone can draw again.
 *
 * <p>One look that passes is enough. A failure costs its contributor the day, so it takes two people
 * who each looked. What nobody settled when the checks close counts as not failed: nobody loses by
 * what others did not do. A failed check changes no fixing.
 */
public final class SpotChecks {
    private static final int LOOKS_TO_FAIL = 2;
    private static final String FIRST_PUBLISHED = """
            select distinct on (index_name) index_name, digest, published from hourglass.fixing
            where day = ? and status <> 'CORRECTION' order by index_name, published, status desc
            """;

    private final Database database;
    private final Clock clock;
    private final BiFunction<Tx, Instant, Optional<Block>> finalBlockAfter;

    /** @param finalBlockAfter the first final block mined after a moment, if there is one yet */
    public SpotChecks(Database database, Clock clock, BiFunction<Tx, Instant, Optional<Block>> finalBlockAfter) {
        this.database = database;
        this.clock = clock;
        this.finalBlockAfter = finalBlockAfter;
    }

    /**
     * A day's draw.
     *
     * @param receipts SHA-256 of the digests of the day's receipts, a line each, in order of index
     * @param seed SHA-256 of {@code receipts} and {@code blockHash}, as they are written
     * @param closes until when findings are taken
     * @param checks the observations drawn, in order of arrival
     */
    public record Draw(
            LocalDate day, Hash receipts, long block, Hash blockHash, Hash seed, Instant closes, List<Check> checks) {}

    /** An observation that was drawn. */
    public record Check(Contributed observation, Result result, List<Finding> findings) {}

    /** What came of a check so far. */
    public enum Result {
        /** Nobody has looked. */
        OPEN,
        PASSED,
        /** One person found another price: it waits for a second look. */
        DOUBTED,
        FAILED
    }

    /**
     * What somebody found.
     *
     * @param price what the other source said
     * @param tolerancePpm how far off the observation might be, millionths of it
     * @param seen SHA-256 of what the checker saw and keeps
     */
    public record Finding(
            String checker, Price price, int tolerancePpm, String source, Hash seen, boolean passed, Instant found) {}

    private record Drawn(LocalDate day, Hash receipts, long block, Hash blockHash, Hash seed, Instant closes) {
        Draw with(List<Check> checks) {
            return new Draw(day, receipts, block, blockHash, seed, closes, checks);
        }
    }

    /** Draws the next day that is fixed, if a block was mined since; returns how many days. */
    public int doWork() {
        return database.inTx(tx -> next(tx).isEmpty() ? 0 : draw(tx));
    }

    private int draw(Tx tx) {
        Fixings.waitForPublisher(tx);
        return next(tx).flatMap(
                        day -> finalBlockAfter.apply(tx, published(tx, day)).map(block -> draw(tx, day, block)))
                .orElse(0);
    }

    private int draw(Tx tx, LocalDate day, Block block) {
        Hash receipts = Hash.sha256(String.join("\n", digests(tx, day)));
        Hash seed = seed(receipts, block.hash());
        Instant now = clock.instant();
        ContributionTerms terms = ContributionTerms.on(tx, day);
        LocalDate today = Timetable.fixingAfter(now);
        tx.run(
                "insert into hourglass.spot_draw (day, receipts, block, block_hash, seed, closes, drawn)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                day,
                receipts,
                block.number(),
                block.hash(),
                seed,
                Timetable.provisional(Timetable.businessDaysAfter(today, terms.checkDays())),
                now);
        for (Contributed one : sample(seed, contributed(tx, day), terms)) {
            tx.run(
                    "insert into hourglass.spot_check (gpu_class, kind, observed, id, day) values (?, ?, ?, ?, ?)",
                    one.signed().said().gpuClass(),
                    one.signed().said().kind(),
                    Instant.ofEpochSecond(one.signed().said().observedAt()),
                    one.id(),
                    day);
        }
        return 1;
    }

    static Hash seed(Hash receipts, Hash block) {
        return Hash.sha256(receipts.hex() + block.hex());
    }

    /** Those whose id comes first when hashed with the seed. */
    static List<Contributed> sample(Hash seed, List<Contributed> all, ContributionTerms terms) {
        return all.stream()
                .sorted(Comparator.comparing(one -> Hash.sha256(seed.hex() + one.id())))
                .limit(terms.sampleUp(all.size()))
                .toList();
    }

    /** The first day that is fixed, has contributions and was not drawn; none can come for a day before. */
    private Optional<LocalDate> next(Tx tx) {
        return tx.first("""
                select min(c.day) from hourglass.contribution c
                where c.day <= ? and c.day > coalesce((select max(d.day) from hourglass.spot_draw d), '-infinity')
                having min(c.day) is not null
                """, row -> row.getObject(1, LocalDate.class), Timetable.provisionalDue(clock.instant()));
    }

    /** When the first fixings of the day were published; its fixing time, where there are none. */
    private static Instant published(Tx tx, LocalDate day) {
        return tx.first(
                        "select max(published) from (" + FIRST_PUBLISHED + ") f having max(published) is not null",
                        row -> row.getObject(1, OffsetDateTime.class).toInstant(),
                        day)
                .orElse(Timetable.provisional(day));
    }

    private static List<String> digests(Tx tx, LocalDate day) {
        return tx.query(FIRST_PUBLISHED, row -> row.getString("digest"), day);
    }

    /** Records what another source said of a drawn observation; one finding a person. */
    public Outcome<Check> find(Tx tx, LocalDate day, UUID id, Price price, String source, Hash seen, String by) {
        tx.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> 0, "index:check:" + id);
        Optional<Draw> draw = draw(tx, day);
        Optional<Check> drawn = draw.stream()
                .flatMap(one -> one.checks().stream())
                .filter(check -> check.observation().id().equals(id))
                .findFirst();
        if (draw.isEmpty() || drawn.isEmpty()) {
            return Outcome.refused(IndexRefusal.UNKNOWN_CHECK, "no observation " + id + " of " + day + " was drawn");
        }
        Check check = drawn.get();
        if (!clock.instant().isBefore(draw.get().closes())
                || check.result() == Result.PASSED
                || check.result() == Result.FAILED) {
            return Outcome.refused(
                    IndexRefusal.CHECK_CLOSED,
                    "it is " + check.result() + ", and closed at " + draw.get().closes());
        }
        if (check.findings().stream().anyMatch(one -> one.checker().equals(by))) {
            return Outcome.refused(IndexRefusal.SAME_PERSON, "another person must look where one has doubts");
        }
        insert(tx, check.observation(), ContributionTerms.on(tx, day), price, source, seen, by);
        return draw(tx, day).stream()
                .flatMap(one -> one.checks().stream())
                .filter(one -> one.observation().id().equals(id))
                .findFirst()
                .map(Outcome::done)
                .orElseThrow();
    }

    private void insert(
            Tx tx, Contributed drawn, ContributionTerms terms, Price price, String source, Hash seen, String by) {
        var said = drawn.signed().said();
        long micros = said.price().micros();
        tx.run(
                """
                insert into hourglass.spot_finding (gpu_class, kind, observed, id, checker, said, price, tolerance_ppm,
                    source, seen, passed, found)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                said.gpuClass(),
                said.kind(),
                Instant.ofEpochSecond(said.observedAt()),
                drawn.id(),
                by,
                micros,
                price.micros(),
                terms.tolerancePpm(),
                source,
                seen,
                terms.agree(micros, price.micros()),
                clock.instant());
    }

    /** What was drawn of a day's observations, and found; empty before the draw. */
    public Optional<Draw> draw(Tx tx, LocalDate day) {
        return tx.first("select * from hourglass.spot_draw where day = ?", SpotChecks::drawn, day)
                .map(drawn -> drawn.with(checks(tx, day)));
    }

    static List<Check> checks(Tx tx, LocalDate day) {
        Map<UUID, List<Finding>> findings = new HashMap<>();
        tx.query("select id from hourglass.spot_check where day = ?", row -> row.getObject(1, UUID.class), day)
                .forEach(id -> findings.put(id, List.of()));
        tx.query("""
                        select f.* from hourglass.spot_finding f
                        join hourglass.spot_check c using (gpu_class, kind, observed, id)
                        where c.day = ? order by f.found, f.checker
                        """, row -> Map.entry(row.getObject("id", UUID.class), finding(row)), day)
                .forEach(one -> findings.merge(one.getKey(), List.of(one.getValue()), SpotChecks::joined));
        return contributed(tx, day).stream()
                .filter(one -> findings.containsKey(one.id()))
                .map(one -> check(one, findings.getOrDefault(one.id(), List.of())))
                .toList();
    }

    private static Check check(Contributed drawn, List<Finding> findings) {
        if (findings.stream().anyMatch(Finding::passed)) {
            return new Check(drawn, Result.PASSED, findings);
        }
        if (findings.size() >= LOOKS_TO_FAIL) {
            return new Check(drawn, Result.FAILED, findings);
        }
        return new Check(drawn, findings.isEmpty() ? Result.OPEN : Result.DOUBTED, findings);
    }

    private static List<Contributed> contributed(Tx tx, LocalDate day) {
        return Contributions.of(tx, day, day);
    }

    private static List<Finding> joined(List<Finding> before, List<Finding> more) {
        return Stream.concat(before.stream(), more.stream()).toList();
    }

    private static Drawn drawn(ResultSet row) throws SQLException {
        return new Drawn(
                row.getObject("day", LocalDate.class),
                new Hash(row.getString("receipts")),
                row.getLong("block"),
                new Hash(row.getString("block_hash")),
                new Hash(row.getString("seed")),
                row.getObject("closes", OffsetDateTime.class).toInstant());
    }

    private static Finding finding(ResultSet row) throws SQLException {
        return new Finding(
                row.getString("checker"),
                new Price(row.getLong("price")),
                row.getInt("tolerance_ppm"),
                row.getString("source"),
                new Hash(row.getString("seen")),
                row.getBoolean("passed"),
                row.getObject("found", OffsetDateTime.class).toInstant());
    }
}

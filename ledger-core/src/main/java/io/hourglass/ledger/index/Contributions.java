package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributors.Contributor;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.ledger.settlement.Signature;
import io.hourglass.ledger.terms.TermSheet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Observations that contributors sign, EIP-712. Each is answered for itself; what is taken becomes an
 * observation of the contributor's provider like any other, and is kept with its signature, so that
 * anyone can check who said it.
 */
public final class Contributions {
    /** What of this room changes with notice. */
    public static final List<TermSheet<?>> TERMS = List.of(ContributionTerms.SHEET);

    /** Observations in one request. */
    public static final int SET_MAX = 100;

    private static final String SELECT = """
            select c.*, o.provider, o.region, o.offer, o.gpu_count, o.evidence, o.price
            from hourglass.contribution c join hourglass.observation o using (gpu_class, kind, observed, id)
            """;

    private final Chain chain;
    private final Clock clock;
    private final ObservationRules rules;

    public Contributions(Chain chain, Clock clock) {
        this.chain = chain;
        this.clock = clock;
        this.rules = new ObservationRules(new Methodologies(clock));
    }

    /** What was said, and the signature under it. */
    public record Signed(Observation said, Signature signature) {}

    /** What became of an observation. */
    public enum Verdict {
        ACCEPTED,
        /** The same was taken before: nothing changed. */
        KNOWN,
        REFUSED
    }

    /**
     * The answer to one observation.
     *
     * @param id of its content, the same whenever it is sent
     * @param reason empty unless refused
     * @param detail one sentence; empty unless refused
     */
    public record Answer(UUID id, Verdict verdict, Optional<ObservationRefusal> reason, String detail) {
        static Answer of(UUID id, Verdict verdict) {
            return new Answer(id, verdict, Optional.empty(), "");
        }
    }

    /**
     * An observation that was taken.
     *
     * @param day the first fixing it was in time for
     */
    public record Contributed(
            UUID id, LocalDate day, String contributor, Address signer, Signed signed, Instant received) {}

    /** Takes observations, and answers each in the order they came. */
    public Outcome<List<Answer>> submit(Tx tx, List<Signed> set) {
        if (set.isEmpty() || set.size() > SET_MAX) {
            return Outcome.refused(
                    IndexRefusal.TOO_MANY_AT_ONCE, "1 to " + SET_MAX + " observations a request, not " + set.size());
        }
        PriceLoad.oneAtATime(tx);
        return Outcome.done(set.stream().map(one -> take(tx, one)).toList());
    }

    private Answer take(Tx tx, Signed signed) {
        Observation said = signed.said();
        UUID id = idOf(said);
        Optional<Address> signer = chain.recover(said, signed.signature());
        Optional<Contributor> by = signer.flatMap(address -> Contributors.signing(tx, address));
        if (by.isEmpty()) {
            return unsigned(tx, id, said);
        }
        if (isKnown(tx, id, said)) {
            return Answer.of(id, Verdict.KNOWN);
        }
        Optional<ObservationRules.Fault> fault = rules.fault(tx, said, by.get(), clock.instant());
        if (fault.isPresent()) {
            return refused(id, fault.get().reason(), fault.get().detail());
        }
        keep(tx, id, signed, by.get());
        return Answer.of(id, Verdict.ACCEPTED);
    }

    /** The database is not asked for what cannot be in it: names that are none, times that have not been. */
    private boolean isKnown(Tx tx, UUID id, Observation said) {
        return said.observedAt() <= clock.instant().getEpochSecond()
                && PriceFile.NAME.matcher(said.gpuClass()).matches()
                && PriceFile.NAME.matcher(said.kind()).matches()
                && find(tx, said.gpuClass(), said.kind(), Instant.ofEpochSecond(said.observedAt()), id)
                        .isPresent();
    }

    private static Answer unsigned(Tx tx, UUID id, Observation said) {
        return Optional.of(said.provider())
                .filter(PriceFile.NAME.asMatchPredicate())
                .flatMap(provider -> Contributors.speakingFor(tx, provider))
                .map(one -> refused(
                        id,
                        ObservationRefusal.SIGNATURE_DIFFERS,
                        "not the signature of " + one.address() + ", who speaks for " + said.provider()))
                .orElseGet(() -> refused(
                        id, ObservationRefusal.NOT_A_CONTRIBUTOR, "not the signature of a registered contributor"));
    }

    private static Answer refused(UUID id, ObservationRefusal reason, String detail) {
        return new Answer(id, Verdict.REFUSED, Optional.of(reason), detail);
    }

    private void keep(Tx tx, UUID id, Signed signed, Contributor by) {
        Observation said = signed.said();
        Instant observed = Instant.ofEpochSecond(said.observedAt());
        tx.run(
                """
                insert into hourglass.observation (gpu_class, kind, observed, id, evidence, provider, region, offer,
                    gpu_count, price, source, licence)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'contributed')
                """,
                said.gpuClass(),
                said.kind(),
                observed,
                id,
                said.evidence(),
                said.provider(),
                said.region(),
                said.offer(),
                said.gpuCount(),
                said.price().micros(),
                by.name());
        tx.run(
                """
                insert into hourglass.contribution (gpu_class, kind, observed, id, day, contributor, signer, seen,
                    signature, received)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                said.gpuClass(),
                said.kind(),
                observed,
                id,
                Timetable.fixingAfter(observed),
                by.name(),
                by.address(),
                said.seen(),
                signed.signature().hex(),
                clock.instant());
    }

    /** What was taken for these days, in order of arrival. */
    public List<Contributed> history(Tx tx, LocalDate from, LocalDate to) {
        return of(tx, from, to);
    }

    static List<Contributed> of(Tx tx, LocalDate from, LocalDate to) {
        return tx.query(
                SELECT + " where c.day between ? and ? order by o.number", Contributions::contributed, from, to);
    }

    static Optional<Contributed> find(Tx tx, String gpuClass, String kind, Instant observed, UUID id) {
        return tx.first(
                SELECT + " where c.gpu_class = ? and c.kind = ? and c.observed = ? and c.id = ?",
                Contributions::contributed,
                gpuClass,
                kind,
                observed,
                id);
    }

    /** The name of a content: the first half of the SHA-256 of its {@link #line}. */
    static UUID idOf(Observation said) {
        return PriceLoad.uuid(Hash.sha256(line(said)));
    }

    /** All that is said, in one line; no name in it has a bar. */
    static String line(Observation said) {
        return String.join(
                "|",
                said.provider(),
                said.gpuClass(),
                said.region(),
                said.offer(),
                Integer.toString(said.gpuCount()),
                said.kind(),
                said.evidence(),
                Long.toString(said.price().micros()),
                Long.toString(said.observedAt()),
                said.seen().hex());
    }

    private static Contributed contributed(ResultSet row) throws SQLException {
        Observation said = new Observation(
                row.getString("provider"),
                row.getString("gpu_class"),
                row.getString("region"),
                row.getString("offer"),
                row.getInt("gpu_count"),
                row.getString("kind"),
                row.getString("evidence"),
                new Price(row.getLong("price")),
                row.getObject("observed", OffsetDateTime.class).toEpochSecond(),
                new Hash(row.getString("seen")));
        return new Contributed(
                row.getObject("id", UUID.class),
                row.getObject("day", LocalDate.class),
                row.getString("contributor"),
                new Address(row.getString("signer")),
                new Signed(said, new Signature(row.getString("signature"))),
                row.getObject("received", OffsetDateTime.class).toInstant());
    }
}

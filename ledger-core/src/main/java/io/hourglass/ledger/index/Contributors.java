package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign fixings and observations, each with one key and for at most one provider of prices.
 *
 * <p>A fixing gives every provider a capped weight whatever it says. That bounds a contributor too
 * because no contributor speaks for two providers, and no two for one. A key is never changed: a
 * contributor that lost its own is retired, and registered under another name.
 */
public final class Contributors {
    private static final String ADMIN = "admin";
    private static final String SELECT = """
            select c.*, r.reason, r.retired from hourglass.contributor c
            left join hourglass.contributor_retirement r using (name)
            """;

    private final Journal journal;
    private final Outbox outbox;
    private final Clock clock;

    public Contributors(Journal journal, Outbox outbox, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * A contributor.
     *
     * @param address of its key
     * @param provider whose prices it signs; empty where it signs fixings only
     * @param retired why and when it was; empty while it is active
     */
    public record Contributor(
            String name,
            Address address,
            Optional<String> provider,
            Instant registered,
            Optional<Retirement> retired) {}

    /** Nothing it signs counts any more; what it signed before stands. */
    public record Retirement(String reason, Instant at) {}

    /**
     * Reads a provider's name.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String provider(String written) {
        if (!PriceFile.NAME.matcher(written).matches()) {
            throw new IllegalArgumentException("a provider is named by 1 to 64 letters, digits and marks");
        }
        return written;
    }

    /** Makes a contributor known, here and to the oracle; what it earns is its own in the books. Safe to repeat. */
    public Outcome<Contributor> register(Tx tx, String name, Address address, @Nullable String provider) {
        oneAtATime(tx);
        Optional<Contributor> there = find(tx, name);
        if (there.isPresent()) {
            return there.get().address().equals(address)
                            && there.get().provider().equals(Optional.ofNullable(provider))
                    ? Outcome.done(there.get())
                    : exists(name, address);
        }
        if (tx.first("select 1 from hourglass.contributor where address = ?", row -> 1, address)
                .isPresent()) {
            return exists(name, address);
        }
        if (provider != null && speakingFor(tx, provider).isPresent()) {
            return Outcome.refused(
                    IndexRefusal.PROVIDER_TAKEN, "another contributor speaks for " + provider + ": retire it first");
        }
        return journal.open(tx, new Party(name, Party.Kind.CONTRIBUTOR, address, null))
                .then(party -> {
                    tx.run(
                            "insert into hourglass.contributor (name, address, provider, registered)"
                                    + " values (?, ?, ?, ?)",
                            name,
                            address,
                            provider,
                            clock.instant());
                    ChainCall call = new ChainCall.SetContributor(address, true);
                    outbox.plan(tx, intent(address), ADMIN, call, List.of());
                    return Outcome.done(find(tx, name).orElseThrow());
                });
    }

    /** Ends what a contributor may do, here and at the oracle. Safe to repeat. */
    public Outcome<Contributor> retire(Tx tx, String name, String reason) {
        oneAtATime(tx);
        Optional<Contributor> there = find(tx, name);
        if (there.isEmpty()) {
            return Outcome.refused(IndexRefusal.UNKNOWN_CONTRIBUTOR, "no contributor " + name);
        }
        if (there.get().retired().isPresent()) {
            return Outcome.done(there.get());
        }
        tx.run(
                "insert into hourglass.contributor_retirement (name, reason, retired) values (?, ?, ?)",
                name,
                reason,
                clock.instant());
        Address address = there.get().address();
        ChainCall call = new ChainCall.SetContributor(address, false);
        outbox.plan(tx, intent(address) + ":retired", ADMIN, call, List.of(intent(address)));
        return Outcome.done(find(tx, name).orElseThrow());
    }

    /** Everyone there ever was, by name. */
    public List<Contributor> all(Tx tx) {
        return tx.query(SELECT + " order by c.name", Contributors::contributor);
    }

    /** Whose key this is, retired or not. */
    static Optional<Contributor> signing(Tx tx, Address address) {
        return tx.first(SELECT + " where c.address = ?", Contributors::contributor, address);
    }

    /** Whose key this is, if what it signs counts. */
    static Optional<Contributor> active(Tx tx, Address address) {
        return signing(tx, address).filter(one -> one.retired().isEmpty());
    }

    /** Who speaks for a provider now, however its name is capitalised. */
    static Optional<Contributor> speakingFor(Tx tx, String provider) {
        return tx.first(
                SELECT + " where lower(c.provider) = lower(?) and r.name is null", Contributors::contributor, provider);
    }

    /** What makes it known to the oracle. */
    static String intent(Address contributor) {
        return "contributor:" + contributor;
    }

    private static Optional<Contributor> find(Tx tx, String name) {
        return tx.first(SELECT + " where c.name = ?", Contributors::contributor, name);
    }

    private static Outcome<Contributor> exists(String name, Address address) {
        return Outcome.refused(
                IndexRefusal.CONTRIBUTOR_EXISTS, name + " or " + address + " is known as another contributor");
    }

    private static void oneAtATime(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('index:contributor', 0))", row -> 0);
    }

    private static Contributor contributor(ResultSet row) throws SQLException {
        OffsetDateTime retired = row.getObject("retired", OffsetDateTime.class);
        return new Contributor(
                row.getString("name"),
                new Address(row.getString("address")),
                Optional.ofNullable(row.getString("provider")),
                row.getObject("registered", OffsetDateTime.class).toInstant(),
                retired == null
                        ? Optional.empty()
                        : Optional.of(new Retirement(row.getString("reason"), retired.toInstant())));
    }
}

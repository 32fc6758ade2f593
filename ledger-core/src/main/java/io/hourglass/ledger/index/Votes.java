package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.FixingPublished;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Contributors' signatures under final fixings. When {@link #QUORUM} of them have signed, the fixing
 * is sent to the FixingOracle with their signatures.
 */
public final class Votes implements Effects {
    /** Contributors that must sign, as the FixingOracle demands. */
    public static final int QUORUM = 3;

    private static final String FIX = "fix:";
    private static final String FIXER = "fixer";

    private final Fixings fixings;
    private final Outbox outbox;
    private final Chain chain;
    private final Clock clock;

    public Votes(Fixings fixings, Outbox outbox, Chain chain, Clock clock) {
        this.fixings = fixings;
        this.outbox = outbox;
        this.chain = chain;
        this.clock = clock;
    }

    /** Where a fixing stands after a vote. */
    public record Tally(IndexName index, LocalDate day, int votes, int quorum, boolean planned) {}

    /** How far a fixing's way to the oracle has come. */
    public enum Stage {
        PLANNED,
        FINAL,
        VOIDED
    }

    /** @param transaction the one that published it; null until final */
    public record Publication(
            IndexName index,
            LocalDate day,
            Stage stage,
            @Nullable Hash transaction,
            @Nullable Long block,
            @Nullable String reason) {}

    /** What there is to sign of a final fixing. */
    public Optional<FixingVote> ballot(Tx tx, IndexName index, LocalDate day) {
        return fixings.find(tx, index, day, Status.FINAL).flatMap(fixing -> fixing.value()
                .map(value -> new FixingVote(index.id(), day.toEpochDay(), value, fixing.band(), fixing.receipts())));
    }

    /** Takes a contributor's signature under a final fixing; the same one again changes nothing. */
    public Outcome<Tally> submitVote(Tx tx, FixingVote vote, Signature signature) {
        LocalDate day = LocalDate.ofEpochDay(vote.day());
        Optional<IndexName> index = fixings.indices(tx).stream()
                .filter(one -> one.id().equals(vote.index()))
                .findFirst();
        if (index.isEmpty()) {
            return Outcome.refused(IndexRefusal.UNKNOWN_INDEX, "no index has the id " + vote.index());
        }
        Optional<FixingVote> ballot = ballot(tx, index.get(), day);
        if (ballot.isEmpty()) {
            return Outcome.refused(IndexRefusal.NOT_FINAL, index.get() + " has no final fixing of " + day);
        }
        Optional<Address> signer = chain.recover(vote, signature)
                .filter(address -> Contributors.active(tx, address).isPresent());
        if (signer.isEmpty()) {
            return Outcome.refused(IndexRefusal.NOT_A_CONTRIBUTOR, "not the signature of a registered contributor");
        }
        return ballot.get().equals(vote)
                ? Outcome.done(count(tx, index.get(), day, vote, signer.get(), signature))
                : Outcome.refused(
                        IndexRefusal.VOTE_DIFFERS,
                        "the final fixing is " + ballot.get().value() + " ± "
                                + ballot.get().band() + " with receipts "
                                + ballot.get().receipts());
    }

    private Tally count(Tx tx, IndexName index, LocalDate day, FixingVote vote, Address signer, Signature signature) {
        tx.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> 0, "index:vote:" + index + day);
        tx.run("""
                insert into hourglass.fixing_vote (index_name, day, address, signature, submitted)
                values (?, ?, ?, ?, ?) on conflict do nothing
                """, index.name(), day, signer, signature.hex(), clock.instant());
        List<Signed> signed = tx.query(
                """
                select v.address, v.signature from hourglass.fixing_vote v join hourglass.contributor c using (address)
                where v.index_name = ? and v.day = ?
                    and not exists (select 1 from hourglass.contributor_retirement r where r.name = c.name)
                order by v.address
                """,
                row -> new Signed(new Address(row.getString(1)), new Signature(row.getString(2))),
                index.name(),
                day);
        boolean planned = publication(tx, index, day).isPresent();
        if (!planned && signed.size() >= QUORUM) {
            plan(tx, index, day, vote, signed);
            planned = true;
        }
        return new Tally(index, day, signed.size(), QUORUM, planned);
    }

    private record Signed(Address signer, Signature signature) {}

    /** @param signed in order of address, as the oracle wants them */
    private void plan(Tx tx, IndexName index, LocalDate day, FixingVote vote, List<Signed> signed) {
        tx.run(
                "insert into hourglass.publication (index_name, day, planned) values (?, ?, ?)",
                index.name(),
                day,
                clock.instant());
        ChainCall call = new ChainCall.Fix(
                vote.index(),
                vote.day(),
                vote.value(),
                vote.band(),
                vote.receipts(),
                signed.stream().map(Signed::signature).toList());
        List<String> after =
                signed.stream().map(one -> Contributors.intent(one.signer())).toList();
        outbox.plan(tx, FIX + index + ":" + day, FIXER, call, after);
    }

    public Optional<Publication> publication(Tx tx, IndexName index, LocalDate day) {
        return tx.first(
                "select * from hourglass.publication where index_name = ? and day = ?",
                Votes::publication,
                index.name(),
                day);
    }

    /** The fixings that went to the oracle, latest first. */
    public List<Publication> publications(Tx tx, int limit) {
        return tx.query(
                "select * from hourglass.publication order by day desc, index_name limit ?", Votes::publication, limit);
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        if (logged.event() instanceof FixingPublished event) {
            String day = LocalDate.ofEpochDay(event.day()).toString();
            fixings.indices(tx).stream()
                    .filter(index -> index.id().equals(event.index()))
                    .forEach(index ->
                            tx.run("""
                            update hourglass.publication set stage = 'FINAL', transaction = ?, block = ?
                            where index_name = ? and day = ?::date
                            """, logged.transaction(), logged.block().number(), index.name(), day));
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        if (intent.startsWith(FIX)) {
            tx.run("""
                    update hourglass.publication set stage = 'VOIDED', reason = ?
                    where index_name || ':' || day = ? and stage = 'PLANNED'
                    """, why, intent.substring(FIX.length()));
        }
    }

    private static Publication publication(ResultSet row) throws SQLException {
        String transaction = row.getString("transaction");
        return new Publication(
                IndexName.parse(row.getString("index_name")),
                row.getObject("day", LocalDate.class),
                Stage.valueOf(row.getString("stage")),
                transaction == null ? null : new Hash(transaction),
                row.getObject("block", Long.class),
                row.getString("reason"));
    }
}

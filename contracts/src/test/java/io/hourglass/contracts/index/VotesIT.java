package io.hourglass.contracts.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.Contributors;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.IndexRefusal;
import io.hourglass.ledger.index.Observations;
import io.hourglass.ledger.index.Votes;
import io.hourglass.ledger.index.Votes.Publication;
import io.hourglass.ledger.index.Votes.Tally;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signature;
import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VotesIT {
    private static final LocalDate DAY = LocalDate.parse("2026-08-03");
    private static final IndexName INDEX = IndexName.headline(GpuClass.parse("H100-SXM-80GB"));
    private static final Deployment DEPLOYMENT = Observers.DEPLOYMENT;

    private final Database database = TestDatabase.fresh();
    private final Clock clock = Clock.fixed(Instant.parse("2026-08-04T20:00:00Z"), ZoneOffset.UTC);
    private final Fixings fixings = new Fixings(database, clock);
    private final Outbox outbox = new Outbox();
    private final Wallet wallet = new Wallet(Keys.development("votes"), DEPLOYMENT);
    private final Contributors contributors = new Contributors(new Journal(), outbox, clock);
    private final Votes votes = new Votes(
            fixings, outbox, new EvmChain("http://127.0.0.1:1", Keys.development("votes"), DEPLOYMENT), clock);

    @BeforeEach
    void fix() {
        String rows = IntStream.rangeClosed(1, 6)
                .mapToObj(i -> DAY + ",provider-" + i + ",us,H100,8," + (2 + i * 0.01) + ",,,,list,MIT")
                .collect(Collectors.joining("\n"));
        new Observations(database, clock)
                .load(
                        new StringReader("date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,"
                                + "spot_usd_per_gpu_h,commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence\n"
                                + rows),
                        "six providers")
                .orThrow();
        assertThat(fixings.doWork()).isEqualTo(2);
        for (int i = 1; i <= 5; i++) {
            String name = "contributor-" + i;
            database.decide(tx -> contributors.register(tx, name, wallet.address(name), null))
                    .orThrow();
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void sendsTheFixingWithTheSignaturesOfThreeSortedBySigner() {
        assertThat(vote("contributor-1", ballot()).orThrow().planned()).isFalse();
        assertThat(vote("contributor-1", ballot()).orThrow().votes()).isEqualTo(1);
        assertThat(vote("contributor-2", ballot()).orThrow().planned()).isFalse();
        Tally third = vote("contributor-3", ballot()).orThrow();
        assertThat(third).isEqualTo(new Tally(INDEX, DAY, 3, 3, true));
        assertThat(vote("contributor-4", ballot()).orThrow().votes()).isEqualTo(4);

        IntentView intent = intent("fix:" + INDEX + ":" + DAY);
        ChainCall.Fix fix = (ChainCall.Fix) intent.call();
        assertThat(intent.key()).isEqualTo("fixer");
        assertThat(fix.value()).isEqualTo(ballot().value());
        assertThat(fix.receipts()).isEqualTo(ballot().receipts());
        List<Signature> sorted = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> "contributor-" + i)
                .sorted((a, b) -> wallet.address(a).compareTo(wallet.address(b)))
                .map(name -> wallet.sign(name, ballot()))
                .toList();
        assertThat(fix.signatures()).isEqualTo(sorted);
        assertThat(intent.after()).hasSize(3);
    }

    @Test
    void marksTheFixingWhenItIsOnChain() {
        IntStream.rangeClosed(1, 3)
                .forEach(i -> vote("contributor-" + i, ballot()).orThrow());
        FixingVote ballot = ballot();
        Hash transaction = Hash.sha256("transaction");
        Logged logged = new Logged(
                new Block(7, Hash.sha256("7"), Hash.sha256("6"), 0),
                transaction,
                0,
                new ChainEvent.FixingPublished(
                        ballot.index(), ballot.day(), ballot.value(), ballot.band(), ballot.receipts()));
        database.inTx(tx -> {
            votes.onFinal(tx, logged);
            return 0;
        });

        assertThat(publication()).isEqualTo(new Publication(INDEX, DAY, Votes.Stage.FINAL, transaction, 7L, null));
    }

    @Test
    void saysWhyAFixingDidNotGetThere() {
        IntStream.rangeClosed(1, 3)
                .forEach(i -> vote("contributor-" + i, ballot()).orThrow());
        database.inTx(tx -> {
            votes.onVoided(tx, "fix:" + INDEX + ":" + DAY, "QuorumMissing(5, 3)");
            return 0;
        });

        assertThat(publication().stage()).isEqualTo(Votes.Stage.VOIDED);
        assertThat(publication().reason()).isEqualTo("QuorumMissing(5, 3)");
    }

    @Test
    void refusesVotesThatDoNotCount() {
        FixingVote good = ballot();
        assertRefused(vote("mallory", good), IndexRefusal.NOT_A_CONTRIBUTOR);
        assertRefused(
                vote("contributor-1", with(good, good.day(), good.band() + 1, good.receipts())),
                IndexRefusal.VOTE_DIFFERS);
        assertRefused(
                vote("contributor-1", with(good, good.day(), good.band(), Hash.sha256("other"))),
                IndexRefusal.VOTE_DIFFERS);
        assertRefused(
                vote("contributor-1", with(good, good.day() + 1, good.band(), good.receipts())),
                IndexRefusal.NOT_FINAL);
        FixingVote unknown = new FixingVote(Hash.keccak("HGI.X"), good.day(), good.value(), 1, good.receipts());
        assertRefused(vote("contributor-1", unknown), IndexRefusal.UNKNOWN_INDEX);
        assertRefused(
                database.decide(tx -> contributors.register(tx, "contributor-1", wallet.address("mallory"), null)),
                IndexRefusal.CONTRIBUTOR_EXISTS);
    }

    private static FixingVote with(FixingVote vote, long day, long band, Hash receipts) {
        return new FixingVote(vote.index(), day, vote.value(), band, receipts);
    }

    private FixingVote ballot() {
        return database.inTx(tx -> votes.ballot(tx, INDEX, DAY)).orElseThrow();
    }

    private Publication publication() {
        return database.inTx(tx -> votes.publication(tx, INDEX, DAY)).orElseThrow();
    }

    private IntentView intent(String id) {
        return database.inTx(tx -> outbox.find(tx, id)).orElseThrow();
    }

    private Outcome<Tally> vote(String key, FixingVote vote) {
        Signature signature = wallet.sign(key, vote);
        return database.decide(tx -> votes.submitVote(tx, vote, signature));
    }

    private static void assertRefused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}

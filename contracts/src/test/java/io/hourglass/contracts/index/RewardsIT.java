package io.hourglass.contracts.index;

import static io.hourglass.contracts.index.Observers.DAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.index.Rewards;
import io.hourglass.ledger.index.Rewards.Day;
import io.hourglass.ledger.index.Rewards.Score;
import io.hourglass.ledger.index.Rewards.State;
import io.hourglass.ledger.index.SpotChecks.Check;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.proof.Bundle;
import io.hourglass.ledger.proof.Head;
import io.hourglass.ledger.proof.HeadSigner;
import io.hourglass.ledger.proof.Heads;
import io.hourglass.ledger.proof.Liabilities;
import io.hourglass.ledger.proof.Liabilities.Leaf;
import io.hourglass.ledger.settlement.Outbox;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RewardsIT {
    private static final String VAULT = "vault:USD";
    private static final String CASH = "house:rewards:cash";

    private final Observers observers = new Observers();
    private final Rewards rewards = rewards();

    private Rewards rewards() {
        return new Rewards(observers.database, observers.journal, observers.clock);
    }

    @BeforeEach
    void thePayer() {
        Party payer = new Party("rewards", Party.Kind.HOUSE, observers.wallet.address("rewards"), null);
        observers.database.decide(tx -> observers.journal.open(tx, payer)).orThrow();
        observers.database.inTx(tx -> {
            observers.journal.open(tx, Asset.USD, AssetKind.CASH, Hash.keccak("dollar"));
            observers.journal.open(
                    tx,
                    new Account(VAULT, Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account(CASH, Asset.USD, Floor.NOT_NEGATIVE, payer.address()));
            return tx;
        });
    }

    @AfterEach
    void close() {
        observers.close();
    }

    @Test
    void sharesThePoolByPointsToTheLastMicroDollar() {
        fund("250");
        observers.everyoneLists();
        observers.say(1, Observers.observation("provider-1", "16 GPUs", "LISTED", "2.01", observers.clock.instant()));
        closeTheDay();

        assertThat(rewards.doWork()).isEqualTo(2); // scored, and paid

        Day day = day();
        assertThat(day.state()).isEqualTo(State.PAID);
        assertThat(day.scores()).extracting(Score::points).containsExactly(2, 1, 1, 1, 1, 1);
        List<Long> paid = day.scores().stream()
                .map(score -> score.reward().orElseThrow().units())
                .toList();
        // of 100 dollars in sevenths two units are left: one for the remainder 4/7, one for the first 2/7
        assertThat(paid).containsExactly(28_571_429L, 14_285_715L, 14_285_714L, 14_285_714L, 14_285_714L, 14_285_714L);
        assertThat(paid.stream().mapToLong(Long::longValue).sum()).isEqualTo(100_000_000);
        assertThat(balance(CASH)).isEqualTo(usd("150"));
        assertThat(balance("contributor:contributor-1:rewards:rewards").units()).isEqualTo(28_571_429L);
        assertThat(causes()).containsExactly(new Cause("test", "fund 250"), new Cause("reward", DAY.toString()));
        assertThat(rewards.doWork()).isZero();
    }

    /** What is owed to contributors is still the payer's on chain: books and chain tie out as before. */
    @Test
    void whatIsOwedStaysAtThePayersAddress() {
        fund("100");
        observers.everyoneLists();
        closeTheDay();
        rewards.doWork();
        Long held = observers.database.inTx(tx -> tx.first(
                        "select sum(b.posted) from hourglass.balance b join hourglass.account a on a.id = b.account"
                                + " where a.holder = ?",
                        row -> row.getLong(1),
                        observers.wallet.address("rewards"))
                .orElseThrow());
        assertThat(held).isEqualTo(100_000_000);
        assertThat(balance(CASH)).isEqualTo(usd("0"));
    }

    @Test
    void whatIsOwedIsAmongTheLiabilities() {
        fund("100");
        observers.everyoneLists();
        closeTheDay();
        rewards.doWork();
        HeadSigner signer = HeadSigner.of("07".repeat(32));
        Heads heads = new Heads(signer, new Outbox(), observers.clock);
        Head head = observers.database.decide(heads::sign).orThrow();
        List<Liabilities> owed =
                observers.database.inTx(tx -> new Bundle(observers.journal, signer).liabilities(tx, head));
        assertThat(owed.getFirst().leaves())
                .hasSize(Observers.COUNT)
                .extracting(Leaf::holder)
                .contains("contributor:contributor-1");
        assertThat(owed.getFirst().total()).isEqualTo(100_000_000);
    }

    @Test
    void twoWorkersAtOncePayOnce() throws Exception {
        fund("250");
        observers.everyoneLists();
        closeTheDay();
        int workers = 4;
        CyclicBarrier together = new CyclicBarrier(workers);
        try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
            Callable<Integer> work = () -> {
                Rewards own = rewards();
                together.await();
                return own.doWork() + own.doWork();
            };
            int done = threads.invokeAll(Collections.nCopies(workers, work)).stream()
                    .mapToInt(Future::resultNow)
                    .sum();
            assertThat(done).isEqualTo(2);
        }
        assertThat(balance(CASH)).isEqualTo(usd("150"));
        assertThat(causes()).hasSize(2);
    }

    /** Entry and record are one transaction, and the books know the entry's id. */
    @Test
    void aWorkerThatDiesBeforeItCommitsHasPaidNothingAndTheNextPaysOnce() {
        fund("250");
        observers.everyoneLists();
        closeTheDay();
        try (var owner = observers.test.owner()) {
            owner.inTx(tx -> tx.run("""
                    create function hourglass.die() returns trigger language plpgsql as
                    $$ begin raise exception 'the machine fails here'; end $$"""));
            owner.inTx(tx -> tx.run("create trigger die before insert on hourglass.reward"
                    + " for each row execute function hourglass.die()"));
            assertThatThrownBy(rewards::doWork).hasMessageContaining("the machine fails here");
            assertThat(balance(CASH)).isEqualTo(usd("250"));
            assertThat(day().state()).isEqualTo(State.OPEN);
            owner.inTx(tx -> tx.run("drop trigger die on hourglass.reward"));
        }
        assertThat(rewards().doWork()).isEqualTo(2);
        assertThat(balance(CASH)).isEqualTo(usd("150"));
    }

    @Test
    void waitsForFundsAndSaysSo() {
        fund("99.999999");
        observers.everyoneLists();
        closeTheDay();
        assertThat(rewards.doWork()).isOne(); // scored
        assertThat(rewards.doWork()).isZero();
        assertThat(day().state()).isEqualTo(State.AWAITING_FUNDS);
        assertThat(balance(CASH)).isEqualTo(usd("99.999999"));
        fund("0.000001");
        assertThat(rewards.doWork()).isOne();
        assertThat(day().state()).isEqualTo(State.PAID);
    }

    @Test
    void aFailedCheckTakesTheWholeDay() {
        fund("250");
        observers.everyoneLists();
        for (int i = 1; i <= Observers.COUNT; i++) {
            observers.say(
                    i,
                    Observers.observation(
                            Observers.provider(i), "16 GPUs", "LISTED", "2.0" + i, observers.clock.instant()));
        }
        observers.advanceTo(DAY, 20);
        observers.fixAndMine();
        observers.checks.doWork();
        Check check = observers
                .database
                .inTx(tx -> observers.checks.draw(tx, DAY))
                .orElseThrow()
                .checks()
                .getFirst();
        for (String person : List.of("ann", "ben")) {
            observers
                    .database
                    .decide(tx -> observers.checks.find(
                            tx,
                            DAY,
                            check.observation().id(),
                            Price.parse("3"),
                            "another source",
                            Hash.sha256("seen"),
                            person))
                    .orThrow();
        }
        observers.advanceTo(DAY.plusDays(2), 20);
        observers.fixings.doWork();
        rewards.doWork();
        assertThat(day().scores()).hasSize(Observers.COUNT).allSatisfy(score -> {
            boolean caught = score.contributor().equals(check.observation().contributor());
            assertThat(score.stood()).isEqualTo(2);
            assertThat(score.failed()).isEqualTo(caught ? 1 : 0);
            assertThat(score.points()).isEqualTo(caught ? 0 : 2);
            assertThat(score.reward().isPresent()).isEqualTo(!caught);
        });
        assertThat(balance(CASH)).isEqualTo(usd("150"));
    }

    /** It jumps alone on its second day: the screen leaves it out, and it earns nothing. */
    @Test
    void whatTheScreenLeavesOutEarnsNothing() {
        fund("500");
        observers.everyoneLists();
        observers.advanceTo(DAY, 20);
        observers.fixAndMine();
        observers.checks.doWork();
        observers.advanceTo(DAY.plusDays(1), 12);
        for (int i = 1; i <= Observers.COUNT; i++) {
            observers.say(i, observers.lists(i, i == 1 ? "9.99" : "2.0" + i));
        }
        observers.advanceTo(DAY.plusDays(1), 20);
        observers.fixAndMine();
        observers.checks.doWork();
        observers.advanceTo(DAY.plusDays(3), 20);
        observers.fixings.doWork();
        rewards.doWork();
        Day tuesday = observers
                .database
                .inTx(tx -> rewards.days(tx, DAY.plusDays(1), DAY.plusDays(1)))
                .getFirst();
        assertThat(tuesday.scores()).extracting(Score::points).containsExactly(0, 1, 1, 1, 1, 1);
    }

    @Test
    void waitsUntilTheChecksCloseAndTheDayIsFinal() {
        fund("250");
        observers.everyoneLists();
        observers.advanceTo(DAY, 20);
        observers.fixAndMine();
        observers.checks.doWork();
        assertThat(rewards.doWork()).isZero();
        observers.advanceTo(DAY.plusDays(2), 20);
        assertThat(rewards.doWork()).as("no final yet").isZero();
        assertThat(day().state()).isEqualTo(State.OPEN);
        observers.fixings.doWork();
        assertThat(rewards.doWork()).isEqualTo(2);
    }

    /** With too few providers there is no fixing to have stood in. */
    @Test
    void owesNothingWhereNothingStood() {
        fund("250");
        observers.say(1, observers.lists(1, "2.01"));
        closeTheDay();
        assertThat(rewards.doWork()).isOne();
        assertThat(day().state()).isEqualTo(State.NOTHING_DUE);
        assertThat(balance(CASH)).isEqualTo(usd("250"));
    }

    private void closeTheDay() {
        observers.advanceTo(DAY, 20);
        observers.fixAndMine();
        assertThat(observers.checks.doWork()).isOne();
        observers.advanceTo(DAY.plusDays(2), 20);
        observers.fixings.doWork();
    }

    private void fund(String dollars) {
        Entry entry = Entry.of(
                new Cause("test", "fund " + dollars), DAY, List.of(new Transfer.Move(VAULT, CASH, usd(dollars))));
        observers.database.inTx(tx -> observers.journal.post(tx, entry));
    }

    private Day day() {
        return observers.database.inTx(tx -> rewards.days(tx, DAY, DAY)).getFirst();
    }

    private Amount balance(String path) {
        return observers
                .database
                .inTx(tx -> observers.journal.balance(tx, path))
                .map(Balance::posted)
                .orElseThrow();
    }

    private List<Cause> causes() {
        return observers.database.inTx(tx -> observers.journal.entries(tx, 0, 100)).stream()
                .map(entry -> entry.cause())
                .toList();
    }

    private static Amount usd(String dollars) {
        return Amount.parse(Asset.USD, dollars);
    }
}

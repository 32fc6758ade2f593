package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** A lane answers one caller's entries as the plain model does, however it gathers them into sets. */
class LaneLawsIT {
    private static final Database DATABASE = TestDatabase.fresh();
    private static final Journal JOURNAL = new Journal();
    private static final Lane LANE = new Lane(DATABASE, JOURNAL, Clock.systemUTC(), 100_000);
    private static int books;

    @AfterContainer
    static void close() {
        LANE.close();
        BooksAudit.holds(DATABASE, JOURNAL);
        DATABASE.close();
    }

    @Property(tries = 10)
    void answersALongHistoryAsTheModelDoes(@ForAll long seed) {
        history(random(seed), 6, 12);
    }

    /** A thousand of them, ten thousand with {@code -Dhourglass.long=true}; a failure names its seed. */
    @Example
    void answersAThousandShortHistoriesAsTheModelDoes() {
        int histories = Boolean.getBoolean("hourglass.long") ? 10_000 : 1_000;
        for (int seed = 0; seed < histories; seed++) {
            try {
                history(random(seed), 1, 2);
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Each chunk is asked as a whole before its first answer is waited for. */
    private static void history(RandomGenerator random, int chunks, int callsAChunk) {
        SmallBooks real = new SmallBooks(DATABASE, "b" + books++);
        List<String> paths = List.of(real.ada, real.bob, real.vault, real.free, real.hours, "no:such");
        Map<String, Account> accounts =
                DATABASE.inTx(tx -> JOURNAL.accounts(tx, real.ada.split(":", 2)[0] + ":")).stream()
                        .collect(Collectors.toMap(Account::path, Function.identity()));
        ModelBooks model = new ModelBooks(accounts, DATABASE.inTx(JOURNAL::size));
        for (int chunk = 0; chunk < chunks; chunk++) {
            List<Entry> entries = new ArrayList<>();
            for (int call = 0; call < callsAChunk; call++) {
                entries.addAll(PostingLawsIT.entries(random, paths));
            }
            List<CompletableFuture<PostResult>> asked =
                    entries.stream().map(LANE::post).toList();
            List<String> expected =
                    entries.stream().map(model::post).map(PostingLawsIT::plain).toList();
            assertThat(asked.stream()
                            .map(CompletableFuture::join)
                            .map(PostingLawsIT::plain)
                            .toList())
                    .as("%s", entries)
                    .isEqualTo(expected);
        }
        Map<String, Balance> balances = DATABASE.inTx(tx -> JOURNAL.balances(tx, accounts.keySet()));
        assertThat(balances.keySet()).isEqualTo(accounts.keySet());
        for (Balance balance : balances.values()) {
            ModelBooks.State state = model.state(balance.path());
            assertThat(List.of(
                            balance.posted().units(),
                            balance.pendingOut().units(),
                            balance.pendingIn().units()))
                    .as(balance.path())
                    .isEqualTo(List.of(
                            state.posted().longValueExact(),
                            state.out().longValueExact(),
                            state.in().longValueExact()));
        }
    }

    private static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}

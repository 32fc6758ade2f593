package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import io.hourglass.ledger.book.PostResult.Refused;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever is asked in whatever order, the database answers as the plain model does. */
class PostingLawsIT {
    private static final Database DATABASE = TestDatabase.fresh();
    private static final Instant PASSED = Instant.parse("2001-01-01T00:00:00Z");
    private static final Instant FAR = Instant.parse("9001-01-01T00:00:00Z");
    private static final List<Optional<Instant>> EXPIRIES = List.of(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(PASSED),
            Optional.of(FAR));
    private static int books;

    @AfterContainer
    static void close() {
        DATABASE.close();
    }

    @Property(tries = 60)
    void postsExactlyAsTheModelDoes(@ForAll long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        SmallBooks real = new SmallBooks(DATABASE, "b" + books++);
        List<String> paths = List.of(real.ada, real.bob, real.vault, real.free, real.hours, "no:such");
        Map<String, Account> accounts =
                DATABASE.inTx(tx -> real.journal.accounts(tx, real.ada.split(":", 2)[0] + ":")).stream()
                        .collect(Collectors.toMap(Account::path, Function.identity()));
        ModelBooks model = new ModelBooks(accounts, DATABASE.inTx(real.journal::size));
        for (int call = 0; call < 4; call++) {
            List<Entry> entries = entries(random, paths);
            List<PostResult> answers = DATABASE.inTx(tx -> real.journal.post(tx, entries));
            List<PostResult> expected = entries.stream().map(model::post).toList();
            assertThat(answers.stream().map(PostingLawsIT::plain).toList())
                    .as("%s", entries)
                    .isEqualTo(expected.stream().map(PostingLawsIT::plain).toList());
            for (String path : accounts.keySet()) {
                Balance balance = real.balance(path);
                assertThat(String.format(
                                "%s %d %d %d",
                                path,
                                balance.posted().units(),
                                balance.pendingOut().units(),
                                balance.pendingIn().units()))
                        .isEqualTo(String.format(
                                "%s %s %s %s",
                                path,
                                model.state(path).posted(),
                                model.state(path).out(),
                                model.state(path).in()));
            }
        }
        List<Trial> trial = DATABASE.inTx(real.journal::trialBalance);
        assertThat(trial.stream().allMatch(Trial::balances)).isTrue();
    }

    static List<Entry> entries(RandomGenerator random, List<String> paths) {
        List<Entry> entries = new ArrayList<>();
        int count = random.nextInt(1, 8);
        for (int i = 0; i < count; i++) {
            if (!entries.isEmpty() && random.nextInt(8) == 0) {
                entries.add(entries.get(random.nextInt(entries.size())));
                continue;
            }
            List<Transfer> transfers = new ArrayList<>();
            int length = random.nextInt(12) == 0 ? 0 : random.nextInt(1, 5);
            for (int t = 0; t < length; t++) {
                transfers.add(transfer(random, paths));
            }
            entries.add(
                    SmallBooks.entry(paths.getFirst() + "-" + random.nextInt(40), transfers.toArray(Transfer[]::new)));
        }
        return entries;
    }

    private static Transfer transfer(RandomGenerator random, List<String> paths) {
        var pending = Entry.idOf(paths.getFirst() + "/" + random.nextInt(6));
        int kind = random.nextInt(11);
        if (kind >= 7) {
            return switch (kind) {
                case 7 -> new Transfer.Post(pending);
                case 8 -> new Transfer.Release(pending);
                case 9 -> new Transfer.Expire(pending);
                default -> new Transfer.Post(pending, new Amount(Asset.USD, random.nextLong(0, 40)));
            };
        }
        // Mostly the four dollar accounts; now and then the wrong asset or no account at all.
        int known = random.nextInt(10) == 0 ? 6 : 4;
        String from = random.nextInt(2) == 0 ? paths.get(2) : paths.get(random.nextInt(known));
        String to = paths.get(random.nextInt(known));
        Asset asset = random.nextInt(20) == 0 ? SmallBooks.HOURS : Asset.USD;
        long units =
                switch (random.nextInt(16)) {
                    case 0 -> 0;
                    case 1 -> Long.MAX_VALUE - random.nextInt(3);
                    case 2 -> Standing.MOST + 1 - random.nextInt(3);
                    default -> random.nextLong(1, 50);
                };
        Amount amount = new Amount(asset, units);
        return switch (kind) {
            case 0, 1, 2 -> new Transfer.Move(from, to, amount);
            case 3 -> new Transfer.MoveUpTo(from, to, amount);
            default ->
                new Transfer.Reserve(
                        pending,
                        from,
                        to,
                        amount,
                        EXPIRIES.get(random.nextInt(6)).orElse(null));
        };
    }

    static String plain(PostResult result) {
        return switch (result) {
            case Posted(long sequence) -> "posted " + sequence;
            case AlreadyPosted(long sequence) -> "already " + sequence;
            case Refused refused -> "refused " + refused.reason();
        };
    }
}

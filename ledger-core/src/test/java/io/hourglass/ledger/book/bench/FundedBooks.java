package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.StatementLine;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Trial;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Our books with accounts that have enough that no transfer is refused, what is asked of them, and
 * the count of what they acknowledged, which they are held to at the end.
 */
final class FundedBooks {
    /** The most a transfer moves, in units. */
    static final long MOST = 100;

    /** What each account starts with. */
    static final long FUNDS = 1_000_000_000;

    /** What the hot account starts with. */
    static final long HOT_FUNDS = 1_000_000_000_000_000L;

    /** The largest set posted at once. */
    static final int SET = 8_192;

    private static final String VAULT = "vault";
    private static final String HOT = "bench:hot";

    private final Database database;
    private final Books books;
    private final Journal journal = new Journal();
    private final Inspection inspection = new Inspection(journal);
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final LongAdder acknowledged = new LongAdder();
    private volatile int accounts;

    private FundedBooks(Database database, Books books) {
        this.database = database;
        this.books = books;
    }

    static FundedBooks open(Database database, Books books, int accounts) {
        FundedBooks funded = new FundedBooks(database, books);
        funded.database.inTx(tx -> {
            funded.journal.open(tx, Asset.USD, AssetKind.CASH, null);
            funded.journal.open(
                    tx,
                    new Account(VAULT, Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account(HOT, Asset.USD, Floor.NOT_NEGATIVE, null));
            return tx;
        });
        funded.post(List.of(funded.entry(VAULT, HOT, HOT_FUNDS)));
        funded.grow(accounts);
        return funded;
    }

    /** Opens and funds accounts until there are so many. */
    void grow(int to) {
        int from = accounts;
        database.inTx(tx -> tx.run(
                "insert into hourglass.account (path, asset, floor) select 'bench:' || i, ?, ?"
                        + " from generate_series(?, ?) i",
                Asset.USD.code(),
                Floor.NOT_NEGATIVE,
                from,
                to - 1));
        for (int first = from; first < to; first += SET) {
            List<Entry> set = new ArrayList<>();
            for (int i = first; i < Math.min(first + SET, to); i++) {
                set.add(entry(VAULT, path(i), FUNDS));
            }
            post(set);
        }
        accounts = to;
    }

    /** Transfers between two random accounts of the first so many, one after another. */
    Load.Caller pairs(int among) {
        return () -> acknowledge(books.post(pair(among)));
    }

    /** Transfers from or to the hot account, to or from a random one of the first so many. */
    Load.Caller hot(int among) {
        return () -> {
            String other = path(ThreadLocalRandom.current().nextInt(among));
            boolean out = ThreadLocalRandom.current().nextBoolean();
            acknowledge(books.post(entry(out ? HOT : other, out ? other : HOT, amount())));
        };
    }

    /** Sets of transfers between random accounts of the first so many. */
    Load.Caller sets(int size, int among) {
        return () -> {
            List<Entry> set = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                set.add(pair(among));
            }
            post(set);
        };
    }

    int accounts() {
        return accounts;
    }

    /** How many transfers there are, counting what is known to be written. */
    long transfers() {
        return acknowledged.sum();
    }

    List<Trial> trialBalance() {
        return database.inTx(journal::trialBalance);
    }

    /** A page of some account's statement, from the beginning. */
    List<StatementLine> statement(int lines) {
        String path = path(ThreadLocalRandom.current().nextInt(accounts));
        return database.inTx(tx -> journal.statement(tx, path, 0, lines));
    }

    /** A page of the journal, backwards from somewhere. */
    List<Inspection.Heading> journalPage(int lines) {
        long before = ThreadLocalRandom.current().nextLong(lines, transfers());
        return database.inTx(tx -> inspection.before(tx, before, lines));
    }

    /** Whether a transaction on the chain that nobody made has caused nothing. */
    boolean causedByNothing() {
        Hash transaction = Hash.sha256(Long.toString(ThreadLocalRandom.current().nextLong()));
        return database.inTx(tx -> inspection.causedBy(tx, transaction, 1)).isEmpty();
    }

    /** What is wrong with the books now that everything is answered; empty if nothing is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        long size = database.inTx(journal::size);
        long written = database.inTx(tx -> tx.first("select count(*) from hourglass.entry", row -> row.getLong(1))
                .orElseThrow());
        if (size != acknowledged.sum() || written != size) {
            faults.add("acknowledged " + acknowledged.sum() + " entries, the journal says " + size + " and has "
                    + written);
        }
        for (Trial trial : trialBalance()) {
            if (!trial.balances()) {
                faults.add("the trial balance is not zero: " + trial);
            }
        }
        return faults;
    }

    private void post(List<Entry> set) {
        List<PostResult> results = books.post(set);
        if (results.size() != set.size()) {
            throw new IllegalStateException(results.size() + " answers to " + set.size() + " entries");
        }
        results.forEach(this::acknowledge);
    }

    private void acknowledge(PostResult result) {
        if (!(result instanceof PostResult.Posted)) {
            throw new IllegalStateException("an entry that is new and covered was answered " + result);
        }
        acknowledged.increment();
    }

    private Entry pair(int among) {
        var random = ThreadLocalRandom.current();
        int from = random.nextInt(among);
        int to = random.nextInt(among - 1);
        return entry(path(from), path(to < from ? to : to + 1), amount());
    }

    private Entry entry(String from, String to, long units) {
        var id = Ids.next();
        return new Entry(
                id,
                new Cause("bench", id.toString()),
                today,
                List.of(new Transfer.Move(from, to, new Amount(Asset.USD, units))));
    }

    private static long amount() {
        return ThreadLocalRandom.current().nextLong(1, MOST + 1);
    }

    private static String path(int account) {
        return "bench:" + account;
    }
}

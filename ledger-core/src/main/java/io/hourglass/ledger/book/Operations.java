package io.hourglass.ledger.book;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The accounts an operator keeps by hand, {@code operations:fees}, and the entries made on them.
 *
 * <p>Every other account belongs to a room, which posts what the chain or a contract between parties
 * makes true. An entry by hand there would part the books from the chain, so it is refused: what is
 * done by hand moves between accounts under {@value #PREFIX}, which no address on chain holds. In
 * each asset they add up to zero, so they change nothing that is owed or that stands behind it.
 */
public final class Operations {
    public static final String PREFIX = "operations:";

    private static final Pattern PATH = Pattern.compile("operations(:[A-Za-z0-9.-]+){1,7}");
    private static final int PATH_LENGTH_MAX = 200;

    /** So that no entry by hand reads as a room's: {@code manual}, {@code manual.fee}. */
    private static final Pattern KIND = Pattern.compile("manual(\\.[a-z0-9._-]+)?");

    private final Journal journal;

    public Operations(Journal journal) {
        this.journal = journal;
    }

    /** Opens an account. Safe to repeat; it cannot change what it counts. */
    public Outcome<Account> open(Tx tx, String path, String asset, Account.Floor floor, Map<String, String> metadata) {
        if (!byHand(path)) {
            return notByHand(path);
        }
        var counted = journal.assets(tx).stream()
                .map(Journal.Listed::asset)
                .filter(known -> known.toString().equals(asset))
                .findFirst();
        if (counted.isEmpty()) {
            return Outcome.refused(BookRefusal.UNKNOWN_ASSET, "the books do not count " + asset + " yet");
        }
        return open(tx, new Account(path, counted.get(), floor, null, metadata));
    }

    private Outcome<Account> open(Tx tx, Account account) {
        var there = journal.account(tx, account.path());
        if (there.isPresent() && !there.get().equals(account)) {
            return Outcome.refused(
                    BookRefusal.ACCOUNT_EXISTS,
                    account.path() + " counts " + there.get().asset() + " with floor "
                            + there.get().floor() + " and metadata "
                            + there.get().metadata()
                            + ": choose another path");
        }
        journal.open(tx, account);
        return Outcome.done(account);
    }

    /** Closes an empty account for good. Safe to repeat. */
    public Outcome<String> close(Tx tx, String path, String reason) {
        if (!byHand(path)) {
            return notByHand(path);
        }
        if (journal.account(tx, path).isEmpty()) {
            return Outcome.refused(PostResult.Reason.UNKNOWN_ACCOUNT, "no account " + path);
        }
        return journal.close(tx, path, reason)
                ? Outcome.done(path)
                : Outcome.refused(
                        BookRefusal.ACCOUNT_NOT_EMPTY, path + " is not empty: move what is in it or on its way first");
    }

    /** The entry, if it may be made by hand; whether it can be posted is for the books to say. */
    public Outcome<Entry> allow(Tx tx, Entry entry) {
        Cause cause = entry.cause();
        if (!KIND.matcher(cause.kind()).matches() || cause.id().startsWith("0x")) {
            return Outcome.refused(
                    BookRefusal.NOT_BY_HAND,
                    "the cause of an entry by hand is of kind manual or manual.WORD, and is no chain event");
        }
        UUID reverses = entry.reverses();
        if (reverses != null && !madeByHand(tx, reverses)) {
            return Outcome.refused(BookRefusal.NOT_BY_HAND, "no entry by hand " + reverses + " to reverse");
        }
        return transfers(tx, entry);
    }

    private Outcome<Entry> transfers(Tx tx, Entry entry) {
        Set<UUID> reservedHere = new HashSet<>();
        Map<UUID, List<String>> pendings = pendings(tx, entry.transfers());
        int line = 0;
        for (Transfer transfer : entry.transfers()) {
            line++;
            Outcome<Boolean> allowed =
                    switch (transfer) {
                        case Transfer.Move move -> between(move.from(), move.to());
                        case Transfer.MoveUpTo move -> between(move.from(), move.to());
                        case Transfer.Reserve reserve -> {
                            reservedHere.add(reserve.pending());
                            yield between(reserve.from(), reserve.to());
                        }
                        case Transfer.Post post -> resolved(post.pending(), reservedHere, pendings);
                        case Transfer.Release release -> resolved(release.pending(), reservedHere, pendings);
                        case Transfer.Expire expire ->
                            Outcome.refused(BookRefusal.NOT_BY_HAND, "what is due expires by itself");
                    };
            if (allowed instanceof Outcome.Refused<Boolean>(Refusal reason, String detail)) {
                return Outcome.refused(reason, "transfer " + line + ": " + detail);
            }
        }
        return Outcome.done(entry);
    }

    private static Outcome<Boolean> resolved(UUID pending, Set<UUID> reservedHere, Map<UUID, List<String>> pendings) {
        List<String> sides = pendings.get(pending);
        if (sides != null) {
            return between(sides.getFirst(), sides.getLast());
        }
        return reservedHere.contains(pending)
                ? Outcome.done(true)
                : Outcome.refused(PostResult.Reason.PENDING_NOT_FOUND, "nothing is reserved as " + pending);
    }

    /** From where to where these reservations are, as far as they are in the books. */
    private Map<UUID, List<String>> pendings(Tx tx, List<Transfer> transfers) {
        Set<UUID> ids = new HashSet<>();
        for (Transfer transfer : transfers) {
            switch (transfer) {
                case Transfer.Post post -> ids.add(post.pending());
                case Transfer.Release release -> ids.add(release.pending());
                default -> {}
            }
        }
        Map<UUID, List<String>> found = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.query(
                    "select p.id, f.path, t.path from hourglass.pending p"
                            + " join hourglass.account f on f.id = p.from_account"
                            + " join hourglass.account t on t.id = p.to_account"
                            + " where p.ledger = ? and p.id = any (?::uuid[])",
                    row -> found.put(row.getObject(1, UUID.class), List.of(row.getString(2), row.getString(3))),
                    journal.ledger(),
                    ids);
        }
        return found;
    }

    private boolean madeByHand(Tx tx, UUID entry) {
        return tx.first(
                        "select e.cause_kind from hourglass.entry_id i join hourglass.entry e"
                                + " on e.ledger = i.ledger and e.sequence = i.sequence"
                                + " where i.ledger = ? and i.id = ?",
                        row -> row.getString(1),
                        journal.ledger(),
                        entry)
                .filter(kind -> KIND.matcher(kind).matches())
                .isPresent();
    }

    private static Outcome<Boolean> between(String from, String to) {
        if (!byHand(from)) {
            return notByHand(from);
        }
        return byHand(to) ? Outcome.done(true) : notByHand(to);
    }

    private static boolean byHand(String path) {
        return path.length() <= PATH_LENGTH_MAX && PATH.matcher(path).matches();
    }

    private static <T> Outcome<T> notByHand(String path) {
        return Outcome.refused(
                BookRefusal.NOT_BY_HAND,
                path + " is not kept by hand: rooms and chain keep every account that does not begin with " + PREFIX);
    }
}

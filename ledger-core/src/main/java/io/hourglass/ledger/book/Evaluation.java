package io.hourglass.ledger.book;

import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.PostResult.Refused;
import io.hourglass.ledger.book.Reservation.State;
import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an entry, decided in memory: a pure function of the {@link Books} it is posted to.
 *
 * <p>A refused entry leaves the books as they were. A later entry, and a later transfer of the same
 * entry, sees the effect of earlier ones.
 */
final class Evaluation {
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int KIND_LENGTH_MAX = 64;
    private static final int CAUSE_LENGTH_MAX = 200;

    private final Books books;
    private final Entry entry;

    /** Both sides of each transfer that names them. */
    private final @Nullable Standing[] sides;

    /** Why the entry is refused, the first reason of all its transfers; and of which transfer, from 1. */
    private record Fault(Reason reason, int line, String detail) {
        static @Nullable Fault earlier(@Nullable Fault one, @Nullable Fault other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return other.reason.compareTo(one.reason) < 0 ? other : one;
        }
    }

    private Evaluation(Books books, Entry entry) {
        this.books = books;
        this.entry = entry;
        this.sides = new @Nullable Standing[2 * entry.transfers().size()];
    }

    static PostResult post(Books books, Entry entry) {
        return new Evaluation(books, entry).post();
    }

    private PostResult post() {
        Fault fault = shape();
        if (fault != null) {
            return refused(fault);
        }
        Books.Stored before = books.stored(entry.id());
        if (before != null) {
            return before.entry().equals(entry)
                    ? new AlreadyPosted(before.sequence())
                    : new Refused(Reason.ID_REUSED, "entry " + entry.id() + " was posted with other content");
        }
        Books.Mark mark = books.mark();
        fault = Fault.earlier(accounts(), phases());
        if (fault == null) {
            fault = movements();
        }
        if (fault != null) {
            books.undo(mark);
            return refused(fault);
        }
        return new Posted(books.accept(entry, mark));
    }

    private static Refused refused(Fault fault) {
        String where = fault.line == 0 ? "" : "transfer " + fault.line + ": ";
        return new Refused(fault.reason, where + fault.detail);
    }

    // ---------------------------------------------------------------- what needs no books

    private @Nullable Fault shape() {
        Cause cause = entry.cause();
        boolean year = entry.effective().getYear() >= 1970 && entry.effective().getYear() <= 9999;
        if (entry.transfers().isEmpty() || !named(cause.kind()) || !written(cause.id()) || !year) {
            return new Fault(
                    Reason.MALFORMED, 0, "an entry has an id, a day, transfers, a kind in lower case and a cause");
        }
        int line = 0;
        for (Transfer transfer : entry.transfers()) {
            line++;
            if (!wellFormed(transfer)) {
                return new Fault(
                        Reason.MALFORMED,
                        line,
                        "an amount is positive, and moves between two different accounts; it waits until a year"
                                + " of four digits");
            }
        }
        boolean fits = line <= Entry.TRANSFERS_MAX
                && cause.id().codePointCount(0, cause.id().length()) <= CAUSE_LENGTH_MAX;
        return fits
                ? null
                : new Fault(Reason.LIMIT, 0, "an entry has at most 8192 transfers, a cause id 200 characters");
    }

    /** Whether a text is a word in lower case: a letter, then letters, digits, or . _ -. */
    private static boolean named(String kind) {
        for (int at = 0; at < kind.length(); at++) {
            char c = kind.charAt(at);
            boolean letter = c >= 'a' && c <= 'z';
            boolean inside = (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
            if (!letter && (at == 0 || !inside)) {
                return false;
            }
        }
        return !kind.isEmpty() && kind.length() <= KIND_LENGTH_MAX;
    }

    /** Whether a text can be one field of a line: not empty, no control characters, whole characters. */
    private static boolean written(String text) {
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int type = Character.getType(text.codePointAt(at));
            if (type == Character.CONTROL || type == Character.SURROGATE) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether a moment has a year of four digits, as an entry's day has. */
    private static boolean written(Instant moment) {
        return !moment.isBefore(Instant.EPOCH) && moment.isBefore(YEAR_10000);
    }

    private static boolean wellFormed(Transfer transfer) {
        return switch (transfer) {
            case Transfer.Move(String from, String to, Amount amount) -> amount.isPositive() && !from.equals(to);
            case Transfer.MoveUpTo(String from, String to, Amount limit) -> limit.isPositive() && !from.equals(to);
            case Transfer.Reserve(UUID id, String from, String to, Amount amount, Instant expires) ->
                amount.isPositive() && !from.equals(to) && (expires == null || written(expires));
            case Transfer.Post(UUID id, Amount part) -> part == null || part.isPositive();
            case Transfer.Release release -> true;
            case Transfer.Expire expire -> true;
        };
    }

    // ---------------------------------------------------------------- what needs no balance

    private @Nullable Fault accounts() {
        Fault first = null;
        int line = 0;
        for (Transfer transfer : entry.transfers()) {
            line++;
            first = Fault.earlier(
                    first,
                    switch (transfer) {
                        case Transfer.Move(String from, String to, Amount amount) -> sides(line, from, to, amount);
                        case Transfer.MoveUpTo(String from, String to, Amount limit) -> sides(line, from, to, limit);
                        case Transfer.Reserve(UUID id, String from, String to, Amount amount, Instant expires) ->
                            sides(line, from, to, amount);
                        default -> null;
                    });
        }
        return first;
    }

    private @Nullable Fault sides(int line, String from, String to, Amount amount) {
        Standing source = books.standing(from);
        Standing target = books.standing(to);
        sides[2 * line - 2] = source;
        sides[2 * line - 1] = target;
        if (source == null || target == null) {
            String both = source == null && target == null ? from + " nor " + to : source == null ? from : to;
            return new Fault(Reason.UNKNOWN_ACCOUNT, line, "no account " + both);
        }
        if (!source.asset.equals(amount.asset()) || !target.asset.equals(amount.asset())) {
            return new Fault(Reason.ASSET_MISMATCH, line, from + " and " + to + " do not both count " + amount.asset());
        }
        return source.closed || target.closed
                ? new Fault(Reason.ACCOUNT_CLOSED, line, from + " or " + to + " is closed")
                : null;
    }

    /** Takes pending transfers through the states they would go through, up to the first that cannot. */
    private @Nullable Fault phases() {
        int line = 0;
        for (Transfer transfer : entry.transfers()) {
            line++;
            Fault fault =
                    switch (transfer) {
                        case Transfer.Reserve reserve -> opened(line, reserve);
                        case Transfer.Post(UUID id, Amount part) -> resolved(line, id, State.POSTED, part);
                        case Transfer.Release(UUID id) -> resolved(line, id, State.RELEASED, null);
                        case Transfer.Expire(UUID id) -> resolved(line, id, State.EXPIRED, null);
                        default -> null;
                    };
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable Fault opened(int line, Transfer.Reserve reserve) {
        if (books.reservation(reserve.pending()) != null) {
            return new Fault(Reason.ID_REUSED, line, "pending " + reserve.pending() + " was reserved before");
        }
        Amount amount = reserve.amount();
        Standing from = standingOrNone(reserve.from(), amount);
        Standing to = standingOrNone(reserve.to(), amount);
        books.reserve(reserve.pending(), new Reservation(from, to, amount.units(), reserve.expires(), State.PENDING));
        return null;
    }

    /** An entry with an account that is not there is refused; its pending transfers are looked at all the same. */
    private Standing standingOrNone(String path, Amount amount) {
        Standing standing = books.standing(path);
        return standing == null ? Standing.none(path, amount.asset()) : standing;
    }

    private @Nullable Fault resolved(int line, UUID id, State to, @Nullable Amount part) {
        Reservation reservation = books.reservation(id);
        if (reservation == null) {
            return new Fault(Reason.PENDING_NOT_FOUND, line, "nothing is reserved as " + id);
        }
        boolean due = reservation.due(books.recorded());
        Fault fault =
                switch (reservation.state) {
                    case POSTED ->
                        new Fault(Reason.PENDING_ALREADY_POSTED, line, "pending " + id + " was posted before");
                    case RELEASED ->
                        new Fault(Reason.PENDING_ALREADY_RELEASED, line, "pending " + id + " was released before");
                    case EXPIRED -> new Fault(Reason.PENDING_EXPIRED, line, "pending " + id + " has expired");
                    case PENDING -> unfit(line, id, reservation, to == State.EXPIRED, due, part);
                };
        if (fault == null) {
            books.resolve(reservation, to);
        }
        return fault;
    }

    private static @Nullable Fault unfit(
            int line, UUID id, Reservation reservation, boolean expiring, boolean due, @Nullable Amount part) {
        if (due != expiring) {
            return due
                    ? new Fault(
                            Reason.PENDING_EXPIRED, line, "pending " + id + " was good until " + reservation.expires)
                    : new Fault(Reason.PENDING_NOT_DUE, line, "pending " + id + " has not expired yet");
        }
        if (part == null) {
            return null;
        }
        if (!part.asset().equals(reservation.from.asset)) {
            return new Fault(Reason.ASSET_MISMATCH, line, "pending " + id + " counts " + reservation.from.asset);
        }
        return part.units() > reservation.units
                ? new Fault(
                        Reason.PENDING_EXCEEDED,
                        line,
                        "pending " + id + " is " + reservation.from.amount(reservation.units) + ", " + part + " asked")
                : null;
    }

    // ---------------------------------------------------------------- balances

    private @Nullable Fault movements() {
        int line = 0;
        for (Transfer transfer : entry.transfers()) {
            line++;
            Fault fault =
                    switch (transfer) {
                        case Transfer.Move(String from, String to, Amount amount) ->
                            move(line, from(line), to(line), amount.units(), null);
                        case Transfer.MoveUpTo(String from, String to, Amount limit) ->
                            moveUpTo(line, from(line), to(line), limit.units());
                        case Transfer.Reserve reserve -> reserve(line, reserve);
                        case Transfer.Post(UUID id, Amount part) -> settle(line, "post", id, part);
                        case Transfer.Release(UUID id) -> settle(line, "release", id, null);
                        case Transfer.Expire(UUID id) -> settle(line, "expire", id, null);
                    };
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    private @Nullable Fault move(int line, Standing from, Standing to, long units, @Nullable Long asked) {
        Fault fault = uncovered(line, from, to, units);
        if (fault == null) {
            write(line, "move", from, to, units, 0, asked, null, null);
        }
        return fault;
    }

    private @Nullable Fault moveUpTo(int line, Standing from, Standing to, long limit) {
        long units = Math.min(limit, Math.min(from.givable(), to.takable()));
        return units > 0
                ? move(line, from, to, units, limit)
                : new Fault(
                        Reason.FLOOR,
                        line,
                        from.givable() <= 0
                                ? shortOf(from, "available", from.available(), limit)
                                : shortOf(to, "outstanding", -to.expected(), limit));
    }

    private @Nullable Fault reserve(int line, Transfer.Reserve asked) {
        Standing from = from(line);
        Standing to = to(line);
        long units = asked.amount().units();
        if (from.out > Standing.MOST - units || to.in > Standing.MOST - units) {
            return overflow(line, from, to, units);
        }
        Fault fault = uncovered(line, from, to, units);
        if (fault == null) {
            write(line, "reserve", from, to, 0, units, null, asked.expires(), asked.pending());
        }
        return fault;
    }

    private @Nullable Fault settle(int line, String phase, UUID pending, @Nullable Amount part) {
        Reservation reservation = books.reservation(pending);
        if (reservation == null) {
            throw new IllegalStateException("no pending " + pending);
        }
        long all = reservation.units;
        long moved = phase.equals("post") ? part == null ? all : part.units() : 0;
        Long asked = part == null ? null : part.units();
        write(line, phase, reservation.from, reservation.to, moved, -all, asked, null, pending);
        return null;
    }

    private static @Nullable Fault uncovered(int line, Standing from, Standing to, long units) {
        if (from.available() < units - Standing.MOST || to.expected() > Standing.MOST - units) {
            return overflow(line, from, to, units);
        }
        if (from.givable() < units) {
            return new Fault(Reason.FLOOR, line, shortOf(from, "available", from.available(), units));
        }
        return to.takable() < units
                ? new Fault(Reason.FLOOR, line, shortOf(to, "outstanding", -to.expected(), units))
                : null;
    }

    private static Fault overflow(int line, Standing from, Standing to, long units) {
        String both = from.path + " or " + to.path;
        return new Fault(Reason.OVERFLOW, line, both + " would leave ±" + Standing.MOST + " with " + units);
    }

    /** What to tell a person whose account has not got it: figures as they read them. */
    private static String shortOf(Standing account, String word, long has, long asked) {
        return account.path + " has " + account.amount(has) + " " + word + ", "
                + account.amount(asked).decimal() + " asked";
    }

    private void write(
            int line,
            String phase,
            Standing from,
            Standing to,
            long amount,
            long reserved,
            @Nullable Long asked,
            @Nullable Instant expires,
            @Nullable UUID pending) {
        TransferRow.After after = books.change(from, to, amount, reserved);
        books.write(new TransferRow(
                books.size() + 1, line, phase, from, to, amount, reserved, after, asked, expires, pending, null));
    }

    private Standing from(int line) {
        return Objects.requireNonNull(sides[2 * line - 2]);
    }

    private Standing to(int line) {
        return Objects.requireNonNull(sides[2 * line - 1]);
    }
}

package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.PostResult.AlreadyPosted;
import io.hourglass.ledger.book.PostResult.Posted;
import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.book.PostResult.Refused;
import io.hourglass.ledger.money.Amount;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The books once more, written to be plain rather than fast: what the database must agree with. */
final class ModelBooks {
    private static final BigInteger MAX = BigInteger.TWO.pow(62).subtract(BigInteger.ONE);

    /** Long after what is due in the tests, long before what is not. */
    private static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");

    record State(BigInteger posted, BigInteger out, BigInteger in) {
        static final State EMPTY = new State(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

        boolean fits() {
            return posted.subtract(out).compareTo(MAX.negate()) >= 0
                    && posted.add(in).compareTo(MAX) <= 0
                    && out.compareTo(MAX) <= 0
                    && in.compareTo(MAX) <= 0;
        }

        boolean above(Floor floor) {
            return switch (floor) {
                case NOT_NEGATIVE -> posted.subtract(out).signum() >= 0;
                case NOT_POSITIVE -> posted.add(in).signum() <= 0;
                case FREE -> true;
            };
        }
    }

    private enum Phase {
        PENDING,
        POSTED,
        RELEASED,
        EXPIRED
    }

    private record Reserved(Transfer.Reserve asked, Phase phase) {}

    private final Map<String, Account> accounts;
    private Map<String, State> states = new TreeMap<>();
    private Map<UUID, Reserved> pending = new HashMap<>();
    private final Map<UUID, Entry> entries = new HashMap<>();
    private final Map<UUID, Long> sequences = new HashMap<>();
    private long size;

    ModelBooks(Map<String, Account> accounts, long size) {
        this.accounts = accounts;
        this.size = size;
        accounts.keySet().forEach(path -> states.put(path, State.EMPTY));
    }

    State state(String path) {
        return states.getOrDefault(path, State.EMPTY);
    }

    PostResult post(Entry entry) {
        var reasons = new TreeSet<Reason>();
        if (entry.transfers().isEmpty()) {
            reasons.add(Reason.MALFORMED);
        }
        entry.transfers().forEach(transfer -> fault(transfer).ifPresent(reasons::add));
        boolean malformed = reasons.contains(Reason.MALFORMED);
        if (!malformed && entries.containsKey(entry.id())) {
            return entry.equals(entries.get(entry.id()))
                    ? new AlreadyPosted(sequences.getOrDefault(entry.id(), 0L))
                    : new Refused(Reason.ID_REUSED, "");
        }
        var statesBefore = new TreeMap<>(states);
        var pendingBefore = new HashMap<>(pending);
        for (Transfer transfer : entry.transfers()) {
            Optional<Reason> why = phase(transfer);
            why.ifPresent(reasons::add);
            if (why.isPresent()) {
                break;
            }
        }
        if (reasons.isEmpty()) {
            for (Transfer transfer : entry.transfers()) {
                Optional<Reason> why = move(transfer);
                why.ifPresent(reasons::add);
                if (why.isPresent()) {
                    break;
                }
            }
        }
        if (!reasons.isEmpty()) {
            states = statesBefore;
            pending = pendingBefore;
            return new Refused(reasons.first(), "");
        }
        entries.put(entry.id(), entry);
        sequences.put(entry.id(), ++size);
        return new Posted(size);
    }

    private Optional<Reason> fault(Transfer transfer) {
        return switch (transfer) {
            case Transfer.Move(String from, String to, Amount amount) -> fault(from, to, amount);
            case Transfer.MoveUpTo(String from, String to, Amount limit) -> fault(from, to, limit);
            case Transfer.Reserve reserve -> fault(reserve.from(), reserve.to(), reserve.amount());
            case Transfer.Post(UUID id, Amount part) ->
                part == null || part.isPositive() ? Optional.empty() : Optional.of(Reason.MALFORMED);
            default -> Optional.empty();
        };
    }

    private Optional<Reason> fault(String from, String to, Amount amount) {
        if (amount.units() <= 0 || from.equals(to)) {
            return Optional.of(Reason.MALFORMED);
        }
        Account source = accounts.get(from);
        Account target = accounts.get(to);
        if (source == null || target == null) {
            return Optional.of(Reason.UNKNOWN_ACCOUNT);
        }
        boolean same = source.asset().equals(amount.asset()) && target.asset().equals(amount.asset());
        return same ? Optional.empty() : Optional.of(Reason.ASSET_MISMATCH);
    }

    private Optional<Reason> phase(Transfer transfer) {
        return switch (transfer) {
            case Transfer.Reserve reserve ->
                pending.putIfAbsent(reserve.pending(), new Reserved(reserve, Phase.PENDING)) == null
                        ? Optional.empty()
                        : Optional.of(Reason.ID_REUSED);
            case Transfer.Post(UUID id, Amount part) -> resolve(id, Phase.POSTED, part);
            case Transfer.Release(UUID id) -> resolve(id, Phase.RELEASED, null);
            case Transfer.Expire(UUID id) -> resolve(id, Phase.EXPIRED, null);
            default -> Optional.empty();
        };
    }

    private Optional<Reason> resolve(UUID id, Phase to, @Nullable Amount part) {
        Reserved reserved = pending.get(id);
        if (reserved == null) {
            return Optional.of(Reason.PENDING_NOT_FOUND);
        }
        boolean due =
                reserved.asked.expires() != null && reserved.asked.expires().isBefore(NOW);
        Optional<Reason> why =
                switch (reserved.phase) {
                    case POSTED -> Optional.of(Reason.PENDING_ALREADY_POSTED);
                    case RELEASED -> Optional.of(Reason.PENDING_ALREADY_RELEASED);
                    case EXPIRED -> Optional.of(Reason.PENDING_EXPIRED);
                    case PENDING -> {
                        if (due && to != Phase.EXPIRED) {
                            yield Optional.of(Reason.PENDING_EXPIRED);
                        }
                        if (!due && to == Phase.EXPIRED) {
                            yield Optional.of(Reason.PENDING_NOT_DUE);
                        }
                        yield part == null ? Optional.<Reason>empty() : misfit(reserved.asked.amount(), part);
                    }
                };
        if (why.isEmpty()) {
            pending.put(id, new Reserved(reserved.asked, to));
        }
        return why;
    }

    private static Optional<Reason> misfit(Amount whole, Amount part) {
        if (!part.asset().equals(whole.asset())) {
            return Optional.of(Reason.ASSET_MISMATCH);
        }
        return part.units() > whole.units() ? Optional.of(Reason.PENDING_EXCEEDED) : Optional.empty();
    }

    private Optional<Reason> move(Transfer transfer) {
        return switch (transfer) {
            case Transfer.Move(String from, String to, Amount amount) -> change(from, to, amount.units(), 0);
            case Transfer.MoveUpTo(String from, String to, Amount limit) -> moveUpTo(from, to, limit.units());
            case Transfer.Reserve reserve ->
                change(reserve.from(), reserve.to(), 0, reserve.amount().units());
            case Transfer.Post(UUID id, Amount part) -> {
                long all = reserved(id).amount().units();
                yield settle(id, part == null ? all : part.units());
            }
            case Transfer.Release(UUID id) -> settle(id, 0);
            case Transfer.Expire(UUID id) -> settle(id, 0);
        };
    }

    /** The largest amount up to the limit that a plain move would let through. */
    private Optional<Reason> moveUpTo(String from, String to, long limit) {
        BigInteger most = BigInteger.valueOf(limit);
        State source = state(from);
        State target = state(to);
        most = most.min(
                floor(from) == Floor.NOT_NEGATIVE
                        ? source.posted.subtract(source.out)
                        : source.posted.subtract(source.out).add(MAX));
        most = most.min(
                floor(to) == Floor.NOT_POSITIVE
                        ? target.posted.add(target.in).negate()
                        : MAX.subtract(target.posted.add(target.in)));
        return most.signum() > 0 ? change(from, to, most.longValueExact(), 0) : Optional.of(Reason.FLOOR);
    }

    private Transfer.Reserve reserved(UUID id) {
        Reserved reserved = pending.get(id);
        if (reserved == null) {
            throw new IllegalStateException("nothing is reserved as " + id);
        }
        return reserved.asked;
    }

    private Optional<Reason> settle(UUID id, long moved) {
        Transfer.Reserve asked = reserved(id);
        return change(asked.from(), asked.to(), moved, -asked.amount().units());
    }

    private Optional<Reason> change(String from, String to, long moved, long reserved) {
        BigInteger units = BigInteger.valueOf(moved);
        BigInteger held = BigInteger.valueOf(reserved);
        State source = state(from);
        State target = state(to);
        State given = new State(source.posted.subtract(units), source.out.add(held), source.in);
        State taken = new State(target.posted.add(units), target.out, target.in.add(held));
        if (!given.fits() || !taken.fits()) {
            return Optional.of(Reason.OVERFLOW);
        }
        if (!given.above(floor(from)) || !taken.above(floor(to))) {
            return Optional.of(Reason.FLOOR);
        }
        states.put(from, given);
        states.put(to, taken);
        return Optional.empty();
    }

    private Floor floor(String path) {
        Account account = accounts.get(path);
        return account == null ? Floor.FREE : account.floor();
    }
}

package io.hourglass.api.book;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is asked for.
 *
 * @param id a random UUID, which is the Idempotency-Key then too; without it the id follows from the key
 * @param effective the business day it counts for, {@code 2027-03-01}
 * @param reverses the id of an entry by hand that this one takes back
 * @param transfers at most 8,192, in order
 */
record NewEntry(
        @Nullable String id,
        @Nullable NewCause cause,
        @Nullable String effective,
        @Nullable String reverses,
        @Nullable List<NewTransfer> transfers) {
    /** Of these nobody can have derived one from a name, as the rooms derive theirs. */
    private static final Set<Integer> RANDOM = Set.of(4, 7);

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** @param kind {@code manual} or {@code manual.WORD} */
    record NewCause(@Nullable String kind, @Nullable String id) {}

    /** Exactly one of these. */
    record NewTransfer(
            @Nullable Movement move,
            @Nullable Movement moveUpTo,
            @Nullable Reservation reserve,
            @Nullable Settlement post,
            @Nullable Release release) {}

    /**
     * @param asset {@code USD/6}
     * @param amount a decimal, {@code 12.50}
     */
    record Movement(
            @Nullable String from,
            @Nullable String to,
            @Nullable String asset,
            @Nullable String amount) {}

    /**
     * @param pending a random UUID to post or release it by
     * @param expires when it is given back by itself; without it, never
     */
    record Reservation(
            @Nullable String pending,
            @Nullable String from,
            @Nullable String to,
            @Nullable String asset,
            @Nullable String amount,
            @Nullable Instant expires) {}

    /** @param part a decimal in the asset named beside it; without it, all that was reserved */
    record Settlement(
            @Nullable String pending,
            @Nullable String asset,
            @Nullable String part) {}

    record Release(@Nullable String pending) {}

    /** @param derived the id that follows from the key */
    Entry entry(String key, UUID derived) {
        NewCause why = BadInput.required("cause", cause);
        return new Entry(
                id == null ? derived : ownId(key),
                new Cause(BadInput.required("cause.kind", why.kind()), BadInput.required("cause.id", why.id())),
                BadInput.read("effective", effective, LocalDate::parse),
                reverses == null ? null : BadInput.read("reverses", reverses, UUID::fromString),
                read(BadInput.required("transfers", transfers)));
    }

    private UUID ownId(String key) {
        if (!key.equals(id)) {
            throw new BadInput("id", "is also the Idempotency-Key where it is given");
        }
        return BadInput.read("id", id, NewEntry::random);
    }

    private static List<Transfer> read(List<NewTransfer> asked) {
        if (asked.size() > Entry.TRANSFERS_MAX) {
            throw new BadInput("transfers", "are at most " + Entry.TRANSFERS_MAX + ", not " + asked.size());
        }
        List<Transfer> transfers = new ArrayList<>(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            String field = "transfers[" + i + "]";
            transfers.add(read(field, BadInput.required(field, asked.get(i))));
        }
        return transfers;
    }

    private static Transfer read(String field, NewTransfer one) {
        long words = Stream.of(one.move, one.moveUpTo, one.reserve, one.post, one.release)
                .filter(Objects::nonNull)
                .count();
        if (words != 1) {
            throw new BadInput(field, "is one of move, moveUpTo, reserve, post and release");
        }
        if (one.move != null) {
            Movement m = one.move;
            return new Transfer.Move(from(field, m.from), to(field, m.to), amount(field, m.asset, m.amount));
        } else if (one.moveUpTo != null) {
            Movement m = one.moveUpTo;
            return new Transfer.MoveUpTo(from(field, m.from), to(field, m.to), amount(field, m.asset, m.amount));
        } else if (one.reserve != null) {
            return reserve(field, one.reserve);
        } else if (one.post != null) {
            Settlement s = one.post;
            Amount part = s.part == null ? null : amount(field, s.asset, s.part);
            return new Transfer.Post(pending(field, s.pending), part);
        }
        return new Transfer.Release(pending(field, BadInput.required(field, one.release).pending));
    }

    private static Transfer reserve(String field, Reservation asked) {
        Instant expires = asked.expires;
        if (expires != null && (expires.isBefore(Instant.EPOCH) || expires.isAfter(LAST))) {
            throw new BadInput(field + ".expires", "is between 1970 and 9999, not " + expires);
        }
        return new Transfer.Reserve(
                pending(field, asked.pending),
                from(field, asked.from),
                to(field, asked.to),
                amount(field, asked.asset, asked.amount),
                expires);
    }

    private static String from(String field, @Nullable String path) {
        return BadInput.required(field + ".from", path);
    }

    private static String to(String field, @Nullable String path) {
        return BadInput.required(field + ".to", path);
    }

    private static UUID pending(String field, @Nullable String id) {
        return BadInput.read(field + ".pending", id, NewEntry::random);
    }

    private static Amount amount(String field, @Nullable String asset, @Nullable String decimal) {
        Asset counted = BadInput.read(field + ".asset", asset, Asset::parse);
        return BadInput.read(field + ".amount", decimal, written -> Amount.parse(counted, written));
    }

    /** As it is written back: {@code UUID.fromString} reads much else. */
    private static UUID random(String written) {
        UUID id = UUID.fromString(written);
        if (!id.toString().equals(written) || !RANDOM.contains(id.version())) {
            throw new IllegalArgumentException("is a random UUID, of version 4 or 7 and in lower case, not " + written);
        }
        return id;
    }
}

package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Amount;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A list of transfers of which all happen or none do.
 *
 * @param id chosen by whoever asks, so that asking twice posts once
 * @param effective the business day it counts for, which may differ from when it is recorded
 * @param reverses the entry this one takes back; null for most
 * @param transfers 1 to {@value #TRANSFERS_MAX}, evaluated in order
 */
public record Entry(
        UUID id, Cause cause, LocalDate effective, @Nullable UUID reverses, List<Transfer> transfers) {
    public static final int TRANSFERS_MAX = 8192;

    public Entry {
        transfers = List.copyOf(transfers);
    }

    public Entry(UUID id, Cause cause, LocalDate effective, List<Transfer> transfers) {
        this(id, cause, effective, null, transfers);
    }

    /** The id that belongs to a cause: the same cause can only be posted once. */
    public static Entry of(Cause cause, LocalDate effective, List<Transfer> transfers) {
        return new Entry(idOf(cause), cause, effective, transfers);
    }

    static UUID idOf(Cause cause) {
        return idOf(cause.kind() + ":" + cause.id());
    }

    /** A stable id from a name, for entries and pending transfers that must not happen twice. */
    public static UUID idOf(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The entry that moves back what this one moved, last first. Only plain moves say how much that
     * was: what is reserved is released, and what was moved up to a limit is in the statement.
     */
    public Entry reversal(Cause cause, LocalDate effective) {
        List<Transfer> back = new ArrayList<>();
        for (Transfer transfer : transfers.reversed()) {
            if (!(transfer instanceof Transfer.Move(String from, String to, Amount amount))) {
                throw new IllegalArgumentException("entry " + id + " does more than move: " + transfer);
            }
            back.add(new Transfer.Move(to, from, amount));
        }
        return new Entry(idOf("reversal:" + id), cause, effective, id, back);
    }
}

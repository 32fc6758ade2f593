package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What every part of the room works with. */
record Parts(Journal journal, Outbox outbox, Chain chain, Clock clock) {
    /** The key of the service that brings capacity to the chain. */
    static final String ISSUER = "issuer";

    /**
     * What is overdue for so long has failed: a day as the Delivery contract has it, and an hour for
     * clocks that differ.
     */
    static final Duration GRACE = Duration.ofHours(25);

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");

    Instant now() {
        return clock.instant();
    }

    LocalDate today() {
        return LocalDate.ofInstant(now(), ZoneOffset.UTC);
    }

    Account escrow(Series series, String owner) {
        return CapacityAccounts.escrow(series, owner, chain.deployment().of(Contract.DELIVERY));
    }

    Account bond(Series series, String owner) {
        return CapacityAccounts.bond(series, owner, chain.deployment().of(Contract.DELIVERY));
    }

    /** Ids come from outside and become part of causes and intents: no more than this is let in. */
    static void requireId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("a request id is 1 to 100 letters, digits, dots, colons or dashes");
        }
    }

    /** Whether the books lack what was asked; any other refusal is a bug. */
    static boolean isShort(PostResult result) {
        return switch (result) {
            case PostResult.Posted ignored -> false;
            case PostResult.AlreadyPosted ignored -> false;
            case PostResult.Refused(PostResult.Reason reason, String detail) -> {
                if (reason != PostResult.Reason.FLOOR && reason != PostResult.Reason.UNKNOWN_ACCOUNT) {
                    throw new IllegalStateException(reason + ": " + detail);
                }
                yield true;
            }
        };
    }

    /** One at a time for each of these, until the transaction ends. */
    static void lock(Tx tx, String what) {
        tx.query("select pg_advisory_xact_lock(hashtextextended(?, 0))", row -> 0, "capacity:" + what);
    }

    /** Reserves on request; the floor may refuse. */
    PostResult reserve(Tx tx, Cause cause, Transfer.Reserve transfer) {
        return journal.post(tx, Entry.of(cause, today(), List.of(transfer)));
    }

    /** Posts what the chain says has happened: the books have no say, a refusal is a bug. */
    void postFinal(Tx tx, String kind, Logged logged, Transfer... transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        Cause cause = new Cause(kind, logged.transaction() + ":" + logged.logIndex());
        must(journal.post(tx, Entry.of(cause, day, List.of(transfers))));
    }

    /** Gives back what was reserved under this cause. */
    void release(Tx tx, Cause cause) {
        must(journal.post(
                tx,
                Entry.of(
                        new Cause(cause.kind() + ".voided", cause.id()),
                        today(),
                        List.of(new Transfer.Release(pending(cause))))));
    }

    /** The id of the one transfer reserved under a cause. */
    static UUID pending(Cause cause) {
        return Entry.idOf("pending:" + cause.kind() + ":" + cause.id());
    }

    String ownerOf(Tx tx, Address address) {
        return journal.party(tx, address)
                .orElseThrow(() -> new IllegalStateException("no party has the address " + address))
                .name();
    }

    /** Where an owner is paid. */
    String cashPath(Tx tx, String owner) {
        Account cash = CapacityAccounts.cash(journal.party(tx, owner).orElseThrow());
        journal.open(tx, cash);
        return cash.path();
    }

    private static void must(PostResult result) {
        if (result instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
            throw new IllegalStateException("the books refuse what the chain has done: " + reason + ", " + detail);
        }
    }
}

package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Intents.Signed;
import io.hourglass.ledger.settlement.Intents.Work;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts signed bytes into the node's hands, as often as it takes: the same bytes do no harm. */
final class Dispatch {
    /** What nodes ask of a replacement is a tenth more; some ask an eighth. */
    private static final BigDecimal RAISE = new BigDecimal("1.15");

    private final Database database;
    private final Chain chain;
    private final Intents intents;
    private final InstantSource time;
    private final Sender.Policy policy;
    private @Nullable String trouble;

    Dispatch(Database database, Chain chain, Intents intents, InstantSource time, Sender.Policy policy) {
        this.database = database;
        this.chain = chain;
        this.intents = intents;
        this.time = time;
        this.policy = policy;
    }

    @Nullable
    String trouble() {
        return trouble;
    }

    int sendSigned() {
        trouble = null;
        Instant before = time.instant().minus(policy.rebroadcastAfter());
        return send(database.inTx(tx -> intents.toBroadcast(tx, before)));
    }

    /** What the node has forgotten or a reorg has thrown out, and what offers too little. */
    int sendAgain() {
        Instant now = time.instant();
        int replaced = replace(now.minus(policy.replaceAfter()));
        return replaced + send(database.inTx(tx -> intents.toRebroadcast(tx, now.minus(policy.rebroadcastAfter()))));
    }

    private int send(List<Work> due) {
        int done = 0;
        for (Work work : due) {
            Signed latest = database.inTx(tx -> intents.attempts(tx, work.id())).getFirst();
            done += switch (chain.broadcast(latest.transaction())) {
                case Broadcast.Accepted() -> mark(work, true);
                case Broadcast.NonceTooLow() -> nonceTaken(work);
                case Broadcast.Rejected(String why) -> {
                    trouble = work.id() + " is not taken by the node: " + why;
                    yield 0 * mark(work, false);
                }
            };
        }
        return done;
    }

    private int mark(Work work, boolean accepted) {
        boolean first = work.state() == IntentView.State.SIGNED;
        return database.inTx(tx -> intents.sent(tx, work, accepted, time.instant())) && first ? 1 : 0;
    }

    /** Ours, and then the watch finds its receipt; or a stranger's, certain once that is final. */
    private int nonceTaken(Work work) {
        boolean ours = database.inTx(tx -> intents.attempts(tx, work.id())).stream()
                .anyMatch(attempt -> chain.receipt(attempt.transaction().hash()).isPresent());
        if (ours) {
            return mark(work, true);
        }
        Chain.Head head = chain.head();
        trouble = "nonce " + work.nonce() + " of " + work.key() + " was used by a transaction that is not " + work.id();
        return database.inTx(tx -> {
            Long since = work.conflict();
            if (since == null) {
                intents.noteConflict(tx, work, head.latest());
                return 0;
            }
            if (head.finalized() < since) {
                return 0;
            }
            intents.replan(tx, work);
            return 1;
        });
    }

    private int replace(Instant before) {
        int done = 0;
        for (Work work : database.inTx(intents::fronts)) {
            Signed latest = database.inTx(tx -> intents.attempts(tx, work.id())).getFirst();
            if (latest.at().isBefore(before)) {
                done += replace(work, raise(latest.fees()));
            }
        }
        return done;
    }

    private int replace(Work work, Fees fees) {
        if (fees.maxFee() > policy.feeCeiling()) {
            trouble = work.id() + " is not mined, and a higher fee would pass the ceiling of " + policy.feeCeiling()
                    + " wei per gas";
            return 0;
        }
        var signed = chain.sign(work.key(), work.nonce(), work.call(), fees);
        database.inTx(tx -> {
            // The row lock on the key's nonce keeps two instances from replacing the same one.
            if (intents.lockNonce(tx, work.key()).isPresent()) {
                intents.storeAttempt(tx, work, work.nonce(), signed, fees, time.instant());
            }
            return 1;
        });
        return sendSigned();
    }

    private Fees raise(Fees old) {
        Fees now = chain.fees();
        return new Fees(Math.max(raised(old.maxFee()), now.maxFee()), Math.max(raised(old.tip()), now.tip()));
    }

    private static long raised(long fee) {
        return RAISE.multiply(BigDecimal.valueOf(fee))
                .setScale(0, RoundingMode.UP)
                .longValueExact();
    }
}

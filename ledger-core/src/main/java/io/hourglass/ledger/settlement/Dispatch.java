package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Intents.Offer;
import io.hourglass.ledger.settlement.Intents.Signed;
import io.hourglass.ledger.settlement.Intents.Work;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts signed bytes into the node's hands, as often as it takes: the same bytes do no harm. */
final class Dispatch {
    private final Database database;
    private final Chain chain;
    private final Intents intents;
    private final InstantSource time;
    private final Sender.Policy policy;
    /** What keeps intents from being mined, by intent. */
    private final Map<String, String> troubles = new TreeMap<>();

    Dispatch(Database database, Chain chain, Intents intents, InstantSource time, Sender.Policy policy) {
        this.database = database;
        this.chain = chain;
        this.intents = intents;
        this.time = time;
        this.policy = policy;
    }

    /** What keeps intents from being mined now, a sentence each. */
    Collection<String> troubles() {
        if (!troubles.isEmpty()) {
            troubles.keySet().retainAll(database.inTx(tx -> intents.unmined(tx, troubles.keySet())));
        }
        return troubles.values();
    }

    int sendSigned() {
        Instant before = time.instant().minus(policy.rebroadcastAfter());
        return send(database.inTx(tx -> intents.toBroadcast(tx, before)));
    }

    /** What the node has forgotten or a reorg has thrown out, and what offers too little. */
    int sendAgain() {
        Instant now = time.instant();
        int sent = send(database.inTx(tx -> intents.toRebroadcast(tx, now.minus(policy.rebroadcastAfter()))));
        return sent + replace(now.minus(policy.replaceAfter()));
    }

    private int send(List<Work> due) {
        int done = 0;
        for (Work work : due) {
            Signed latest = database.inTx(tx -> intents.latest(tx, work));
            done += switch (chain.broadcast(latest.transaction())) {
                case Broadcast.Accepted() -> mark(work, true);
                case Broadcast.NonceTooLow() -> nonceTaken(work);
                case Broadcast.Underpriced underpriced -> outbid(work, latest);
                case Broadcast.Rejected(String why) -> {
                    troubles.put(work.id(), work.id() + " is not taken by the node: " + why);
                    yield 0 * mark(work, false);
                }
            };
        }
        return done;
    }

    /** The node does not have these bytes, so there is nothing to wait for. */
    private int outbid(Work work, Signed latest) {
        return replace(work, raise(latest.offer().fees())) ? 1 : 0 * mark(work, false);
    }

    private int mark(Work work, boolean accepted) {
        boolean first = work.state() == IntentView.State.SIGNED;
        if (accepted) {
            troubles.remove(work.id());
        }
        return database.inTx(tx -> intents.sent(tx, work, accepted, time.instant())) && first ? 1 : 0;
    }

    /** Ours, and then the watch finds its receipt; or a stranger's, certain once that is final. */
    private int nonceTaken(Work work) {
        long used = chain.nonce(chain.address(work.key()), chain.head().finalized());
        // Asked after that: a node that has the nonce as used for good has our receipt, if it was us.
        boolean ours = database.inTx(tx -> intents.hashes(tx, work)).stream()
                .anyMatch(attempt -> chain.receipt(attempt).isPresent());
        if (ours) {
            return mark(work, true);
        }
        mark(work, false);
        troubles.put(
                work.id(),
                "nonce " + work.nonce() + " of " + work.key() + " was used by a transaction that is not " + work.id());
        return used > work.nonce() && database.inTx(tx -> intents.replan(tx, work)) ? 1 : 0;
    }

    private int replace(Instant before) {
        int done = 0;
        for (Work work : database.inTx(intents::fronts)) {
            Offer latest = database.inTx(tx -> intents.offer(tx, work));
            if (latest.at().isBefore(before) && replace(work, raise(latest.fees()))) {
                done++;
            }
        }
        return done == 0 ? 0 : done + sendSigned();
    }

    /** Signs it again for the same nonce; false, with the trouble noted, where that cannot be. */
    private boolean replace(Work work, Fees fees) {
        if (fees.maxFee() > policy.feeCeiling()) {
            troubles.put(
                    work.id(),
                    work.id() + " is not mined, and a higher fee would pass the ceiling of " + policy.feeCeiling()
                            + " wei per gas");
            return false;
        }
        Chain.SignedTransaction signed;
        try {
            signed = chain.sign(work.key(), work.nonce(), database.inTx(tx -> intents.call(tx, work)), fees);
        } catch (Chain.SignerUnreachable e) {
            return unsigned(work, e);
        } catch (Chain.Unreachable e) {
            throw e;
        } catch (RuntimeException e) {
            return unsigned(work, e);
        }
        return database.inTx(tx -> intents.storeAttempt(tx, work, work.nonce(), signed, fees, time.instant()));
    }

    private boolean unsigned(Work work, RuntimeException why) {
        troubles.put(
                work.id(),
                work.id() + " is not mined, and " + work.key() + " cannot sign a higher fee: " + why.getMessage());
        return false;
    }

    private Fees raise(Fees old) {
        Fees more = old.raised();
        Fees now = policy.capped(chain.fees());
        return new Fees(Math.max(more.maxFee(), now.maxFee()), Math.max(more.tip(), now.tip()));
    }
}

package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Chain.Fees;
import io.hourglass.ledger.settlement.Chain.SignedTransaction;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.Intents.Backlog;
import io.hourglass.ledger.settlement.Intents.Stranded;
import io.hourglass.ledger.settlement.Intents.WaitedFor;
import io.hourglass.ledger.settlement.Intents.Work;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets planned calls onto the chain, each exactly once, whatever crashes in between: simulates,
 * gives nonces without gaps, signs, commits the raw bytes, only then sends them, and follows them
 * until their block is final.
 *
 * <p>Several instances may run on one database: a key is signed for by one of them at a time, and a
 * step of an intent is taken by one of them. Many intents of a key are in flight at once.
 */
public final class Sender {
    private final Database database;
    private final Chain chain;
    private final List<Effects> effects;
    private final InstantSource time;
    private final Policy policy;
    private final Intents intents = new Intents();
    private final Dispatch dispatch;
    private final Watch watch;
    /** Keys that cannot sign, and why. */
    private final Map<String, String> refusing = new TreeMap<>();
    /** The furthest block this sender was told is final. */
    private long horizon = -1;

    private volatile @Nullable String trouble;

    /**
     * @param rebroadcastAfter how long a sent transaction may stay unmined before it is sent again
     * @param replaceAfter how long until it is signed again with a higher fee
     * @param feeCeiling the most ever offered, wei per gas
     * @param pipeline how many transactions of a key may be unmined at once
     */
    public record Policy(Duration rebroadcastAfter, Duration replaceAfter, long feeCeiling, int pipeline) {
        public static final Policy DEFAULT =
                new Policy(Duration.ofSeconds(5), Duration.ofMinutes(1), 500_000_000_000L, 64);

        /** These fees, or the ceiling where they pass it. */
        Fees capped(Fees fees) {
            return new Fees(Math.min(fees.maxFee(), feeCeiling), Math.min(fees.tip(), feeCeiling));
        }
    }

    /**
     * @param effects told of every intent that is voided
     * @param time the machine's clock, not the business's: it measures waiting for the network
     */
    public Sender(Database database, Chain chain, List<Effects> effects, InstantSource time, Policy policy) {
        this.database = database;
        this.chain = chain;
        this.effects = List.copyOf(effects);
        this.time = time;
        this.policy = policy;
        this.dispatch = new Dispatch(database, chain, intents, time, policy);
        long turn = Math.max(1, policy.rebroadcastAfter().toMillis());
        this.watch = new Watch(database, chain, intents, this.effects, () -> time.millis() / turn);
    }

    /**
     * Moves intents on as far as they will go now.
     *
     * @return how many steps were taken; 0 also when the chain cannot be reached, see {@link #trouble}
     */
    public int doWork() {
        try {
            Backlog backlog = database.inTx(intents::backlog);
            if (backlog.halted() != null) {
                trouble = "stands still while the mirror is halted: " + backlog.halted();
                return 0;
            }
            int done = 0;
            refusing.clear();
            if (backlog.planned() > 0) {
                done += discardStranded() + signAll();
            }
            if (done + backlog.sent() > 0) {
                done += dispatch.sendSigned() + watch.doWork() + dispatch.sendAgain();
            }
            trouble = sentence();
            return done;
        } catch (Chain.Unreachable e) {
            trouble = "the chain cannot be reached: " + e.getMessage();
            return 0;
        } catch (Database.Unreachable e) {
            trouble = e.getMessage();
            return 0;
        } catch (RuntimeException e) {
            trouble = e.getMessage();
            throw e;
        }
    }

    /** What keeps the sender from working, in a sentence for the health page. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    private int discardStranded() {
        int done = 0;
        for (Stranded stranded : database.inTx(intents::stranded)) {
            done += discard(stranded.id(), stranded.because());
        }
        return done;
    }

    private int discard(String intent, String why) {
        return database.inTx(tx -> {
            if (!intents.discard(tx, intent, why)) {
                return 0;
            }
            effects.forEach(room -> room.onVoided(tx, intent, why));
            return 1;
        });
    }

    private @Nullable String sentence() {
        List<String> all = new ArrayList<>();
        refusing.forEach((key, why) -> all.add(key + " cannot sign: " + why));
        all.addAll(dispatch.troubles());
        return all.isEmpty() ? null : String.join("; ", all);
    }

    /** What one key cannot do does not keep others from it. */
    private int signAll() {
        int done = 0;
        for (String key : database.inTx(intents::readyKeys)) {
            try {
                Signing signing = sign(key);
                done += signing.signed();
                if (signing.reverts() != null) {
                    done += discard(signing.reverts(), signing.error());
                }
            } catch (Chain.SignerUnreachable e) {
                // It keeps the others' keys too, and each would wait for it. What is signed goes on.
                refusing.put(key, e.getMessage());
                return done;
            } catch (Chain.Unreachable | Database.Unreachable e) {
                throw e;
            } catch (RuntimeException e) {
                refusing.put(key, String.valueOf(e.getMessage()));
            }
        }
        return done;
    }

    /** @param reverts the intent that stopped the line, if one did */
    private record Signing(int signed, @Nullable String reverts, String error) {}

    private Signing sign(String key) {
        openKey(key);
        Fees fees = policy.capped(chain.fees());
        return database.inTx(tx -> {
            Optional<Long> locked = intents.lockNonce(tx, key);
            if (locked.isEmpty()) {
                return new Signing(0, null, "");
            }
            int inFlight = intents.inFlight(tx, key);
            long nonce = locked.get();
            int signed = 0;
            Signing stopped = null;
            for (Work work : intents.ready(tx, key, Math.max(0, policy.pipeline() - inFlight))) {
                ChainCall call = intents.call(tx, work);
                Simulation simulation = chain.simulate(key, call);
                if (!(simulation instanceof Simulation.Succeeds(long gas))) {
                    // With others of the key on their way a revert proves nothing: it may need them.
                    boolean proven = inFlight + signed == 0 && sawAllBefore(tx, work);
                    stopped = new Signing(signed, proven ? work.id() : null, ((Simulation.Reverts) simulation).error());
                    break;
                }
                Optional<SignedTransaction> bytes = signature(work, call, nonce, gas, fees);
                if (bytes.isEmpty()) {
                    break;
                }
                if (intents.storeAttempt(tx, work, nonce, bytes.get(), fees, time.instant())) {
                    nonce++;
                    signed++;
                }
            }
            intents.setNonce(tx, key, nonce);
            return stopped == null ? new Signing(signed, null, "") : stopped;
        });
    }

    /**
     * Whether the node has, for good, all the call may need. One that lags, or a reorg that was not
     * noticed yet, makes calls revert which will not.
     */
    private boolean sawAllBefore(Tx tx, Work work) {
        long known = Math.max(horizon, watch.finalized());
        long finalized = chain.head().finalized();
        horizon = Math.max(known, finalized);
        return finalized >= known && intents.waitedFor(tx, work, finalized + 1) == WaitedFor.CAME_BEFORE;
    }

    /** Empty where this is refused: what the key signed before stays signed. */
    private Optional<SignedTransaction> signature(Work work, ChainCall call, long nonce, long gas, Fees fees) {
        try {
            return Optional.of(chain.sign(work.key(), nonce, call, gas, fees));
        } catch (Chain.Unreachable e) {
            throw e;
        } catch (RuntimeException e) {
            refusing.put(work.key(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void openKey(String key) {
        if (!database.inTx(tx -> intents.knowsKey(tx, key))) {
            var address = chain.address(key);
            long nonce = chain.nonce(address);
            database.inTx(tx -> {
                intents.openKey(tx, key, address.hex(), nonce);
                return 1;
            });
        }
    }
}

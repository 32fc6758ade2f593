package io.hourglass.ledger.settlement;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent.Deposited;
import io.hourglass.ledger.settlement.ChainEvent.PaidOut;
import io.hourglass.ledger.settlement.ChainEvent.Withdrawn;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Dollars into the Vault and out of it. A deposit reaches the books when its event is final; a
 * withdrawal is reserved when it is asked for and posted when its event is final.
 */
public final class Cash implements Effects {
    /** The books' other side of all dollars in the Vault: minus what it holds. */
    public static final String VAULT = "vault:USD";

    /** Contracts that may move a party's Vault balances when it has signed for it. */
    private static final List<Contract> OPERATORS =
            List.of(Contract.SETTLEMENT, Contract.DELIVERY, Contract.CLEARING, Contract.INDEX_FUND, Contract.OPTIONS);

    private static final String WITHDRAW = "withdraw:";

    private final Journal journal;
    private final Outbox outbox;
    private final Chain chain;
    private final Clock clock;
    private final boolean faucet;

    /** @param faucet whether deposits are made of dollars minted for the purpose (development) */
    public Cash(Journal journal, Outbox outbox, Chain chain, Clock clock, boolean faucet) {
        this.journal = journal;
        this.outbox = outbox;
        this.chain = chain;
        this.clock = clock;
        this.faucet = faucet;
    }

    /** @param intent under which the outbox follows it */
    public record Request(String intent, Party party, Amount amount) {}

    /**
     * Makes a party ready to deal: its accounts in the books, its eligibility, its permissions to
     * the contracts that settle for it. Safe to repeat.
     */
    public Outcome<Party> enrol(Tx tx, Party party) {
        return journal.open(tx, party).then(known -> {
            Address clearing = chain.deployment().of(Contract.CLEARING);
            journal.open(tx, Asset.USD, AssetKind.CASH, chain.deployment().cash());
            journal.open(
                    tx,
                    new Account(VAULT, Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account(known.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, known.address()),
                    new Account(known.path("margin"), Asset.USD, Floor.FREE, clearing));
            outbox.plan(
                    tx,
                    eligible(known),
                    "issuer",
                    new ChainCall.SetEligible(List.of(known.address()), true),
                    List.of());
            String key = known.key();
            if (key != null) {
                // One allowance for good: two deposits under way cannot take each other's.
                outbox.plan(tx, approval(known), key, new ChainCall.ApproveDollars(Long.MAX_VALUE), List.of());
                OPERATORS.forEach(operator -> outbox.plan(
                        tx, permission(known, operator), key, new ChainCall.SetOperator(operator, true), List.of()));
            }
            return Outcome.done(known);
        });
    }

    /** What a party's first dealings wait for: the intents of its enrolment. */
    public static List<String> enrolment(Party party) {
        if (party.key() == null) {
            return List.of(eligible(party));
        }
        return Stream.concat(
                        Stream.of(eligible(party), approval(party)),
                        OPERATORS.stream().map(operator -> permission(party, operator)))
                .toList();
    }

    /** Dollars in, from the party's own wallet. */
    public Outcome<Request> deposit(Tx tx, String request, Party party, Amount amount) {
        String intent = "deposit:" + request;
        return custodial(tx, party, amount).then(key -> {
            var call = new ChainCall.Deposit(amount.units());
            if (reused(outbox.claim(tx, intent), key, call)) {
                return refused(intent);
            }
            List<String> after = new ArrayList<>(enrolment(party));
            if (faucet) {
                String minted = intent + ":dollars";
                outbox.plan(tx, minted, "admin", new ChainCall.MintDollars(party.address(), amount.units()), List.of());
                after.add(minted);
            }
            outbox.plan(tx, intent, key, call, after);
            return Outcome.done(new Request(intent, party, amount));
        });
    }

    /** Dollars out, to the party's own wallet. */
    public Outcome<Request> withdraw(Tx tx, String request, Party party, Amount amount) {
        String intent = WITHDRAW + request;
        return custodial(tx, party, amount).then(key -> {
            var call = new ChainCall.Withdraw(amount.units());
            Optional<IntentView> before = outbox.claim(tx, intent);
            if (reused(before, key, call)) {
                return refused(intent);
            }
            if (before.isEmpty()) {
                Entry reservation = Entry.of(
                        new Cause("withdrawal", request),
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                        List.of(new Transfer.Reserve(Entry.idOf(intent), party.path("cash"), VAULT, amount)));
                if (journal.post(tx, reservation) instanceof PostResult.Refused(var reason, String detail)) {
                    return reason == PostResult.Reason.FLOOR
                            ? Outcome.refused(SettlementRefusal.INSUFFICIENT_FUNDS, missing(tx, party, amount))
                            : Outcome.refused(SettlementRefusal.UNKNOWN_PARTY, detail);
                }
                outbox.plan(tx, intent, key, call, enrolment(party));
            }
            return Outcome.done(new Request(intent, party, amount));
        });
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        switch (logged.event()) {
            case Deposited(Address account, long units) ->
                journal.party(tx, account)
                        .ifPresent(party -> post(tx, "deposit", logged, move(VAULT, cash(party), units)));
            case Withdrawn(Address account, long units)
            // a venue's own withdrawal is somebody's payout, which its PaidOut says
            when !chain.deployment().addresses().containsValue(account) ->
                journal.party(tx, account).ifPresent(party -> withdrawn(tx, logged, party, units));
            case PaidOut(Address account, long units) ->
                journal.party(tx, account).ifPresent(party -> left(tx, "payout", logged, party, units));
            default -> {
                // another room's
            }
        }
    }

    @Override
    public void onVoided(Tx tx, String intent, String why) {
        if (intent.startsWith(WITHDRAW)) {
            UUID pending = Entry.idOf(intent);
            post(
                    tx,
                    Entry.of(
                            new Cause("voided", intent),
                            LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                            List.of(new Transfer.Release(pending))));
        }
    }

    /** The party's signing key, if the party and the amount are fit for a request. */
    private Outcome<String> custodial(Tx tx, Party party, Amount amount) {
        if (!journal.party(tx, party.name()).equals(Optional.of(party))) {
            return Outcome.refused(SettlementRefusal.UNKNOWN_PARTY, party.name() + " is not enrolled: enrol it first");
        }
        if (!amount.asset().equals(Asset.USD)) {
            return Outcome.refused(SettlementRefusal.UNKNOWN_ASSET, "cash is " + Asset.USD + ", not " + amount.asset());
        }
        if (!amount.isPositive()) {
            return Outcome.refused(
                    SettlementRefusal.AMOUNT_NOT_POSITIVE, "an amount is more than zero, not " + amount.decimal());
        }
        String key = party.key();
        return key == null
                ? Outcome.refused(
                        SettlementRefusal.SIGNS_ELSEWHERE,
                        party.name() + " keeps its own key: call the Vault from " + party.address())
                : Outcome.done(key);
    }

    private static boolean reused(Optional<IntentView> before, String key, ChainCall call) {
        return before.filter(there -> !there.key().equals(key) || !there.call().equals(call))
                .isPresent();
    }

    private static Outcome<Request> refused(String intent) {
        return Outcome.refused(
                SettlementRefusal.REQUEST_REUSED,
                intent + " was asked for with another party or amount: choose a new request id");
    }

    private String missing(Tx tx, Party party, Amount asked) {
        Amount available =
                journal.balance(tx, cash(party)).map(Balance::available).orElse(new Amount(Asset.USD, 0));
        return party.name() + " has " + available + " available, " + asked.decimal() + " asked: "
                + asked.minus(available).decimal() + " missing";
    }

    /** One of ours was reserved; one the party sent itself moves now. */
    private void withdrawn(Tx tx, Logged logged, Party party, long units) {
        Optional<String> ours = outbox.findByTransaction(tx, logged.transaction())
                .map(IntentView::id)
                .filter(intent -> intent.startsWith(WITHDRAW));
        if (ours.isPresent()) {
            post(tx, "withdrawal", logged, new Transfer.Post(Entry.idOf(ours.get())));
        } else {
            left(tx, "withdrawal", logged, party, units);
        }
    }

    /**
     * Dollars left without having been reserved. What the party's own reservations do not let the
     * books follow is left to reconciliation: nobody stops the mirror by outrunning an order.
     */
    private void left(Tx tx, String kind, Logged logged, Party party, long units) {
        Entry entry = entry(kind, logged, move(cash(party), VAULT, units));
        PostResult result = journal.post(tx, entry);
        if (!(result instanceof PostResult.Refused refused && refused.reason() == PostResult.Reason.FLOOR)) {
            require(entry, result);
        }
    }

    private void post(Tx tx, String kind, Logged logged, Transfer transfer) {
        post(tx, entry(kind, logged, transfer));
    }

    private void post(Tx tx, Entry entry) {
        require(entry, journal.post(tx, entry));
    }

    private static Entry entry(String kind, Logged logged, Transfer transfer) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        return Entry.of(new Cause(kind, logged.transaction() + ":" + logged.logIndex()), day, List.of(transfer));
    }

    private static void require(Entry entry, PostResult result) {
        if (result instanceof PostResult.Refused(var reason, String detail)) {
            throw new IllegalStateException(entry.cause() + " is refused by the books, " + reason + ": " + detail);
        }
    }

    private static Transfer move(String from, String to, long units) {
        return new Transfer.Move(from, to, new Amount(Asset.USD, units));
    }

    private static String cash(Party party) {
        return party.path("cash");
    }

    private static String eligible(Party party) {
        return "enrol:" + party.name() + ":eligible";
    }

    private static String approval(Party party) {
        return "enrol:" + party.name() + ":dollars";
    }

    private static String permission(Party party, Contract operator) {
        return "enrol:" + party.name() + ":" + operator;
    }
}

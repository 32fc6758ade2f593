package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Parties whose orders are to be checked in a transaction, and what they are checked by: looked up for all of them at
 * once, under their locks and those of all others of their owners, and kept up with what the transaction has yet to write.
 */
final class Members {
    private final MarginAccounts accounts;
    private final FundCalls fundCalls;
    private final Owners owners;

    /** What counts to an owner's limits besides futures, by the owner. */
    private final Map<String, Map<Future, Sides>> elsewhere = new HashMap<>();

    private final Set<String> entered = new HashSet<>();
    private final Map<String, List<Exposure>> exposures = new HashMap<>();
    private final Map<String, Amount> available = new HashMap<>();
    private final Set<String> called = new HashSet<>();

    private Members(MarginAccounts accounts, FundCalls fundCalls, Owners owners) {
        this.accounts = accounts;
        this.fundCalls = fundCalls;
        this.owners = owners;
    }

    /** @param equivalents what counts to limits besides futures, of these classes */
    static Members lookUp(
            Tx tx,
            Collection<Party> parties,
            Set<GpuClass> classes,
            MarginAccounts accounts,
            FundCalls fundCalls,
            Equivalents equivalents) {
        Owners owners = Owners.all(tx);
        Map<String, String> together = owners.together(parties);
        Members members = new Members(accounts, fundCalls, owners);
        members.lookUp(tx, together.keySet(), parties);
        members.elsewhere.putAll(equivalents.of(tx, together, classes, List.of()));
        return members;
    }

    private void lookUp(Tx tx, Collection<String> together, Collection<Party> parties) {
        RoundTrip trip = tx.roundTrip();
        // first: what is asked after it is as those left it who had the locks before
        MarginAccounts.lock(trip, together, entered);
        Exposure.of(trip, together, exposures);
        accounts.available(trip, parties, available);
        fundCalls.overdue(trip, parties, called);
        trip.go();
    }

    Owners owners() {
        return owners;
    }

    /** Makes a party a member that is none yet. */
    void enter(Tx tx, Party party) {
        if (!entered.contains(party.name())) {
            accounts.open(tx, party);
            // somebody else may have done so meanwhile, and have ordered for it
            lookUp(tx, List.of(party.name()), List.of(party));
        }
    }

    /** What a party holds and may come to hold. */
    List<Exposure> exposures(Party party) {
        return exposures.getOrDefault(party.name(), List.of());
    }

    /** What covers it, free of withdrawals. */
    Amount available(Party party) {
        return available.getOrDefault(MarginAccounts.path(party), new Amount(Asset.USD, 0));
    }

    /** The call of the default fund that a party has not met in time. */
    Optional<FundCall> overdue(Tx tx, Party party) {
        return called.contains(party.name()) ? fundCalls.unmet(tx, party) : Optional.empty();
    }

    /**
     * What counts to the limits of a party's owner.
     *
     * @param own what the party itself holds and may come to hold
     */
    Limited limited(Party party, List<Exposure> own) {
        Map<String, Exposure> all = new HashMap<>();
        own.forEach(exposure -> all.put(exposure.id(), exposure));
        for (String other : owners.together(party.name())) {
            if (!other.equals(party.name())) {
                exposures
                        .getOrDefault(other, List.of())
                        .forEach(exposure -> all.merge(exposure.id(), exposure, Exposure::plus));
            }
        }
        return new Limited(all.values(), elsewhere.getOrDefault(owners.of(party.name()), Map.of()));
    }

    /** So many lots more of a party's orders rest, or less where negative. */
    void rests(String party, Listed contract, boolean buy, long lots, long price) {
        change(party, contract, exposure -> exposure.with(buy, lots, price));
    }

    /** A party has bought lots, or sold them where negative. */
    void traded(String party, Listed contract, long lots, long price) {
        change(party, contract, exposure -> exposure.traded(lots, price));
    }

    private void change(String party, Listed contract, UnaryOperator<Exposure> by) {
        if (!entered.contains(party)) {
            return; // whoever orders was looked up
        }
        long last = contract.lastTraded().orElse(contract.reference());
        exposures.put(party, Exposure.changed(exposures.getOrDefault(party, List.of()), contract, last, by));
    }

    /** What of an owner's counts to limits: futures, and what moves as they do. */
    record Limited(Collection<Exposure> futures, Map<Future, Sides> elsewhere) {
        /** The same futures with other things besides. */
        Limited with(Map<Future, Sides> besides) {
            return new Limited(futures, besides);
        }

        long counted(Predicate<Future> of) {
            Map<Future, Sides> left = new HashMap<>(elsewhere);
            long counted = 0;
            for (Exposure exposure : futures) {
                if (of.test(exposure.future())) {
                    Sides with = left.remove(exposure.future());
                    counted = Math.addExact(counted, exposure.countedAtWorst(with == null ? Sides.NONE : with));
                }
            }
            for (Map.Entry<Future, Sides> one : left.entrySet()) {
                counted = Math.addExact(
                        counted, of.test(one.getKey()) ? one.getValue().most() : 0);
            }
            return counted;
        }
    }
}

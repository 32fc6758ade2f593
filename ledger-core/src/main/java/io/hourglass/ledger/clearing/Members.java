package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Equivalents.Sides;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Parties whose orders are to be checked, and by what, looked up for all of them at once. They are locked, with all others
 * of their owners, so it stays true until the transaction ends, but for what that writes itself.
 *
 * @param entered which of them are members; the others become so by their first order
 * @param exposures what each of them, and each other party of its owner, holds and may come to hold
 * @param available what covers it, free of withdrawals; nothing where there is no account yet
 * @param called by the default fund, for what it lacked: their time is up
 * @param elsewhere what counts to an owner's limits besides futures, by the owner
 */
record Members(
        Owners owners,
        Set<String> entered,
        Map<String, List<Exposure>> exposures,
        Map<String, Amount> available,
        Set<String> called,
        Map<String, Map<Future, Sides>> elsewhere) {

    boolean has(Party party) {
        return entered.contains(party.name());
    }

    List<Exposure> exposures(Party party) {
        return exposures.getOrDefault(party.name(), List.of());
    }

    Amount available(Party party) {
        return available.getOrDefault(MarginAccounts.path(party), new Amount(Asset.USD, 0));
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

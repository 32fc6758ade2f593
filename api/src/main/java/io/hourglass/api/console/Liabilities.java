package io.hourglass.api.console;

import io.hourglass.ledger.book.Inspection.Held;
import io.hourglass.ledger.money.Asset;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is owed to holders in an asset, beside what stands behind it.
 *
 * @param holders what parties hold
 * @param contracts what contracts hold for them: escrow, the fund
 * @param done redeemed and expired hours: owed no more
 * @param backing what was put in: dollars in the Vault, attested hours, units issued
 */
record Liabilities(
        Asset asset,
        BigInteger holders,
        BigInteger contracts,
        BigInteger done,
        BigInteger unminted,
        BigInteger backing) {
    private static final Set<String> PARTIES = Set.of("investor", "owner", "house", "contributor");
    private static final Set<String> BACKING = Set.of("vault", "attested", "units");
    private static final Set<String> DONE = Set.of("redeemed", "expired");

    static List<Liabilities> of(List<Held> held) {
        Map<Asset, Liabilities> byAsset = new LinkedHashMap<>();
        held.forEach(one -> byAsset.merge(one.asset(), of(one), Liabilities::plus));
        return byAsset.values().stream()
                .filter(line -> line.backing.signum() != 0)
                .toList();
    }

    /** Everything owed is backed, to the last unit. */
    public boolean covered() {
        return holders.add(contracts).add(done).add(unminted).equals(backing);
    }

    private static Liabilities of(Held one) {
        BigInteger zero = BigInteger.ZERO;
        BigInteger posted = one.posted();
        boolean party = PARTIES.contains(one.group());
        boolean backing = BACKING.contains(one.group());
        boolean done = DONE.contains(one.group());
        boolean unminted = one.group().equals("unminted");
        return new Liabilities(
                one.asset(),
                party ? posted : zero,
                party || backing || done || unminted ? zero : posted,
                done ? posted : zero,
                unminted ? posted : zero,
                backing ? posted.negate() : zero);
    }

    private Liabilities plus(Liabilities more) {
        return new Liabilities(
                asset,
                holders.add(more.holders),
                contracts.add(more.contracts),
                done.add(more.done),
                unminted.add(more.unminted),
                backing.add(more.backing));
    }
}

package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.pricing.index.Exclusion;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a contributor's day is worth.
 *
 * @param stood observations that voted in a final fixing of the day, or passed its screen and were
 *     list prices on a day of firm evidence
 * @param failed observations that failed a check
 */
record ContributorDay(String contributor, int observations, int stood, int failed) {

    /** One for each observation that stood; none of a day with a failed check. */
    int points() {
        return failed > 0 ? 0 : stood;
    }

    /** Everyone's who contributed to the day, by name. */
    static List<ContributorDay> of(Tx tx, LocalDate day) {
        Set<String> stood = stood(tx, day);
        Set<UUID> failed = failed(tx, day);
        return Contributions.of(tx, day, day).stream()
                .collect(Collectors.groupingBy(Contributed::contributor, TreeMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(one -> of(one.getKey(), one.getValue(), stood, failed))
                .toList();
    }

    private static ContributorDay of(String name, List<Contributed> said, Set<String> stood, Set<UUID> failed) {
        long standing =
                said.stream().filter(one -> stood.contains(one.id().toString())).count();
        long failing = said.stream().filter(one -> failed.contains(one.id())).count();
        return new ContributorDay(name, said.size(), Math.toIntExact(standing), Math.toIntExact(failing));
    }

    private static Set<UUID> failed(Tx tx, LocalDate day) {
        return SpotChecks.checks(tx, day).stream()
                .filter(check -> check.result() == SpotChecks.Result.FAILED)
                .map(check -> check.observation().id())
                .collect(Collectors.toSet());
    }

    /** The ids that the receipts of the day's finals say were good enough. */
    private static Set<String> stood(Tx tx, LocalDate day) {
        Set<String> ids = new HashSet<>();
        tx.query("""
                        select r.document from hourglass.fixing f join hourglass.receipt r using (digest)
                        where f.day = ? and f.status = 'FINAL'
                        """, row -> ReceiptDocument.read(row.getString(1)), day).stream()
                .flatMap(ContributorDay::good)
                .forEach(ids::add);
        return ids;
    }

    private static Stream<String> good(ReceiptDocument receipts) {
        return Stream.concat(
                receipts.votes().stream().flatMap(vote -> vote.observations().stream()),
                receipts.exclusions().stream()
                        .filter(one -> one.reason() == Exclusion.Reason.LIST_PRICE_NOT_NEEDED)
                        .flatMap(one -> one.observations().stream()));
    }
}

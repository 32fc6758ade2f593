package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.time.LocalDate;
import java.util.Map;

/**
 * What may be contributed, how it is checked and what is paid for it, from a day on; a row of table
 * {@code contribution_terms}.
 *
 * @param observationsMax of one contributor, an index and a day
 * @param samplePpm share of a day's observations that is checked, millionths, rounded up
 * @param sampleMin observations of a day that are checked at least, where there are so many
 * @param tolerancePpm how far off another source's price an observation may be, millionths of it
 * @param checkDays business days there are for the checks
 * @param pool micro-dollars a day, for all contributors together
 * @param payer the party of the house whose cash it is
 */
record ContributionTerms(
        LocalDate effective,
        int observationsMax,
        int samplePpm,
        int sampleMin,
        int tolerancePpm,
        int checkDays,
        long pool,
        String payer) {
    private static final long MILLION = 1_000_000;

    private static final long POOL_MAX = 1_000_000_000_000L;

    static final TermSheet<ContributionTerms> SHEET = new TermSheet<>(
            "contribution",
            row -> new ContributionTerms(
                    row.getObject("effective", LocalDate.class),
                    row.getInt("observations_max"),
                    row.getInt("sample_ppm"),
                    row.getInt("sample_min"),
                    row.getInt("tolerance_ppm"),
                    row.getInt("check_days"),
                    row.getLong("pool"),
                    row.getString("payer")),
            Map.of(
                    "observations_max", Field.whole(1, 1_000),
                    "sample_ppm", Field.whole(0, MILLION),
                    "sample_min", Field.whole(0, 1_000),
                    "tolerance_ppm", Field.whole(0, MILLION),
                    "check_days", Field.whole(1, 30),
                    "pool", Field.whole(0, POOL_MAX),
                    "payer", Field.party()));

    static ContributionTerms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }

    /** How many of a day's observations are checked. */
    int sampleUp(int observations) {
        long share = Math.ceilDiv((long) observations * samplePpm, MILLION);
        return (int) Math.min(observations, Math.max(share, sampleMin));
    }

    /** Whether a price is as near to another source's as it must be; both micro-dollars per GPU-hour. */
    boolean agree(long said, long other) {
        return Math.multiplyExact(Math.abs(said - other), MILLION) <= Math.multiplyExact(other, (long) tolerancePpm);
    }
}

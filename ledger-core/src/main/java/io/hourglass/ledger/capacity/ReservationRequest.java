package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application asks for: so many hours of a GPU class, and where, by when, at what price and
 * how surely.
 *
 * @param id chosen by whoever asks; asking twice reserves once. At most 90 characters
 * @param holder whose hours they are
 * @param hours of {@link GpuClass#hours}
 * @param regions in the order of preference; empty for any
 * @param month null for any that is not over
 * @param due by when all of it is to be delivered; null for the end of the month
 * @param priceMax the most an owner may get for an hour; null for any
 * @param serviceLevel ten-thousandths of a delivery an owner must have promised at least
 * @param failover no owner delivers more than its share of it, so that another is there when one fails
 * @param buyMax the most to pay for an hour that the holder lacks; null to buy nothing
 */
public record ReservationRequest(
        String id,
        String holder,
        GpuClass gpu,
        Amount hours,
        List<Region> regions,
        @Nullable YearMonth month,
        @Nullable Instant due,
        @Nullable Price priceMax,
        int serviceLevel,
        boolean failover,
        @Nullable Price buyMax) {
    public ReservationRequest {
        regions = regions.stream().distinct().toList();
        // the chain counts in seconds
        due = due == null ? null : due.truncatedTo(ChronoUnit.SECONDS);
    }

    boolean inRegion(Series series) {
        return regions.isEmpty() || regions.contains(series.region());
    }

    /** How far down the list of regions a series' is; 0 for the first, and where any will do. */
    public int place(Series series) {
        return Math.max(0, regions.indexOf(series.region()));
    }

    boolean inTime(Series series) {
        return due == null || series.start().isBefore(due);
    }
}

package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hours asked for, and where they come from.
 *
 * @param regions in the order of preference; empty for any
 * @param due by when all was asked to be delivered; null for the end of the month
 * @param buyMax the most to pay for an hour that the holder lacks; null where nothing is bought
 * @param price the mean of its routes' prices by their hours, rounded up; null before it is routed
 * @param expires until when it may be confirmed; while hours are bought, until when they may come
 * @param reason why it failed
 * @param purchase what its trades settle under, if some of its hours had to be bought
 * @param sources where its hours come from, if some had to be bought
 * @param routes the receipt: every owner that was looked at, what it was given, and why
 */
public record Reservation(
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
        @Nullable Price buyMax,
        @Nullable Price price,
        Instant asked,
        Instant expires,
        State state,
        @Nullable String reason,
        @Nullable UUID purchase,
        List<Source> sources,
        List<Route> routes) {

    /** How far a reservation has come. */
    public enum State {
        /** The hours that were missing are bought, and on their way; those that were there are set aside. */
        BUYING,
        /** The hours are set aside until it is confirmed or its time is over. */
        HELD,
        /** Each route is a redemption now; see its delivery. */
        CONFIRMED,
        /** Given back by whoever asked. */
        RELEASED,
        /** Not confirmed in time. */
        EXPIRED,
        /** What was bought did not come, or could not be routed when it did. What came is the holder's. */
        FAILED
    }

    /**
     * Hours of a series for a reservation that buys.
     *
     * @param kept which the holder had
     * @param bought which the holder lacked
     */
    public record Source(Series series, Amount kept, Amount bought) {}

    /**
     * An owner that was looked at.
     *
     * @param hours what it was given, which may be nothing
     * @param deliverable what it could have been given
     * @param price what stands in escrow for an hour of it, rounded up
     * @param cost the price and what the terms add to it, per GPU-hour: the figure that was minimised
     * @param serviceLevel ten-thousandths of a delivery it promises in time
     * @param failures deliveries it failed
     * @param due by when it owes them
     * @param delivery once confirmed
     */
    public record Route(
            int number,
            Series series,
            String owner,
            Amount hours,
            Amount deliverable,
            Price price,
            Price cost,
            int serviceLevel,
            int failures,
            Instant due,
            String reason,
            @Nullable Delivery delivery) {}

    /** What was asked for. */
    public ReservationRequest request() {
        return new ReservationRequest(
                id, holder, gpu, hours, regions, month, due, priceMax, serviceLevel, failover, buyMax);
    }

    /** What became of the routes that were given hours: once confirmed, a delivery each. */
    public List<Delivery> deliveries() {
        return routes.stream()
                .flatMap(route -> Stream.ofNullable(route.delivery()))
                .toList();
    }

    /** The routes that were given hours. */
    public List<Route> taken() {
        return routes.stream().filter(route -> route.hours().isPositive()).toList();
    }
}

package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.market.Rectangle;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A rectangle of hours as it is asked for. What is signed is an order a month it touches, as any other order to
 * buy: for all the hours it takes of the month, numbered one after the other by month.
 *
 * @param gpu class, {@code H100-SXM-80GB}
 * @param region {@code us}
 * @param count GPUs
 * @param from the first day, {@code 2027-03-30}
 * @param to the day after the last
 * @param price the most an hour may cost, USD, a decimal
 * @param expires the last second it may settle
 * @param salt the party's own number of the first month's order; the others' follow
 * @param signatures the party's, by month; a party whose key the service keeps may leave them out
 */
record NewRectangle(
        @Nullable String party,
        @Nullable String gpu,
        @Nullable String region,
        @Nullable Integer count,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        @Nullable String price,
        @Nullable Instant expires,
        @Nullable Long salt,
        @Nullable List<String> signatures) {

    Rectangle rectangle() {
        return read(gpu, region, count, from, to);
    }

    static Rectangle read(
            @Nullable String gpu,
            @Nullable String region,
            @Nullable Integer count,
            @Nullable LocalDate from,
            @Nullable LocalDate to) {
        GpuClass ofClass = BadInput.read("gpu", gpu, GpuClass::parse);
        Region where = BadInput.read("region", region, Region::parse);
        LocalDate first = BadInput.required("from", from);
        LocalDate end = BadInput.required("to", to);
        int gpus = BadInput.required("count", count);
        return BadInput.read(
                "count",
                gpus + " GPUs from " + first + " to " + end,
                written -> new Rectangle(ofClass, where, gpus, first, end));
    }

    /** What is signed for. */
    List<Order> orders(Rectangle rectangle, Address account) {
        List<Rectangle.Part> parts = rectangle.parts();
        return IntStream.range(0, parts.size())
                .mapToObj(i -> new Order(
                        Venue.SETTLEMENT,
                        account,
                        parts.get(i).series().id(),
                        true,
                        parts.get(i).units(),
                        BadInput.read("price", price, Price::parse),
                        BadInput.required("expires", expires).getEpochSecond(),
                        BadInput.required("salt", salt) + i))
                .toList();
    }
}

package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.SegmentPrices;
import io.hourglass.pricing.index.Vote;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an hour of one class costs in each part of its market, day by day: on demand, spot and
 * committed; from hyperscalers and from all others; from the cheapest provider to the dearest. All of
 * it is read off final fixings and their receipts, so anyone can.
 *
 * <p>The price of a segment of providers is the median of their votes, see {@link SegmentPrices}.
 */
public final class Segments {

    /**
     * A day with at least one final fixing; what there was no price of is empty.
     *
     * @param kinds the final fixing of each kind of price
     * @param hyperscalers median of their on-demand prices
     * @param others median of the other providers'
     * @param cheapest the lowest on-demand price of any provider
     * @param dearest the highest
     * @param providers how many voted on demand
     */
    public record Day(
            LocalDate day,
            Map<PriceKind, Price> kinds,
            Optional<Price> hyperscalers,
            Optional<Price> others,
            Optional<Price> cheapest,
            Optional<Price> dearest,
            int providers) {
        public Day {
            kinds = Map.copyOf(kinds);
        }

        /** How far a kind of price is above the on-demand one, micro-dollars per GPU-hour. */
        public OptionalLong basis(PriceKind kind) {
            return difference(
                    Optional.ofNullable(kinds.get(kind)), Optional.ofNullable(kinds.get(PriceKind.ON_DEMAND)));
        }

        /** How far hyperscalers are above the others, micro-dollars per GPU-hour. */
        public OptionalLong hyperscalerBasis() {
            return difference(hyperscalers, others);
        }

        private static OptionalLong difference(Optional<Price> of, Optional<Price> from) {
            return of.isPresent() && from.isPresent()
                    ? OptionalLong.of(of.get().micros() - from.get().micros())
                    : OptionalLong.empty();
        }
    }

    private record Row(LocalDate day, PriceKind kind, Price value, String receipts) {}

    /** The days of a span that have any price, oldest first. */
    public List<Day> history(Tx tx, GpuClass gpu, LocalDate from, LocalDate to) {
        Set<String> hyperscalers =
                new HashSet<>(tx.query("select provider from hourglass.hyperscaler", row -> row.getString(1)));
        Map<LocalDate, Map<PriceKind, Row>> days = new TreeMap<>();
        tx.query(
                        """
                        select f.day, f.kind, f.value, r.document
                        from hourglass.fixing f join hourglass.receipt r using (digest)
                        where f.gpu_class = ? and f.day between ? and ? and f.status = 'FINAL' and f.value is not null
                        """,
                        row -> new Row(
                                row.getObject(1, LocalDate.class),
                                PriceKind.valueOf(row.getString(2)),
                                new Price(row.getLong(3)),
                                row.getString(4)),
                        gpu.name(),
                        from,
                        to)
                .forEach(row -> days.computeIfAbsent(row.day(), day -> new EnumMap<>(PriceKind.class))
                        .put(row.kind(), row));
        return days.entrySet().stream()
                .map(day -> day(day.getKey(), day.getValue(), hyperscalers))
                .toList();
    }

    private static Day day(LocalDate day, Map<PriceKind, Row> rows, Set<String> hyperscalers) {
        Map<PriceKind, Price> kinds = new EnumMap<>(PriceKind.class);
        rows.forEach((kind, row) -> kinds.put(kind, row.value()));
        @Nullable Row onDemand = rows.get(PriceKind.ON_DEMAND);
        List<Vote> votes = onDemand == null
                ? List.of()
                : ReceiptDocument.read(onDemand.receipts()).votes();
        SegmentPrices all = SegmentPrices.of(votes);
        return new Day(
                day,
                kinds,
                price(segment(votes, vote -> hyperscalers.contains(vote.provider()))
                        .median()),
                price(segment(votes, vote -> !hyperscalers.contains(vote.provider()))
                        .median()),
                price(all.least()),
                price(all.most()),
                all.providers());
    }

    private static SegmentPrices segment(List<Vote> votes, Predicate<Vote> segment) {
        return SegmentPrices.of(votes.stream().filter(segment).toList());
    }

    private static Optional<Price> price(OptionalLong micros) {
        return micros.isPresent() ? Optional.of(new Price(micros.getAsLong())) : Optional.empty();
    }
}

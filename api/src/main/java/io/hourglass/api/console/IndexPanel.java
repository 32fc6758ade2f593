package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One index: its latest fixing, how it moved, and a page of its fixings, newest first.
 *
 * @param classes every class that has a headline, to pick from
 * @param kinds every kind this class has, to pick from
 * @param earlier whether there are fixings before this page's
 * @param gapsSince the days after the latest fixing, newest first, that have none
 */
record IndexPanel(
        FixingLine latest,
        List<Choice> classes,
        List<Choice> kinds,
        List<Move> moves,
        List<FixingLine> fixings,
        int page,
        boolean earlier,
        List<FixingLine> gapsSince) {
    private static final int DAYS = 12;
    private static final int GAPS = 366;
    private static final Map<PriceKind, String> KINDS = Map.of(
            PriceKind.ON_DEMAND, "On demand",
            PriceKind.SPOT, "Spot",
            PriceKind.COMMIT_1Y, "1 year",
            PriceKind.COMMIT_3Y, "3 years");

    /** Something to pick, and whether it is picked. */
    record Choice(String text, String path, boolean picked) {}

    /** How far it moved over a time. */
    record Move(String over, String change, int way) {
        public boolean up() {
            return way > 0;
        }

        public boolean down() {
            return way < 0;
        }
    }

    static IndexPanel of(Reading reading, PublishedFixing shown, List<PublishedFixing> latest, int page) {
        IndexName index = shown.index();
        LocalDate to = shown.day().minusDays((long) DAYS * (page - 1));
        List<PublishedFixing> two = reading.rooms().fixings().history(reading.tx(), index, to.minusDays(2L * DAYS), to);
        LocalDate from = to.minusDays(DAYS);
        List<FixingLine> lines = two.stream()
                .filter(fixing -> fixing.day().isAfter(from))
                .map(fixing -> FixingLine.of(reading, fixing))
                .toList()
                .reversed();
        return new IndexPanel(
                FixingLine.of(reading, shown),
                classes(index, latest),
                kinds(index, latest),
                List.of(7, 30, 365).stream()
                        .flatMap(days -> move(reading, shown, days).stream())
                        .toList(),
                lines,
                page,
                two.size() > lines.size(),
                gapsSince(reading, shown));
    }

    public String name() {
        return latest.fixing().index().name();
    }

    public String gpu() {
        return latest.fixing().index().gpu().name();
    }

    private static List<FixingLine> gapsSince(Reading reading, PublishedFixing shown) {
        LocalDate first = shown.day().plusDays(1);
        LocalDate last = first.plusDays(GAPS);
        LocalDate to = last.isBefore(reading.today()) ? last : reading.today();
        return reading.rooms().fixings().history(reading.tx(), shown.index(), first, to).stream()
                .map(fixing -> FixingLine.of(reading, fixing))
                .toList()
                .reversed();
    }

    private static List<Choice> classes(IndexName index, List<PublishedFixing> latest) {
        return latest.stream()
                .map(PublishedFixing::index)
                .filter(one -> one.kind() == PriceKind.ON_DEMAND)
                .map(one -> new Choice(one.gpu().name(), path(one), one.gpu().equals(index.gpu())))
                .toList();
    }

    private static List<Choice> kinds(IndexName index, List<PublishedFixing> latest) {
        return latest.stream()
                .map(PublishedFixing::index)
                .filter(one -> one.gpu().equals(index.gpu()))
                .map(one -> new Choice(KINDS.getOrDefault(one.kind(), one.name()), path(one), one.equals(index)))
                .toList();
    }

    private static Optional<Move> move(Reading reading, PublishedFixing shown, int days) {
        LocalDate then = shown.day().minusDays(days);
        Optional<Price> before =
                reading.rooms().fixings().history(reading.tx(), shown.index(), then.minusDays(4), then).stream()
                        .flatMap(fixing -> fixing.value().stream())
                        .reduce((first, second) -> second);
        return before.flatMap(from ->
                shown.value().map(to -> new Move(days + " days", Written.change(to, from), to.compareTo(from))));
    }

    private static String path(IndexName index) {
        return "/market?index=" + index.name();
    }
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.MarkCycle;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A listed future.
 *
 * @param mark the latest evening's, with how it came about; empty before the first
 * @param bid best price somebody buys at
 * @param offer best price somebody sells at
 */
record FutureLine(FutureView view, Optional<MarkView> mark, Optional<Price> bid, Optional<Price> offer) {

    /** A class's contracts, nearest month first. */
    static List<FutureLine> of(Reading reading, GpuClass gpu) {
        return reading.rooms().clearing().futures(reading.tx()).stream()
                .filter(view -> view.future().gpu().equals(gpu))
                .sorted(Comparator.comparing(view -> view.future().month()))
                .map(view -> of(reading, view))
                .toList();
    }

    static Map<YearMonth, FutureLine> byMonth(List<FutureLine> lines) {
        return lines.stream()
                .collect(Collectors.toMap(line -> line.view().future().month(), Function.identity()));
    }

    public Price settlement() {
        return view.settlement();
    }

    /** Where the settlement price is from, in a sentence. */
    public String provenance() {
        return mark.map(MarkView::provenance).orElse("the price it was listed with; not marked yet");
    }

    public String procedure() {
        return mark.map(one -> one.procedure().name()).orElse("listed");
    }

    public String marked() {
        return mark.map(one -> one.day().toString()).orElse("");
    }

    public String bidWritten() {
        return bid.map(Written::figure).orElse("–");
    }

    public String offerWritten() {
        return offer.map(Written::figure).orElse("–");
    }

    private static FutureLine of(Reading reading, FutureView view) {
        Optional<MarkView> settled = reading.rooms().clearing().marks(reading.tx(), view.future()).stream()
                .filter(mark -> mark.cycle() == MarkCycle.EVENING)
                .reduce((before, last) -> last);
        Depth depth = reading.rooms().market().depth(reading.tx(), view.future().id(), 1);
        return new FutureLine(
                view,
                settled,
                depth.bids().stream().map(Depth.Level::price).findFirst(),
                depth.asks().stream().map(Depth.Level::price).findFirst());
    }
}

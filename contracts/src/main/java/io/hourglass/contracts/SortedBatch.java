package io.hourglass.contracts;

import io.hourglass.ledger.settlement.ChainCall.Combined;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch as the venues take it: its orders by account and then by salt, as unsigned numbers, so that
 * nothing is sorted or searched for on chain. The fills are the same fills, of the orders' new places.
 */
record SortedBatch(List<SignedOrder> orders, List<Fill> fills, List<Run> runs) {
    private static final Comparator<SignedOrder> PLACE = Comparator.comparing(
                    (SignedOrder signed) -> signed.order().account())
            .thenComparing(signed -> signed.order().salt(), Long::compareUnsigned);

    /** A combination: its legs follow each other from a place on. */
    record Run(int first, int legs, long price) {}

    static SortedBatch of(List<SignedOrder> orders, List<Fill> fills) {
        return of(orders, fills, List.of());
    }

    static SortedBatch of(List<SignedOrder> orders, List<Fill> fills, List<Combined> combined) {
        List<Integer> sorted = IntStream.range(0, orders.size())
                .boxed()
                .sorted(Comparator.comparing(orders::get, PLACE))
                .toList();
        int[] places = new int[orders.size()];
        for (int place = 0; place < places.length; place++) {
            places[sorted.get(place)] = place;
        }
        return new SortedBatch(
                sorted.stream().map(orders::get).toList(),
                fills.stream()
                        .map(fill -> new Fill(places[fill.buy()], places[fill.sell()], fill.quantity(), fill.price()))
                        .toList(),
                combined.stream()
                        .map(one -> run(one, places))
                        .sorted(Comparator.comparingInt(Run::first))
                        .toList());
    }

    private static Run run(Combined combined, int[] places) {
        int first = places[combined.legs().getFirst()];
        for (int i = 0; i < combined.legs().size(); i++) {
            if (places[combined.legs().get(i)] != first + i) {
                throw new IllegalArgumentException(
                        "legs of one account, by ascending salts with none between: " + combined);
            }
        }
        return new Run(first, combined.legs().size(), combined.price());
    }
}

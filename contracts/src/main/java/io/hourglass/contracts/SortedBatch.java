package io.hourglass.contracts;

import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A batch as the venues take it: its orders by account and then by salt, as unsigned numbers, so that
 * nothing is sorted or searched for on chain. The fills are the same fills, of the orders' new places.
 */
record SortedBatch(List<SignedOrder> orders, List<Fill> fills) {
    private static final Comparator<SignedOrder> PLACE = Comparator.comparing(
                    (SignedOrder signed) -> signed.order().account())
            .thenComparing(signed -> signed.order().salt(), Long::compareUnsigned);

    static SortedBatch of(List<SignedOrder> orders, List<Fill> fills) {
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
                        .toList());
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortedBatchTest {
    private static final Price PRICE = Price.parse("2.5");

    private final SignedOrder first = order("0x1d", 9);
    private final SignedOrder second = order("0xab", 1);
    private final SignedOrder third = order("0xab", 2);
    private final SignedOrder last = order("0xab", -1); // the largest salt there is

    @Test
    void ordersStandByAccountAndSaltAsUnsignedNumbers() {
        assertThat(sorted(last, third, first, second).orders()).containsExactly(first, second, third, last);
        assertThat(sorted(second, first, last, third).orders()).containsExactly(first, second, third, last);
        assertThat(sorted().orders()).isEmpty();
    }

    @Test
    void fillsStayThoseOfTheirOrders() {
        List<SignedOrder> orders = List.of(last, third, first, second);
        List<Fill> fills = List.of(new Fill(0, 2, 5, PRICE), new Fill(3, 1, 6, PRICE), new Fill(0, 1, 7, PRICE));

        SortedBatch sorted = SortedBatch.of(orders, fills);

        assertThat(sorted.fills()).extracting(Fill::quantity).containsExactly(5L, 6L, 7L);
        assertThat(IntStream.range(0, 3)).allSatisfy(i -> {
            Fill before = fills.get(i);
            Fill after = sorted.fills().get(i);
            assertThat(sorted.orders().get(after.buy())).isSameAs(orders.get(before.buy()));
            assertThat(sorted.orders().get(after.sell())).isSameAs(orders.get(before.sell()));
        });
    }

    private static SortedBatch sorted(SignedOrder... orders) {
        return SortedBatch.of(List.of(orders), List.of());
    }

    private static SignedOrder order(String start, long salt) {
        Address account = new Address(start + "0".repeat(42 - start.length()));
        Order order = new Order(Venue.SETTLEMENT, account, Hash.keccak("series"), true, 10, PRICE, 7, salt);
        return new SignedOrder(order, new Signature("0x" + "00".repeat(65)));
    }
}

package io.hourglass.ledger.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
    @Test
    void eightyTradesBetweenStrangersFitAndAHundredDoNot() {
        assertThat(BatchSize.fitting(trades(80, 160))).hasSize(80);
        assertThat(BatchSize.fitting(trades(100, 200))).hasSizeBetween(80, 99);
    }

    @Test
    void eightyTradesOfOptionsFitAndNoHundred() {
        List<TradeRow> strangers = trades(100, 200);
        strangers.forEach(trade -> trade.venue = Venue.OPTIONS);
        assertThat(BatchSize.fitting(strangers)).hasSizeBetween(75, 85);
    }

    @Test
    void amongFewAccountsNearlyAllFit() {
        assertThat(BatchSize.fitting(trades(BatchSize.most(Venue.SETTLEMENT), 40)))
                .hasSizeGreaterThan(190);
        assertThat(BatchSize.fitting(trades(1, 2))).hasSize(1);
        assertThat(BatchSize.fitting(List.of())).isEmpty();
    }

    /** Of the accounts in turn, two a trade. */
    private static List<TradeRow> trades(int count, int accounts) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    TradeRow trade = new TradeRow();
                    trade.buyer = "account-" + 2 * i % accounts;
                    trade.seller = "account-" + (2 * i + 1) % accounts;
                    return trade;
                })
                .toList();
    }
}

package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The trades of a span of time, of which settlement prices are made. */
class PrintsIT {
    private final Pit pit = new Pit();
    private final Market market = pit.market();
    private final Market early = pit.market(Clock.offset(pit.clock, Duration.ofHours(2)));

    @BeforeEach
    void open() {
        Party olga = pit.party("olga", Party.Kind.OWNER, "0");
        pit.party("ada", Party.Kind.INVESTOR, "1000");
        pit.mint(olga, "500");
        pit.openSeries(market);
    }

    @AfterEach
    void close() {
        pit.close();
    }

    @Test
    void areThoseAfterOneMomentAndUpToAnother() {
        traded(market, "2026-08-04T12:00:00Z", "1");
        traded(market, "2026-08-05T12:00:00Z", "2");
        traded(market, "2026-08-05T13:00:00Z", "3");
        traded(market, "2026-08-07T12:00:00Z", "4");

        assertThat(prints("2026-08-05T12:00:00Z", "2026-08-05T13:00:00Z")).containsExactly(3L);
        assertThat(prints("2026-08-05T11:59:59Z", "2026-08-05T13:00:00Z")).containsExactly(3L, 2L);
        assertThat(prints("2026-08-03T20:00:00Z", "2026-08-07T20:00:00Z")).containsExactly(4L, 3L, 2L, 1L);
        assertThat(prints("2026-08-05T13:00:00Z", "2026-08-07T11:59:59Z")).isEmpty();
    }

    @Test
    void oneThatAServiceDatedLaterThanTheNextIsNotLost() {
        traded(market, "2026-08-04T12:00:00Z", "1");
        traded(early, "2026-08-05T12:00:00Z", "2"); // at 14:00, as it sees it
        traded(market, "2026-08-05T12:01:00Z", "3");

        assertThat(prints("2026-08-05T12:30:00Z", "2026-08-05T15:00:00Z")).containsExactly(2L);
        assertThat(prints("2026-08-05T12:00:00Z", "2026-08-05T15:00:00Z")).containsExactly(3L, 2L);
    }

    private void traded(Market where, String when, String hours) {
        pit.advance(when);
        for (boolean buy : List.of(false, true)) {
            SignedOrder order = pit.sign(
                    buy ? "ada" : "olga",
                    pit.hoursOrder(buy ? "ada" : "olga", buy, hours, "2.50", Instant.parse("2026-08-30T00:00:00Z")));
            pit.database.decide(tx -> where.place(tx, Placement.limit(order))).orThrow();
        }
    }

    /** Hours of each, newest first. */
    private List<Long> prints(String from, String to) {
        List<TradeView> prints =
                pit.database.inTx(tx -> market.prints(tx, Pit.SERIES_ID, Instant.parse(from), Instant.parse(to)));
        return prints.stream().map(trade -> trade.quantity() / 1_000_000).toList();
    }
}

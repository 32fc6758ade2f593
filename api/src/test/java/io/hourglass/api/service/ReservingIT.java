package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.Hourglass;
import io.hourglass.api.console.Demonstrated;
import io.hourglass.api.service.Client.Answer;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.market.Instrument;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application does that asks for compute: over HTTP, up to the chain and back. */
@QuarkusTest
@WithTestResource(Demonstrated.class)
class ReservingIT {
    private static final String RESERVATIONS = "/api/capacity/reservations";

    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    @SuppressWarnings("NullAway.Init")
    private Hourglass hourglass;

    @SuppressWarnings("NullAway.Init")
    private Client bob;

    @BeforeEach
    void awaitTheMarket() {
        Client.awaitReady();
        hourglass = running.get();
        Told.all(hourglass);
        bob = Told.keyOf("bob");
    }

    @Test
    void buysTheHoursItLacksAndRedeemsThemOnceTheyAreThere() {
        Series series = offered("3");
        String price = price(series);
        String lacking = """
                {"gpuClass":"%s","regions":["%s"],"month":"%s","hours":"%%s","buyUpTo":"%%s"}
                """.formatted(series.gpu().name(), series.region().code(), series.month());
        String more = Long.toString(held(series) / 1_000_000 + 2);

        Answer poor = bob.post(RESERVATIONS, lacking.formatted(more, "0.01"), "reserve-poor");
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("at $0.01/h or less", "missing");

        Answer asked = bob.post(RESERVATIONS, lacking.formatted(more, price), "reserve");
        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
        String id = asked.json().path("id").asText();
        assertThat(asked.json().path("state").asText()).isEqualTo("BUYING");
        assertThat(bob.post(RESERVATIONS, lacking.formatted(more, price), "reserve")
                        .json()
                        .path("purchase"))
                .isEqualTo(asked.json().path("purchase"));
        Answer early = bob.post(RESERVATIONS + "/" + id + "/confirmation", "{}", "early");
        assertThat(early.slug()).as(early.body()).isEqualTo("reservation-buying");

        Told.await(() -> !state(id).equals("BUYING"));
        JsonNode held = bob.get(RESERVATIONS + "/" + id).json();
        assertThat(held.path("state").asText()).as(held.toString()).isEqualTo("HELD");
        assertThat(held.path("routes")).isNotEmpty();
        Answer confirmed = bob.post(RESERVATIONS + "/" + id + "/confirmation", "{}", "confirm");
        assertThat(confirmed.status()).as(confirmed.body()).isEqualTo(200);
        Told.await(() ->
                stages(id).stream().allMatch("FINAL"::equals) && !stages(id).isEmpty());
    }

    private String state(String id) {
        return bob.get(RESERVATIONS + "/" + id).json().path("state").asText();
    }

    /** How far the deliveries are that it became. */
    private List<String> stages(String id) {
        return bob.get(RESERVATIONS + "/" + id).json().findValues("delivery").stream()
                .filter(delivery -> !delivery.isNull())
                .map(delivery -> delivery.path("stage").asText())
                .toList();
    }

    /** µGPU-hours that bob can spend. */
    private long held(Series series) {
        return hourglass.database().inTx(tx -> hourglass
                .rooms()
                .book()
                .balance(tx, "investor:bob:hours:" + series)
                .map(balance -> balance.available().units())
                .orElse(0L));
    }

    /** What was paid for it last: nothing is further from the band's edges. */
    private String price(Series series) {
        Instrument hours = hourglass
                .database()
                .inTx(tx -> hourglass.rooms().market().instrument(tx, series.name()))
                .orElseThrow();
        return hours.reference() == null ? "2.10" : hours.reference().decimal();
    }

    /** An owner sells some of what it had minted, of hours that can be traded; the service keeps its key. */
    private Series offered(String quantity) {
        Instant now = hourglass.rooms().clock().instant();
        record Stock(String owner, Series series) {}
        Stock stock = hourglass
                .database()
                .inTx(tx -> tx.first(
                        "select p.name, b.asset from hourglass.balance b join hourglass.instrument i on i.code = b.asset"
                                + " join hourglass.party p on b.path = 'owner:' || p.name || ':hours:' || b.asset"
                                + " where b.posted - b.pending_out >= ? and i.open and i.trading_ends > ? order by b.path",
                        row -> new Stock(row.getString(1), Series.parse(row.getString(2))),
                        10_000_000L,
                        now))
                .orElseThrow();
        Answer placed = Told.keyOf(stock.owner)
                .post(
                        "/api/market/orders",
                        """
                        {"instrument":"%s","side":"sell","quantity":"%s","price":"%s","expires":"%s","salt":7001}
                        """.formatted(stock.series, quantity, price(stock.series), now.plus(Duration.ofHours(2))),
                        "offer");
        assertThat(placed.status()).as(placed.body()).isEqualTo(200);
        return stock.series;
    }
}

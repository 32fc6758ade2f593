package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.Hourglass;
import io.hourglass.api.console.Demonstrated;
import io.hourglass.api.service.Client.Answer;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Spread;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.settlement.Signable.Order;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What somebody who signs their own orders does over HTTP, beside the demonstration's people. */
@QuarkusTest
@WithTestResource(Demonstrated.class)
class OrderingIT {
    private static final long HOUR = 1_000_000;

    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    @SuppressWarnings("NullAway.Init")
    private Hourglass hourglass;

    @SuppressWarnings("NullAway.Init")
    private Client ada;

    @SuppressWarnings("NullAway.Init")
    private Instrument hours;

    @BeforeEach
    void awaitTheMarket() {
        Client.awaitReady();
        hourglass = running.get();
        hours = Told.hours(hourglass);
        ada = Told.keyOf("ada");
    }

    @Test
    void anOrderIsPlacedOnceAndAnsweredAsItStands() {
        Order order = bid("0.5", 101);
        Answer placed = post(order, "first");
        assertThat(placed.status()).as(placed.body()).isEqualTo(200);
        assertThat(placed.json().path("state").asText()).isEqualTo("OPEN");
        assertThat(depth()).contains("0.5");

        for (String key : new String[] {"first", "second"}) {
            Answer again = post(order, key);
            assertThat(again.status()).as(again.body()).isEqualTo(200);
            assertThat(again.response().headers().firstValue(Changes.REPLAYED)).hasValue("true");
            assertThat(again.json().path("id")).isEqualTo(placed.json().path("id"));
        }
        Answer sameSalt = post(bid("0.51", 101), "third");
        assertThat(sameSalt.status()).isEqualTo(409);
        assertThat(sameSalt.slug()).isEqualTo("replayed");

        String path = "/api/market/orders/" + placed.json().path("id").asText();
        Answer cancelled = ada.send(ada.request(path)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .DELETE());
        assertThat(cancelled.status()).as(cancelled.body()).isEqualTo(200);
        Answer stands = post(order, "first");
        assertThat(stands.json().path("state").asText()).isEqualTo("CANCELLED");
        assertThat(ada.get(path).body()).contains("cancelled by ada");
    }

    @Test
    void anAmendedOrderTakesTheOthersPlaceOrNothingChanges() {
        Answer placed = post(bid("0.4", 201), "to-amend");
        String id = placed.json().path("id").asText();
        Order dearer = bid("0.41", 202);
        Answer amended = send("/api/market/orders/" + id + "/replacement", json(dearer, signed(dearer)), "amend");
        assertThat(amended.status()).as(amended.body()).isEqualTo(200);
        assertThat(amended.json().path("replaces").asText()).isEqualTo(id);
        assertThat(ada.get("/api/market/orders/" + id).body()).contains("replaced by");
        Order late = bid("0.42", 203);
        Answer refused = send("/api/market/orders/" + id + "/replacement", json(late, signed(late)), "late");
        assertThat(refused.slug()).as(refused.body()).isEqualTo("order-closed");
    }

    @Test
    void whatIsWrongWithAnOrderIsSaid() {
        Order order = bid("0.3", 301);
        Answer forged = send("/api/market/orders", json(order, signed(bid("0.31", 302))), "forged");
        assertThat(forged.slug()).as(forged.body()).isEqualTo("wrong-signature");
        Answer unknown =
                send("/api/market/orders", json(order, signed(order)).replace(hours.code(), "NO-SUCH"), "unknown");
        assertThat(unknown.status()).isEqualTo(404);
        Answer poor = send("/api/market/orders", json(large(), signed(large())), "poor");
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("missing");
        Answer others = send(
                "/api/market/orders",
                json(order, signed(order)).replace("\"party\":\"ada\"", "\"party\":\"bob\""),
                "b");
        assertThat(others.status()).isEqualTo(403);
    }

    @Test
    void twoMonthsAreTradedAsOne() {
        Spread spread = listed();
        Answer shown = Client.anyone().get("/api/market/spreads");
        assertThat(shown.body()).contains(spread.code(), "\"tick\":\"0.0005\"");
        Answer poor = spread(spread, "buy", "-0.0125", 501, "poor-spread");
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("missing");
        assertThat(spread(spread, "buy", "-0.0124", 503, "off-tick").slug()).isEqualTo("malformed");
        Answer unknown = send("/api/market/spreads/orders", "{\"party\":\"ada\",\"spread\":\"none\"}", "no-spread");
        assertThat(unknown.status()).isEqualTo(404);

        String margin = "{\"party\":\"ada\",\"amount\":\"1500\"}";
        Answer asked = send("/api/clearing/margin", margin, "spread-margin");
        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
        Told.await(() -> spread(spread, "buy", "-0.0125", 505, UUID.randomUUID().toString())
                .slug()
                .equals("replayed"));
        String path = "/api/market/spreads/" + spread.code() + "/depth";
        assertThat(Client.anyone().get(path).json().at("/bids/0/price").asText())
                .isEqualTo("-0.0125");
        String page = "/market/combinations/" + Series.parse(hours.code()).gpu();
        assertThat(Client.anyone().get(page).body()).contains(spread.code(), "−0.0125");
        JsonNode order = ada.get("/api/market/spreads/orders").json().get(0);
        assertThat(order.path("limit").asText()).isEqualTo("-0.0125");
        Answer cancelled = ada.send(
                ada.request("/api/market/spreads/orders/" + order.path("id").asText())
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .DELETE());
        assertThat(cancelled.json().path("state").asText()).as(cancelled.body()).isEqualTo("CANCELLED");
    }

    @Test
    void aQuarterIsTradedAsOne() {
        GpuClass gpu = Series.parse(hours.code()).gpu();
        YearMonth now = YearMonth.from(hourglass.rooms().clock().instant().atZone(ZoneOffset.UTC));
        YearMonth first = now.plusMonths(6 + (3 - (now.getMonthValue() - 1) % 3) % 3);
        for (int i = 0; i < 3; i++) {
            Future month = new Future(gpu, first.plusMonths(i));
            hourglass
                    .database()
                    .decide(tx -> hourglass.rooms().clearing().list(tx, month))
                    .orThrow();
        }
        String code = gpu.name() + "." + first.getYear() + "-Q" + (first.getMonthValue() + 2) / 3 + ".ST";
        Told.await(() -> Client.anyone().get("/api/market/strips").body().contains(code));
        String order = """
                {"party":"ada","strip":"%s","side":"buy","quantity":"1","price":"2.4","expires":"%s","salt":601}
                """.formatted(code, hourglass.rooms().clock().instant().plus(Duration.ofHours(1)));
        Answer placed = send("/api/market/strips/orders", order, "strip");
        assertThat(placed.status()).as(placed.body()).isEqualTo(200);
        assertThat(placed.json().path("reason").asText())
                .isEqualTo("fill or kill: 0 of 1 lots could be had in all 3 months");
        assertThat(ada.get("/api/market/spreads/orders").body()).contains(code);
    }

    @Test
    void aRectangleIsQuotedAndBoughtWholeOrNotAtAll() {
        Series series = Series.parse(hours.code());
        LocalDate first = series.month().atEndOfMonth();
        String where = "?gpu=%s&region=%s&count=100000&from=%s&to=%s"
                .formatted(series.gpu().name(), series.region().code(), first, first.plusDays(2));
        JsonNode quote =
                Client.anyone().get("/api/market/rectangles/quote" + where).json();
        assertThat(quote.at("/months/0/series").asText()).isEqualTo(hours.code());
        assertThat(quote.at("/months/0/needed/decimal").asText()).isEqualTo("2400000.000000");
        assertThat(quote.path("months")).hasSize(2);
        String order = """
                {"party":"ada","gpu":"%s","region":"%s","count":100000,"from":"%s","to":"%s","price":"2.5",
                 "expires":"%s","salt":701}
                """.formatted(
                        series.gpu().name(), series.region().code(), first, first.plusDays(1), hours.tradingEnds());
        Answer refused = send("/api/market/rectangles", order, "rectangle");
        assertThat(refused.slug()).as(refused.body()).isEqualTo("insufficient");
        assertThat(refused.detail()).contains("2400000.000000 h of " + hours.code() + " are needed", "missing");
        Answer bad = send("/api/market/rectangles", order.replace("100000", "0"), "no-rectangle");
        assertThat(bad.status()).as(bad.body()).isEqualTo(400);
    }

    @Test
    void futuresAreProposedForHoursAndAnsweredByTheOther() {
        FutureView future = futureOf(Series.parse(hours.code()));
        String body = """
                {"party":"ada","counterparty":"bob","side":"buy","future":"%s","lots":"40","price":"%s","series":"%s",
                 "hoursPrice":"%s","expires":"%s","salt":801}
                """.formatted(
                        future.future().name(),
                        future.settlement().decimal(),
                        hours.code(),
                        future.settlement().decimal(),
                        hourglass.rooms().clock().instant().plus(Duration.ofHours(2)));
        Answer proposed = send("/api/market/exchanges", body, "exchange");
        assertThat(proposed.status()).as(proposed.body()).isEqualTo(200);
        assertThat(proposed.json().path("state").asText()).isEqualTo("PROPOSED");
        assertThat(proposed.json().at("/proposal/physical/hours/decimal").asText())
                .isEqualTo("29200.000000");
        Answer again = send("/api/market/exchanges", body, "exchange");
        assertThat(again.response().headers().firstValue(Changes.REPLAYED)).hasValue("true");
        String id = proposed.json().at("/proposal/id").asText();
        Client bob = Told.keyOf("bob");
        assertThat(bob.get("/api/market/exchanges").body()).contains(id);
        Answer own = send("/api/market/exchanges/" + id + "/acceptance", "{\"salt\":811}", "own");
        assertThat(own.slug()).as(own.body()).isEqualTo("not-yours");
        Answer poor = bob.post("/api/market/exchanges/" + id + "/acceptance", "{\"salt\":821}", "accept");
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("missing");
        Answer declined = bob.post("/api/market/proposals/" + id + "/refusal", "{\"reason\":\"too many\"}", "decline");
        assertThat(declined.json().path("state").asText()).as(declined.body()).isEqualTo("DECLINED");
        Answer gone = ada.send(ada.request("/api/market/proposals/" + id)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .DELETE());
        assertThat(gone.slug()).as(gone.body()).isEqualTo("proposal-closed");
        assertThat(ada.get("/api/market/proposals/" + id).body()).contains("too many");
        assertThat(ada.get("/portfolio?party=ada").body()).contains("Exchanges for physical", "declined", "29,200");
    }

    @Test
    void aMonthIsSwappedForItsAverage() {
        FutureView future = futureOf(Series.parse(hours.code()));
        String body = """
                {"party":"ada","counterparty":"bob","side":"buy","tenor":"%s","lots":"1000","price":"%s","expires":"%s",
                 "salt":851}
                """.formatted(
                        future.future().name(),
                        future.settlement().decimal(),
                        hourglass.rooms().clock().instant().plus(Duration.ofHours(2)));
        Answer proposed = send("/api/market/swaps", body, "swap");
        assertThat(proposed.status()).as(proposed.body()).isEqualTo(200);
        String id = proposed.json().at("/proposal/id").asText();
        Answer poor =
                Told.keyOf("bob").post("/api/market/swaps/" + id + "/acceptance", "{\"salt\":861}", "accept-swap");
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("missing");
        swapsOneLot(body);
        JsonNode seen = ada.get("/api/market/swaps").json().get(1);
        assertThat(seen.at("/agreed/state").asText()).as(seen.toString()).isEqualTo("PROPOSED");
        assertThat(seen.at("/months/0/days").asInt()).isPositive();
        assertThat(seen.at("/months/0/settled").isBoolean()).isTrue();
        assertThat(ada.get("/portfolio?party=ada").body())
                .contains("Compute swaps", "pay fixed " + future.future(), "month by month");
        assertThat(Told.keyOf("bob").get("/portfolio?party=bob").body()).contains("receive fixed " + future.future());
    }

    private void swapsOneLot(String body) {
        String one = body.replace("\"1000\"", "\"1\"").replace("851", "871");
        String id = send("/api/market/swaps", one, "small-swap")
                .json()
                .at("/proposal/id")
                .asText();
        Client bob = Told.keyOf("bob");
        Answer margin = send("/api/clearing/margin", "{\"party\":\"ada\",\"amount\":\"1000\"}", "adas-swap-margin");
        assertThat(margin.status()).as(margin.body()).isEqualTo(200);
        Answer bobs = bob.post("/api/clearing/margin", "{\"party\":\"bob\",\"amount\":\"1000\"}", "bobs-swap-margin");
        assertThat(bobs.status()).as(bobs.body()).isEqualTo(200);
        Told.await(() -> bob.post("/api/market/swaps/" + id + "/acceptance", "{\"salt\":881}", "accept-small-swap")
                        .status()
                == 200);
        Told.await(() -> ada.get("/api/market/proposals/" + id)
                .json()
                .path("state")
                .asText()
                .equals("FINAL"));
    }

    /** Twenty-five lots are reportable; whose they are is read by those who supervise. */
    @Test
    void whoHoldsMuchIsShown() {
        FutureView future = futureOf(Series.parse(hours.code()));
        Client dan = Told.keyOf("dan");
        Client bob = Told.keyOf("bob");
        for (Client member : List.of(dan, bob)) {
            Answer margin = member.post("/api/clearing/margin", "{\"amount\":\"10000\"}");
            assertThat(margin.status()).as(margin.body()).isEqualTo(200);
        }
        long before = lots("dan", future);
        String order = """
                {"instrument": "%s", "side": "%s", "quantity": "25", "price": "%s", "expires": "%s", "salt": %d}
                """;
        Instant expires = hourglass.rooms().clock().instant().plus(Duration.ofHours(1));
        String price = future.settlement().decimal();
        Told.await(() ->
                dan.post("/api/market/orders", order.formatted(future.future().name(), "buy", price, expires, 911))
                                .status()
                        == 200);
        Told.await(() ->
                bob.post("/api/market/orders", order.formatted(future.future().name(), "sell", price, expires, 912))
                                .status()
                        == 200);
        Told.await(() -> lots("dan", future) == before + 25);

        JsonNode report = Client.operator().get("/api/clearing/large-traders").json();
        assertThat(texts(report, "/owner")).contains("dan", "bob");
        String page = Client.anyone().get("/market/clearing").body();
        String row = page.substring(page.indexOf("id=\"holders\""));
        row = row.substring(row.indexOf("<th scope=\"row\">dan</th>"));
        assertThat(row.substring(0, row.indexOf("</tr>")))
                .contains("<td>dan</td>", future.future().name(), ">within<");
    }

    private long lots(String party, FutureView future) {
        return hourglass.database().inTx(tx -> hourglass.rooms().clearing().positions(tx, party)).stream()
                .filter(position -> position.future().equals(future.future()))
                .mapToLong(PositionView::lots)
                .sum();
    }

    private FutureView futureOf(Series series) {
        Future future = new Future(series.gpu(), series.month());
        hourglass
                .database()
                .decide(tx -> hourglass.rooms().clearing().list(tx, future))
                .orThrow();
        Told.await(() -> hourglass
                .database()
                .inTx(tx -> hourglass.rooms().market().instrument(tx, future.name()))
                .filter(Instrument::open)
                .isPresent());
        return hourglass
                .database()
                .inTx(tx -> hourglass.rooms().clearing().future(tx, future))
                .orElseThrow();
    }

    private Answer spread(Spread spread, String side, String price, long salt, String key) {
        return send(
                "/api/market/spreads/orders",
                """
                {"party":"ada","spread":"%s","side":"%s","quantity":"1","price":"%s","expires":"%s","salt":%d}
                """.formatted(
                                spread.code(),
                                side,
                                price,
                                hourglass.rooms().clock().instant().plus(Duration.ofHours(1)),
                                salt),
                key);
    }

    /** On the future of the story, ordered as anything else is. */
    @Test
    void anOptionIsListedQuotedAndOrderedAndSaysWhatIsMissing() {
        Answer series = Client.anyone().get("/api/options/series");
        Future future =
                OptionSeries.parse(texts(series.json(), "/series").getFirst()).future();
        Answer listed = Client.operator().post("/api/options/futures/" + future + "/series", "{}");
        assertThat(listed.status()).as(listed.body()).isEqualTo(200);
        String put = texts(listed.json(), "/series").get(1);
        assertThat(put).contains(".P");
        Answer odd = Client.operator()
                .post(
                        "/api/options/series",
                        "{\"name\": \"%s\"}".formatted(future.name().replace(".F", ".P1111")));
        assertThat(odd.slug()).as(odd.body()).isEqualTo("off-step");

        Answer placed = option(put, "buy", "1", "0.001", 901);
        assertThat(placed.status()).as(placed.body()).isEqualTo(200);
        JsonNode line = line(future, put);
        assertThat(line.at("/bid/price").asText()).isEqualTo("0.001");
        assertThat(line.at("/model/premium").asLong()).isNotNegative();
        assertThat(line.at("/model/volatility").asLong()).isPositive();
        assertThat(ada.get("/api/options/holdings").body()).contains(put, "\"0.730000\"");
        Answer poor = option(put, "sell", "5000", "0.5", 902);
        assertThat(poor.slug()).as(poor.body()).isEqualTo("insufficient");
        assertThat(poor.detail()).contains("must be set aside", "missing");
        assertThat(Client.anyone()
                        .get("/api/options/futures/H100.2027-03/chain")
                        .status())
                .isEqualTo(400);
        assertThat(Client.anyone()
                        .get("/api/options/futures/T4-PCIE-16GB.2027-03.F/chain")
                        .status())
                .isEqualTo(404);
    }

    private Answer option(String name, String side, String lots, String price, long salt) {
        Instrument option = hourglass
                .database()
                .inTx(tx -> hourglass.rooms().market().instrument(tx, name))
                .orElseThrow();
        return ada.post("/api/market/orders", """
                {"instrument": "%s", "side": "%s", "quantity": "%s", "price": "%s", "expires": "%s", "salt": %d}
                """.formatted(name, side, lots, price, option.tradingEnds(), salt));
    }

    private static JsonNode line(Future future, String name) {
        for (JsonNode line :
                Client.anyone().get("/api/options/futures/" + future + "/chain").json()) {
            if (line.at("/option/series").asText().equals(name)) {
                return line;
            }
        }
        throw new AssertionError(name + " is not in the chain of " + future);
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.at(field).asText()));
        return texts;
    }

    /** Two months of the class that the hours are of, listed and known to the chain. */
    private Spread listed() {
        GpuClass gpu = Series.parse(hours.code()).gpu();
        YearMonth month = YearMonth.from(hourglass.rooms().clock().instant().atZone(ZoneOffset.UTC))
                .plusMonths(3);
        for (YearMonth one : List.of(month, month.plusMonths(1))) {
            hourglass
                    .database()
                    .decide(tx -> hourglass.rooms().clearing().list(tx, new Future(gpu, one)))
                    .orThrow();
        }
        String code = gpu.name() + "." + month + "." + month.plusMonths(1) + ".S";
        Told.await(() -> spread(code).isPresent());
        return spread(code).orElseThrow();
    }

    private Optional<Spread> spread(String code) {
        return hourglass
                .database()
                .inTx(tx -> hourglass.rooms().market().combinations().spread(tx, code));
    }

    /** {@code scripts/bench market}: see {@link OrderLoad}. */
    @Test
    @EnabledIfSystemProperty(named = "hourglass.bench.http", matches = ".+")
    void measuresOrdersOverHttp() throws IOException, InterruptedException {
        new OrderLoad(hourglass, hours, Told.keyOf("ada"), Told.keyOf("bob"))
                .measure(Path.of(System.getProperty("hourglass.bench.http")));
    }

    /** Far below the market: it rests. */
    private Order bid(String price, long salt) {
        return order(HOUR, Price.parse(price), salt);
    }

    private Order large() {
        return order(hours.quantityMax(), Price.parse("100"), 401);
    }

    private Order order(long quantity, Price price, long salt) {
        return new Order(
                hours.venue(),
                hourglass.wallet().address("ada"),
                hours.id(),
                true,
                quantity,
                price,
                hours.tradingEnds().getEpochSecond() - 1,
                salt);
    }

    private String signed(Order order) {
        return hourglass.wallet().sign("ada", order).hex();
    }

    private Answer post(Order order, String key) {
        return send("/api/market/orders", json(order, signed(order)), key);
    }

    private Answer send(String path, String json, String key) {
        return ada.post(path, json, key);
    }

    private String json(Order order, String signature) {
        return OrderLoad.json("ada", hours, order, signature);
    }

    private String depth() {
        return Client.anyone()
                .get("/api/market/instruments/" + hours.code() + "/depth")
                .body();
    }
}

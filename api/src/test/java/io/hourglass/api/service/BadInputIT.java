package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.service.Client.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmptyService.class)
class BadInputIT {
    private Client operator = Client.anyone();

    @BeforeEach
    void una() {
        operator = Client.operator();
        operator.post("/api/book/parties", "{\"name\":\"una\",\"kind\":\"investor\"}", "una");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 422, amount-not-positive",
        "0, 422, amount-not-positive",
        "0.0000001, 400, bad-input",
        "99999999999999999999, 400, bad-input",
        "1e3, 400, bad-input",
        "'', 400, bad-input",
        "five, 400, bad-input"
    })
    void refusesAmountsThatAreNone(String amount, int status, String slug) {
        Answer answer = operator.post("/api/settlement/deposits", "{\"party\":\"una\",\"amount\":\"" + amount + "\"}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.slug()).isEqualTo(slug);
        assertThat(answer.detail()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/book/accounts/investor:nobody:cash/statement, 404",
        "/api/book/accounts?party=nobody, 404",
        "/api/market/instruments/H100-SXM-80GB.us.2099-01/depth, 404",
        "/api/index/HGI.H100/fixings, 400",
        "/api/index/receipts/0x12, 400",
        "/api/book/entries?limit=0, 400",
        "/api/book/entries?limit=100000, 400",
        "/api/nothing, 404"
    })
    void namesWhatItDoesNotKnow(String path, int status) {
        Answer answer = operator.get(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.slug()).isNotEmpty();
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H100",
                "H100-SXM-80GB",
                "GB200.us.2027-03",
                "H100-SXM-80GB.moon.2027-03",
                "H100-SXM-80GB.us.2027-13"
            })
    void guessesNoSeries(String name) {
        Answer answer = operator.post("/api/capacity/series", "{\"name\":\"" + name + "\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.slug()).isEqualTo("bad-input");
    }

    @Test
    void refusesAnUnknownGpuClass() {
        Answer answer = operator.post("/api/capacity/series", "{\"name\":\"Z999-SXM-80GB.us.2027-03\"}");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.slug()).isEqualTo("unknown-class");
    }

    @Test
    void refusesFieldsItDoesNotKnow() {
        Answer answer =
                operator.post("/api/settlement/deposits", "{\"party\":\"una\",\"amount\":\"5\",\"ammount\":\"50\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.slug()).isEqualTo("malformed-json");
        assertThat(answer.detail()).contains("ammount").doesNotContain("io.hourglass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"amount\":{}}"})
    void refusesWhatIsNotTheJsonAskedFor(String body) {
        Answer answer = operator.post("/api/settlement/deposits", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.slug()).isNotEmpty();
    }

    @Test
    void refusesBodiesThatAreTooLarge() {
        Answer answer = operator.post(
                "/api/settlement/deposits", "{\"party\":\"" + "a".repeat(300 * 1024) + "\",\"amount\":\"5\"}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.slug()).isEqualTo("too-large");
    }

    /** Small bodies are read where they arrive, others by a worker. */
    @ParameterizedTest
    @ValueSource(ints = {100, 64 * 1024, 64 * 1024 + 1})
    void readsABodyAlikeWhateverItsSize(int bytes) {
        String asked = "{\"party\":\"nobody-of-" + bytes + "\",\"amount\":\"5\"}";
        Answer answer = operator.post("/api/settlement/deposits", asked + " ".repeat(bytes - asked.length()));
        assertThat(answer.slug()).isEqualTo("not-found");
        assertThat(answer.detail()).contains("nobody-of-" + bytes);
    }

    @Test
    void refusesABodyThatDoesNotSayHowLongItIs() {
        var known = BodyPublishers.ofString("{\"party\":\"una\",\"amount\":\"5\"}");
        Answer answer = operator.send(operator.request("/api/settlement/deposits")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "no-length")
                .POST(BodyPublishers.fromPublisher(known)));
        assertThat(answer.status()).isEqualTo(411);
        assertThat(answer.slug()).isEqualTo("length-required");
    }

    @Test
    void refusesOtherMediaTypes() {
        Answer answer = operator.send(operator.request("/api/settlement/deposits")
                .header("Content-Type", "text/plain")
                .header("Idempotency-Key", "plain")
                .POST(BodyPublishers.ofString("5")));
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.slug()).isEqualTo("unsupported-media-type");
    }

    @Test
    void loadsTheRestOfAPriceFileWithABadRow() {
        String header = "date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,spot_usd_per_gpu_h,"
                + "commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence\n";
        String good = "2026-01-05,acme,us,H100,8,2.49,,,,acme list,CC-BY\n";
        Answer answer = operator.send(operator.request("/api/index/observations")
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "prices")
                .POST(BodyPublishers.ofString(header + good + "2026-13-05,acme,us,H100,8,2.49,,,,acme list,CC-BY\n")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("accepted").asLong()).isEqualTo(1);
        assertThat(answer.json().path("examples").path(0).path("line").asLong()).isEqualTo(3);
    }

    @Test
    void doesNotTurnBusinessTimeBack() {
        Answer answer = operator.post("/api/clock/advance", "{\"to\":\"2001-01-01T00:00:00Z\"}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.slug()).isEqualTo("clock-goes-back");
    }
}

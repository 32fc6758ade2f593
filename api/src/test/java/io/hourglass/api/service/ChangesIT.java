package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.service.Client.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmptyService.class)
class ChangesIT {
    private static final String FIVE = "{\"party\":\"ida\",\"amount\":\"5\"}";

    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    private Client operator = Client.anyone();

    @BeforeEach
    void ida() {
        operator = Client.operator();
        operator.post("/api/book/parties", "{\"name\":\"ida\",\"kind\":\"investor\"}", "ida");
    }

    @Test
    void asksForAnIdempotencyKey() {
        Answer answer = operator.send(operator.request("/api/settlement/deposits")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(FIVE)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.slug()).isEqualTo("idempotency-key-missing");
    }

    @Test
    void repeatsTheAnswerAndNotTheEffect() {
        String key = UUID.randomUUID().toString();
        long before = intents();
        Answer first = operator.post("/api/settlement/deposits", FIVE, key);
        Answer again = operator.post("/api/settlement/deposits", "{ \"amount\":\"5\", \"party\":\"ida\" }", key);
        assertThat(first.status()).isEqualTo(200);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue(Changes.REPLAYED)).hasValue("true");
        assertThat(intents()).isEqualTo(before + 1);
    }

    @Test
    void refusesTheSameKeyForAnotherRequest() {
        String key = UUID.randomUUID().toString();
        assertThat(operator.post("/api/settlement/deposits", FIVE, key).status())
                .isEqualTo(200);
        Answer other = operator.post("/api/settlement/deposits", FIVE.replace("5", "6"), key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.slug()).isEqualTo("idempotency-key-reused");
        Answer elsewhere = operator.post("/api/settlement/withdrawals", FIVE, key);
        assertThat(elsewhere.slug()).isEqualTo("idempotency-key-reused");
    }

    @Test
    void doesNotRememberWhatItRefused() {
        String key = UUID.randomUUID().toString();
        Answer refused = operator.post("/api/settlement/withdrawals", "{\"party\":\"ida\",\"amount\":\"999999\"}", key);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.slug()).isEqualTo("insufficient-funds");
        assertThat(operator.post("/api/settlement/deposits", FIVE, key).status())
                .isEqualTo(200);
    }

    @Test
    void doesOnceWhatManyAskForAtOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        long before = intents();
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> many.submit(() -> operator.post("/api/settlement/deposits", FIVE, key)))
                    .toList();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
                assertThat(answer.get().body())
                        .isEqualTo(answers.getFirst().get().body());
            }
        }
        assertThat(intents()).isEqualTo(before + 1);
    }

    private long intents() {
        var up = running.get();
        return up.database().inTx(tx -> tx.query(
                        "select count(*) from hourglass.intent where id like 'deposit:%' and key = 'ida'",
                        row -> row.getLong(1))
                .getFirst());
    }
}

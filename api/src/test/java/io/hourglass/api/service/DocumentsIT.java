package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.service.Client.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmptyService.class)
class DocumentsIT {

    @Test
    void documentsEveryChangeWithItsIdempotencyKey() {
        Answer answer = Client.anyone().get("/q/openapi?format=json");
        assertThat(answer.status()).isEqualTo(200);
        JsonNode paths = answer.json().path("paths");
        assertThat(paths.path("/api/market/orders").path("post").toString()).contains("Idempotency-Key");
        int changes = 0;
        for (var path : paths.properties()) {
            JsonNode post = path.getValue().path("post");
            if (path.getKey().startsWith("/api/") && !post.isMissingNode()) {
                changes++;
                assertThat(post.toString()).as(path.getKey()).contains("Idempotency-Key", "summary");
            }
        }
        assertThat(changes).isGreaterThan(10);
        assertThat(Client.anyone().get("/q/swagger-ui/").status()).isEqualTo(200);
    }

    @Test
    void measuresHeadsLagsAndLoops() {
        Client.awaitReady();
        String metrics = Client.anyone().get("/q/metrics").body();
        assertThat(metrics)
                .contains(
                        "hourglass_journal_entries",
                        "hourglass_mirror_booked",
                        "hourglass_outbox_open",
                        "hourglass_lane_waiting")
                .contains("hourglass_loop_failing{loop=\"mirror\"} 0.0")
                .doesNotContain("hourglass_journal_entries NaN");
    }
}

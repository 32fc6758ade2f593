package io.hourglass.api.service;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.service.Client.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OutageIT.Distant.class)
class OutageIT {
    private static final String FIVE = "{\"party\":\"amy\",\"amount\":\"5\"}";

    /** Database and chain are somewhere else. */
    public static final class Distant implements QuarkusTestProfile {
        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(DistantParts.class));
        }

        @Override
        public boolean disableGlobalTestResources() {
            return true;
        }
    }

    @Test
    void saysWhatIsAwayGoesOnByItselfAndPostsNothingTwice() {
        Client operator = Client.operator();
        operator.post("/api/book/parties", "{\"name\":\"amy\",\"kind\":\"investor\"}");
        operator.post("/api/settlement/deposits", FIVE, "d-1");
        awaitCash(operator, "5.000000");

        Valve chain = requireNonNull(DistantParts.chain);
        chain.shut();
        assertThat(Client.await("/q/health/ready", 503).body()).contains("sender", "fails since");
        assertThat(operator.post("/api/settlement/deposits", FIVE, "d-2").status())
                .as("what needs the database only is taken, and waits for the chain")
                .isEqualTo(200);
        chain.open();
        Client.awaitReady();
        awaitCash(operator, "10.000000");

        Valve database = requireNonNull(DistantParts.database);
        database.shut();
        Answer refused = operator.post("/api/settlement/deposits", FIVE, "d-3");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.slug()).isEqualTo("database-unreachable");
        assertThat(refused.detail()).contains("same Idempotency-Key is safe");
        assertThat(Client.await("/q/health/ready", 503).body()).contains("fails since");
        database.open();
        Client.awaitReady();

        assertThat(operator.post("/api/settlement/deposits", FIVE, "d-3").status())
                .isEqualTo(200);
        assertThat(operator.post("/api/settlement/deposits", FIVE, "d-2").status())
                .isEqualTo(200);
        awaitCash(operator, "15.000000");
        assertThat(operator.get("/api/book/accounts/investor:amy:cash/statement")
                        .json())
                .hasSize(3);
    }

    private static void awaitCash(Client client, String decimal) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(90));
        String cash = "";
        while (Instant.now().isBefore(deadline)) {
            for (JsonNode account : client.get("/api/book/accounts?party=amy").json()) {
                if (account.path("path").asText().equals("investor:amy:cash")) {
                    cash = account.path("posted").path("decimal").asText();
                }
            }
            if (cash.equals(decimal)) {
                return;
            }
            Client.pause();
        }
        assertThat(cash).isEqualTo(decimal);
    }
}

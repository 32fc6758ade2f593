package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.access.Role;
import io.hourglass.api.service.Client.Answer;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a contributor sends and reads over HTTP. */
@QuarkusTest
@WithTestResource(EmptyService.class)
class ContributingIT {
    private static final Hash SEEN = Hash.sha256("a price list");

    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    private Client operator = Client.anyone();
    private Client contributor = Client.anyone();

    @BeforeEach
    void quinn() {
        operator = Client.operator();
        assertThat(operator.post("/api/index/contributors", """
                        {"name":"quinn","address":"%s","provider":"quinn-cloud"}
                        """.formatted(
                                        running.get().wallet().address("quinn")))
                        .status())
                .isEqualTo(200);
        contributor = Client.with(running.get()
                .database()
                .inTx(tx -> running.get().rooms().access().issue(tx, Role.CONTRIBUTOR, null, "a test")));
    }

    @Test
    void takesSignedObservationsAndShowsThemToAll() {
        String set = set(observation("2.49", "a", 0), forged("2.50", "b"));
        Answer answer = contributor.post("/api/index/contributions", set);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path(0).path("verdict").asText()).isEqualTo("ACCEPTED");
        assertThat(answer.json().path(1).path("verdict").asText()).isEqualTo("REFUSED");
        assertThat(answer.json().path(1).path("reason").asText()).isEqualTo("SIGNATURE_DIFFERS");
        assertThat(contributor
                        .post("/api/index/contributions", set)
                        .json()
                        .path(0)
                        .path("verdict")
                        .asText())
                .isEqualTo("KNOWN");

        LocalDate day = LocalDate.ofInstant(now(), ZoneOffset.UTC);
        String id = answer.json().path(0).path("id").asText();
        boolean shown = false;
        for (LocalDate one = day; !one.isAfter(day.plusDays(1)); one = one.plusDays(1)) {
            for (JsonNode line :
                    Client.anyone().get("/api/index/contributions/" + one).json()) {
                shown |= line.path("id").asText().equals(id)
                        && line.toString().contains(SEEN.hex())
                        && line.toString().contains("signature");
            }
        }
        assertThat(shown).isTrue();
    }

    @Test
    void saysWhichObservationCannotBeRead() {
        String bad = set(observation("2.49", "c", 0), observation("2.4900001", "c", 0));
        Answer answer = contributor.post("/api/index/contributions", bad);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("observations[1].price");
        assertThat(contributor
                        .post("/api/index/contributions", "{\"observations\":[null]}")
                        .status())
                .isEqualTo(400);
        assertThat(contributor
                        .post("/api/index/contributions", "{\"observations\":[]}")
                        .slug())
                .isEqualTo("too-many-at-once");
        assertThat(contributor
                        .post("/api/index/contributions", set(observation("2.49", "d", 60)))
                        .json()
                        .path(0)
                        .path("reason")
                        .asText())
                .isEqualTo("IN_THE_FUTURE");
    }

    @Test
    void checksAndRewardsAreOpenToAllAndMadeByOperators() {
        assertThat(Client.anyone().get("/api/index/rewards").status()).isEqualTo(200);
        assertThat(Client.anyone().get("/api/index/checks/2001-01-01").status()).isEqualTo(404);
        String finding = "{\"price\":\"2\",\"source\":\"another\",\"seen\":\"" + SEEN + "\"}";
        String path = "/api/index/checks/2001-01-01/00000000-0000-0000-0000-000000000000/findings";
        assertThat(operator.post(path, finding).slug()).isEqualTo("unknown-check");
        assertThat(contributor.post(path, finding).status()).isEqualTo(403);
    }

    /** Its rewards are accounts of its own: it may follow them, and nobody else's. */
    @Test
    void aContributorSeesItsOwnAccounts() {
        Client quinn = Client.with(running.get()
                .database()
                .inTx(tx -> running.get().rooms().access().issue(tx, Role.CONTRIBUTOR, "quinn", "a test")));
        assertThat(quinn.get("/api/book/accounts").status()).isEqualTo(200);
        assertThat(quinn.get("/api/book/accounts/contributor:quinn:rewards:rewards/statement")
                        .status())
                .isEqualTo(404);
        assertThat(quinn.get("/api/book/accounts/house:rewards:cash/statement").status())
                .isEqualTo(403);
        assertThat(contributor.get("/api/book/accounts?party=quinn").status()).isEqualTo(403);
    }

    @Test
    void onlyOperatorsRegisterAndAProviderHasOneVoice() {
        String second = "{\"name\":\"rhea\",\"address\":\"%s\",\"provider\":\"Quinn-Cloud\"}"
                .formatted(running.get().wallet().address("rhea"));
        assertThat(contributor.post("/api/index/contributors", second).status()).isEqualTo(403);
        assertThat(operator.post("/api/index/contributors", second).slug()).isEqualTo("provider-taken");
        assertThat(operator.post("/api/index/contributors", second.replace("Quinn-Cloud", "a|b"))
                        .slug())
                .isEqualTo("bad-input");
        assertThat(Client.anyone().get("/api/index/contributors").body()).contains("quinn-cloud");
        assertThat(Client.anyone().get("/market/contributors").body()).contains("quinn-cloud");
    }

    private Instant now() {
        return running.get().rooms().clock().instant();
    }

    private String observation(String price, String offer, long later) {
        return observation(price, price, offer, later);
    }

    /** Signed for another price. */
    private String forged(String price, String offer) {
        return observation(price, "9.99", offer, 0);
    }

    /** @param signed the price under the signature; what cannot be a price is signed as another */
    private String observation(String price, String signed, String offer, long later) {
        Instant at = Instant.ofEpochSecond(now().getEpochSecond() + later);
        String good = signed.length() > 8 ? "1" : signed;
        Observation said = new Observation(
                "quinn-cloud",
                "H100-SXM-80GB",
                "us",
                offer,
                8,
                "ON_DEMAND",
                "LISTED",
                Price.parse(good),
                at.getEpochSecond(),
                SEEN);
        return """
                {"provider":"quinn-cloud","gpuClass":"H100-SXM-80GB","region":"us","offer":"%s","gpuCount":8,
                 "kind":"ON_DEMAND","evidence":"LISTED","price":"%s","observedAt":"%s","seen":"%s","signature":"%s"}
                """.formatted(
                        offer,
                        price,
                        at,
                        SEEN,
                        running.get().wallet().sign("quinn", said).hex());
    }

    private static String set(String... observations) {
        return "{\"observations\":[" + String.join(",", observations) + "]}";
    }
}

package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.access.Role;
import io.hourglass.api.service.Client.Answer;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Methodology;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(EmptyService.class)
class AccessIT {
    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    private Client operator = Client.anyone();
    private Client ada = Client.anyone();
    private Client olga = Client.anyone();

    @BeforeEach
    void people() {
        operator = Client.operator();
        assertThat(operator.post("/api/book/parties", party("ada", "investor")).status())
                .isEqualTo(200);
        assertThat(operator.post("/api/book/parties", party("olga", "owner")).status())
                .isEqualTo(200);
        ada = holder(Role.INVESTOR, "ada");
        olga = holder(Role.OWNER, "olga");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/clock/advance",
                "/api/book/parties",
                "/api/book/accounts",
                "/api/book/accounts/operations:fees/closure",
                "/api/book/entries",
                "/api/settlement/deposits",
                "/api/settlement/withdrawals",
                "/api/capacity/series",
                "/api/capacity/listings",
                "/api/capacity/mints",
                "/api/capacity/redemptions",
                "/api/capacity/service-levels",
                "/api/capacity/bonds",
                "/api/capacity/reservations",
                "/api/capacity/reservations/r-1/confirmation",
                "/api/capacity/reservations/r-1/release",
                "/api/capacity/readings",
                "/api/capacity/signatories",
                "/api/market/orders",
                "/api/clearing/margin",
                "/api/clearing/fund",
                "/api/clearing/fund/withdrawals",
                "/api/clearing/fund/tranche",
                "/api/clearing/defaults",
                "/api/clearing/defaults/deleveraging",
                "/api/clearing/defaults/cover",
                "/api/fund/creations",
                "/api/fund/redemptions",
                "/api/fund/incomes",
                "/api/index/basket",
                "/api/index/basket/2026-08-08/proposals/1/approval",
                "/api/index/contributors",
                "/api/index/contributors/ann/retirement",
                "/api/index/contributions",
                "/api/index/checks/2026-08-08/00000000-0000-0000-0000-000000000000/findings",
                "/api/index/methodologies",
                "/api/index/methodologies/HGI-2/approval",
                "/api/index/HGI.H100-SXM-80GB/determinations/2026-08-08",
                "/api/index/HGI.H100-SXM-80GB/determinations/2026-08-08/1/approval",
                "/api/mirror/resume",
                "/api/reconcile",
                "/api/terms/contract/changes",
                "/api/terms/contract/changes/one/approval"
            })
    void changesNothingForAnyoneWithoutAKey(String path) {
        Answer answer = Client.anyone().post(path, "{}");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.slug()).isEqualTo("api-key-needed");
        assertThat(Client.with("hg_operator_guess").post(path, "{}").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/clock",
                "/api/index",
                "/api/market/instruments",
                "/api/capacity/series",
                "/api/book/trial-balance",
                "/api/mirror"
            })
    void showsMarketAndAssuranceToAll(String path) {
        assertThat(Client.anyone().get(path).status()).isEqualTo(200);
    }

    @Test
    void showsWhoHoldsMuchToThoseWhoSuperviseOnly() {
        for (String path : List.of("/api/clearing/large-traders", "/api/clearing/fund/stress")) {
            assertThat(Client.anyone().get(path).status()).as(path).isEqualTo(401);
            assertThat(ada.get(path).status()).as(path).isEqualTo(403);
            assertThat(holder(Role.AUDITOR, null).get(path).status()).as(path).isEqualTo(200);
        }
        assertThat(Client.anyone().get("/market/clearing").body()).contains("Default fund under stress");
        assertThat(Client.anyone().get("/market/clearing").body()).doesNotContain("Large positions");
    }

    @Test
    void letsEachRoleDoItsOwnThingsOnly() {
        String series = "{\"name\":\"H100-SXM-80GB.us.2027-03\"}";
        for (Client other : new Client[] {ada, olga, holder(Role.AUDITOR, null), holder(Role.CONTRIBUTOR, null)}) {
            Answer answer = other.post("/api/capacity/series", series);
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.slug()).isEqualTo("not-allowed");
        }
        assertThat(ada.post("/api/capacity/listings", "{}").status()).isEqualTo(403);
        assertThat(holder(Role.CONTRIBUTOR, null)
                        .post("/api/settlement/deposits", "{\"amount\":\"1\"}")
                        .status())
                .isEqualTo(403);
        assertThat(holder(Role.AUDITOR, null)
                        .post("/api/settlement/deposits", "{\"amount\":\"1\"}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void tellsAnApplicationWhichHoursAreMissing() {
        String wanted = "{\"gpuClass\":\"H100-SXM-80GB\",\"hours\":\"100\",\"regions\":[\"eu\",\"us\"]}";
        Answer answer = ada.post("/api/capacity/reservations", wanted);
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.slug()).isEqualTo("not-enough-hours");
        assertThat(answer.detail()).contains("100.000000 missing");
        assertThat(ada.get("/api/capacity/reservations").status()).isEqualTo(200);
        assertThat(ada.get("/api/capacity/reservations?party=olga").status()).isEqualTo(403);
        assertThat(ada.get("/api/capacity/reservations/none").status()).isEqualTo(404);
        assertThat(olga.get("/api/capacity/bonds").status()).isEqualTo(200);
    }

    @Test
    void changesTheRulesOfTheIndexByTwoOperators() {
        String figures = Methodology.HGI_1.named("HGI-2").canonical();
        String proposal = "{\"figures\":\"" + figures + "\",\"effective\":\"2199-01-01\"}";
        assertThat(ada.post("/api/index/methodologies", proposal).status()).isEqualTo(403);
        Answer proposed = operator.post("/api/index/methodologies", proposal);
        assertThat(proposed.json().path("notice").asText()).isEqualTo("CLARIFICATION");
        Answer own = operator.post("/api/index/methodologies/HGI-2/approval", "{}");
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.slug()).isEqualTo("same-person");
        assertThat(holder(Role.OPERATOR, null)
                        .post("/api/index/methodologies/HGI-2/approval", "{}")
                        .status())
                .isEqualTo(200);
        assertThat(Client.anyone()
                        .get("/api/index/methodologies")
                        .json()
                        .findPath("effective")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void changesTermsByTwoOperatorsAndShowsThemToAll() {
        String proposal = "{\"changes\":{\"basis_percent\":\"40\"},\"effective\":\"2199-01-01\",\"reason\":\"closer\"}";
        assertThat(ada.post("/api/terms/exchange/changes", proposal).status()).isEqualTo(403);
        assertThat(operator.post("/api/terms/rent/changes", proposal).slug()).isEqualTo("unknown-terms");
        Answer soon = operator.post("/api/terms/exchange/changes", proposal.replace("2199-01-01", "2020-01-02"));
        assertThat(soon.slug()).isEqualTo("notice-too-short");
        String id = operator.post("/api/terms/exchange/changes", proposal)
                .json()
                .path("id")
                .asText();
        String approval = "/api/terms/exchange/changes/" + id + "/approval";
        assertThat(operator.post(approval, "{}").slug()).isEqualTo("same-person");
        Answer approved = holder(Role.OPERATOR, null).post(approval, "{}");
        assertThat(approved.status()).isEqualTo(200);
        long entry = approved.json().path("entry").asLong();

        assertThat(Client.anyone().get("/api/terms").json().path("breaks")).isEmpty();
        JsonNode terms = Client.anyone().get("/api/terms/exchange").json();
        assertThat(terms.path("rows").findPath("standing").asText()).isEqualTo("IN_FORCE");
        assertThat(terms.path("rows")
                        .get(1)
                        .path("fields")
                        .path("basis_percent")
                        .asText())
                .isEqualTo("40");
        assertThat(Client.anyone()
                        .get("/api/terms/exchange/changes")
                        .json()
                        .get(0)
                        .path("entry")
                        .asLong())
                .isEqualTo(entry);
        assertThat(Client.anyone()
                        .get("/api/clearing/terms")
                        .json()
                        .path("bandPercent")
                        .asInt())
                .isEqualTo(20);
        assertThat(Client.anyone().get("/market/terms").body())
                .contains("to come from 2199-01-01", "basis_percent 40", "/assurance/entries/" + entry, "closer");
        assertThat(Client.anyone().get("/assurance/entries/" + entry).body())
                .contains("terms-change", "terms:exchange");
    }

    @Test
    void actsForItsOwnPartyOnly() {
        Answer answer = ada.post("/api/settlement/deposits", "{\"party\":\"olga\",\"amount\":\"5\"}");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.detail()).contains("ada", "olga");
        assertThat(ada.post("/api/settlement/deposits", "{\"amount\":\"5\"}").status())
                .isEqualTo(200);
    }

    @Test
    void showsAPortfolioToItsPartyAndToAuditors() {
        assertThat(ada.get("/api/book/accounts").status()).isEqualTo(200);
        assertThat(ada.get("/api/book/accounts?party=olga").status()).isEqualTo(403);
        assertThat(ada.get("/api/book/accounts/owner:olga:cash/statement").status())
                .isEqualTo(403);
        assertThat(ada.get("/api/book/accounts/owner:olga:cash/balance").status())
                .isEqualTo(403);
        assertThat(ada.get("/api/book/accounts/vault:USD/statement").status()).isEqualTo(403);
        assertThat(Client.anyone().get("/api/book/accounts?party=ada").status()).isEqualTo(401);
        Client auditor = holder(Role.AUDITOR, null);
        assertThat(auditor.get("/api/book/accounts?party=ada").status()).isEqualTo(200);
        assertThat(auditor.get("/api/book/accounts/vault:USD/statement").status())
                .isEqualTo(200);
    }

    @Test
    void looksWithItsCookieAndChangesNothingWithIt() {
        String key = ada.key().orElseThrow();
        Answer entered = Client.anyone()
                .send(Client.anyone()
                        .request("/session")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("to=/portfolio&key=" + key)));
        assertThat(entered.status()).isEqualTo(303);
        String cookie = entered.response().headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").containsIgnoringCase("SameSite=Strict");

        String sent = KeyMechanism.COOKIE + "=" + key;
        assertThat(Client.anyone()
                        .send(Client.anyone().request("/api/book/accounts").header("Cookie", sent))
                        .status())
                .isEqualTo(200);
        assertThat(Client.anyone()
                        .send(Client.anyone()
                                .request("/api/settlement/deposits")
                                .header("Cookie", sent)
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "by-cookie")
                                .POST(BodyPublishers.ofString("{\"amount\":\"5\"}")))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aRevokedKeyIsSoonNobodys() throws InterruptedException {
        var up = running.get();
        Client investor = holder(Role.INVESTOR, "ada");
        Hash key = Hash.sha256(investor.key().orElseThrow());
        assertThat(investor.get("/api/book/accounts").status()).isEqualTo(200);
        assertThat(up.database().<Boolean>inTx(tx -> up.rooms().access().revoke(tx, key)))
                .isTrue();
        Thread.sleep(KeyIdentities.REMEMBERED);
        assertThat(investor.get("/api/book/accounts").status()).isEqualTo(401);
        assertThat(ada.get("/api/book/accounts").status()).isEqualTo(200);
    }

    @Test
    void goesNowhereElseAfterEntering() {
        Answer entered = Client.anyone()
                .send(Client.anyone()
                        .request("/session")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("to=//evil.example&key=nonsense")));
        assertThat(entered.response().headers().firstValue("Location").orElseThrow())
                .endsWith("/portfolio?session=unknown-key");
        assertThat(entered.response().headers().firstValue("Set-Cookie")).isEmpty();
    }

    private Client holder(Role role, @Nullable String party) {
        var up = running.get();
        return Client.with(up.database().inTx(tx -> up.rooms().access().issue(tx, role, party, "a test")));
    }

    private static String party(String name, String kind) {
        return "{\"name\":\"" + name + "\",\"kind\":\"" + kind + "\"}";
    }
}

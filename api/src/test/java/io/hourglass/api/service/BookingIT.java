package io.hourglass.api.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.service.Client.Answer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator books by hand. */
@QuarkusTest
@WithTestResource(EmptyService.class)
class BookingIT {
    private static final String BETWEEN = "'from':'operations:costs','to':'operations:fees','asset':'USD/6'";
    private static final String FIVE = "{'move':{" + BETWEEN + ",'amount':'5'}}";

    private Client operator = Client.anyone();

    @BeforeEach
    void open() {
        operator = Client.operator();
        operator.post("/api/book/parties", "{\"name\":\"ida\",\"kind\":\"investor\"}", "ida");
        for (String path : new String[] {"operations:costs", "operations:fees"}) {
            Answer opened = send("/api/book/accounts", "{'path':'" + path + "','asset':'USD/6','floor':'free'}");
            assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        }
    }

    @Test
    void postsOnceWhatIsAskedTwice() {
        String key = UUID.randomUUID().toString();
        Instant before = Instant.now();
        String had = fees("?at=" + before);
        Answer first = post(key, "", FIVE);
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        Answer again = post(key, "", FIVE);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.response().headers().firstValue(Changes.REPLAYED)).hasValue("true");
        Answer other = post(key, "", FIVE.replace("'5'", "'6'"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.slug()).isEqualTo("id-reused");
        assertThat(Double.parseDouble(fees("")) - Double.parseDouble(had)).isEqualTo(5);
        assertThat(fees("?at=" + before)).isEqualTo(had);
    }

    @Test
    void anAccountIsOpenedWithMetadataForGood() {
        String account = "{'path':'operations:noted','asset':'USD/6','floor':'free','metadata':%s}";
        Answer opened = send("/api/book/accounts", account.formatted("{'desk':'rates'}"));
        assertThat(opened.status()).as(opened.body()).isEqualTo(200);
        assertThat(opened.json().at("/metadata/desk").asText()).isEqualTo("rates");
        Answer other = send("/api/book/accounts", account.formatted("{'desk':'credit'}"));
        assertThat(other.slug()).isEqualTo("account-exists");
        for (String wrong : new String[] {"{'Desk':'rates'}", "{'desk':null}"}) {
            Answer refused = send("/api/book/accounts", account.formatted(wrong));
            assertThat(refused.status()).as(refused.body()).isEqualTo(400);
            assertThat(refused.body()).contains("metadata");
        }
    }

    @Test
    void reservesAndPostsInPart() {
        String pending = UUID.randomUUID().toString();
        String reserve = "{'reserve':{'pending':'" + pending + "'," + BETWEEN + ",'amount':'8'}}";
        assertThat(post(UUID.randomUUID().toString(), "", reserve).status()).isEqualTo(201);
        String part = "{'post':{'pending':'" + pending + "','asset':'USD/6','part':'3'}}";
        Answer posted = post(UUID.randomUUID().toString(), "", part);
        assertThat(posted.status()).as(posted.body()).isEqualTo(201);
        Answer late = post(UUID.randomUUID().toString(), "", "{'release':{'pending':'" + pending + "'}}");
        assertThat(late.slug()).isEqualTo("pending-already-posted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "operations:fees | investor:ida:cash | USD/6 | 1 | 403 | not-by-hand",
                "vault:USD | operations:fees | USD/6 | 1 | 403 | not-by-hand",
                "operations:none | operations:fees | USD/6 | 1 | 404 | unknown-account",
                "operations:costs | operations:fees | USD/2 | 1 | 422 | asset-mismatch",
                "operations:costs | operations:fees | USD/6 | 0 | 400 | malformed",
                "operations:costs | operations:fees | USD/6 | 0.0000001 | 400 | bad-input",
                "operations:costs | operations:fees | dollars | 1 | 400 | bad-input"
            })
    void refusesWhatCannotBe(String from, String to, String asset, String amount, int status, String slug) {
        String move = "{'move':{'from':'%s','to':'%s','asset':'%s','amount':'%s'}}".formatted(from, to, asset, amount);
        Answer answer = post(UUID.randomUUID().toString(), "", move);
        assertThat(answer.slug()).as(answer.body()).isEqualTo(slug);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void takesAnIdOfItsOwnWhereItIsTheKeyToo() {
        String id = UUID.randomUUID().toString();
        assertThat(post(id, "'id':'" + id + "',", FIVE).json().path("id").asText())
                .isEqualTo(id);
        assertThat(post("another", "'id':'" + id + "',", FIVE).slug()).isEqualTo("bad-input");
        String derived = UUID.nameUUIDFromBytes(new byte[] {1}).toString();
        assertThat(post(derived, "'id':'" + derived + "',", FIVE).detail()).contains("random UUID");
        assertThat(post("two", "", "{'move':{}, 'post':{}}").detail()).contains("is one of");
    }

    @Test
    void closesWhatIsEmpty() {
        String path = "/api/book/accounts/operations:passing/closure";
        send("/api/book/accounts", "{'path':'operations:passing','asset':'USD/6','floor':'free'}");
        assertThat(send(path, "{'reason':'a test'}").status()).isEqualTo(200);
        String closed = FIVE.replace("operations:costs", "operations:passing");
        assertThat(post("closed", "", closed).slug()).isEqualTo("account-closed");
        assertThat(operator.get("/api/book/accounts/operations:none/balance").status())
                .isEqualTo(404);
    }

    private String fees(String at) {
        return operator.get("/api/book/accounts/operations:fees/balance" + at)
                .json()
                .path("balance")
                .path("posted")
                .path("decimal")
                .asText();
    }

    private Answer post(String key, String id, String transfers) {
        String body = "{" + id + "'cause':{'kind':'manual.fee','id':'march'},'effective':'2026-03-31','transfers':["
                + transfers + "]}";
        return operator.post("/api/book/entries", body.replace('\'', '"'), key);
    }

    private Answer send(String path, String body) {
        return operator.post(path, body.replace('\'', '"'));
    }
}

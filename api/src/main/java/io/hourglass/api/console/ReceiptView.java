package io.hourglass.api.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The receipts of a fixing as tables.
 *
 * @param document the canonical JSON the digest is of
 */
record ReceiptView(
        List<Vote> votes, List<Carried> carried, List<Exclusion> exclusions, JsonNode gate, String document) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final Map<String, String> REASONS = Map.of(
            "STALE", "nothing observed recently enough",
            "UNCORROBORATED_JUMP", "a jump of 25 % nobody else confirms",
            "OUTSIDE_OWN_HISTORY", "too far from its own history",
            "LIST_PRICE_NOT_NEEDED", "list price, and firm evidence was enough");

    /** A provider's three votes: at its price, and a standard deviation to either side. */
    record Vote(String provider, String evidence, int offers, BigDecimal price, BigDecimal sd, BigDecimal weight) {}

    /** An earlier fixing whose mean was carried. */
    record Carried(String day, BigDecimal value) {}

    /** A provider without a vote, and why. */
    record Exclusion(String provider, String reason, BigDecimal price, BigDecimal mean, BigDecimal tolerance) {}

    static ReceiptView read(String document) {
        try {
            JsonNode root = JSON.readTree(document);
            List<Vote> votes = new ArrayList<>();
            root.path("votes").forEach(vote -> votes.add(vote(vote)));
            votes.sort(Comparator.comparing(Vote::price).thenComparing(Vote::provider));
            List<Exclusion> exclusions = new ArrayList<>();
            root.path("exclusions").forEach(exclusion -> exclusions.add(exclusion(exclusion)));
            return new ReceiptView(votes, carried(root), exclusions, root.path("gate"), document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("receipts cannot be read", e);
        }
    }

    public String gateSaid() {
        return gate.path("providers").asInt() + " providers and "
                + gate.path("offers").asInt() + " offers; it takes "
                + gate.path("providersNeeded").asInt() + " and "
                + gate.path("offersNeeded").asInt();
    }

    private static List<Carried> carried(JsonNode root) {
        List<Carried> carried = new ArrayList<>();
        root.path("carried")
                .forEach(past -> carried.add(
                        new Carried(past.path("at").asText(), past.path("value").decimalValue())));
        return carried;
    }

    private static Vote vote(JsonNode vote) {
        return new Vote(
                vote.path("provider").asText(),
                vote.path("evidence").asText().toLowerCase(Locale.ROOT),
                vote.path("offers").asInt(),
                vote.path("price").decimalValue(),
                vote.path("sd").decimalValue(),
                vote.path("weight").decimalValue());
    }

    private static Exclusion exclusion(JsonNode exclusion) {
        String reason = exclusion.path("reason").asText();
        return new Exclusion(
                exclusion.path("provider").asText(),
                REASONS.getOrDefault(reason, reason.toLowerCase(Locale.ROOT).replace('_', ' ')),
                exclusion.path("price").decimalValue(),
                exclusion.path("mean").decimalValue(),
                exclusion.path("tolerance").decimalValue());
    }
}

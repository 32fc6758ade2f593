package io.hourglass.ledger.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.pricing.index.Evidence;
import io.hourglass.pricing.index.Observation;
import io.hourglass.pricing.index.Vote;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The signed observations of a bundle: each is what its id says, and votes are made of them. */
final class ContributedPrices {
    private final Map<String, Observation> said;

    private ContributedPrices(Map<String, Observation> said) {
        this.said = said;
    }

    /** None: every price came in a file. */
    static ContributedPrices none() {
        return new ContributedPrices(Map.of());
    }

    /**
     * Reads {@code observations.json}.
     *
     * @throws IllegalArgumentException naming the first line that is none, or not what its id says
     */
    static ContributedPrices read(JsonNode file) {
        Map<String, Observation> said = new HashMap<>();
        for (JsonNode line : file.path("observations")) {
            Signable.Observation one = signed(line);
            String id = line.path("id").asText();
            if (!Contributions.idOf(one).toString().equals(id)) {
                throw new IllegalArgumentException("observation " + id + " is not what was signed under this id");
            }
            said.put(id, observation(id, one));
        }
        return new ContributedPrices(said);
    }

    private static Signable.Observation signed(JsonNode line) {
        return new Signable.Observation(
                line.path("provider").asText(),
                line.path("gpuClass").asText(),
                line.path("region").asText(),
                line.path("offer").asText(),
                line.path("gpuCount").asInt(),
                line.path("kind").asText(),
                line.path("evidence").asText(),
                new Price(line.path("price").asLong()),
                line.path("observedAt").asLong(),
                new Hash(line.path("seen").asText()));
    }

    private static Observation observation(String id, Signable.Observation one) {
        return new Observation(
                id,
                one.provider(),
                one.offer(),
                one.gpuCount(),
                Evidence.valueOf(one.evidence()),
                BigDecimal.valueOf(one.price().micros(), 6).doubleValue(),
                Instant.ofEpochSecond(one.observedAt()));
    }

    /** The first vote that is made of signed observations alone, and is not what they make; in a sentence. */
    Optional<String> departure(List<Vote> votes) {
        return votes.stream()
                .filter(vote -> !vote.observations().isEmpty() && said.keySet().containsAll(vote.observations()))
                .filter(vote ->
                        !vote.isOf(vote.observations().stream().map(said::get).toList()))
                .map(vote -> "the vote of " + vote.provider() + " is not made of what was signed")
                .findFirst();
    }
}

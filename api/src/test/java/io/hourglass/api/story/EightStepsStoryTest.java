package io.hourglass.api.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hourglass.api.Hourglass;
import io.hourglass.api.boot.Settings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole story on the simulated sample, on a real PostgreSQL and a real EVM. */
class EightStepsStoryTest {
    @TempDir
    Path folder;

    @Test
    void everyStepHoldsAndTellingItAgainChangesNothing() {
        Prices prices = Prices.sample();
        Settings settings = Settings.embedded(folder.resolve("state")).beginning(new Script(prices.lastDay()).begins());
        List<String> said = new ArrayList<>();
        try (Hourglass hourglass = Hourglass.start(settings)) {
            Story story = new Story(hourglass, prices, folder.resolve("bundles"));

            assertThat(story.tell(said::add)).as(() -> String.join("\n", said)).isTrue();

            Totals.of(hourglass, story.figures());
            check(story.figures().asJson());
            long entries = entries(hourglass);

            assertThat(new Story(hourglass, prices, folder.resolve("bundles")).tell(said::add))
                    .as(() -> String.join("\n", said))
                    .isTrue();
            assertThat(entries(hourglass)).isEqualTo(entries);
        }
    }

    private static void check(JsonNode figures) {
        assertThat(figures.at("/steps")).hasSize(8).allMatch(step -> step.get("ok")
                .asBoolean());
        assertThat(figures.at("/prices/rows").asLong()).isEqualTo(13_224);
        assertThat(figures.at("/prices/refused").asLong()).isZero();
        assertThat(figures.at("/index/classes").asLong()).isEqualTo(4);
        assertThat(figures.at("/index/fixings").asLong()).isGreaterThan(1_000);
        assertThat(figures.at("/trades/settled").asLong()).isEqualTo(8);
        assertThat(figures.at("/trades/batches").asLong()).isEqualTo(1);
        assertThat(figures.at("/futures/marks").asLong()).isGreaterThanOrEqualTo(40);
        assertThat(new BigDecimal(figures.at("/fund/unitsCreated").asText())).isPositive();
        assertThat(figures.at("/fund/income").asText()).isEqualTo("250.010000");
        assertThat(figures.at("/reconcile/breaks").asLong()).isZero();
        assertThat(figures.at("/reconcile/rows").asLong()).isGreaterThan(30);
        assertThat(figures.at("/proof/verified").asBoolean()).isTrue();
        assertThat(figures.at("/books/transfers").asLong())
                .isGreaterThan(figures.at("/books/entries").asLong());
        assertThat(figures.at("/chain/transactions").asLong()).isGreaterThan(80);
    }

    private static long entries(Hourglass hourglass) {
        return hourglass.database().inTx(hourglass.rooms().book()::size);
    }
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.index.Contributors.Contributor;
import io.hourglass.ledger.index.Rewards;
import io.hourglass.ledger.index.SpotChecks;
import io.hourglass.ledger.money.Price;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Who contributes prices, what was checked and what was earned, newest day first.
 *
 * @param earned a line a contributor and day
 * @param open days whose checks are not closed
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ContributorsPage(
        Frame frame, List<Contributor> contributors, List<Earned> earned, List<LocalDate> open, List<Checked> checked)
        implements TemplateInstance {
    private static final int DAYS = 30;

    /** A contributor's day. */
    record Earned(LocalDate day, Rewards.State state, Rewards.Score score) {
        public String reward() {
            return score.reward().map(amount -> "$" + Written.figure(amount)).orElse("none");
        }
    }

    /** A drawn observation, and what the latest look found. */
    record Checked(LocalDate day, SpotChecks.Check check) {
        public String said() {
            return Written.figure(check.observation().signed().said().price());
        }

        public String found() {
            Optional<Price> price = check.findings().isEmpty()
                    ? Optional.empty()
                    : Optional.of(check.findings().getLast().price());
            return price.map(Written::figure).orElse("nobody looked");
        }

        public boolean failed() {
            return check.result() == SpotChecks.Result.FAILED;
        }

        public boolean passed() {
            return check.result() == SpotChecks.Result.PASSED;
        }
    }

    static ContributorsPage of(Reading reading) {
        List<Rewards.Day> days = reading.rooms()
                .rewards()
                .days(reading.tx(), reading.today().minusDays(DAYS), reading.today())
                .reversed();
        return new ContributorsPage(
                reading.frame(),
                reading.rooms().contributors().all(reading.tx()),
                days.stream()
                        .flatMap(day -> day.scores().stream().map(score -> new Earned(day.day(), day.state(), score)))
                        .toList(),
                days.stream()
                        .filter(day -> day.state() == Rewards.State.OPEN)
                        .map(Rewards.Day::day)
                        .toList(),
                days.stream()
                        .flatMap(day -> reading.rooms().checks().draw(reading.tx(), day.day()).stream())
                        .flatMap(draw -> draw.checks().stream().map(check -> new Checked(draw.day(), check)))
                        .toList());
    }
}

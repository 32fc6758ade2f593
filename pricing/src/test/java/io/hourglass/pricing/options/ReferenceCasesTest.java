package io.hourglass.pricing.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hourglass.pricing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference cases of the formulas that exist so far, read from where the file lies. */
class ReferenceCasesTest {
    private static final Pattern LINE =
            Pattern.compile("([^,]+),(\"[^\"]*\"|[^,]*),(\"[^\"]*\"|[^,]*),\"((?:[^\"]|\"\")*)\",([^,]*),([^,]*),.*");

    private record Case(String id, String inputs, double expected, double tolerance) {
        double number(String name) {
            return number(name, Double.NaN);
        }

        double number(String name, double otherwise) {
            Matcher matcher = Pattern.compile("\"" + name + "\":(-?[0-9.eE-]+)").matcher(inputs);
            return matcher.find() ? Double.parseDouble(matcher.group(1)) : otherwise;
        }

        OptionType type() {
            return inputs.contains("\"type\":\"C\"") ? OptionType.CALL : OptionType.PUT;
        }
    }

    private static List<Case> cases(String ids) throws IOException {
        Optional<Path> file = SharedData.file("pricing_reference.csv");
        assumeTrue(file.isPresent(), "shared/data/pricing_reference.csv is not beside this checkout: not run");
        List<Case> cases = new ArrayList<>();
        for (String line : Files.readAllLines(file.orElseThrow())) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches() && matcher.group(1).matches(ids)) {
                cases.add(new Case(
                        matcher.group(1),
                        matcher.group(4).replace("\"\"", "\""),
                        Double.parseDouble(matcher.group(5)),
                        Double.parseDouble(matcher.group(6))));
            }
        }
        return cases;
    }

    private static void assertReproduced(Case reference, double value) {
        assertThat(value).as(reference.id).isCloseTo(reference.expected, within(reference.tolerance));
    }

    private static OptionValue black(Case reference) {
        return Black76.value(
                reference.type(),
                reference.number("forward"),
                reference.number("strike"),
                reference.number("expiryYears"),
                reference.number("vol"),
                reference.number("rate"));
    }

    @Test
    void black76() throws IOException {
        List<Case> cases = cases("B76-(HAUG|QL)-.*");

        assertThat(cases).hasSize(30);
        cases.forEach(reference -> assertReproduced(reference, black(reference).value()));
        cases.stream().filter(reference -> reference.id.startsWith("B76-QL")).forEach(reference -> {
            OptionValue value = black(reference);
            assertThat(value.delta()).isCloseTo(reference.number("delta"), within(1e-11));
            assertThat(value.gamma()).isCloseTo(reference.number("gamma"), within(1e-11));
            assertThat(value.vega()).isCloseTo(reference.number("vega"), within(1e-11));
            assertThat(value.theta()).isCloseTo(reference.number("theta"), within(1e-11));
        });
        cases("B76-GREEK-02")
                .forEach(reference ->
                        assertReproduced(reference, black(reference).delta()));
    }

    @Test
    void bachelier() throws IOException {
        List<Case> cases = cases("BACH-.*");

        assertThat(cases).hasSize(3);
        cases.forEach(reference -> assertReproduced(
                reference,
                Bachelier.value(
                                reference.type(),
                                reference.number("forward"),
                                reference.number("strike"),
                                reference.number("expiryYears"),
                                reference.number("normalVol"),
                                reference.number("rate"))
                        .value()));
    }

    @Test
    void generalisedBlackScholes() throws IOException {
        List<Case> cases = cases("GBS-.*");

        assertThat(cases).hasSize(4);
        cases.forEach(reference -> assertReproduced(
                reference,
                BlackScholes.premium(
                        reference.type(),
                        reference.number("spot"),
                        reference.number("strike"),
                        reference.number("expiryYears"),
                        reference.number("vol"),
                        reference.number("rate"),
                        reference.number("carryYield"))));
    }

    @Test
    void averagesWithATermStructureOfVolatility() throws IOException {
        List<Case> cases = cases("TW-HAUG-.*");

        assertThat(cases).hasSize(18);
        for (Case reference : cases) {
            int count = (int) reference.number("fixings");
            double first = reference.number("firstFixing");
            double step = (reference.number("expiryYears") - first) / (count - 1);
            double slope = reference.number("volStepPerFixing") * (reference.inputs.contains("\"up\"") ? -1 : 1);
            List<AverageOption.Fixing> fixings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                double volatility = reference.number("volAtLastFixing") + slope * (count - 1 - i);
                fixings.add(new AverageOption.Fixing(
                        reference.number("spot"), volatility * volatility * (first + i * step)));
            }
            assertReproduced(reference, average(reference, fixings, reference.number("expiryYears")));
        }
    }

    @Test
    void averagesOfAStockByHull() throws IOException {
        List<Case> cases = cases("HULL-26\\.3-[0-9]+");

        assertThat(cases).hasSize(3);
        for (Case reference : cases) {
            int count = (int) reference.number("fixings");
            double volatility = reference.number("vol");
            List<AverageOption.Fixing> fixings = new ArrayList<>();
            for (int i = 1; i <= count; i++) {
                double years = (double) i / count;
                double forward = reference.number("spot") * Math.exp(reference.number("rate") * years);
                fixings.add(new AverageOption.Fixing(forward, volatility * volatility * years));
            }
            assertReproduced(reference, average(reference, fixings, 1));
        }
    }

    @Test
    void averagesInsideAndBeforeTheDeliveryMonth() throws IOException {
        List<Case> cases = cases("TW-(INMONTH|FWDMONTH).*");

        assertThat(cases).hasSize(4);
        for (Case reference : cases) {
            int count = (int) reference.number("daysInMonth", reference.number("fixings"))
                    - (int) reference.number("pastFixings", 0);
            int first = (int) reference.number("firstFixingDays", 1);
            double volatility = reference.number("vol");
            List<AverageOption.Fixing> fixings = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                fixings.add(new AverageOption.Fixing(
                        reference.number("forward"), volatility * volatility * (first + i) / 365));
            }
            assertReproduced(reference, average(reference, fixings, (first + count - 1) / 365.0));
        }
    }

    private static double average(Case reference, List<AverageOption.Fixing> fixings, double years) {
        int past = (int) reference.number("pastFixings", 0);
        AverageOption option = new AverageOption(
                reference.type(),
                reference.number("strike"),
                past + fixings.size(),
                past,
                reference.number("pastAverage", 0));
        return option.premium(fixings, Math.exp(-reference.number("rate") * years));
    }
}

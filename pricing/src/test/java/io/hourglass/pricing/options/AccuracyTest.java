package io.hourglass.pricing.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.hourglass.pricing.options.AverageOption.Fixing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Digits: in the tails, of implied volatilities and of sensitivities. */
class AccuracyTest {
    private static final double TO_THE_LAST_DIGIT = 1e-13;

    @Test
    void tailsOfTheNormalDistributionKeepAllDigits() {
        assertThat(Normal.cumulative(-0.5)).isCloseTo(0.3085375387259869, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-1)).isCloseTo(0.15865525393145705, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-3)).isCloseTo(0.0013498980316300946, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-8)).isCloseTo(6.220960574271784e-16, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-15)).isCloseTo(3.670966199312751e-51, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-25)).isCloseTo(3.056696706382561e-138, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(-37)).isCloseTo(5.725571222524577e-300, withinPercentage(TO_THE_LAST_DIGIT));
        assertThat(Normal.cumulative(3)).isEqualTo(1 - Normal.cumulative(-3));
        assertThat(Normal.cumulative(-50)).isZero();
    }

    @Test
    void quantilesInvertTheDistribution() {
        assertThat(Normal.quantile(0.025)).isCloseTo(-1.9599639845400543, within(1e-15));
        assertThat(Normal.quantile(0.5)).isCloseTo(0, within(1e-15));
        for (double p = 1e-300; p < 0.5; p *= 7) {
            assertThat(Math.log(Normal.cumulative(Normal.quantile(p)))).isCloseTo(Math.log(p), within(1e-12));
        }
        assertThatThrownBy(() -> Normal.quantile(1)).hasMessageContaining("1.0");
    }

    @Test
    void putsAndCallsKeepTheirDigitsInTheTail() {
        double worst = 0;
        for (Tails tail : Tails.all()) {
            double value =
                    Black76.premium(tail.type(), tail.forward(), tail.strike(), tail.years(), tail.volatility(), 0);
            worst = Math.max(worst, tail.off(value));
        }
        assertThat(worst).isLessThan(5e-13);
    }

    @Property
    void moreVolatilityIsWorthMore(
            @ForAll @DoubleRange(min = 0.5, max = 5) double forward,
            @ForAll @DoubleRange(min = 0.5, max = 5) double strike,
            @ForAll @DoubleRange(min = 0.01, max = 3) double volatility) {
        for (OptionType type : OptionType.values()) {
            double less = Black76.premium(type, forward, strike, 0.5, volatility, 0.04);
            double more = Black76.premium(type, forward, strike, 0.5, volatility * 1.001, 0.04);
            assertThat(more).isGreaterThanOrEqualTo(less);
        }
    }

    @Property
    void aPremiumGivesItsVolatilityBack(
            @ForAll @DoubleRange(min = -4, max = 0.9) double magnitude,
            @ForAll @DoubleRange(min = -12, max = 12) double deviationsApart) {
        double deviation = Math.pow(10, magnitude);
        double strike = 2.4 * Math.exp(deviationsApart * deviation);
        OptionType type = strike > 2.4 ? OptionType.CALL : OptionType.PUT;
        double premium = Black76.premium(type, 2.4, strike, 1, deviation, 0);
        double lacking = Math.min(2.4, strike) - premium;
        // so near to all it can be worth that a double tells volatilities apart no better
        if (premium > 1e-290 && lacking > 1e-3 * premium) {
            assertThat(Black76.impliedVolatility(type, premium, 2.4, strike, 1, 0))
                    .isCloseTo(deviation, withinPercentage(1e-10));
        }
    }

    @Property
    void aPremiumGivesItsNormalVolatilityBack(
            @ForAll @DoubleRange(min = -4, max = 0.9) double magnitude,
            @ForAll @DoubleRange(min = -12, max = 12) double deviationsApart) {
        double volatility = Math.pow(10, magnitude);
        double strike = 2.4 + deviationsApart * volatility;
        OptionType type = strike > 2.4 ? OptionType.CALL : OptionType.PUT;
        double premium = Bachelier.value(type, 2.4, strike, 1, volatility, 0).value();
        assertThat(Bachelier.impliedVolatility(type, premium, 2.4, strike, 1, 0))
                .isCloseTo(volatility, withinPercentage(1e-10));
    }

    @Test
    void noVolatilityExplainsWhatNoOptionCanBeWorth() {
        assertThatThrownBy(() -> Black76.impliedVolatility(OptionType.CALL, 2.5, 2.4, 2, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2.5");
        assertThatThrownBy(() -> Black76.impliedVolatility(OptionType.CALL, 0.39, 2.4, 2, 1, 0))
                .hasMessageContaining("0.39");
        assertThatThrownBy(() -> Bachelier.impliedVolatility(OptionType.PUT, 0, 2.4, 2, 1, 0))
                .hasMessageContaining("0.0");
        assertThatThrownBy(() -> Black76.premium(OptionType.PUT, -2.4, 2, 1, 0.5, 0))
                .hasMessageContaining("-2.4");
        assertThatThrownBy(() -> Black76.value(OptionType.PUT, 2.4, 2, 1, Double.NaN, 0))
                .hasMessageContaining("NaN");
    }

    @Test
    void theLeastAndTheMostVolatilityGiveTheirLimits() {
        for (double least : new double[] {0, 1e-300, 1e-170, 1e-150, 1e-5}) {
            assertThat(Black76.premium(OptionType.CALL, 2.4, 2, 1, least, 0)).isCloseTo(0.4, within(1e-15));
            assertThat(Black76.premium(OptionType.PUT, 2.4, 2, 1, least, 0)).isZero();
            assertThat(Bachelier.value(OptionType.PUT, 2.4, 2, 1, least, 0).value())
                    .isZero();
        }
        assertThat(Black76.premium(OptionType.CALL, 2.4, 2, 1, 1e4, 0)).isEqualTo(2.4);
        assertThat(Black76.premium(OptionType.PUT, 2.4, 2, 1, 1e4, 0)).isEqualTo(2);
        assertThatThrownBy(() -> Black76.premium(OptionType.CALL, 2.4, 2, Double.POSITIVE_INFINITY, 1, 0))
                .hasMessageContaining("Infinity");
    }

    @Test
    void premiumAndValueAgreeEverywhere() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            double forward = 0.5 + 5 * random.nextDouble();
            double strike = forward * Math.exp(random.nextGaussian());
            double years = random.nextDouble() * 3;
            double volatility = random.nextDouble() * 2;
            OptionType type = random.nextBoolean() ? OptionType.CALL : OptionType.PUT;
            assertThat(Black76.premium(type, forward, strike, years, volatility, 0.04))
                    .isEqualTo(Black76.value(type, forward, strike, years, volatility, 0.04)
                            .value());
        }
    }

    @Test
    void aSheetGivesWhatItsRowsGiveAlone() {
        Random random = new Random(4);
        int rows = 1000;
        OptionType[] types = new OptionType[rows];
        double[] forwards = random.doubles(rows, 1, 5).toArray();
        double[] strikes = random.doubles(rows, 0.5, 9).toArray();
        double[] years = random.doubles(rows, 0, 3).toArray();
        double[] volatilities = random.doubles(rows, 0, 2).toArray();
        for (int i = 0; i < rows; i++) {
            types[i] = random.nextBoolean() ? OptionType.CALL : OptionType.PUT;
        }
        years[7] = 0;
        volatilities[8] = 0;
        strikes[9] = forwards[9];
        double[] premiums = new double[rows];
        new PremiumSheet().premiums(types, forwards, strikes, years, volatilities, 0.04, premiums);

        for (int i = 0; i < rows; i++) {
            double alone = Black76.premium(types[i], forwards[i], strikes[i], years[i], volatilities[i], 0.04);
            assertThat(premiums[i]).as("row " + i).isCloseTo(alone, within(1e-14 * alone));
        }
        assertThatThrownBy(() ->
                        new PremiumSheet().premiums(types, forwards, strikes, years, volatilities, 0.04, new double[3]))
                .hasMessageContaining("for 3");
        for (double wrong : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            for (double[] column : new double[][] {forwards, strikes, years, volatilities}) {
                double right = column[500];
                column[500] = wrong;
                assertThatThrownBy(() -> new PremiumSheet()
                                .premiums(types, forwards, strikes, years, volatilities, 0.04, premiums))
                        .hasMessageContaining(Double.toString(wrong));
                column[500] = right;
            }
        }
    }

    @Test
    void averageSensitivitiesAreSlopes() {
        double h = 1e-5;
        for (int known : new int[] {0, 10}) {
            AverageOption option = new AverageOption(OptionType.CALL, 2.4, 30, known, 2.5);
            OptionValue at = option.value(month(2.45, 0.6, known, 0), 30 / 365.0, 0.04);
            OptionValue up = option.value(month(2.45 + h, 0.6, known, 0), 30 / 365.0, 0.04);
            OptionValue down = option.value(month(2.45 - h, 0.6, known, 0), 30 / 365.0, 0.04);
            double wilder = option.value(month(2.45, 0.6 + h, known, 0), 30 / 365.0, 0.04)
                    .value();
            double calmer = option.value(month(2.45, 0.6 - h, known, 0), 30 / 365.0, 0.04)
                    .value();
            double sooner = option.value(month(2.45, 0.6, known, -h), 30 / 365.0 - h, 0.04)
                    .value();
            double later = option.value(month(2.45, 0.6, known, h), 30 / 365.0 + h, 0.04)
                    .value();

            assertThat(at.value())
                    .isCloseTo(option.premium(month(2.45, 0.6, known, 0), Math.exp(-0.04 * 30 / 365)), within(1e-15));
            assertThat(at.delta()).isCloseTo((up.value() - down.value()) / (2 * h), within(1e-7));
            assertThat(at.gamma()).isCloseTo((up.delta() - down.delta()) / (2 * h), within(1e-6));
            assertThat(at.vega()).isCloseTo((wilder - calmer) / (2 * h), within(1e-7));
            assertThat(at.theta()).isCloseTo((sooner - later) / (2 * h), within(1e-6));
        }
    }

    private static List<Fixing> month(double forward, double volatility, int known, double shift) {
        List<Fixing> fixings = new ArrayList<>();
        for (int day = 1; day <= 30 - known; day++) {
            fixings.add(new Fixing(forward, day / 365.0 + shift, volatility));
        }
        return fixings;
    }

    @Test
    void aGeometricAverageIsWorthLessAndAllAveragesLessThanTheLastPrice() {
        for (double strike : new double[] {80, 100, 120}) {
            double geometric = GeometricAverage.continuous(OptionType.CALL, 100, strike, 1, 0.3, 0.05, 0);
            double arithmetic = new ContinuousAverage(OptionType.CALL, strike, 1, 1, 0).premium(100, 0, 0.3, 0.05);
            double last = Black76.premium(OptionType.CALL, 100, strike, 1, 0.3, 0.05);
            assertThat(geometric).isLessThan(arithmetic);
            assertThat(arithmetic).isLessThan(last);
        }
    }

    @Test
    void manyFixingsComeToTheContinuousAverage() {
        double continuous = new ContinuousAverage(OptionType.CALL, 2.4, 0.5, 0.5, 0).premium(2.45, 0, 0.6, 0.04);
        List<Fixing> fixings = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            fixings.add(new Fixing(2.45, 0.5 * (i + 0.5) / 20_000, 0.6));
        }
        assertThat(new AverageOption(OptionType.CALL, 2.4, 20_000, 0, 0).premium(fixings, Math.exp(-0.02)))
                .isCloseTo(continuous, within(1e-8));
    }
}

package io.hourglass.pricing.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hourglass.pricing.curve.ForwardCurve.Built;
import io.hourglass.pricing.curve.ForwardCurve.NotPositive;
import io.hourglass.pricing.curve.ForwardCurve.Term;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ForwardCurveTest {
    private static ForwardCurve built(double spot, Term... terms) {
        return ((Built) ForwardCurve.of(spot, List.of(terms))).curve();
    }

    @Property
    void repricesEveryInput(
            @ForAll @DoubleRange(min = 0.1, max = 20) double spot,
            @ForAll @DoubleRange(min = 0.1, max = 20) double year,
            @ForAll @DoubleRange(min = 0.1, max = 20) double threeYears) {
        ForwardCurve.Result result = ForwardCurve.of(spot, List.of(new Term(12, year), new Term(36, threeYears)));

        switch (result) {
            case Built(ForwardCurve curve) -> {
                assertThat(curve.rental(1)).isCloseTo(spot, within(1e-10));
                assertThat(curve.rental(12)).isCloseTo(year, within(1e-10));
                assertThat(curve.rental(36)).isCloseTo(threeYears, within(1e-10));
                assertThat(curve.forwards()).allMatch(forward -> forward > 0);
            }
            case NotPositive refused ->
                assertThat(12 * year <= spot || 36 * threeYears <= 12 * year).isEqualTo(refused.forward() <= 0);
        }
    }

    @Property
    void isFlatWhereItsInputsAreFlat(@ForAll @DoubleRange(min = 0.1, max = 20) double price) {
        ForwardCurve curve = built(price, new Term(12, price), new Term(36, price));

        assertThat(curve.forwards()).allSatisfy(forward -> assertThat(forward).isCloseTo(price, within(1e-10)));
        assertThat(ForwardCurve.flat(price)).isEqualTo(built(price));
    }

    @Test
    void goesOnFlatWhereATermIsMissing() {
        ForwardCurve curve = built(3.6, new Term(12, 2.5));

        assertThat(curve.forward(36)).isEqualTo(curve.forward(2));
        assertThat(curve.forward(2)).isCloseTo((12 * 2.5 - 3.6) / 11, within(1e-12));
        assertThat(built(3.6, new Term(36, 2.0)).rental(36)).isCloseTo(2.0, within(1e-12));
    }

    @Test
    void namesTheSegmentThatWouldCostNothing() {
        ForwardCurve.Result result = ForwardCurve.of(3.0, List.of(new Term(12, 3.0), new Term(36, 0.9)));

        assertThat(result).isInstanceOfSatisfying(NotPositive.class, refused -> {
            assertThat(refused.fromMonth()).isEqualTo(13);
            assertThat(refused.toMonth()).isEqualTo(36);
            assertThat(refused.forward()).isCloseTo(-0.15, within(1e-12));
        });
    }

    @Test
    void isTheRulebooksFormulaWhereEveryMonthIsKnown() {
        ForwardCurve curve = built(3.0, new Term(2, 2.9), new Term(3, 2.85));

        assertThat(curve.forward(3)).isCloseTo(ForwardCurve.forward(3, 2.85, 2.9), within(1e-12));
    }

    @Test
    void refusesTermsOutOfOrder() {
        assertThatThrownBy(() -> ForwardCurve.of(3.0, List.of(new Term(12, 3.0), new Term(12, 3.0))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Term(37, 3.0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExposureDiminishesAsDaysAreFixed() {
        DeliveryMonth third = new DeliveryMonth(7, 21, 3.0);

        assertThat(third.remainingWeight()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(third.forward(3.6)).isCloseTo(3.4, within(1e-12));
        assertThat(DeliveryMonth.ahead(21).forward(3.6)).isCloseTo(3.6, within(1e-12));
        assertThat(new DeliveryMonth(21, 21, 3.0).forward(99)).isCloseTo(3.0, within(1e-12));
        assertThat(new DeliveryMonth(21, 21, 3.0).remainingWeight()).isZero();
    }
}

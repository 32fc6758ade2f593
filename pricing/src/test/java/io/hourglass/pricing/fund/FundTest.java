package io.hourglass.pricing.fund;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FundTest {
    @Test
    void saysWhatAUnitIsWorth() {
        assertThat(NetAssetValue.perUnit(1_000_000_000, 10_000_000)).isEqualTo(100_000_000);
        assertThat(NetAssetValue.perUnitDown(10, 3_000_000)).isEqualTo(3);
        assertThat(NetAssetValue.perUnitUp(10, 3_000_000)).isEqualTo(4);
        assertThatThrownBy(() -> NetAssetValue.perUnit(10, 0)).isInstanceOf(ArithmeticException.class);
    }

    /** Whoever comes or goes, those who stay lose nothing but the rounding of the NAV itself. */
    @Property
    void keepsTheValueOfAUnitWhenOthersComeAndGo(
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000_000L) long assets,
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000_000L) long units,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long cash) {
        long before = NetAssetValue.perUnitDown(assets, units);
        long created = NetAssetValue.unitsDown(cash, NetAssetValue.perUnitUp(assets, units));
        assertThat(NetAssetValue.perUnitDown(assets + cash, units + created)).isGreaterThanOrEqualTo(before);

        long redeemed = Math.min(cash, units - 1);
        long paid = NetAssetValue.cashDown(redeemed, before);
        assertThat(NetAssetValue.perUnitDown(assets - paid, units - redeemed)).isGreaterThanOrEqualTo(before);
    }

    @Property
    void neverPaysOutMoreThanCameIn(
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long cash,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long nav) {
        long units = NetAssetValue.unitsDown(Math.min(cash, nav), nav);

        assertThat(NetAssetValue.cashDown(units, nav)).isLessThanOrEqualTo(cash);
    }

    @Test
    void inflatesUnitsByTheFee() {
        StreamingFee fee = new StreamingFee(10_000, 20_000);

        // after a year the manager holds 1 % of all units
        long units = fee.unitsDown(99_000_000, StreamingFee.SECONDS_PER_YEAR);
        assertThat(units).isEqualTo(1_000_000);
        assertThat(fee.unitsDown(99_000_000, 0)).isZero();
        // as the contract has it, see FundIncomeTest
        assertThat(new StreamingFee(20_000, 20_000).unitsDown(100_000_000, StreamingFee.SECONDS_PER_YEAR))
                .isEqualTo(2_040_816);
        assertThat(fee.unitsDown(99_000_000, 100)).isEqualTo(3);
        assertThatThrownBy(() -> new StreamingFee(20_001, 20_000)).isInstanceOf(IllegalArgumentException.class);
    }

    /** NAV per unit is the same before and after the fee is taken in units, but for a rounding unit each. */
    @Property
    void takingTheFeeMovesNoNav(
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000_000L) long gross,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000_000L) long units,
            @ForAll @LongRange(min = 0, max = StreamingFee.SECONDS_PER_YEAR) long seconds) {
        StreamingFee fee = new StreamingFee(20_000, 20_000);
        long leaving = NetAssetValue.perUnitDown(gross - fee.cashUp(gross, seconds), units);
        long coming = NetAssetValue.perUnitUp(gross - fee.cashDown(gross, seconds), units);
        long inflated = units + fee.unitsDown(units, seconds);

        // A micro-dollar of assets, and a micro-unit, are what the two roundings may shift.
        long slack = 2 + NetAssetValue.UNIT / units + NetAssetValue.perUnitUp(gross, units) / units;
        assertThat(NetAssetValue.perUnitDown(gross, inflated)).isBetween(leaving, leaving + slack);
        assertThat(NetAssetValue.perUnitUp(gross, inflated)).isBetween(coming - slack, coming + slack);
    }

    @Test
    void fillsProRataAndNeverMoreThanThereIs() {
        assertThat(Allocation.proRataDown(6, List.of(8L, 4L))).containsExactly(4L, 2L);
        assertThat(Allocation.proRataDown(5, List.of(3L, 3L, 3L))).containsExactly(1L, 1L, 1L);
        assertThat(Allocation.proRataDown(9, List.of(3L, 3L, 3L))).containsExactly(3L, 3L, 3L);
        assertThatThrownBy(() -> Allocation.proRataDown(10, List.of(9L))).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void sharesOutExactly(
            @ForAll @LongRange(min = 0, max = 1_000_000_000_000_000L) long total,
            @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 1_000_000_000_000L) Long> weights) {
        if (weights.stream().allMatch(weight -> weight == 0)) {
            return;
        }
        List<Long> shares = Allocation.largestRemainder(total, weights);
        double sum = weights.stream().mapToDouble(weight -> weight).sum();

        assertThat(shares.stream().mapToLong(share -> share).sum()).isEqualTo(total);
        for (int i = 0; i < shares.size(); i++) {
            assertThat((double) shares.get(i)).isCloseTo(total * (weights.get(i) / sum), within(1.01));
        }
    }

    @Test
    void givesWhatIsLeftToTheLargestRemainder() {
        assertThat(Allocation.largestRemainder(10, List.of(1L, 1L, 1L))).containsExactly(4L, 3L, 3L);
        assertThat(Allocation.largestRemainder(100, List.of(47L, 16L, 15L, 15L, 7L)))
                .containsExactly(47L, 16L, 15L, 15L, 7L);
        assertThat(Allocation.largestRemainder(10, List.of(15L, 26L, 59L))).containsExactly(1L, 3L, 6L);
        assertThatThrownBy(() -> Allocation.largestRemainder(1, List.of(0L)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysByOneRemainderWhichQuotasAreRoundedUp() {
        // 10/3 each: one unit is left over, and goes to the first of three equal remainders of 1
        assertThat(Allocation.roundedUp(10, List.of(1L, 1L, 1L))).contains(new Allocation.RoundedUp(BigInteger.ONE, 0));
        // 1.5, 2.6, 5.9: two units are left over, for .9 and .6
        assertThat(Allocation.roundedUp(10, List.of(15L, 26L, 59L)))
                .contains(new Allocation.RoundedUp(BigInteger.valueOf(60), 1));
        assertThat(Allocation.roundedUp(100, List.of(50L, 50L))).isEmpty();
    }

    @Test
    void givesEachConstituentItsPartOfTheNavAndNoMore() {
        assertThat(TargetWeights.partsDown(100, List.of(1L, 2L))).containsExactly(33L, 66L);
        assertThat(TargetWeights.partsDown(7, List.of(5L, 0L))).containsExactly(7L, 0L);
        assertThatThrownBy(() -> TargetWeights.partsDown(-1, List.of(1L))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void putsWhatWasPaidOutBackIn() {
        assertThat(Tracking.totalReturn(List.of(100L, 95L, 190L), List.of(7L, 5L, 0L)))
                .containsExactly(100L, 100L, 200L);
        assertThat(Tracking.differencePpm(List.of(100L, 108L), List.of(1000L, 1100L)))
                .isEqualTo(-20_000);
        assertThat(Tracking.premiumPpm(101, 100)).isEqualTo(10_000);
        assertThat(Tracking.errorPpm(List.of(100L), List.of(5L), 0)).isZero();
    }

    @Test
    void comparesTheFundWithItsIndex() {
        List<Double> levels = List.of(100.0, 110.0, 99.0);
        List<Double> navs = List.of(10.0, 10.9, 9.81);

        assertThat(Tracking.premium(10.1, 10)).isCloseTo(0.01, within(1e-12));
        assertThat(Tracking.difference(navs, levels)).isCloseTo(-0.009, within(1e-12));
        // differences -0.01 and 0: their sample deviation is 0.01 / √2
        assertThat(Tracking.error(navs, levels, 365)).isCloseTo(0.01 / Math.sqrt(2) * Math.sqrt(365), within(1e-12));
        assertThat(Tracking.error(levels, levels, 365)).isZero();
        assertThat(Tracking.difference(Collections.nCopies(2, 1.0), Collections.nCopies(2, 5.0)))
                .isZero();
    }
}

package io.hourglass.ledger.fund;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.pricing.fund.NetAssetValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What creations and redemptions at the two sides of a NAV do to those who stay. */
class RoundingTest {

    @Property
    void aCreationAtTheUpperNavNeverDilutesAndMovesNavByARoundingUnit(
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000_000L) long net,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000_000L) long units,
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000L) long cash) {
        long up = NetAssetValue.perUnitUp(net, units);
        long created = NetAssetValue.unitsDown(cash, up);
        assertStaysWithinARoundingUnit(net, units, net + cash, units + created, up, created);
    }

    @Property
    void aRedemptionAtTheLowerNavNeverDilutesAndMovesNavByARoundingUnit(
            @ForAll @LongRange(min = 1_000_000_000, max = 1_000_000_000_000_000L) long net,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000_000L) long units,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long share) {
        long down = NetAssetValue.perUnitDown(net, units);
        long redeemed = 1 + share % (units - 1);
        long cash = NetAssetValue.cashDown(redeemed, down);
        assertStaysWithinARoundingUnit(net, units, net - cash, units - redeemed, down, redeemed);
    }

    @Property
    void goingInAndOutAtOnceNeverPays(
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000_000_000L) long net,
            @ForAll @LongRange(min = 1_000_000, max = 10_000_000_000_000L) long units,
            @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long cash) {
        long created = NetAssetValue.unitsDown(cash, NetAssetValue.perUnitUp(net, units));
        long after = NetAssetValue.perUnitDown(net + cash, units + created);
        assertThat(NetAssetValue.cashDown(created, after)).isLessThanOrEqualTo(cash);
    }

    /**
     * Nobody who stays loses, and what they gain together is less than one micro-unit, and one
     * micro-dollar a whole unit that moved.
     */
    private static void assertStaysWithinARoundingUnit(
            long net, long units, long netAfter, long unitsAfter, long nav, long moved) {
        BigInteger before = BigInteger.valueOf(net).multiply(BigInteger.valueOf(unitsAfter));
        BigInteger after = BigInteger.valueOf(netAfter).multiply(BigInteger.valueOf(units));
        assertThat(after).isGreaterThanOrEqualTo(before);
        // Gain of all who stay, micro-dollars: netAfter − net · unitsAfter / units.
        BigDecimal gain =
                new BigDecimal(after.subtract(before)).divide(BigDecimal.valueOf(units), 12, RoundingMode.HALF_UP);
        BigDecimal microUnit = BigDecimal.valueOf(nav, 6);
        BigDecimal perWholeUnit = BigDecimal.valueOf(moved, 6);
        assertThat(gain).isLessThanOrEqualTo(microUnit.add(perWholeUnit).add(BigDecimal.ONE));
    }
}

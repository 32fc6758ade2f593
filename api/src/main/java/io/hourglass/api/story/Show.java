package io.hourglass.api.story;

import io.hourglass.ledger.money.Amount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Amounts as the progress shows them: thousands apart, cents and tenths of hours, rounded for the eye only. */
final class Show {
    private Show() {}

    static String dollars(Amount amount) {
        return format("#,##0.00", amount);
    }

    static String hours(Amount amount) {
        return format("#,##0.#", amount);
    }

    private static String format(String pattern, Amount amount) {
        DecimalFormat format = new DecimalFormat(pattern, DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setRoundingMode(RoundingMode.HALF_EVEN);
        return format.format(BigDecimal.valueOf(amount.units(), amount.asset().scale()));
    }
}

package io.hourglass.api.console;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How figures are written for people: from integers, grouped, with a true minus sign. */
@TemplateExtension
final class Written {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH);

    private Written() {}

    /** {@code 12,345.50}: whole assets without decimals, others with at least two, none cut off. */
    static String figure(Amount amount) {
        return grouped(
                BigDecimal.valueOf(amount.units(), amount.asset().scale()),
                Math.min(2, amount.asset().scale()));
    }

    /** {@code +12.50} or {@code −12.50}: what was gained or given. */
    static String signed(Amount amount) {
        return (amount.units() > 0 ? "+" : "") + figure(amount);
    }

    /** A sum of an asset's units that may leave 64 bits. */
    static String figure(BigInteger units, int scale) {
        return grouped(new BigDecimal(units, scale), Math.min(2, scale));
    }

    /** {@code 2.4900}: dollars per GPU-hour, to the tenth of a cent and one digit more. */
    static String figure(Price price) {
        return grouped(BigDecimal.valueOf(price.micros(), 6).setScale(4, RoundingMode.HALF_EVEN), 4);
    }

    /** All six decimals of a price. */
    static String exact(Price price) {
        return grouped(BigDecimal.valueOf(price.micros(), 6), 6);
    }

    /** Micro-dollars as dollars with four decimals. */
    static String micros(Long micros) {
        return grouped(BigDecimal.valueOf(micros, 6).setScale(4, RoundingMode.HALF_EVEN), 4);
    }

    /** {@code +1.25 %}: how far a price moved from an earlier one. */
    static String change(Price to, Price from) {
        BigDecimal percent = BigDecimal.valueOf(to.micros() - from.micros())
                .multiply(BigDecimal.valueOf(100))
                .divide(BigDecimal.valueOf(from.micros()), 2, RoundingMode.HALF_EVEN);
        return (percent.signum() > 0 ? "+" : "") + grouped(percent, 2) + " %";
    }

    /** A number out of a receipt, with four decimals. */
    static String four(BigDecimal number) {
        return grouped(number.setScale(4, RoundingMode.HALF_EVEN), 4);
    }

    /** A share of one as a percentage with two decimals. */
    static String percent(BigDecimal share) {
        return grouped(share.movePointRight(2).setScale(2, RoundingMode.HALF_EVEN), 2) + " %";
    }

    /** {@code 12,345}. */
    static String figure(Long whole) {
        return grouped(BigDecimal.valueOf(whole), 0);
    }

    static String figure(Integer whole) {
        return figure(whole.longValue());
    }

    /** {@code 0x12ab34…89ef}. */
    static String brief(Hash hash) {
        return shortened(hash.hex());
    }

    static String brief(Address address) {
        return shortened(address.hex());
    }

    /** {@code 2026-08-07 20:00 UTC}. */
    static String utc(Instant instant) {
        return UTC.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** {@code 2026-08-07 20:00:05 UTC}. */
    static String second(Instant instant) {
        return SECOND.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** {@code 7 Aug 2026}. */
    static String words(LocalDate day) {
        return DAY.format(day);
    }

    /** {@code Aug 2026}. */
    static String words(YearMonth month) {
        return MONTH.format(month);
    }

    /** {@code partly filled}: a constant as a person says it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@code TOO_FEW_PROVIDERS} as a person says it. */
    static String said(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** The first 30 characters of what may be long. */
    static String clipped(String text) {
        return text.length() <= 30 ? text : text.substring(0, 28) + "…";
    }

    private static String shortened(String hex) {
        return hex.substring(0, 8) + "…" + hex.substring(hex.length() - 4);
    }

    static String grouped(BigDecimal value, int decimalsMin) {
        DecimalFormat format = new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(decimalsMin);
        format.setMaximumFractionDigits(Math.max(decimalsMin, value.scale()));
        return format.format(value).replace('-', '−');
    }
}

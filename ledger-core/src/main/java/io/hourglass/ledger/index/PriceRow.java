package io.hourglass.ledger.index;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * One accepted line of a price file: one provider's prices of one machine on one day.
 *
 * @param line in the file, from 1; the header is line 1
 */
record PriceRow(
        long line,
        LocalDate date,
        String provider,
        String region,
        GpuClass gpu,
        int gpuCount,
        Map<PriceKind, Price> prices,
        String source,
        String licence) {

    PriceRow {
        prices = new EnumMap<>(prices);
    }

    /** What makes two lines the same line, wherever they stand. */
    Hash content() {
        StringJoiner content = new StringJoiner("|");
        content.add(date.toString()).add(provider).add(region).add(gpu.name());
        content.add(Integer.toString(gpuCount)).add(source);
        prices.forEach((kind, price) -> content.add(kind + "=" + price.micros()));
        return Hash.sha256(content.toString());
    }
}

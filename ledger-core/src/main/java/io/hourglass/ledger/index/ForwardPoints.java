package io.hourglass.ledger.index;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an hour of a GPU class costs in each of 36 months, seen from one day.
 *
 * @param day of the final fixing it starts from
 * @param months from the month of the day on
 * @param inputs canonical JSON: what it was built from
 * @param digest SHA-256 of the inputs
 */
public record ForwardPoints(
        GpuClass gpu, LocalDate day, SortedMap<YearMonth, Price> months, String inputs, Hash digest) {
    public ForwardPoints {
        months = Collections.unmodifiableSortedMap(new TreeMap<>(months));
    }
}

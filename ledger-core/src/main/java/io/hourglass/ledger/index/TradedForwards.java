package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;

/** What the months of a class trade at: for whoever lists futures of them to say. */
public interface TradedForwards {
    /** Those that traded on the last day before this one that has settlement prices, by months. */
    List<Traded> before(Tx tx, GpuClass gpu, LocalDate before);

    /**
     * A month whose future traded.
     *
     * @param day whose settlement price it is
     * @param price micro-dollars per GPU-hour
     */
    record Traded(YearMonth month, String future, LocalDate day, long price) {}
}

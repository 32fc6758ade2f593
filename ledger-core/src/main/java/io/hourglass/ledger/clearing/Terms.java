package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.margin.PortfolioMargin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * What the contract says from a day on (rulebook §3); a row of table {@code contract_terms}.
 *
 * @param tick micro-dollars per GPU-hour, outright
 * @param monthsListed how far out contracts are listed
 * @param bandPercent how far from the prior settlement price an order may be
 * @param spotMonthLimit lots a party may hold from 3 business days before the last trading day
 * @param accountability lots of one contract
 * @param accountabilityAll lots of all months of a class
 * @param vwapSeconds how long before the cut trades count for procedure T1
 * @param reportable lots of a contract from which a holder is in the large-trader report
 * @param disposal how an estate is sold, and disposalSeconds how long it waits between two steps
 * @param midday when a day's first mark is of, UTC; empty where there is none
 * @param portfolio what months offset, and what many lots take on top
 * @param fundCallHours how long there is to bring what the default fund lacks; empty where nobody is called for it
 * @param noticeDays business days between the announcement of a change of these terms and its day
 * @param callHours how long there is to meet a margin call, by the business clock
 */
public record Terms(
        LocalDate effective,
        long hoursPerLot,
        long tick,
        int monthsListed,
        int bandPercent,
        long spotMonthLimit,
        long accountability,
        long accountabilityAll,
        long reportable,
        int maintenancePercent,
        int vwapSeconds,
        int callHours,
        Disposal disposal,
        int disposalSeconds,
        Optional<LocalTime> midday,
        PortfolioMargin portfolio,
        Optional<Integer> fundCallHours,
        int noticeDays) {

    /** The terms in force on a day. */
    static Terms on(Tx tx, LocalDate day) {
        return tx.first(
                        "select * from hourglass.contract_terms where effective <= ? order by effective desc limit 1",
                        Terms::read,
                        day)
                .orElseThrow();
    }

    static Terms read(ResultSet row) throws SQLException {
        return new Terms(
                row.getObject("effective", LocalDate.class),
                row.getLong("hours_per_lot"),
                row.getLong("tick"),
                row.getInt("months_listed"),
                row.getInt("band_percent"),
                row.getLong("spot_month_limit"),
                row.getLong("accountability"),
                row.getLong("accountability_all"),
                row.getLong("reportable"),
                row.getInt("maintenance_percent"),
                row.getInt("vwap_seconds"),
                row.getInt("call_hours"),
                new Disposal(
                        row.getInt("disposal_percent"),
                        row.getLong("disposal_at_once"),
                        row.getInt("disposal_book_percent")),
                row.getInt("disposal_seconds"),
                Optional.ofNullable(row.getObject("midday", LocalTime.class)),
                new PortfolioMargin(
                        row.getInt("spread_credit_percent"),
                        row.getInt("concentration_percent"),
                        row.getLong("concentration_from"),
                        row.getLong("concentration_size"),
                        row.getInt("concentration_add_on_percent")),
                Optional.ofNullable(row.getObject("fund_call_hours", Integer.class)),
                row.getInt("notice_days"));
    }

    /** The nearest tick, half up; at least one. */
    Price toTick(long micros) {
        return new Price(Math.max(tick, Math.floorDiv(micros + tick / 2, tick) * tick));
    }

    /** What must be in place of this initial margin for a position to go on, rounded up. */
    long maintenanceUp(long initial) {
        return Math.ceilDiv(Math.multiplyExact(initial, (long) maintenancePercent), 100);
    }
}

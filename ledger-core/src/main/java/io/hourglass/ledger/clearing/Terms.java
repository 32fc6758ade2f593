package io.hourglass.ledger.clearing;

import static io.hourglass.ledger.terms.Field.whole;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import io.hourglass.pricing.margin.PortfolioMargin;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
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

    private static final LocalTime CUT = LocalTime.of(20, 0);
    private static final long MANY = 1_000_000_000;

    /** What the contracts on chain fix for good, hours a lot and maintenance, is not among what may change. */
    static final TermSheet<Terms> SHEET = new TermSheet<>(
            "contract",
            "contract_terms",
            "true",
            Terms::read,
            Terms::unsound,
            Map.ofEntries(
                    Map.entry("months_listed", whole(1, 120)),
                    Map.entry("band_percent", whole(1, 100)),
                    Map.entry("spot_month_limit", whole(1, MANY)),
                    Map.entry("accountability", whole(1, MANY)),
                    Map.entry("accountability_all", whole(1, MANY)),
                    Map.entry("reportable", whole(1, MANY)),
                    Map.entry("vwap_seconds", whole(1, 86_400)),
                    Map.entry("call_hours", whole(1, 240)),
                    Map.entry("fund_call_hours", whole(1, 240).orNone()),
                    Map.entry("midday", Field.timeBefore(CUT).orNone()),
                    Map.entry("disposal_percent", whole(1, 100)),
                    Map.entry("disposal_at_once", whole(0, MANY)),
                    Map.entry("disposal_book_percent", whole(1, 100)),
                    Map.entry("disposal_seconds", whole(1, 86_400)),
                    Map.entry("spread_credit_percent", whole(0, 100)),
                    Map.entry("concentration_percent", whole(0, 100)),
                    Map.entry("concentration_from", whole(0, MANY)),
                    Map.entry("concentration_size", whole(0, MANY)),
                    Map.entry("concentration_add_on_percent", whole(0, 1_000))));

    /** The terms in force on a day. */
    static Terms on(Tx tx, LocalDate day) {
        return SHEET.on(tx, day);
    }

    private Optional<String> unsound() {
        return spotMonthLimit > accountability
                ? Optional.of("the spot month's limit, " + spotMonthLimit + ", is above any month's, " + accountability)
                : Optional.empty();
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

package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.api.story.Offering;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.market.Placement;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.pricing.fund.Tracking;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The index fund beside the market: it is given hours bought of an owner, to be delivered after the last
 * day, and cash; its NAVs are compared with the index of these hours.
 */
final class FundOfHours {
    private static final String OWNER = "owner";
    private static final String MANAGER = "manager";
    private static final Hash SEED = Hash.sha256("simulation-fund");
    private static final Amount DEPOSIT = Amount.parse(Asset.USD, "100000");
    private static final Amount CASH = Amount.parse(Asset.USD, "500");
    private static final String HOURS = "2000";

    /** Business days of a year, on which NAVs are compared. */
    private static final int DAYS_PER_YEAR = 261;

    private final Acting acting;
    private final GpuClass gpu;

    FundOfHours(Acting acting, GpuClass gpu) {
        this.acting = acting;
        this.gpu = gpu;
    }

    /** Has hours listed, minted, bought at the index and given to the fund. */
    void begin(Price index, LocalDate last) {
        acting.hourglass().fuel(List.of(OWNER));
        enrol(OWNER, Party.Kind.OWNER);
        Party manager = enrol(MANAGER, Party.Kind.HOUSE);
        acting.ask("the manager's deposit", tx -> acting.rooms().cash().deposit(tx, "manager", manager, DEPOSIT));
        Offering.admitSignatories(acting);
        Series series = new Series(gpu, Region.US, YearMonth.from(last).plusMonths(2));
        Offering.list(acting, OWNER, series);
        acting.awaitQuiet();
        Offering.mint(acting, OWNER, series);
        acting.awaitQuiet();
        order(OWNER, series, false, index);
        order(MANAGER, series, true, index);
        acting.awaitQuiet();
        acting.ask("seeding the fund", tx -> acting.rooms()
                .fund()
                .createInKind(tx, SEED, manager, series, Amount.parse(series.asset(), HOURS), CASH));
        acting.awaitQuiet();
    }

    private Party enrol(String name, Party.Kind kind) {
        return acting.ask(
                "enrolling " + name,
                tx -> acting.rooms().cash().enrol(tx, new Party(name, kind, acting.address(name), name)));
    }

    private void order(String party, Series series, boolean buy, Price price) {
        long hours = Amount.parse(series.asset(), HOURS).units();
        long expiry = series.expiry().getEpochSecond() - 1;
        Order order = new Order(Venue.SETTLEMENT, acting.address(party), series.id(), buy, hours, price, expiry, 1);
        acting.ask(
                party + "'s order for " + series,
                tx -> acting.rooms().market().place(tx, Placement.limit(acting.sign(party, order))));
    }

    /** Its NAVs of the business days that have a fixing, against the index on the same days. */
    Report.Fund tracked(List<PublishedFixing> fixings) {
        Map<LocalDate, Price> index = new HashMap<>();
        fixings.stream()
                .filter(fixing -> fixing.index().equals(IndexName.headline(gpu)))
                .forEach(fixing -> fixing.value().ifPresent(value -> index.put(fixing.day(), value)));
        List<NavView> navs = acting.read(acting.rooms().fund()::navs).stream()
                .filter(nav -> index.containsKey(nav.day()))
                .toList();
        List<Double> units = new ArrayList<>();
        List<Double> levels = new ArrayList<>();
        for (NavView nav : navs) {
            Price level = index.get(nav.day());
            if (level != null) {
                units.add((double) nav.down());
                levels.add((double) level.micros());
            }
        }
        if (navs.isEmpty()) {
            return new Report.Fund(0, null, null, null, null);
        }
        return new Report.Fund(
                navs.size(),
                cents(navs.getFirst()),
                cents(navs.getLast()),
                fourDigits(Tracking.difference(units, levels)),
                fourDigits(Tracking.error(units, levels, DAYS_PER_YEAR)));
    }

    // The fee is made by the second of the chain, which no seed says: digits that hang on it are not shown.

    private static String cents(NavView nav) {
        return BigDecimal.valueOf(nav.down(), 6)
                .setScale(2, RoundingMode.HALF_EVEN)
                .toPlainString();
    }

    /** As it is shown: rounded half-even to four digits. */
    private static String fourDigits(double share) {
        return BigDecimal.valueOf(share).setScale(4, RoundingMode.HALF_EVEN).toPlainString();
    }
}

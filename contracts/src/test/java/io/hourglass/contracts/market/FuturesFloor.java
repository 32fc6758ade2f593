package io.hourglass.contracts.market;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Placement;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Members with margin for all they order, who order futures of four months around one price; nothing settles. */
public final class FuturesFloor implements AutoCloseable {
    private static final List<Future> MONTHS = IntStream.rangeClosed(9, 12)
            .mapToObj(month -> new Future(ClearingHouse.GPU, YearMonth.of(2026, month)))
            .toList();

    private final ClearingHouse house;
    private final List<String> members;

    /** @param database is closed with it */
    public FuturesFloor(Database database, int members) {
        this.house = new ClearingHouse(new Pit(database));
        this.members = IntStream.range(0, members).mapToObj(i -> "trader-" + i).toList();
        MONTHS.forEach(house::open);
        this.members.forEach(name -> house.margin(house.pit.party(name, Party.Kind.INVESTOR, "100000000"), "50000000"));
    }

    public Market market() {
        return house.market;
    }

    /** A signed limit order for one to three lots: about half of them trade at once. */
    public Placement order(Random random) {
        boolean buy = random.nextBoolean();
        int away = random.nextInt(5) - 2;
        String price = String.format(Locale.ROOT, "%.2f", (240 + (buy ? away : -away)) / 100.0);
        return Placement.limit(house.pit.lots(
                members.get(random.nextInt(members.size())),
                MONTHS.get(random.nextInt(MONTHS.size())).id(),
                buy,
                random.nextLong(1, 4),
                price));
    }

    @Override
    public void close() {
        house.close();
    }
}

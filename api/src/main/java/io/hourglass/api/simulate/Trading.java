package io.hourglass.api.simulate;

import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** What members do on an ordinary day: some of them bid or offer a few lots, near the index. */
final class Trading {
    private static final int TRADES_PERCENT = 40;
    private static final int LOTS_MAX = 5;

    /** How far from the index a member's limit is at most, in thousandths. */
    private static final int SPREAD = 15;

    private final Members members;
    private final Months months;
    private final Orders orders;
    private final RandomGenerator random;

    Trading(Members members, Months months, Orders orders, RandomGenerator random) {
        this.members = members;
        this.months = months;
        this.orders = orders;
        this.random = random;
    }

    void trade(LocalDate day) {
        Map<GpuClass, List<Quote>> quotes = new HashMap<>();
        Map<GpuClass, Price> prices = new HashMap<>();
        for (Member member : members.active()) {
            if (!member.reckless() && random.nextInt(100) < TRADES_PERCENT) {
                List<Quote> open = quotes.computeIfAbsent(member.gpu(), gpu -> months.quotes(gpu, day));
                Price index = prices.computeIfAbsent(member.gpu(), gpu -> months.lastPrice(IndexName.headline(gpu)));
                order(member, open.get(random.nextInt(open.size())), index, day);
            }
        }
    }

    private void order(Member member, Quote quote, Price index, LocalDate day) {
        boolean buy = random.nextBoolean();
        int lots = 1 + random.nextInt(LOTS_MAX);
        int thousandths = 1_000 + random.nextInt(-SPREAD, SPREAD + 1);
        Price wanted = new Price(quote.onTick(index.micros() * thousandths / 1_000));
        Price limit = quote.near(wanted.micros());
        // what is delivered later may be worth less than the index, where rentals say so: some sell below it, nobody
        // buys above
        if (!buy || limit.compareTo(wanted) <= 0) {
            orders.place(member.name(), quote.future(), buy, lots, limit, Window.goodUntil(day));
        }
    }
}

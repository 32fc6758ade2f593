package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.MarkView;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.market.OrderBook.TimeInForce;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the reckless member comes to its end: in the last minutes of a day it buys all it has margin for at
 * the top of the band, which is what the day is marked at; it takes out what margin that leaves free; and
 * when others trade at the index again, its margin is gone.
 */
final class Squeeze {
    private final Acting acting;
    private final Members members;
    private final Months months;
    private final Orders orders;
    private final LocalDate from;
    private @Nullable LocalDate bought;
    private boolean tookOut;

    /** @param from the first day it may happen: it waits for one whose fixing is likely */
    Squeeze(Acting acting, Members members, Months months, Orders orders, LocalDate from) {
        this.acting = acting;
        this.members = members;
        this.months = months;
        this.orders = orders;
        this.from = from;
    }

    /** Whether it buys at the end of this day. */
    boolean isDue(LocalDate day) {
        return bought == null && !day.isBefore(from) && fixed(Window.before(day));
    }

    /** Others offer what it bids for: anybody would, at that price. */
    void buy(LocalDate day) {
        Member reckless = members.reckless();
        Quote quote = months.quotes(reckless.gpu(), day).getLast();
        Price price = quote.high();
        long lots = free(reckless).units() / quote.marginOfLotAt(price);
        List<Member> sellers = members.active().stream()
                .filter(member -> !member.reckless() && member.gpu().equals(reckless.gpu()))
                .toList();
        long each = Math.ceilDiv(lots, sellers.size());
        Instant expiry = Window.fixing(day);
        for (Member seller : sellers) {
            orders.place(seller.name(), quote.future(), false, each, price, expiry, TimeInForce.GTC);
        }
        orders.place(reckless.name(), quote.future(), true, lots, price, expiry, TimeInForce.IOC);
        acting.awaitQuiet();
        bought = day;
    }

    /** Once its purchase is marked, it takes out what margin is free. */
    void takeOut() {
        LocalDate day = bought;
        Member reckless = members.reckless();
        if (day == null || tookOut || members.isOut(reckless.name()) || !isMarked(reckless, day)) {
            return;
        }
        Party party = acting.party(reckless.name());
        Amount free = free(reckless);
        if (free.isPositive()) {
            acting.ask("taking out margin", tx -> acting.rooms()
                    .clearing()
                    .withdrawMargin(tx, "out-" + party.name(), party, free));
            acting.awaitQuiet();
        }
        tookOut = true;
    }

    private Amount free(Member member) {
        Party party = acting.party(member.name());
        return acting.read(tx -> acting.rooms().clearing().margin(tx, party)).free();
    }

    private boolean isMarked(Member member, LocalDate day) {
        return acting.read(tx -> acting.rooms().clearing().futures(tx)).stream()
                .filter(view -> view.future().gpu().equals(member.gpu()))
                .anyMatch(view -> isMarked(view.future(), day));
    }

    private boolean isMarked(Future future, LocalDate day) {
        return acting.read(tx -> acting.rooms().clearing().marks(tx, future)).stream()
                .anyMatch(mark -> mark.day().equals(day) && mark.state() == MarkView.State.FINAL);
    }

    private boolean fixed(LocalDate day) {
        IndexName index = IndexName.headline(members.reckless().gpu());
        return acting.read(tx -> acting.rooms().fixings().history(tx, index, day, day)).stream()
                .flatMap(fixing -> fixing.basis().stream())
                .anyMatch(basis -> basis != Basis.CARRIED && basis != Basis.DETERMINED);
    }
}

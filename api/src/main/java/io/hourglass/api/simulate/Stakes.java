package io.hourglass.api.simulate;

import io.hourglass.api.story.Acting;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.clearing.FutureView;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.money.Price;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is to lose in the books: who holds lots of which contracts, and what margin they take. */
final class Stakes {
    private static final long NEVER = 1_000_000;

    private final Acting acting;
    private final List<FutureView> open;
    private final List<PositionView> held;

    private Stakes(Acting acting, List<FutureView> open, List<PositionView> held) {
        this.acting = acting;
        this.open = open;
        this.held = held;
    }

    /** @param day contracts that still trade after it count */
    static Stakes of(Acting acting, LocalDate day) {
        List<FutureView> open = acting.read(tx -> acting.rooms().clearing().futures(tx)).stream()
                .filter(view -> view.state() == FutureView.State.LISTED && view.openInterest() > 0)
                .filter(view -> day.isBefore(view.future().lastTradingDay()))
                .toList();
        List<PositionView> held = open.stream()
                .flatMap(view -> acting.read(tx -> acting.rooms().clearing().holders(tx, view.future())).stream())
                .filter(position -> position.lots() != 0)
                .toList();
        return new Stakes(acting, open, held);
    }

    /** Contracts somebody holds lots of. */
    List<Future> contracts() {
        return open.stream().map(FutureView::future).toList();
    }

    /** Who holds lots. */
    Set<String> holders() {
        return held.stream().map(PositionView::party).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The party that is to default: the one that was named, or else the one that the smallest move calls. */
    String party(Optional<String> named) {
        Set<String> holders = holders();
        if (holders.isEmpty()) {
            throw new NoDrill("nobody holds a position in futures: there is nothing to default on");
        }
        named.filter(name -> !holders.contains(name)).ifPresent(name -> {
            throw new NoDrill(name + " has no open position in futures, so it cannot default; those who have are "
                    + String.join(", ", holders));
        });
        return named.orElseGet(() -> holders.stream()
                .min(Comparator.comparingLong(this::percentToCall).thenComparing(Comparator.naturalOrder()))
                .orElseThrow());
    }

    /** Of its positions the one that is worth most. */
    PositionView largest(String party) {
        return held.stream()
                .filter(position -> position.party().equals(party))
                .max(Comparator.comparingLong(Stakes::micros))
                .orElseThrow();
    }

    /** Whether prices rise against a party, because it is short where it has most to lose. */
    boolean isRiseAgainst(String party) {
        return largest(party).lots() < 0;
    }

    /** The contracts whose prices move against a party: those of the class it has most to lose in. */
    List<Future> moved(String party) {
        return contracts().stream()
                .filter(future -> future.gpu().equals(largest(party).future().gpu()))
                .toList();
    }

    /** What all its lots of what is moved are worth at their settlement prices, whether long or short. */
    long dollars(String party) {
        return moving(party).mapToLong(Stakes::micros).sum() / Members.DOLLAR;
    }

    /**
     * How many percent prices have to move against a party for it to be below maintenance margin, which
     * moves with them; a whole number, rounded up. Of a fall, 100 or more is what no price can do.
     */
    long percentToCall(String party) {
        Party one = acting.party(party);
        MarginView margin = acting.read(tx -> acting.rooms().clearing().margin(tx, one));
        boolean rising = isRiseAgainst(party);
        long worth = moving(party)
                .mapToLong(position -> rising ? -signed(position) : signed(position))
                .sum();
        long spare = margin.posted().minus(margin.maintenance()).units();
        long lost = Math.addExact(
                worth,
                rising ? margin.maintenance().units() : -margin.maintenance().units());
        return lost <= 0 ? NEVER : Math.floorDiv(Math.multiplyExact(Math.max(0, spare), 100L), lost) + 1;
    }

    private Stream<PositionView> moving(String party) {
        List<Future> moved = moved(party);
        return held.stream().filter(position -> position.party().equals(party) && moved.contains(position.future()));
    }

    private static long micros(PositionView position) {
        return Math.abs(signed(position));
    }

    /** What its lots are worth in micro-dollars, negative where it is short. */
    private static long signed(PositionView position) {
        return Math.multiplyExact(
                position.lots() * Price.HOURS_PER_LOT, position.settlement().micros());
    }
}

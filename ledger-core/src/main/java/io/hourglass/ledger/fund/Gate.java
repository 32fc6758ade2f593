package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.pricing.fund.Allocation;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Redemptions leave by the gate: those of one cycle are filled pro rata, as far as the fund's cash
 * goes, at the latest NAV that none of them could have known. What is not filled waits, before the next
 * cycle, for more cash or for the next NAV. The contract splits by the same rule and keeps the order.
 */
final class Gate {
    static final String INTENT = "gate:";

    /** How often a cycle is filled with one NAV: whatever comes in goes out the same day. */
    private static final int FILLS_MAX = 10;

    private final Journal journal;
    private final Outbox outbox;
    private final FundAccounts accounts;
    private final Navs navs;
    private final Clock clock;

    Gate(Journal journal, Outbox outbox, FundAccounts accounts, Navs navs, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.accounts = accounts;
        this.navs = navs;
        this.clock = clock;
    }

    /**
     * A filling of a cycle.
     *
     * @param requests all that wait in it, in the order the contract takes them
     * @param waiting units of them together
     * @param units that are filled; what is lost to rounding goes on waiting
     */
    private record Fill(long cycle, int number, NavView nav, List<RequestRow> requests, long waiting, long units) {
        String intent() {
            return INTENT + cycle + ":" + number;
        }

        /** Of each request its part. */
        List<Long> parts() {
            return Allocation.proRataDown(
                    units, requests.stream().map(request -> request.waiting).toList());
        }

        boolean isWhole() {
            return units == waiting;
        }
    }

    /** Fills the first cycle that waits, and where that is filled whole the next one too. */
    int work(Tx tx) {
        alone(tx);
        int filled = 0;
        @Nullable String before = null;
        for (long cycle : cycles(tx)) {
            Optional<Fill> fill = fill(tx, cycle);
            if (fill.isEmpty()) {
                return filled;
            }
            plan(tx, fill.get(), before);
            filled++;
            if (!fill.get().isWhole()) {
                return filled;
            }
            before = fill.get().intent();
        }
        return filled;
    }

    /** Those with units waiting; none while a filling is on its way. */
    private static List<Long> cycles(Tx tx) {
        return tx.query("""
                select distinct cycle from hourglass.fund_request
                where left_units > 0 and state in ('WAITING', 'PRICED') and cycle is not null
                    and not exists (select 1 from hourglass.fund_request
                        where state = 'PRICED' and cycle is not null)
                order by cycle
                """, row -> row.getLong(1));
    }

    private Optional<Fill> fill(Tx tx, long cycle) {
        List<RequestRow> requests = waiting(tx, cycle);
        Optional<NavView> nav = navs.latest(tx).filter(latest -> couldNotBeKnown(tx, latest, requests));
        if (nav.isEmpty() || fills(tx, cycle, nav.get().day()) >= FILLS_MAX) {
            return Optional.empty();
        }
        long waiting = requests.stream().mapToLong(request -> request.waiting).sum();
        long paid = NetAssetValue.unitsDown(
                accounts.availableCash(tx).units(), nav.get().down());
        Fill fill = new Fill(cycle, fills(tx, cycle), nav.get(), requests, waiting, Math.min(waiting, paid));
        return fill.parts().stream().allMatch(part -> part == 0) ? Optional.empty() : Optional.of(fill);
    }

    private static boolean couldNotBeKnown(Tx tx, NavView nav, List<RequestRow> requests) {
        long turn = tx.first("select turn from hourglass.nav where day = ?", row -> row.getLong(1), nav.day())
                .orElseThrow();
        return requests.stream()
                .allMatch(request -> request.turn != null
                        && request.turn < turn
                        && !nav.day().isBefore(Fulfilment.firstDay(request)));
    }

    /** Locked, all of them: one that ends meanwhile is not filled, and what is filled does not end. */
    private static List<RequestRow> waiting(Tx tx, long cycle) {
        return tx
                .query(
                        "select id from hourglass.fund_request where cycle = ? and state = 'WAITING'"
                                + " and left_units > 0 order by id for no key update",
                        row -> row.getString(1),
                        cycle)
                .stream()
                .map(id -> tx.session().get(RequestRow.class, id))
                .toList();
    }

    private static int fills(Tx tx, long cycle) {
        return tx.first("select count(*) from hourglass.fund_fill where cycle = ?", row -> row.getInt(1), cycle)
                .orElseThrow();
    }

    private static int fills(Tx tx, long cycle, LocalDate day) {
        return tx.first(
                        "select count(*) from hourglass.fund_fill where cycle = ? and nav_day = ?",
                        row -> row.getInt(1),
                        cycle,
                        day)
                .orElseThrow();
    }

    private void plan(Tx tx, Fill fill, @Nullable String before) {
        List<Long> parts = fill.parts();
        List<Transfer> reserves = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i) > 0) {
                price(tx, fill, fill.requests.get(i), parts.get(i)).ifPresent(reserves::add);
            }
        }
        List<Hash> ids =
                fill.requests.stream().map(request -> new Hash(request.id)).toList();
        ChainCall call = new ChainCall.FulfilRedemptions(ids, fill.units, fill.nav.down());
        outbox.plan(tx, fill.intent(), Requests.MANAGER, call, before == null ? List.of() : List.of(before));
        tx.run(
                "insert into hourglass.fund_fill (cycle, number, nav_day, units, waiting, filled)"
                        + " values (?, ?, ?, ?, ?, ?)",
                fill.cycle,
                fill.number,
                fill.nav.day(),
                fill.units,
                fill.waiting,
                clock.instant());
        post(tx, "fund-gate", fill.intent(), reserves);
    }

    /** On its way: what it will be paid is reserved. A part worth less than a micro-dollar is paid nothing. */
    private Optional<Transfer> price(Tx tx, Fill fill, RequestRow request, long part) {
        request.state = RequestView.State.PRICED;
        request.navDay = fill.nav.day();
        long cash = NetAssetValue.cashDown(part, fill.nav.down());
        request.pending = cash == 0 ? null : Entry.idOf(fill.intent() + ":" + request.id);
        tx.session().update(request);
        @Nullable UUID pending = request.pending;
        return pending == null
                ? Optional.empty()
                : Optional.of(new Reserve(
                        pending,
                        FundAccounts.CASH,
                        journal.party(tx, new Address(request.account))
                                .orElseThrow()
                                .path("cash"),
                        FundAccounts.usd(cash)));
    }

    /** The filling failed: its requests keep their cycle, and are filled again. */
    void voided(Tx tx, String id, String why) {
        long cycle = Long.parseLong(id.substring(0, id.indexOf(':')));
        List<RequestRow> priced = tx.session()
                .createSelectionQuery("from RequestRow where cycle = :cycle and state = PRICED", RequestRow.class)
                .setParameter("cycle", cycle)
                .getResultList();
        List<Transfer> releases = new ArrayList<>();
        for (RequestRow request : priced) {
            @Nullable UUID pending = request.pending;
            if (pending != null) {
                releases.add(new Release(pending));
            }
            request.state = RequestView.State.WAITING;
            request.pending = null;
            request.reason = why;
            tx.session().update(request);
        }
        post(tx, "fund-gate-void", INTENT + id, releases);
    }

    private void post(Tx tx, String kind, String id, List<Transfer> transfers) {
        if (transfers.isEmpty()) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        PostResult result = journal.post(tx, Entry.of(new Cause(kind, id), today, transfers));
        if (!result.ok()) {
            throw new IllegalStateException("the fund cannot give what it has: " + result);
        }
    }

    /** One filling at a time. */
    private static void alone(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('fund:gate', 0))", row -> 0);
    }
}

package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Forward pricing of creations: one recorded before a day's cut is done with that day's NAV or the first
 * struck after it, in the order of the queue.
 */
final class Fulfilment {
    static final String INTENT = "fulfil:";

    private static final LocalTime CUT = LocalTime.of(20, 0);
    private static final int AT_ONCE = 100;
    private static final int ATTEMPTS_MAX = 3;

    private final Journal journal;
    private final Outbox outbox;
    private final Clock clock;

    Fulfilment(Journal journal, Outbox outbox, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** A request with the first NAV it could not have known. */
    private record Priced(RequestRow request, LocalDate day, long up) {}

    int work(Tx tx) {
        int done = 0;
        for (Priced priced : due(tx)) {
            done += create(tx, priced) ? 1 : 0;
        }
        return done;
    }

    private List<Priced> due(Tx tx) {
        List<String> waiting = tx.query(
                "select id from hourglass.fund_request where state = 'WAITING'"
                        + " and kind = 'CREATION' and attempt < ?"
                        + " order by turn limit ? for no key update skip locked",
                row -> row.getString(1),
                ATTEMPTS_MAX,
                AT_ONCE);
        return waiting.stream()
                .map(id -> tx.session().get(RequestRow.class, id))
                .flatMap(request -> priced(tx, request).stream())
                .toList();
    }

    private static Optional<Priced> priced(Tx tx, RequestRow request) {
        return tx.first(
                "select day, up from hourglass.nav where turn > ? and day >= ? order by turn limit 1",
                row -> new Priced(request, row.getObject(1, LocalDate.class), row.getLong(2)),
                request.turn,
                firstDay(request));
    }

    /** A day's price is known to the world at its cut: only requests recorded before may have it. */
    static LocalDate firstDay(RequestRow request) {
        return dayOf(request.recorded == null ? request.asked : request.recorded);
    }

    /** The first day whose cut is after a moment. */
    static LocalDate dayOf(Instant moment) {
        LocalDate day = LocalDate.ofInstant(moment, ZoneOffset.UTC);
        return moment.isBefore(cutOf(day)) ? day : day.plusDays(1);
    }

    static Instant cutOf(LocalDate day) {
        return day.atTime(CUT).toInstant(ZoneOffset.UTC);
    }

    private boolean create(Tx tx, Priced priced) {
        RequestRow request = priced.request;
        long units = NetAssetValue.unitsDown(request.cash, priced.up);
        if (units == 0) {
            return false;
        }
        Amount cash = new Amount(Asset.USD, request.cash);
        plan(
                tx,
                priced,
                new ChainCall.FulfilCreation(new Hash(request.id), priced.up),
                FundAccounts.REQUESTS,
                FundAccounts.CASH,
                cash);
        return true;
    }

    private void plan(Tx tx, Priced priced, ChainCall call, String from, String to, Amount cash) {
        RequestRow request = priced.request;
        String intent = INTENT + request.id + ":" + request.attempt;
        request.pending = Entry.idOf(intent);
        request.navDay = priced.day;
        request.state = RequestView.State.PRICED;
        tx.session().update(request);
        outbox.plan(tx, intent, Requests.MANAGER, call, List.of());
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        PostResult result = journal.post(
                tx,
                Entry.of(
                        new Cause("fund-fulfilment", request.id + ":" + request.attempt),
                        today,
                        List.of(new Reserve(request.pending, from, to, cash))));
        if (!result.ok()) {
            throw new IllegalStateException("the fund cannot give what it has: " + result);
        }
    }
}

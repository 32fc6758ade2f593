package io.hourglass.ledger.capacity;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.BondPosted;
import io.hourglass.ledger.settlement.ChainEvent.BondReturned;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/** Bonds: dollars an owner puts up for a series, and the pace it can be held to. */
final class Bonds {
    static final String POST = "bond:";
    static final String RETURN = "bond-return:";
    private static final String KIND = "bond";

    private final Parts parts;
    private final SeriesRegister register;

    Bonds(Parts parts, SeriesRegister register) {
        this.parts = parts;
        this.register = register;
    }

    private record Posting(String series, String owner, long units, long pace) {}

    /** @param pace may be nothing; never less than what was posted before */
    Outcome<Bond> post(Tx tx, String id, String owner, Series series, Amount cash, Amount pace) {
        Parts.requireId(id);
        Parts.lock(tx, "bond:" + series + ":" + owner);
        Posting posting = new Posting(series.name(), owner, cash.units(), pace.units());
        Optional<Posting> before = tx.first(
                "select series, owner, units, pace from hourglass.bond_posting where id = ?",
                row -> new Posting(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)),
                id);
        if (before.isPresent()) {
            return before.get().equals(posting)
                    ? Outcome.done(of(tx, owner, series))
                    : Outcome.refused(CapacityRefusal.REQUEST_REUSED, "request " + id + " posted something else");
        }
        if (!cash.asset().equals(Asset.USD)
                || !pace.asset().equals(series.asset())
                || cash.units() < 0
                || pace.units() < 0
                || (cash.units() == 0 && pace.units() == 0)) {
            return Outcome.refused(
                    CapacityRefusal.INVALID_AMOUNT,
                    "a bond is dollars and a pace in hours of " + series + ", neither negative: " + cash + ", " + pace);
        }
        long paceBefore = of(tx, owner, series).pace().units();
        if (pace.units() < paceBefore) {
            return Outcome.refused(
                    CapacityRefusal.PACE_FALLS,
                    "posted was a pace of " + new Amount(series.asset(), paceBefore) + " an hour, it cannot fall to "
                            + pace);
        }
        return signer(tx, owner)
                .then(party -> register.opened(tx, series).then(_ -> plan(tx, id, party, series, posting)));
    }

    private Outcome<Party> signer(Tx tx, String owner) {
        Optional<Party> party = parts.journal().party(tx, owner);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + owner);
        }
        if (party.get().kind() != Party.Kind.OWNER) {
            return Outcome.refused(CapacityRefusal.NOT_AN_OWNER, owner + " is no owner of GPUs");
        }
        return party.get().key() == null
                ? Outcome.refused(
                        CapacityRefusal.SIGNS_ELSEWHERE, owner + " holds its own key: post on chain, it is posted here")
                : Outcome.done(party.get());
    }

    private Outcome<Bond> plan(Tx tx, String id, Party owner, Series series, Posting posting) {
        parts.journal().open(tx, CapacityAccounts.cash(owner), parts.bond(series, owner.name()));
        tx.run("""
                insert into hourglass.bond_posting (id, series, owner, units, pace, asked) values (?, ?, ?, ?, ?, ?)
                """, id, series.name(), owner.name(), posting.units(), posting.pace(), parts.now());
        if (posting.units() > 0) {
            Cause cause = new Cause(KIND, id);
            String from = CapacityAccounts.cash(owner).path();
            Amount cash = new Amount(Asset.USD, posting.units());
            Transfer.Reserve transfer = new Transfer.Reserve(
                    Parts.pending(cause), from, parts.bond(series, owner.name()).path(), cash);
            if (Parts.isShort(parts.reserve(tx, cause, transfer))) {
                String free = parts.journal()
                        .balance(tx, from)
                        .map(balance -> balance.available().decimal())
                        .orElse("0");
                return Outcome.refused(
                        CapacityRefusal.NOT_ENOUGH_CASH,
                        "asked to post " + cash + ", there are " + free + " to spend: deposit the rest");
            }
        }
        ChainCall call = new ChainCall.PostBond(
                series.id(), posting.units(), series.start().getEpochSecond(), posting.pace());
        parts.outbox().plan(tx, POST + id, requireNonNull(owner.key()), call, List.of());
        return Outcome.done(of(tx, owner.name(), series));
    }

    void onFinal(Tx tx, Logged logged, BondPosted event) {
        Optional<Series> series = register.byId(tx, event.series());
        Optional<Party> owner = parts.journal().party(tx, event.owner());
        if (series.isEmpty() || owner.isEmpty()) {
            return;
        }
        String name = owner.get().name();
        Optional<String> planned =
                tx.first("""
                update hourglass.bond_posting set stage = 'FINAL' where id = (
                    select id from hourglass.bond_posting
                    where series = ? and owner = ? and units = ? and pace = ? and stage = 'PLANNED'
                    order by asked, id limit 1)
                returning id
                """, row -> row.getString(1), series.get().name(), name, event.cash(), event.pace());
        if (event.cash() > 0) {
            parts.journal().open(tx, CapacityAccounts.cash(owner.get()), parts.bond(series.get(), name));
            Transfer posted = planned.<Transfer>map(id -> new Transfer.Post(Parts.pending(new Cause(KIND, id))))
                    .orElseGet(() -> new Transfer.Move(
                            CapacityAccounts.cash(owner.get()).path(),
                            parts.bond(series.get(), name).path(),
                            new Amount(Asset.USD, event.cash())));
            parts.postFinal(tx, "bond-posted", logged, posted);
        }
        tx.run("""
                insert into hourglass.bond (series, owner, cash, starts, pace) values (?, ?, ?, ?, ?)
                on conflict (series, owner) do update
                set cash = bond.cash + excluded.cash, starts = excluded.starts, pace = excluded.pace
                """, series.get().name(), name, event.cash(), Instant.ofEpochSecond(event.start()), event.pace());
    }

    void onFinal(Tx tx, Logged logged, BondReturned event) {
        Optional<Series> series = register.byId(tx, event.series());
        if (series.isPresent()) {
            String owner = parts.ownerOf(tx, event.owner());
            pay(tx, logged, "bond-returned", series.get(), owner, owner, event.cash());
        }
    }

    /** Dollars out of a bond, as the chain paid them. */
    void pay(Tx tx, Logged logged, String kind, Series series, String owner, String to, long cash) {
        if (cash > 0) {
            parts.postFinal(
                    tx,
                    kind,
                    logged,
                    new Transfer.Move(
                            parts.bond(series, owner).path(), parts.cashPath(tx, to), new Amount(Asset.USD, cash)));
            tx.run(
                    "update hourglass.bond set cash = cash - ? where series = ? and owner = ?",
                    cash,
                    series.name(),
                    owner);
        }
    }

    void voided(Tx tx, String id, String why) {
        int changed = tx.run(
                "update hourglass.bond_posting set stage = 'VOIDED', reason = ? where id = ? and stage = 'PLANNED'",
                why,
                id);
        Cause cause = new Cause(KIND, id);
        if (changed > 0
                && tx.first("select units from hourglass.bond_posting where id = ?", row -> row.getLong(1), id)
                                .orElse(0L)
                        > 0) {
            parts.release(tx, cause);
        }
    }

    private record Returnable(Series series, String owner, Address address) {}

    /** Asks for the bonds of series that are over and whose owners owe nothing; returns how many. */
    int giveBack(Tx tx) {
        List<Returnable> due = tx.query(
                """
                update hourglass.bond b set closing = true from hourglass.series s, hourglass.party p
                where s.name = b.series and p.name = b.owner and s.expires <= ? and b.cash > 0 and not b.closing
                    and not exists (select 1 from hourglass.escrow e
                        where e.series = b.series and e.owner = b.owner and e.owed + e.promised > 0)
                returning b.series, b.owner, p.address
                """,
                row -> new Returnable(Series.parse(row.getString(1)), row.getString(2), new Address(row.getString(3))),
                parts.now().minus(Parts.GRACE));
        for (Returnable bond : due) {
            ChainCall call = new ChainCall.ReturnBond(bond.series().id(), bond.address());
            parts.outbox().plan(tx, RETURN + bond.series() + ":" + bond.owner(), Parts.ISSUER, call, List.of());
        }
        return due.size();
    }

    Bond of(Tx tx, String owner, Series series) {
        return tx.first(
                        "select * from hourglass.bond where series = ? and owner = ?",
                        Bonds::bond,
                        series.name(),
                        owner)
                .orElse(new Bond(
                        owner, series, new Amount(Asset.USD, 0), series.start(), new Amount(series.asset(), 0)));
    }

    List<Bond> of(Tx tx, String owner) {
        return tx.query("select * from hourglass.bond where owner = ? order by series", Bonds::bond, owner);
    }

    private static Bond bond(ResultSet row) throws SQLException {
        Series series = Series.parse(row.getString("series"));
        return new Bond(
                row.getString("owner"),
                series,
                new Amount(Asset.USD, row.getLong("cash")),
                row.getObject("starts", OffsetDateTime.class).toInstant(),
                new Amount(series.asset(), row.getLong("pace")));
    }
}

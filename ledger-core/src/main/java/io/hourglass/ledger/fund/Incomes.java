package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Transfer.Post;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.fund.HolderList.Holder;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.IncomeBrought;
import io.hourglass.ledger.settlement.ChainEvent.IncomePaid;
import io.hourglass.ledger.settlement.IntentView;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.pricing.fund.Allocation;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is earned with the fund's GPU-hours: a tenth is the manager's as it arrives, the rest is theirs
 * who hold units at the day's cut. Each holder's share is paid once; together they are the rest, to the
 * unit. Until the cut it is part of the fund's NAV, from then on it is not. Whose it is is said to the chain in one
 * hash before any of it is paid, and the chain counts each share from that by itself.
 */
final class Incomes {
    static final String BRING = "income:";

    private static final String SHARE = "share:";
    private static final String RECORD = "record:";

    /** Holders that are paid in one transaction. */
    private static final int AT_ONCE = 100;

    private static final int ATTEMPTS_MAX = 10;

    private final Journal journal;
    private final Outbox outbox;
    private final FundAccounts accounts;
    private final Clock clock;

    Incomes(Journal journal, Outbox outbox, FundAccounts accounts, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** The manager brings what was earned. Safe to repeat. */
    Outcome<IncomeView> bring(Tx tx, Hash id, Party party, Amount cash) {
        if (!cash.isPositive() || !cash.asset().equals(Asset.USD)) {
            return Outcome.refused(FundRefusal.MALFORMED, "a positive amount of USD: " + cash);
        }
        ChainCall call = new ChainCall.BringIncome(id, cash.units());
        Optional<IntentView> before = outbox.claim(tx, BRING + id);
        if (before.isPresent() && !before.get().call().equals(call)) {
            return Outcome.refused(FundRefusal.ID_REUSED, id + " is another income");
        }
        @Nullable String key = party.key();
        if (key == null || !key.equals(Requests.MANAGER)) {
            return Outcome.refused(
                    FundRefusal.NOT_THE_MANAGER, party.name() + " does not manage the fund, which brings its income");
        }
        if (before.isEmpty()) {
            accounts.open(tx, party);
            outbox.plan(tx, BRING + id, key, call, List.of());
            Reserve leg = new Reserve(pending(id), party.path("cash"), FundAccounts.INCOME, cash);
            Entry entry = Entry.of(new Cause("fund-income", id.hex()), today(), List.of(leg));
            if (journal.post(tx, entry) instanceof PostResult.Refused(PostResult.Reason reason, String detail)) {
                return Outcome.refused(FundRefusal.INSUFFICIENT, reason + ": " + detail);
            }
        }
        return Outcome.done(find(tx, id).orElseGet(() -> IncomeView.asked(id, party.name(), cash)));
    }

    private static UUID pending(Hash id) {
        return Entry.idOf("income-cash:" + id);
    }

    void voided(Tx tx, Hash id) {
        Entry entry = Entry.of(new Cause("fund-income-void", id.hex()), today(), List.of(new Release(pending(id))));
        require(journal.post(tx, entry));
    }

    void brought(Tx tx, Logged logged, IncomeBrought event) {
        Optional<Party> payer = journal.party(tx, event.payer());
        if (payer.isEmpty()) {
            return; // reconciliation shows it
        }
        accounts.open(tx, payer.get());
        Amount cash = FundAccounts.usd(event.cash());
        List<Transfer> transfers = new ArrayList<>();
        transfers.add(
                outbox.find(tx, BRING + event.income()).isPresent()
                        ? new Post(pending(event.income()))
                        : new Move(payer.get().path("cash"), FundAccounts.INCOME, cash));
        if (event.managers() > 0) {
            String to = accounts.recipientsCash(tx, event.recipient());
            transfers.add(new Move(FundAccounts.INCOME, to, FundAccounts.usd(event.managers())));
        }
        if (post(tx, logged, transfers)) {
            tx.run(
                    "insert into hourglass.fund_income (id, payer, cash, managers, transaction, received)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    event.income(),
                    payer.get().name(),
                    event.cash(),
                    event.managers(),
                    logged.transaction(),
                    clock.instant());
        }
    }

    /** What is the holders', and not yet whose: micro-dollars. */
    static long accrued(Tx tx) {
        return tx.first(
                        "select coalesce(sum(cash - managers), 0) from hourglass.fund_income i where not exists"
                                + " (select 1 from hourglass.fund_record r where r.income = i.id)",
                        row -> row.getLong(1))
                .orElse(0L);
    }

    int work(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('fund:income', 0))", row -> 0);
        return record(tx) + pay(tx);
    }

    private record Received(Hash id, long holders, Instant at) {}

    private record Counted(Address account, String party, long units) {}

    /** Whose each income is that arrived before a cut that has passed. */
    private int record(Tx tx) {
        List<Received> due = tx
                .query(
                        "select id, cash - managers, received from hourglass.fund_income i where not exists"
                                + " (select 1 from hourglass.fund_record r where r.income = i.id)"
                                // who is on the way out at a NAV has the income in it, or is a holder: not both
                                + " and not exists (select 1 from hourglass.fund_request"
                                + " where state = 'PRICED' and kind = 'REDEMPTION') order by received, id",
                        row -> new Received(
                                new Hash(row.getString(1)),
                                row.getLong(2),
                                row.getObject(3, OffsetDateTime.class).toInstant()))
                .stream()
                .filter(one -> !clock.instant().isBefore(Fulfilment.cutOf(Fulfilment.dayOf(one.at))))
                .toList();
        int recorded = 0;
        for (Received income : due) {
            long before = journal.size(tx);
            List<Counted> holders = holders(tx);
            if (!holders.isEmpty() && journal.size(tx) == before) {
                record(tx, income, before, holders);
                recorded++;
            }
        }
        return recorded;
    }

    /** Who has units, those that wait to be redeemed included; by address, in which they are paid. */
    private static List<Counted> holders(Tx tx) {
        return tx.query("""
                select p.address, p.name, sum(h.units) from (
                    select p.name, b.posted as units from hourglass.party p
                        join hourglass.balance b on b.path = lower(p.kind) || ':' || p.name || ':units'
                    union all
                    select party, left_units from hourglass.fund_request
                        where kind = 'REDEMPTION' and state = 'WAITING') h
                    join hourglass.party p on p.name = h.name
                group by p.address, p.name having sum(h.units) > 0 order by p.address
                """, row -> new Counted(new Address(row.getString(1)), row.getString(2), row.getLong(3)));
    }

    private void record(Tx tx, Received income, long entries, List<Counted> holders) {
        List<Long> units = holders.stream().map(Counted::units).toList();
        List<Long> shares = Allocation.largestRemainder(income.holders, units);
        Optional<Allocation.RoundedUp> up = Allocation.roundedUp(income.holders, units);
        List<Holder> list = new ArrayList<>();
        for (int i = 0; i < holders.size(); i++) {
            list.add(new Holder(
                    holders.get(i).account, FundAccounts.hgx(units.get(i)), FundAccounts.usd(shares.get(i))));
        }
        tx.run(
                "insert into hourglass.fund_record (income, day, entries, units, list, least, last, recorded)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                income.id,
                Fulfilment.dayOf(income.at),
                entries,
                units.stream().mapToLong(one -> one).sum(),
                HolderList.hash(list),
                up.map(least -> least.least().longValueExact()).orElse(HolderList.NONE),
                up.map(least -> holders.get(least.last()).account).orElse(Address.ZERO),
                clock.instant());
        for (int i = 0; i < holders.size(); i++) {
            tx.run(
                    "insert into hourglass.fund_share (income, account, party, units, cash) values (?, ?, ?, ?, ?)",
                    income.id,
                    holders.get(i).account,
                    holders.get(i).party,
                    units.get(i),
                    shares.get(i));
        }
    }

    /** Plans the next payments of every income; those after them once they are final. */
    private int pay(Tx tx) {
        List<String> unpaid = tx.query(
                "select distinct s.income from hourglass.fund_share s where not exists (select 1"
                        + " from hourglass.fund_share_payment p where p.income = s.income and p.account = s.account)",
                row -> row.getString(1));
        int planned = 0;
        for (String income : unpaid) {
            planned += pay(tx, new Hash(income)) ? 1 : 0;
        }
        return planned;
    }

    private boolean pay(Tx tx, Hash id) {
        HolderList list = list(tx, id).orElseThrow();
        List<Holder> next = list.holders().subList(paid(tx, id), list.holders().size());
        if (next.isEmpty()) {
            return false; // the mirror has booked the last payment since this turn looked for what is not paid
        }
        List<Holder> now = next.subList(0, Math.min(AT_ONCE, next.size()));
        ChainCall record = new ChainCall.RecordIncome(id, list.units().units(), list.hash(), list.least(), list.last());
        Optional<Planned> recorded = plan(tx, RECORD + id + ":", record, List.of());
        if (recorded.isEmpty()) {
            return false;
        }
        ChainCall pay = new ChainCall.PayIncome(
                id,
                now.stream().map(Holder::account).toList(),
                now.stream().map(holder -> holder.units().units()).toList(),
                HolderList.hash(next.subList(now.size(), next.size())));
        String first = SHARE + id + ":" + now.getFirst().account() + ":";
        return plan(tx, first, pay, List.of(recorded.get().intent))
                .filter(Planned::anew)
                .isPresent();
    }

    /** How many of a list were paid: the first ones, as they stand in it. */
    private static int paid(Tx tx, Hash income) {
        return tx.first(
                        "select count(*)::int from hourglass.fund_share_payment where income = ?",
                        row -> row.getInt(1),
                        income)
                .orElse(0);
    }

    private record Planned(String intent, boolean anew) {}

    /** The call, planned anew where it failed before, a few times; empty after that. */
    private Optional<Planned> plan(Tx tx, String name, ChainCall call, List<String> after) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            String intent = name + attempt;
            Optional<IntentView> before = outbox.find(tx, intent);
            if (before.isEmpty()) {
                outbox.plan(tx, intent, Requests.MANAGER, call, after);
                return Optional.of(new Planned(intent, true));
            }
            if (before.get().state() != IntentView.State.VOIDED) {
                return Optional.of(new Planned(intent, false));
            }
        }
        return Optional.empty();
    }

    /** Whose an income is, once that is known. */
    Optional<HolderList> list(Tx tx, Hash income) {
        return tx.first(
                "select * from hourglass.fund_record where income = ?",
                row -> new HolderList(
                        income,
                        FundAccounts.hgx(row.getLong("units")),
                        new Hash(row.getString("list")),
                        row.getLong("least"),
                        new Address(row.getString("last")),
                        holders(tx, income)),
                income);
    }

    private static List<Holder> holders(Tx tx, Hash income) {
        return tx.query(
                "select account, units, cash from hourglass.fund_share where income = ? order by account",
                row -> new Holder(
                        new Address(row.getString(1)),
                        FundAccounts.hgx(row.getLong(2)),
                        FundAccounts.usd(row.getLong(3))),
                income);
    }

    void paid(Tx tx, Logged logged, IncomePaid event) {
        Optional<Party> party = journal.party(tx, event.account());
        if (party.isEmpty()) {
            return; // reconciliation shows it
        }
        accounts.open(tx, party.get());
        Move move = new Move(FundAccounts.INCOME, party.get().path("cash"), FundAccounts.usd(event.cash()));
        // a share that rounds to nothing is paid too: the list has gone past it
        if (event.cash() == 0 || post(tx, logged, List.of(move))) {
            tx.run(
                    "insert into hourglass.fund_share_payment (income, account, transaction, paid)"
                            + " select income, account, ?, ? from hourglass.fund_share where income = ? and account = ?",
                    logged.transaction(),
                    clock.instant(),
                    event.income(),
                    event.account());
        }
    }

    /** What the books cannot follow is left to reconciliation. */
    private boolean post(Tx tx, Logged logged, List<Transfer> transfers) {
        LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(logged.block().timestamp()), ZoneOffset.UTC);
        Cause cause = new Cause("fund-income", logged.transaction() + ":" + logged.logIndex());
        PostResult result = journal.post(tx, Entry.of(cause, day, transfers));
        if (result instanceof PostResult.Refused refused && refused.reason() == PostResult.Reason.FLOOR) {
            return false;
        }
        require(result);
        return true;
    }

    private static void require(PostResult result) {
        if (!result.ok()) {
            throw new IllegalStateException("the books refuse what the chain did: " + result);
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static final String INCOMES = """
            select i.*, r.day, r.units,
                (select coalesce(sum(s.cash), 0) from hourglass.fund_share s
                    join hourglass.fund_share_payment p using (income, account) where s.income = i.id) as paid
            from hourglass.fund_income i left join hourglass.fund_record r on r.income = i.id
            """;

    Optional<IncomeView> find(Tx tx, Hash id) {
        return tx.first(INCOMES + "where i.id = ?", IncomeView::of, id);
    }

    /** Newest first. */
    List<IncomeView> all(Tx tx, int limit) {
        return tx.query(INCOMES + "order by i.received desc, i.id limit ?", IncomeView::of, limit);
    }

    /** A party's shares, newest first. */
    List<ShareView> shares(Tx tx, String party, int limit) {
        return tx.query("""
                select s.*, r.day, r.units as of_units, p.transaction
                from hourglass.fund_share s join hourglass.fund_record r using (income)
                    left join hourglass.fund_share_payment p using (income, account)
                where s.party = ? order by r.recorded desc, s.income limit ?
                """, ShareView::of, party, limit);
    }
}

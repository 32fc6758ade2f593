package io.hourglass.ledger.reconcile;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.reconcile.Report.Measure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What books and mirror say at a final block, each from its own rows only. */
final class Totals {
    /** Events of blocks that are final and still on the chain. */
    private static final String FINAL_EVENTS = """
            (select e.type, e.event from hourglass.canonical_block b
             join hourglass.chain_event e using (position) where b.number <= ?) e
            """;

    /** One thing that is counted in three places. */
    record Counted(Measure measure, String asset, String holder) implements Comparable<Counted> {
        @Override
        public int compareTo(Counted other) {
            int byMeasure = measure.compareTo(other.measure);
            int byAsset = byMeasure != 0 ? byMeasure : asset.compareTo(other.asset);
            return byAsset != 0 ? byAsset : holder.compareTo(other.holder);
        }
    }

    private final Hash cash;
    private final Hash units;

    Totals(Hash cash, Hash units) {
        this.cash = cash;
        this.units = units;
    }

    /** Posted balances of accounts with this holder and asset, summed. */
    Map<Counted, Long> books(Tx tx) {
        Map<Counted, Long> totals = new TreeMap<>();
        tx.query("""
                        select case when o.name is null then s.kind else 'OPTION' end as kind, s.code, s.chain_id,
                            a.holder, sum(b.posted) as total
                        from hourglass.account a
                            join hourglass.balance b on b.account = a.id
                            join hourglass.asset s on s.code = a.asset
                            left join hourglass.option_series o on o.name = s.code
                        where a.holder is not null
                        group by 1, s.code, s.chain_id, a.holder
                        """, row -> Map.entry(booked(row), row.getLong("total")))
                .forEach(total -> totals.merge(total.getKey(), total.getValue(), Math::addExact));
        atClearing(tx, Measure.MARGIN, "margin").forEach(totals::put);
        atClearing(tx, Measure.SHARE, "default-fund").forEach(totals::put);
        atClearing(tx, Measure.COLLATERAL, "collateral").forEach(totals::put);
        tx.query(
                        """
                        select s.code, s.chain_id, p.address, b.posted
                        from hourglass.balance b
                            join hourglass.asset s on s.code = split_part(b.path, ':', 2)
                            join hourglass.party p on p.name = split_part(b.path, ':', 3)
                        where b.path like 'unminted:%'
                        """,
                        row -> Map.entry(
                                new Counted(Measure.UNMINTED, chainId(row), row.getString("address")),
                                row.getLong("posted")))
                .forEach(total -> totals.put(total.getKey(), total.getValue()));
        tx.query("select -posted from hourglass.balance where path = 'vault:USD'", row -> row.getLong(1))
                .forEach(total -> totals.put(dollars(), total));
        return totals;
    }

    private Map<Counted, Long> atClearing(Tx tx, Measure measure, String account) {
        Map<Counted, Long> totals = new TreeMap<>();
        tx.query(
                        "select p.address, b.posted from hourglass.party p"
                                + " join hourglass.balance b on b.path = case p.kind when 'FUND' then 'fund'"
                                + " else lower(p.kind) || ':' || p.name end || ':' || ?",
                        row -> Map.entry(new Counted(measure, cash.hex(), row.getString(1)), row.getLong(2)),
                        account)
                .forEach(total -> totals.put(total.getKey(), total.getValue()));
        return totals;
    }

    private static Counted booked(ResultSet row) throws SQLException {
        Measure measure =
                switch (row.getString("kind")) {
                    case "UNITS" -> Measure.FUND_UNITS;
                    case "LOTS" -> Measure.POSITION;
                    case "OPTION" -> Measure.OPTION;
                    default -> Measure.VAULT;
                };
        return new Counted(measure, chainId(row), row.getString("holder"));
    }

    /** Series and futures without an id yet get the one they will have: the hash of their name. */
    private static String chainId(ResultSet row) throws SQLException {
        String id = row.getString("chain_id");
        return id == null ? Hash.keccak(row.getString("code")).hex() : id;
    }

    /** What the events of final blocks add up to. */
    Map<Counted, Long> mirror(Tx tx, long block) {
        Map<Counted, Long> totals = new TreeMap<>();
        moved(tx, "block <= ?", block).forEach((key, total) -> totals.put(key, total));
        Counted nobody = new Counted(Measure.VAULT, cash.hex(), Address.ZERO.hex());
        totals.put(dollars(), Math.negateExact(totals.getOrDefault(nobody, 0L)));
        totals.keySet()
                .removeIf(
                        key -> key.measure() != Measure.DOLLARS && key.holder().equals(Address.ZERO.hex()));
        add(tx, totals, Measure.POSITION, POSITIONS, block, block);
        add(tx, totals, Measure.MARGIN, MARGINS, block);
        add(tx, totals, Measure.SHARE, SHARES, block);
        add(tx, totals, Measure.OPTION, OPTIONS, block);
        add(tx, totals, Measure.COLLATERAL, COLLATERALS, block);
        add(tx, totals, Measure.UNMINTED, UNMINTED, block);
        add(tx, totals, Measure.EVENT, STRAYS, block);
        return totals;
    }

    /** What events seen above the final block would add: differences it explains will pass. */
    Map<Counted, Long> notFinal(Tx tx, long block) {
        return moved(tx, "block > ?", block);
    }

    /** What orphaned events once said, of blocks up to the final one. */
    Map<Counted, Long> orphaned(Tx tx, long block) {
        return moved(tx, "undone and block <= ?", block);
    }

    private Map<Counted, Long> moved(Tx tx, String which, long block) {
        Map<Counted, Long> totals = new TreeMap<>();
        tx.query(
                        "select asset, holder, sum(delta) from hourglass.moved where " + which
                                + " group by asset, holder",
                        row -> Map.entry(
                                new Counted(
                                        row.getString(1).equals(units.hex()) ? Measure.FUND_UNITS : Measure.VAULT,
                                        row.getString(1),
                                        row.getString(2)),
                                row.getLong(3)),
                        block)
                .forEach(total -> totals.put(total.getKey(), total.getValue()));
        return totals;
    }

    private void add(Tx tx, Map<Counted, Long> totals, Measure measure, String sql, Object... blocks) {
        tx.query(
                        sql,
                        row -> Map.entry(
                                new Counted(
                                        measure,
                                        row.getString(1) == null ? cash.hex() : row.getString(1),
                                        row.getString(2)),
                                row.getLong(3)),
                        blocks)
                .forEach(total -> totals.put(total.getKey(), total.getValue()));
    }

    private Counted dollars() {
        return new Counted(Measure.DOLLARS, cash.hex(), Address.ZERO.hex());
    }

    /**
     * Lots novated, bought less sold, taken over and closed against an estate; the last mark closes every
     * position of its contract.
     */
    private static final String POSITIONS =
            "with closed as (select e.event->>'contract' as contract from " + FINAL_EVENTS + """
             where e.type = 'Marked' and (e.event->>'last')::boolean)
            select t.contract, t.account,
                   sum(case when t.contract in (select contract from closed) then 0 else t.lots end)
            from (select e.event->>'contract' as contract, side.account, side.lots from
            """ + FINAL_EVENTS + """
             cross join lateral (values
                    (e.event->>'buyer', case e.type when 'Novated' then (e.event->>'lots')::bigint end),
                    (e.event->>'seller', case e.type when 'Novated' then -(e.event->>'lots')::bigint end),
                    (e.event->>'account', case e.type when 'PositionTaken' then -(e.event->>'lots')::bigint
                        when 'Deleveraged' then (e.event->>'lots')::bigint end),
                    (e.event->>'estate', case e.type when 'PositionTaken' then (e.event->>'lots')::bigint
                        when 'Deleveraged' then -(e.event->>'lots')::bigint end)) side (account, lots)
                where e.type in ('Novated', 'PositionTaken', 'Deleveraged') and side.lots is not null) t
            group by t.contract, t.account
            """;

    /** What came and went, what marks paid, and what defaults took and gave back. */
    private static final String MARGINS = "select null, side.account, sum(side.units) from " + FINAL_EVENTS + """
             cross join lateral (values
                (e.event->>'account', case
                    when e.type in ('MarginAdded', 'VariationPaid') then (e.event->>'units')::bigint
                    when e.type = 'MarginWithdrawn' or e.type = 'LossCovered'
                        and e.event->>'layer' in ('ASSESSMENTS', 'GAINS') then -(e.event->>'units')::bigint
                    when e.type = 'Defaulted' then -(e.event->>'margin')::bigint
                    when e.type = 'DefaultEnded' then (e.event->>'surplus')::bigint end),
                (e.event->>'estate', case e.type
                    when 'Defaulted' then (e.event->>'margin')::bigint + (e.event->>'share')::bigint
                    when 'DefaultEnded' then -(e.event->>'surplus')::bigint
                    when 'LossCovered' then (e.event->>'units')::bigint end)) side (account, units)
            where side.units is not null group by 2
            """;

    private static final String SHARES =
            "select null, e.event->>'account', sum(case when e.type = 'Contributed' then (e.event->>'units')::bigint"
                    + " when e.type = 'Defaulted' then -(e.event->>'share')::bigint"
                    + " else -(e.event->>'units')::bigint end) from " + FINAL_EVENTS
                    + " where e.type in ('Contributed', 'ShareWithdrawn', 'Defaulted')"
                    + " or e.type = 'LossCovered' and e.event->>'layer' = 'SHARES' group by 2";

    /** Lots bought less sold; who is paid has none left. */
    private static final String OPTIONS =
            "select e.event->>'option', side.account, sum(side.lots) from " + FINAL_EVENTS + """
             cross join lateral (values
                (e.event->>'buyer', (e.event->>'lots')::bigint),
                (e.event->>'seller', -(e.event->>'lots')::bigint),
                (e.event->>'account', -(e.event->>'lots')::bigint)) side (account, lots)
            where e.type in ('OptionTraded', 'OptionPaid') and side.account is not null group by 1, 2
            """;

    /** What sellers put in, less what buyers had back and what settlement took or gave back. */
    private static final String COLLATERALS = "select null, side.account, sum(side.units) from " + FINAL_EVENTS + """
             cross join lateral (values
                (e.event->>'buyer', -(e.event->>'freed')::bigint),
                (e.event->>'seller', (e.event->>'held')::bigint),
                (e.event->>'account', -(e.event->>'collateral')::bigint)) side (account, units)
            where e.type in ('OptionTraded', 'OptionPaid') and side.account is not null group by 2
            """;

    private static final String UNMINTED = "select e.event->>'series', e.event->>'owner', sum(case e.type"
            + " when 'Minted' then -(e.event->>'units')::bigint else (e.event->>'hours')::bigint end) from "
            + FINAL_EVENTS
            + " where e.type in ('CapacityListed', 'Minted') group by 1, 2";

    /** Strays the books still do not know, that no balance shows. */
    private static final String STRAYS = """
            select e.type, s.unknown, count(*) from hourglass.stray_event s
                join hourglass.canonical_block b using (position)
                join hourglass.chain_event e on e.position = s.position and e.log_index = s.log_index
            where b.number <= ? and e.type <> 'Moved'
                and not exists (select 1 from hourglass.account a where a.holder = s.unknown)
                and not exists (select 1 from hourglass.party p where p.address = s.unknown)
                and not exists (select 1 from hourglass.moved m where m.holder = s.unknown)
            group by e.type, s.unknown
            """;
}

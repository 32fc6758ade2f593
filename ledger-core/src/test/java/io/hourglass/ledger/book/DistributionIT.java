package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.DistributionPage.Placement;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the page on distributed databases says of the schema is what the catalog says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionIT {
    private final TestDatabase test = TestDatabase.open();
    private final Database owner = test.owner();

    private record Table(String name, List<String> key) {}

    private record ForeignKey(String name, String from, List<String> columns, String to, List<String> targets) {}

    private record Unique(String name, String table, List<String> columns) {}

    @AfterAll
    void close() {
        owner.close();
        test.close();
    }

    @Test
    void thePageIsTrueOfTheSchema() {
        assertThat(faults(owner, UnaryOperator.identity())).isEmpty();
    }

    @Test
    void aTableNobodyPlacedIsReported() {
        try (TestDatabase other = TestDatabase.open();
                Database rights = other.owner()) {
            rights.inTx(tx -> tx.run("""
                    create table hourglass.stray (
                        number bigint generated always as identity,
                        party  text not null primary key references hourglass.party (name))
                    """));
            assertThat(faults(rights, UnaryOperator.identity()))
                    .contains(
                            "stray: the page has no row for it", "stray_number_seq: a sequence the page does not name");
            String row = "| `stray` | `number` | `party` | key | |\n| `party` |";
            assertThat(faults(rights, page -> page.replaceFirst("\\| `party` \\|", row)))
                    .contains(
                            "stray: not in its key: number",
                            "stray_pkey: unique per shard only, the page does not name it");
            rights.inTx(
                    tx -> tx.run("create table hourglass.leaf (stray text primary key references hourglass.stray)"));
            String both = "| `leaf` | `stray` | `stray` | key | |\n" + row;
            assertThat(faults(rights, page -> page.replaceFirst("\\| `party` \\|", both)))
                    .contains("leaf_stray_fkey: crosses shards, the page does not name it");
        }
    }

    @Test
    void aRowThatIsWrongIsReported() {
        assertThat(faults(owner, page -> page.replace("| `escrow` | `owner` |", "| `escrow` | `cash` |")))
                .contains("escrow: not in its key: cash");
        assertThat(faults(owner, page -> page.replace("| `series`, `owner` |", "| `owner`, `series` |")))
                .contains("escrow: the key is [series, owner], the page says [owner, series]");
        assertThat(faults(owner, page -> page.replace("| `escrow` |", "| `escrows` |")))
                .contains("escrow: the page has no row for it", "escrows: the page has a row, the schema no table");
        assertThat(faults(owner, page -> page.replace("| `series` | `reference` |", "| `series` | `name` |")))
                .contains("mint_series_fkey: crosses shards, the page does not name it");
        assertThat(faults(owner, page -> page.replace("* `fund_turn`", "* fund_turn")))
                .contains("fund_turn: a sequence the page does not name");
        assertThat(faults(owner, page -> page.replace("* `fund_turn`", "* `fund_turn`\n* `fund_round`")))
                .contains("fund_round: the page names a sequence, the schema has none");
    }

    /** Everything in which the page, altered, and the catalog differ. */
    private static List<String> faults(Database database, UnaryOperator<String> altered) {
        DistributionPage page = DistributionPage.of(altered.apply(DistributionPage.text()));
        List<String> faults = new ArrayList<>();
        List<Table> tables = database.inTx(DistributionIT::tables);
        for (Table table : tables) {
            page.placement(table.name())
                    .ifPresentOrElse(
                            placement -> keys(table, placement, faults),
                            () -> faults.add(table.name() + ": the page has no row for it"));
        }
        Set<String> there = tables.stream().map(Table::name).collect(Collectors.toSet());
        page.tables().keySet().stream()
                .filter(name -> !there.contains(name))
                .forEach(name -> faults.add(name + ": the page has a row, the schema no table"));
        same(
                page.foreignKeys(),
                database.inTx(DistributionIT::foreignKeys).stream()
                        .filter(key -> crosses(key, page))
                        .map(ForeignKey::name),
                "crosses shards, the page does not name it",
                "the page drops a key that may stay or is not there",
                faults);
        same(
                page.uniques(),
                database.inTx(DistributionIT::uniques).stream()
                        .filter(unique -> splits(unique, page))
                        .map(Unique::name),
                "unique per shard only, the page does not name it",
                "the page says per shard of what is unique everywhere or not there",
                faults);
        same(
                page.sequences(),
                database.inTx(DistributionIT::sequences).stream(),
                "a sequence the page does not name",
                "the page names a sequence, the schema has none",
                faults);
        return faults;
    }

    private static void keys(Table table, Placement placement, List<String> faults) {
        if (!table.key().equals(placement.key())) {
            faults.add(table.name() + ": the key is " + table.key() + ", the page says " + placement.key());
        }
        if (placement.everywhere()) {
            return;
        }
        if (!table.key().contains(placement.column())) {
            faults.add(table.name() + ": not in its key: " + placement.column());
        }
    }

    /** A key stays where its row and the row it refers to are sure to be on one shard. */
    private static boolean crosses(ForeignKey key, DistributionPage page) {
        return page.placement(key.from())
                .flatMap(from -> page.placement(key.to()).map(to -> {
                    if (to.everywhere()) {
                        return false;
                    }
                    int at = key.columns().indexOf(from.column());
                    return from.everywhere() || at < 0 || !key.targets().get(at).equals(to.column());
                }))
                .orElse(false);
    }

    private static boolean splits(Unique unique, DistributionPage page) {
        return page.placement(unique.table())
                .filter(table -> !table.everywhere() && !unique.columns().contains(table.column()))
                .isPresent();
    }

    private static void same(
            Set<String> said, Stream<String> found, String unsaid, String untrue, List<String> faults) {
        Set<String> is = found.collect(Collectors.toCollection(TreeSet::new));
        is.stream().filter(name -> !said.contains(name)).forEach(name -> faults.add(name + ": " + unsaid));
        said.stream().filter(name -> !is.contains(name)).forEach(name -> faults.add(name + ": " + untrue));
    }

    private static List<Table> tables(Tx tx) {
        return tx.query("""
                select c.relname, coalesce((
                    select array_agg(a.attname::text order by k.at)
                    from pg_constraint p
                        cross join unnest(p.conkey) with ordinality as k (number, at)
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
                    where p.conrelid = c.oid and p.contype = 'p'), '{}')
                from pg_class c
                where c.relnamespace = 'hourglass'::regnamespace and c.relkind in ('r', 'p')
                  and not c.relispartition and c.relname <> 'flyway_schema_history'
                order by c.relname
                """, row -> new Table(row.getString(1), strings(row.getArray(2))));
    }

    private static List<ForeignKey> foreignKeys(Tx tx) {
        return tx.query(
                """
                select f.conname, c.relname, t.relname,
                    (select array_agg(a.attname::text order by k.at)
                     from unnest(f.conkey) with ordinality as k (number, at)
                         join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number),
                    (select array_agg(a.attname::text order by k.at)
                     from unnest(f.confkey) with ordinality as k (number, at)
                         join pg_attribute a on a.attrelid = f.confrelid and a.attnum = k.number)
                from pg_constraint f
                    join pg_class c on c.oid = f.conrelid
                    join pg_class t on t.oid = f.confrelid
                where f.connamespace = 'hourglass'::regnamespace and f.contype = 'f' and f.conparentid = 0
                """,
                row -> new ForeignKey(
                        row.getString(1),
                        row.getString(2),
                        strings(row.getArray(4)),
                        row.getString(3),
                        strings(row.getArray(5))));
    }

    /** Unique indexes, whether a constraint made them or not. */
    private static List<Unique> uniques(Tx tx) {
        return tx.query("""
                select n.relname, c.relname,
                    (select array_agg(a.attname::text)
                     from unnest(i.indkey) as k (number)
                         join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number)
                from pg_index i
                    join pg_class n on n.oid = i.indexrelid
                    join pg_class c on c.oid = i.indrelid
                where c.relnamespace = 'hourglass'::regnamespace and i.indisunique and not c.relispartition
                """, row -> new Unique(row.getString(1), row.getString(2), strings(row.getArray(3))));
    }

    private static List<String> sequences(Tx tx) {
        return tx.query(
                "select relname from pg_class where relnamespace = 'hourglass'::regnamespace and relkind = 'S'",
                row -> row.getString(1));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}

package io.hourglass.ledger.book.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The least a durable write can be, one insert, and pgbench's TPC-B: by clients of our own where
 * pgbench is not installed. The tables are pgbench's, so that either can drive them.
 */
final class Baselines {
    static final int SCALE = 10;

    private static final String FILLER = "one insert, as little as a commit can be for";
    private static final List<String> TABLES = List.of(
            "create table one_insert (id bigint not null, amount bigint not null, filler text not null,"
                    + " at timestamptz not null)",
            "create table pgbench_branches (bid int not null, bbalance int, filler char(88))",
            "create table pgbench_tellers (tid int not null, bid int, tbalance int, filler char(84))",
            "create table pgbench_accounts (aid int not null, bid int, abalance int, filler char(84))",
            "create table pgbench_history (tid int, bid int, aid int, delta int, mtime timestamp, filler char(22))",
            "insert into pgbench_branches (bid, bbalance) select b, 0 from generate_series(1, " + SCALE + ") b",
            "insert into pgbench_tellers (tid, bid, tbalance) select t, (t - 1) / 10 + 1, 0"
                    + " from generate_series(1, " + SCALE + " * 10) t",
            "insert into pgbench_accounts (aid, bid, abalance, filler) select a, (a - 1) / 100000 + 1, 0, ''"
                    + " from generate_series(1, " + SCALE + " * 100000) a",
            "alter table pgbench_branches add primary key (bid)",
            "alter table pgbench_tellers add primary key (tid)",
            "alter table pgbench_accounts add primary key (aid)");

    private final Server server;

    private Baselines(Server server) {
        this.server = server;
    }

    static Baselines create(Server server) throws SQLException {
        try (Connection connection = server.rival();
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
        }
        return new Baselines(server);
    }

    Run oneInsert(int clients, int seconds) throws Exception {
        return Load.clients(clients, seconds, () -> new OneInsert(server.rival()));
    }

    Run tpcb(int clients, int seconds) throws Exception {
        return Load.clients(clients, seconds, () -> new TpcB(server.rival()));
    }

    /** The same for pgbench. */
    static final String ONE_INSERT_SCRIPT = """
            \\set id random(1, 9000000000000000000)
            \\set amount random(1, 1000000)
            insert into one_insert (id, amount, filler, at) values (:id, :amount, '%s', now());
            """.formatted(FILLER);

    private static final class OneInsert implements Load.Caller {
        private final Connection connection;
        private final PreparedStatement insert;

        OneInsert(Connection connection) throws SQLException {
            this.connection = connection;
            this.insert = connection.prepareStatement(
                    "insert into one_insert (id, amount, filler, at) values (?, ?, '" + FILLER + "', now())");
        }

        @Override
        public void call() throws SQLException {
            insert.setLong(1, ThreadLocalRandom.current().nextLong(1, 9_000_000_000_000_000_000L));
            insert.setLong(2, ThreadLocalRandom.current().nextLong(1, 1_000_000));
            insert.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    /** The script pgbench calls tpcb-like, statement by statement. */
    private static final class TpcB implements Load.Caller {
        private final Connection connection;
        private final PreparedStatement account;
        private final PreparedStatement balance;
        private final PreparedStatement teller;
        private final PreparedStatement branch;
        private final PreparedStatement history;

        TpcB(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            account = connection.prepareStatement("update pgbench_accounts set abalance = abalance + ? where aid = ?");
            balance = connection.prepareStatement("select abalance from pgbench_accounts where aid = ?");
            teller = connection.prepareStatement("update pgbench_tellers set tbalance = tbalance + ? where tid = ?");
            branch = connection.prepareStatement("update pgbench_branches set bbalance = bbalance + ? where bid = ?");
            history = connection.prepareStatement("insert into pgbench_history (tid, bid, aid, delta, mtime)"
                    + " values (?, ?, ?, ?, current_timestamp)");
        }

        @Override
        public void call() throws SQLException {
            var random = ThreadLocalRandom.current();
            int aid = random.nextInt(1, SCALE * 100_000 + 1);
            int tid = random.nextInt(1, SCALE * 10 + 1);
            int bid = random.nextInt(1, SCALE + 1);
            int delta = random.nextInt(-5_000, 5_001);
            change(account, delta, aid);
            balance.setInt(1, aid);
            balance.executeQuery().close();
            change(teller, delta, tid);
            change(branch, delta, bid);
            history.setInt(1, tid);
            history.setInt(2, bid);
            history.setInt(3, aid);
            history.setInt(4, delta);
            history.executeUpdate();
            connection.commit();
        }

        private static void change(PreparedStatement update, int delta, int id) throws SQLException {
            update.setInt(1, delta);
            update.setInt(2, id);
            update.executeUpdate();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}

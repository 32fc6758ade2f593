package io.hourglass.ledger.book.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A ledger as a good team usually writes it: a transfer is a transaction that locks both balances in
 * sorted order, checks the floor, writes header and postings and updates the balances.
 *
 * <p>Written to be as fast as that can be: prepared statements, both rows of a kind in one
 * roundtrip, room on the balances' pages for updates in place, no index nobody reads by.
 */
final class UsualWay {
    static final int CLIENTS = 32;

    private static final int HOT = 0;
    private static final List<String> TABLES = List.of(
            "create schema usual",
            "create table usual.account (id bigint primary key, name text not null unique,"
                    + " opened timestamptz not null default now())",
            "create table usual.balance (account bigint primary key references usual.account,"
                    + " amount bigint not null check (amount >= 0), version bigint not null default 0)"
                    + " with (fillfactor = 50)",
            "create table usual.entry (id bigint generated always as identity primary key,"
                    + " idempotency_key uuid not null unique, kind text not null, effective date not null,"
                    + " recorded timestamptz not null default now())",
            "create table usual.posting (id bigint generated always as identity primary key,"
                    + " entry bigint not null references usual.entry,"
                    + " account bigint not null references usual.account,"
                    + " amount bigint not null check (amount <> 0), balance bigint not null)",
            "create index posting_entry on usual.posting (entry)",
            "create index posting_account on usual.posting (account, id)");

    private final Server server;
    private final int accounts;

    private UsualWay(Server server, int accounts) {
        this.server = server;
        this.accounts = accounts;
    }

    /** Its tables, with the accounts funded as ours are; account 0 is the hot one. */
    static UsualWay create(Server server, int accounts) throws SQLException {
        try (Connection connection = server.rival();
                Statement statement = connection.createStatement()) {
            for (String sql : TABLES) {
                statement.execute(sql);
            }
            statement.execute("insert into usual.account (id, name) select i, 'bench:' || i from generate_series(0, "
                    + accounts + ") i");
            statement.execute("insert into usual.balance (account, amount) select id,"
                    + " case id when " + HOT + " then " + FundedBooks.HOT_FUNDS + " else " + FundedBooks.FUNDS + " end"
                    + " from usual.account");
        }
        return new UsualWay(server, accounts);
    }

    /** Uniformly random pairs of accounts. */
    Run many(int seconds) throws Exception {
        return Load.clients(CLIENTS, seconds, () -> new Transfers(server.rival(), accounts, false));
    }

    /** Every transfer from the hot account to a random other. */
    Run hot(int seconds) throws Exception {
        return Load.clients(CLIENTS, seconds, () -> new Transfers(server.rival(), accounts, true));
    }

    /** One client with its connection. */
    private static final class Transfers implements Load.Caller {
        private final Connection connection;
        private final int accounts;
        private final boolean hot;
        private final PreparedStatement lock;
        private final PreparedStatement entry;
        private final PreparedStatement postings;
        private final PreparedStatement balance;

        Transfers(Connection connection, int accounts, boolean hot) throws SQLException {
            this.connection = connection;
            this.accounts = accounts;
            this.hot = hot;
            connection.setAutoCommit(false);
            lock = connection.prepareStatement("select account, amount from usual.balance"
                    + " where account in (?, ?) order by account for update");
            entry = connection.prepareStatement("insert into usual.entry (idempotency_key, kind, effective)"
                    + " values (?, 'bench', current_date) returning id");
            postings = connection.prepareStatement(
                    "insert into usual.posting (entry, account, amount, balance) values (?, ?, ?, ?), (?, ?, ?, ?)");
            balance = connection.prepareStatement(
                    "update usual.balance set amount = ?, version = version + 1 where account = ?");
        }

        @Override
        public void call() throws SQLException {
            var random = ThreadLocalRandom.current();
            long from = hot ? HOT : random.nextInt(1, accounts + 1);
            long to = random.nextInt(1, accounts + 1);
            while (to == from) {
                to = random.nextInt(1, accounts + 1);
            }
            transfer(from, to, random.nextLong(1, FundedBooks.MOST + 1));
            connection.commit();
        }

        private void transfer(long from, long to, long amount) throws SQLException {
            lock.setLong(1, from);
            lock.setLong(2, to);
            long fromAfter = -amount;
            long toAfter = amount;
            try (ResultSet rows = lock.executeQuery()) {
                while (rows.next()) {
                    if (rows.getLong(1) == from) {
                        fromAfter += rows.getLong(2);
                    } else {
                        toAfter += rows.getLong(2);
                    }
                }
            }
            if (fromAfter < 0) {
                throw new IllegalStateException("usual way: account " + from + " has too little");
            }
            long id = header();
            posting(0, id, from, -amount, fromAfter);
            posting(4, id, to, amount, toAfter);
            postings.executeUpdate();
            update(from, fromAfter);
            update(to, toAfter);
            balance.executeBatch();
        }

        private long header() throws SQLException {
            entry.setObject(1, Ids.next());
            try (ResultSet rows = entry.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }

        private void posting(int at, long id, long account, long amount, long after) throws SQLException {
            postings.setLong(at + 1, id);
            postings.setLong(at + 2, account);
            postings.setLong(at + 3, amount);
            postings.setLong(at + 4, after);
        }

        private void update(long account, long after) throws SQLException {
            balance.setLong(1, after);
            balance.setLong(2, account);
            balance.addBatch();
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}

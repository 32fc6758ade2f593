package io.hourglass.ledger.book;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Reservation.State;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Brings into memory what a set of entries touches, in a few statements whatever the set's size. */
final class BooksReader {
    /** Without paths, which are known: whoever names an account does so by its path, and a reservation's are read. */
    private static final String STANDINGS = "select b.account, b.asset, b.scale, b.floor, b.closed, b.posted,"
            + " b.pending_out, b.pending_in, b.version from hourglass.balance b"
            + " where b.ledger = ? and b.account = any (?::bigint[])";

    private static final String STANDINGS_OF_ALL = STANDINGS.replace(
            "any (?::bigint[])",
            "any (?::bigint[] || array(select unnest(array[from_account, to_account]) from hourglass.pending"
                    + " where ledger = ? and id = any (?)))");
    private static final String RESERVATIONS = "select p.id, p.from_account, p.to_account, f.path as from_path,"
            + " t.path as to_path, p.amount, p.expires, coalesce(r.outcome, 'PENDING') as state from hourglass.pending p"
            + " join hourglass.account f on f.id = p.from_account join hourglass.account t on t.id = p.to_account"
            + " left join hourglass.resolution r on r.ledger = p.ledger and r.pending = p.id"
            + " where p.ledger = ? and p.id = any (?)";
    private static final String POSTED = "select id from hourglass.entry_id where ledger = ? and id = any (?)";
    private static final String ENTRIES = "select t.sequence, t.phase, t.id, t.cause_kind, t.cause_id, t.effective,"
            + " t.reverses, t.pending, t.amount, t.reserved, t.asked, t.expires, f.path as from_path,"
            + " o.path as to_path, s.code, s.scale from hourglass.entry_id i"
            + " join hourglass.transfer t on t.ledger = i.ledger and t.sequence = i.sequence"
            + " join hourglass.account f on f.id = t.from_account join hourglass.account o on o.id = t.to_account"
            + " join hourglass.asset s on s.code = f.asset"
            + " where i.ledger = ? and i.id = any (?) order by t.sequence, t.line";

    private static final String SEGMENT = "select name, first, past from hourglass.segment_of(?)"
            + " where to_regclass('hourglass.' || name) is not null";

    private final Connection connection;
    private final int ledger;

    BooksReader(Connection connection, int ledger) {
        this.connection = connection;
        this.ledger = ledger;
    }

    /** The ledger's head, locked until the transaction ends, with the moment a set would be recorded. */
    Books hold() throws SQLException {
        return head("select size, recorded from hourglass.hold(?::smallint)");
    }

    /** The ledger's head as it is committed now. */
    Books glance() throws SQLException {
        return head("select size, recorded from hourglass.ledger where id = ?");
    }

    /** How many entries are committed now. */
    long size() throws SQLException {
        try (PreparedStatement statement = prepare("select size from hourglass.ledger where id = ?");
                ResultSet rows = statement.executeQuery()) {
            return one(rows).getLong(1);
        }
    }

    /** The segment of a sequence, if it is open. */
    Optional<Segment> segment(long sequence) throws SQLException {
        RoundTrip trip = new RoundTrip(connection);
        List<Segment> open = new ArrayList<>();
        askSegment(trip, sequence, open);
        trip.send();
        return open.stream().findFirst();
    }

    private static void askSegment(RoundTrip trip, long sequence, List<Segment> open) {
        trip.ask(SEGMENT, row -> open.add(new Segment(row.getString(1), row.getLong(2), row.getLong(3))), sequence);
    }

    private Books head(String sql) throws SQLException {
        try (PreparedStatement statement = prepare(sql);
                ResultSet rows = statement.executeQuery()) {
            long size = one(rows).getLong(1);
            Instant recorded = instant(rows, "recorded");
            return new Books(size, recorded == null ? Instant.EPOCH : recorded, Frontier.of(size, peaks(size)));
        }
    }

    private ResultSet one(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("there is no ledger " + ledger);
        }
        return rows;
    }

    private Map<Long, byte[]> peaks(long size) throws SQLException {
        Map<Long, byte[]> nodes = new HashMap<>();
        if (size == 0) {
            return nodes;
        }
        try (PreparedStatement statement = prepare("select sequence, nodes from hourglass.transfer"
                + " where ledger = ? and line = 1 and sequence = any (?)")) {
            statement.setArray(2, connection.createArrayOf("int8", Frontier.peakRows(size)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    nodes.put(rows.getLong(1), rows.getBytes(2));
                }
            }
        }
        return nodes;
    }

    /**
     * The accounts and pending transfers that entries touch and that are not in memory yet.
     *
     * @param reserved pending transfers that are to be made: as a rule there is none of these ids
     * @param resolved those that are to be there, on accounts that only their rows name
     */
    record Missing(Set<String> paths, Set<UUID> reserved, Set<UUID> resolved) {
        boolean isEmpty() {
            return paths.isEmpty() && reserved.isEmpty() && resolved.isEmpty();
        }
    }

    static Missing missing(Books books, Collection<Entry> entries) {
        Set<String> paths = new HashSet<>();
        Set<UUID> reserved = new HashSet<>();
        Set<UUID> resolved = new HashSet<>();
        for (Entry entry : entries) {
            for (Transfer transfer : entry.transfers()) {
                switch (transfer) {
                    case Transfer.Move(String from, String to, Amount amount) -> add(books, paths, from, to);
                    case Transfer.MoveUpTo(String from, String to, Amount limit) -> add(books, paths, from, to);
                    case Transfer.Reserve(UUID id, String from, String to, Amount amount, Instant expires) -> {
                        add(books, paths, from, to);
                        add(books, reserved, id);
                    }
                    case Transfer.Post(UUID id, Amount part) -> add(books, resolved, id);
                    case Transfer.Release(UUID id) -> add(books, resolved, id);
                    case Transfer.Expire(UUID id) -> add(books, resolved, id);
                }
            }
        }
        return new Missing(paths, reserved, resolved);
    }

    /** Looks up what is missing, but not which entries were posted before. */
    void lookUp(Books books, Missing missing) throws SQLException {
        RoundTrip trip = new RoundTrip(connection);
        List<Pending> found = new ArrayList<>();
        ask(trip, books, missing, found);
        trip.send();
        know(books, found);
    }

    /**
     * Looks up what these entries touch, and which of them are in the journal and what they said.
     *
     * @return the segment that the next entry belongs to, if it is open
     */
    Optional<Segment> lookUp(Books books, Collection<Entry> entries) throws SQLException {
        RoundTrip trip = new RoundTrip(connection);
        List<Pending> found = new ArrayList<>();
        ask(trip, books, missing(books, entries), found);
        List<UUID> there = new ArrayList<>();
        askPosted(trip, entries, there);
        List<Segment> open = new ArrayList<>();
        askSegment(trip, books.size() + 1, open);
        trip.send();
        know(books, found);
        recall(books, there);
        return open.stream().findFirst();
    }

    /** Looks up which of these entries are in the journal, and what they said. */
    void recall(Books books, Collection<Entry> entries) throws SQLException {
        RoundTrip trip = new RoundTrip(connection);
        List<UUID> there = new ArrayList<>();
        askPosted(trip, entries, there);
        trip.send();
        recall(books, there);
    }

    private void askPosted(RoundTrip trip, Collection<Entry> entries, List<UUID> there) throws SQLException {
        List<UUID> ids = entries.stream().map(Entry::id).toList();
        trip.ask(POSTED, row -> there.add(row.getObject(1, UUID.class)), ledger, array(ids));
    }

    private void recall(Books books, List<UUID> there) throws SQLException {
        if (there.isEmpty()) {
            return; // as a rule: nothing was posted before, and what would have been said is not asked
        }
        try (PreparedStatement statement = prepare(ENTRIES)) {
            statement.setArray(2, array(there));
            try (ResultSet rows = statement.executeQuery()) {
                StoredEntries.read(rows).forEach(books::know);
            }
        }
    }

    private void ask(RoundTrip trip, Books books, Missing missing, List<Pending> found) throws SQLException {
        Set<UUID> pendings = new HashSet<>(missing.reserved);
        pendings.addAll(missing.resolved);
        Map<Long, String> named = Standing.byId(missing.paths);
        if (!pendings.isEmpty()) {
            trip.ask(
                    RESERVATIONS,
                    row -> {
                        Pending pending = pending(row);
                        found.add(pending);
                        named.put(row.getLong("from_account"), pending.from);
                        named.put(row.getLong("to_account"), pending.to);
                    },
                    ledger,
                    array(pendings));
        }
        if (missing.resolved.isEmpty()) {
            askStandings(trip, books, named);
        } else {
            trip.ask(
                    STANDINGS_OF_ALL,
                    row -> meet(books, row, named),
                    ledger,
                    named.keySet(),
                    ledger,
                    array(missing.resolved));
        }
    }

    private void askStandings(RoundTrip trip, Books books, Map<Long, String> named) {
        trip.ask(STANDINGS, row -> meet(books, row, named), ledger, named.keySet());
    }

    private Array array(Collection<UUID> ids) throws SQLException {
        return connection.createArrayOf("uuid", ids.toArray());
    }

    /** What reservations are on may be in memory already, with what was done there since it was read. */
    private static void meet(Books books, ResultSet row, Map<Long, String> named) throws SQLException {
        String path = named.get(row.getLong("account"));
        // nobody's: of a reservation that was made after reservations were read, and is looked up when it is needed
        if (path != null && books.standing(path) == null) {
            books.know(standing(row, path));
        }
    }

    private void know(Books books, List<Pending> found) throws SQLException {
        Set<String> unknown = new HashSet<>();
        found.forEach(pending -> add(books, unknown, pending.from, pending.to));
        if (!unknown.isEmpty()) {
            // an id that was to be new is not: who asked for it named other accounts than it is on
            RoundTrip trip = new RoundTrip(connection);
            askStandings(trip, books, Standing.byId(unknown));
            trip.send();
        }
        for (Pending pending : found) {
            books.know(
                    pending.id,
                    new Reservation(
                            known(books, pending.from),
                            known(books, pending.to),
                            pending.units,
                            pending.expires,
                            pending.state));
        }
    }

    private static void add(Books books, Set<String> paths, String from, String to) {
        for (String path : new String[] {from, to}) {
            if (books.standing(path) == null) {
                paths.add(path);
            }
        }
    }

    private static void add(Books books, Set<UUID> pendings, UUID id) {
        if (books.reservation(id) == null) {
            pendings.add(id);
        }
    }

    private static Standing standing(ResultSet row, String path) throws SQLException {
        Standing standing = new Standing(
                row.getLong("account"),
                path,
                new Asset(row.getString("asset").intern(), row.getInt("scale")),
                Floor.valueOf(row.getString("floor")),
                row.getBoolean("closed"));
        standing.posted = row.getLong("posted");
        standing.out = row.getLong("pending_out");
        standing.in = row.getLong("pending_in");
        standing.version = row.getLong("version");
        return standing;
    }

    private record Pending(
            UUID id,
            String from,
            String to,
            long units,
            @Nullable Instant expires,
            State state) {}

    private static Pending pending(ResultSet row) throws SQLException {
        return new Pending(
                row.getObject("id", UUID.class),
                row.getString("from_path"),
                row.getString("to_path"),
                row.getLong("amount"),
                instant(row, "expires"),
                State.valueOf(row.getString("state")));
    }

    private static Standing known(Books books, String path) {
        Standing standing = books.standing(path);
        if (standing == null) {
            throw new IllegalStateException("pending on " + path + ", which is not in the ledger");
        }
        return standing;
    }

    private PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setInt(1, ledger);
        return statement;
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Entries put together again from the rows of their transfers. */
    private static final class StoredEntries {
        private StoredEntries() {}

        static List<Books.Stored> read(ResultSet rows) throws SQLException {
            List<Books.Stored> entries = new ArrayList<>();
            List<Transfer> transfers = new ArrayList<>();
            Entry heading = null;
            long sequence = 0;
            while (rows.next()) {
                UUID id = rows.getObject("id", UUID.class);
                if (id != null) {
                    finish(entries, heading, sequence, transfers);
                    sequence = rows.getLong("sequence");
                    heading = heading(rows, id);
                }
                transfers.add(transfer(rows));
            }
            finish(entries, heading, sequence, transfers);
            return entries;
        }

        private static void finish(
                List<Books.Stored> entries, @Nullable Entry heading, long sequence, List<Transfer> transfers) {
            if (heading != null) {
                Entry whole =
                        new Entry(heading.id(), heading.cause(), heading.effective(), heading.reverses(), transfers);
                entries.add(new Books.Stored(sequence, whole));
                transfers.clear();
            }
        }

        private static Entry heading(ResultSet row, UUID id) throws SQLException {
            return new Entry(
                    id,
                    new Cause(row.getString("cause_kind"), row.getString("cause_id")),
                    row.getObject("effective", LocalDate.class),
                    row.getObject("reverses", UUID.class),
                    List.of());
        }

        private static Transfer transfer(ResultSet row) throws SQLException {
            UUID pending = row.getObject("pending", UUID.class);
            String from = row.getString("from_path");
            String to = row.getString("to_path");
            Asset asset = new Asset(row.getString("code"), row.getInt("scale"));
            Long units = row.getObject("asked", Long.class);
            Amount asked = units == null ? null : new Amount(asset, units);
            return switch (row.getString("phase")) {
                case "move" ->
                    asked == null
                            ? new Transfer.Move(from, to, new Amount(asset, row.getLong("amount")))
                            : new Transfer.MoveUpTo(from, to, asked);
                case "reserve" ->
                    new Transfer.Reserve(
                            pending, from, to, new Amount(asset, row.getLong("reserved")), instant(row, "expires"));
                case "post" -> new Transfer.Post(pending, asked);
                case "release" -> new Transfer.Release(pending);
                default -> new Transfer.Expire(pending);
            };
        }
    }
}

package io.hourglass.ledger.book;

import io.hourglass.ledger.book.PostResult.Reason;
import io.hourglass.ledger.money.Amount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries as the flat arrays the database's posting function takes, and its answers. */
final class Posting {
    private static final String CALL =
            "select r_result, r_sequence, r_reason, r_detail from hourglass.post_entries(?,?,?,?,?,?,?,?,?,?,?)";

    private final List<UUID> ids = new ArrayList<>();
    private final List<String> kinds = new ArrayList<>();
    private final List<String> causes = new ArrayList<>();
    private final List<String> days = new ArrayList<>();
    private final List<Integer> entries = new ArrayList<>();
    private final List<String> ops = new ArrayList<>();
    private final List<@Nullable UUID> pendings = new ArrayList<>();
    private final List<@Nullable String> froms = new ArrayList<>();
    private final List<@Nullable String> tos = new ArrayList<>();
    private final List<@Nullable String> assets = new ArrayList<>();
    private final List<@Nullable Long> amounts = new ArrayList<>();

    static List<PostResult> post(Tx tx, List<Entry> entries) {
        Posting posting = new Posting();
        entries.forEach(posting::add);
        return entries.isEmpty() ? List.of() : posting.call(tx.connection());
    }

    private void add(Entry entry) {
        ids.add(entry.id());
        kinds.add(sendable(entry.cause().kind()));
        causes.add(sendable(entry.cause().id()));
        days.add(entry.effective().toString());
        for (Transfer transfer : entry.transfers()) {
            entries.add(ids.size());
            switch (transfer) {
                case Transfer.Move(String from, String to, Amount amount) -> add("move", null, from, to, amount);
                case Transfer.Reserve(UUID pending, String from, String to, Amount amount) ->
                    add("reserve", pending, from, to, amount);
                case Transfer.Post(UUID pending) -> add("post", pending, null, null, null);
                case Transfer.Release(UUID pending) -> add("release", pending, null, null, null);
            }
        }
    }

    private void add(
            String op, @Nullable UUID pending, @Nullable String from, @Nullable String to, @Nullable Amount amount) {
        ops.add(op);
        pendings.add(pending);
        froms.add(from == null ? null : sendable(from));
        tos.add(to == null ? null : sendable(to));
        assets.add(amount == null ? null : amount.asset().toString());
        amounts.add(amount == null ? null : amount.units());
    }

    /** A NUL cannot be sent to PostgreSQL at all; another control character is refused there. */
    private static String sendable(String text) {
        return text.replace('\0', '\1');
    }

    private List<PostResult> call(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(CALL)) {
            set(statement, 1, "uuid", ids);
            set(statement, 2, "text", kinds);
            set(statement, 3, "text", causes);
            set(statement, 4, "date", days);
            set(statement, 5, "int4", entries);
            set(statement, 6, "text", ops);
            set(statement, 7, "uuid", pendings);
            set(statement, 8, "text", froms);
            set(statement, 9, "text", tos);
            set(statement, 10, "text", assets);
            set(statement, 11, "int8", amounts);
            List<PostResult> results = new ArrayList<>(ids.size());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    results.add(result(rows));
                }
            }
            return results;
        } catch (SQLException e) {
            throw new IllegalStateException("posting failed: " + e.getMessage(), e);
        }
    }

    private static void set(PreparedStatement statement, int at, String type, List<?> values) throws SQLException {
        statement.setArray(at, statement.getConnection().createArrayOf(type, values.toArray()));
    }

    private static PostResult result(ResultSet row) throws SQLException {
        return switch (row.getString(1)) {
            case "POSTED" -> new PostResult.Posted(row.getLong(2));
            case "ALREADY" -> new PostResult.AlreadyPosted(row.getLong(2));
            default -> new PostResult.Refused(Reason.valueOf(row.getString(3)), row.getString(4));
        };
    }
}

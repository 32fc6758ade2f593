package io.hourglass.contracts.market;

import static io.hourglass.contracts.market.PurchaseStage.US;
import static io.hourglass.contracts.market.PurchaseStage.want;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.BooksAudit;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.DurableServer;
import io.hourglass.ledger.book.Schema;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.Reservation.State;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is killed in the middle of a reservation that buys its hours, and the service with it: what it had
 * come to is there afterwards, whole, and goes on; of what was under way there is nothing.
 */
class PurchaseKilledIT {
    private static final String HERS = "investor:ada:hours:" + US;

    @TempDir
    Path folder;

    @Test
    void goesOnFromEachStageItWasKilledIn() throws Exception {
        try (DurableServer server = new DurableServer(folder.resolve("data"), Map.of());
                PurchaseStage stage = PurchaseStage.open(new Pit(new Database(server.settings(6))))) {
            stage.has(40);
            stage.offer("olga", US, 60, "2.50");
            // with the order taken; and with all of the purchase written and posted
            for (String table : new String[] {"trade", "reservation_source"}) {
                killedAt(server, table, () -> stage.again().reserve(want("w-1", "100", "2.60")));
                assertThat(stage.reservations()).isEmpty();
                assertThat(stage.trades("ada")).hasSize(1); // what she had before
                assertThat(stage.pit.available("investor:ada:cash")).isEqualTo("900.000000");
                assertThat(stage.pit.available(HERS)).isEqualTo("40.000000");
            }

            Reservation buying =
                    stage.again().reserve(want("w-1", "100", "2.60")).orThrow();
            server.kill();
            server.startAgain();
            assertThat(stage.found("w-1")).isEqualTo(buying);
            assertThat(stage.again().reserve(want("w-1", "100", "2.60")).orThrow())
                    .isEqualTo(buying);
            assertThat(stage.pit.available(HERS)).isEqualTo("0.000000");
            assertThat(stage.again().purchases.doWork()).isZero();

            stage.again().settle();
            // with what was set aside given back
            killedAt(server, "route", () -> stage.again().purchases.doWork());
            assertThat(stage.found("w-1")).isEqualTo(buying);
            assertThat(stage.pit.available(HERS)).isEqualTo("60.000000");
            assertThat(stage.again().purchases.doWork()).isEqualTo(1);
            assertThat(stage.again().purchases.doWork()).isZero();
            assertThat(stage.found("w-1").state()).isEqualTo(State.HELD);
            assertThat(stage.trades("ada")).hasSize(2);
            assertThat(stage.pit.posted(HERS)).isEqualTo("100.000000");
            assertThat(stage.pit.available(HERS)).isEqualTo("0.000000");
            BooksAudit.holds(stage.pit.database, stage.pit.journal);
        }
    }

    /** Kills the server when the work comes to write into the table, and starts it again. */
    private static void killedAt(DurableServer server, String table, Runnable work) throws Exception {
        try (Connection owner = DriverManager.getConnection(server.settings(1).url(), Schema.OWNER, "owner");
                Statement statement = owner.createStatement()) {
            owner.setAutoCommit(false);
            statement.execute("lock table hourglass." + table + " in share mode");
            CompletableFuture<Void> working = CompletableFuture.runAsync(work);
            while (!isAwaited(statement, table)) {
                assertThat(working).as("ended without writing into " + table).isNotDone();
                Thread.sleep(5);
            }
            server.kill();
            assertThatThrownBy(working::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Database.Unreachable.class);
        }
        server.startAgain();
    }

    private static boolean isAwaited(Statement statement, String table) throws Exception {
        try (ResultSet waiting = statement.executeQuery(
                "select from pg_locks where relation = 'hourglass." + table + "'::regclass and not granted")) {
            return waiting.next();
        }
    }
}

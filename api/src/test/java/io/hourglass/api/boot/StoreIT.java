package io.hourglass.api.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreIT {
    @TempDir
    Path folder;

    @Test
    void saysWhatToDoWithAStateThatAnEarlierVersionMade() throws Exception {
        Settings settings = Settings.embedded(folder);
        try (StateFolder state = StateFolder.open(folder)) {
            Store.open(settings, state).close();
            try (LocalPostgres server = LocalPostgres.start(state.resolve("postgres"));
                    Connection connection = DriverManager.getConnection(
                            server.url("hourglass"),
                            server.superuser().user(),
                            server.superuser().password());
                    Statement statement = connection.createStatement()) {
                statement.execute("update hourglass.flyway_schema_history set checksum = checksum + 1"
                        + " where script = 'V01__book.sql'");
            }
            assertThatThrownBy(() -> Store.open(settings, state))
                    .isInstanceOf(Faults.Unusable.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("earlier version of Hourglass: delete the folder or move it away");
        }
    }
}

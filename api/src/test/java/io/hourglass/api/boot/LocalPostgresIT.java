package io.hourglass.api.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path folder;

    @Test
    void keepsItsBooksOverAKill() throws Exception {
        LocalPostgres first = LocalPostgres.start(folder);
        try (Connection connection = connect(first, first.superuser());
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept (n int)");
            statement.execute("insert into kept values (7)");
        }
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst());
        ProcessHandle left = ProcessHandle.of(pid).orElseThrow();
        // a killed process loses its file locks; this one is still here, so its lock has to go
        Files.delete(folder.resolve("data/epg-lock"));

        try (LocalPostgres second = LocalPostgres.start(folder);
                Connection connection = connect(second, second.superuser());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n, current_setting('fsync') from kept")) {
            assertThat(left.onExit().get(1, TimeUnit.SECONDS).isAlive()).isFalse();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(7);
            assertThat(rows.getString(2)).isEqualTo("on");
        }
    }

    @Test
    void asksForItsPasswordWhichOnlyTheOwnerMayRead() throws Exception {
        try (LocalPostgres server = LocalPostgres.start(folder)) {
            assertThatThrownBy(() -> connect(server, new Settings.Login("postgres", "wrong")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("password"))))
                .isEqualTo("rw-------");
    }

    private static Connection connect(LocalPostgres server, Settings.Login login) throws SQLException {
        return DriverManager.getConnection(server.url("postgres"), login.user(), login.password());
    }
}

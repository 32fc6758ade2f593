package io.hourglass.ledger.book;

import static io.hourglass.ledger.book.SmallBooks.move;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of its own that is stopped and started again. */
class RestartIT {
    private static final Schema.Passwords PASSWORDS = new Schema.Passwords("owner", "ser'vice", "auditor");

    @TempDir
    Path folder;

    @Test
    void recoversByItselfWhenTheServerComesBack() throws Exception {
        EmbeddedPostgres server = start(0);
        int port = server.getPort();
        String url = "jdbc:postgresql://localhost:" + port + "/hourglass";
        prepare(server);
        prepare(server);
        try (Database database = new Database(new Database.Settings(url, Schema.SERVICE, PASSWORDS.service(), 4))) {
            SmallBooks books = new SmallBooks(database, "t").with(7);
            assertThat(database.ping()).isTrue();
            server.close();
            assertThat(database.ping()).isFalse();
            assertThatThrownBy(() -> books.posted(books.ada)).isInstanceOf(Database.Unreachable.class);
            server = start(port);
            assertThat(database.ping()).isTrue();
            assertThat(books.posted(books.ada)).isEqualTo(7);
            assertThat(books.post("after", move(books.ada, books.bob, 7)).ok()).isTrue();
        } finally {
            server.close();
        }
    }

    private static void prepare(EmbeddedPostgres server) {
        String admin = server.getJdbcUrl("postgres", "postgres");
        Schema.bootstrap(admin, "postgres", "postgres", "hourglass", PASSWORDS);
        Schema.migrate(server.getJdbcUrl(Schema.OWNER, "hourglass"), Schema.OWNER, PASSWORDS.owner());
    }

    private EmbeddedPostgres start(int port) throws Exception {
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false);
        return (port == 0 ? builder : builder.setPort(port)).start();
    }
}

package io.hourglass.api.service;

import io.hourglass.api.boot.LocalPostgres;
import io.hourglass.api.boot.Settings;
import io.hourglass.contracts.DevChain;
import io.hourglass.contracts.Keys;
import io.hourglass.ledger.book.Schema;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A database and a chain the service does not run itself, each behind a valve. */
public final class DistantParts implements QuarkusTestResourceLifecycleManager {
    /** The valves of the parts that run now. */
    static @Nullable Valve database;

    static @Nullable Valve chain;

    private @Nullable LocalPostgres postgres;
    private @Nullable DevChain node;

    @Override
    public Map<String, String> start() {
        Path folder = folder();
        Keys keys = Keys.development("hourglass");
        LocalPostgres server = LocalPostgres.start(folder.resolve("postgres"));
        DevChain anvil = DevChain.start(
                new DevChain.Settings(Settings.embedded(folder).anvil(), folder.resolve("chain"), 0, Optional.empty()));
        anvil.fund(Stream.of("admin", "issuer", "settler", "clearer", "fixer", "manager", "anchor", "amy")
                .map(keys::address)
                .toList());
        Schema.bootstrap(
                server.url("postgres"),
                server.superuser().user(),
                server.superuser().password(),
                "distant",
                new Schema.Passwords("owner", "service", "auditor"));
        postgres = server;
        node = anvil;
        Valve toDatabase = new Valve(server.port());
        Valve toChain = new Valve(URI.create(anvil.url()).getPort());
        database = toDatabase;
        chain = toChain;
        return Map.of(
                "quarkus.http.test-port",
                "0",
                "HOURGLASS_STATE",
                folder.resolve("service").toString(),
                "HOURGLASS_DATABASE_URL",
                "jdbc:postgresql://localhost:" + toDatabase.port() + "/distant",
                "HOURGLASS_DATABASE_OWNER",
                Schema.OWNER,
                "HOURGLASS_DATABASE_OWNER_PASSWORD",
                "owner",
                "HOURGLASS_DATABASE_USER",
                Schema.SERVICE,
                "HOURGLASS_DATABASE_PASSWORD",
                "service",
                "HOURGLASS_RPC_URL",
                "http://localhost:" + toChain.port());
    }

    @Override
    public void stop() {
        try {
            if (node != null) {
                node.close();
            }
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "distant-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

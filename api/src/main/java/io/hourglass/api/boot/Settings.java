package io.hourglass.api.boot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment says; whatever it leaves out is embedded.
 *
 * @param state the folder of everything embedded
 * @param database a PostgreSQL 18 to use instead of the embedded one
 * @param rpc an EVM endpoint to use instead of the embedded dev chain
 * @param anvil the program of the embedded dev chain
 * @param environment where it is looked up who keeps the signing keys; any chain but the dev chain
 *     needs them
 * @param frozenClock whether business time stands still until it is advanced, as a demonstration
 *     wants it, or follows the system's clock
 * @param begins when frozen time begins, if it does not yet stand somewhere; now, if not given
 * @param demonstration whether to tell the story once, with its own parties
 * @param prices price history for the demonstration; without it the product's simulated sample
 * @param kept whether the embedded chain outlives the process
 */
public record Settings(
        Path state,
        Optional<DatabaseSettings> database,
        Optional<String> rpc,
        Path anvil,
        Map<String, String> environment,
        boolean frozenClock,
        Optional<Instant> begins,
        boolean demonstration,
        Optional<Path> prices,
        boolean kept) {

    private static final String ANVIL = "contracts/node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil";

    /**
     * A PostgreSQL server and the two roles Hourglass uses there.
     *
     * @param owner may create the schema; used for migrations only
     * @param service may read and append; used for everything else
     */
    public record DatabaseSettings(String url, Login owner, Login service) {}

    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user;
        }
    }

    /** Everything embedded under this folder, for the demonstration and tests. */
    public static Settings embedded(Path state) {
        return from(Map.of("HOURGLASS_STATE", state.toString()));
    }

    public static Settings from(Map<String, String> environment) {
        Map<String, String> set = new LinkedHashMap<>(environment);
        set.values().removeIf(String::isBlank);
        Optional<DatabaseSettings> database =
                Optional.ofNullable(set.get("HOURGLASS_DATABASE_URL")).map(url -> database(url, set));
        Optional<String> rpc = Optional.ofNullable(set.get("HOURGLASS_RPC_URL"));
        boolean demonstration = Boolean.parseBoolean(
                set.getOrDefault("HOURGLASS_DEMO", String.valueOf(database.isEmpty() && rpc.isEmpty())));
        String clock = set.getOrDefault("HOURGLASS_CLOCK", demonstration ? "business" : "system");
        if (!clock.equals("business") && !clock.equals("system")) {
            throw new IllegalArgumentException("HOURGLASS_CLOCK is business or system, not " + clock);
        }
        return new Settings(
                Path.of(set.getOrDefault("HOURGLASS_STATE", ".hourglass")).toAbsolutePath(),
                database,
                rpc,
                Optional.ofNullable(set.get("HOURGLASS_ANVIL")).map(Path::of).orElseGet(Settings::findAnvil),
                Map.copyOf(set),
                clock.equals("business"),
                Optional.empty(),
                demonstration,
                Optional.ofNullable(set.get("HOURGLASS_PRICES")).map(Path::of),
                true);
    }

    /** The same, with frozen time beginning here. */
    public Settings beginning(Instant at) {
        return new Settings(
                state, database, rpc, anvil, environment, frozenClock, Optional.of(at), demonstration, prices, kept);
    }

    /** The same, with this price history. */
    public Settings with(Path priceFile) {
        return new Settings(
                state,
                database,
                rpc,
                anvil,
                environment,
                frozenClock,
                begins,
                demonstration,
                Optional.of(priceFile),
                kept);
    }

    /** The same, for a state that is thrown away in the end. */
    public Settings throwaway() {
        return new Settings(
                state, database, rpc, anvil, environment, frozenClock, begins, demonstration, prices, false);
    }

    private static DatabaseSettings database(String url, Map<String, String> set) {
        return new DatabaseSettings(
                url,
                login(set, "HOURGLASS_DATABASE_OWNER", "HOURGLASS_DATABASE_OWNER_PASSWORD"),
                login(set, "HOURGLASS_DATABASE_USER", "HOURGLASS_DATABASE_PASSWORD"));
    }

    private static Login login(Map<String, String> set, String user, String password) {
        String name = set.get(user);
        if (name == null) {
            throw new IllegalArgumentException("HOURGLASS_DATABASE_URL is set, so " + user + " is needed too");
        }
        return new Login(name, set.getOrDefault(password, ""));
    }

    /** npm's, in this folder or one above it; else whatever the PATH has. */
    private static Path findAnvil() {
        String home = System.getProperty("hourglass.home", "");
        for (Path folder = Path.of(home).toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve(ANVIL))) {
                return folder.resolve(ANVIL);
            }
        }
        return Path.of("anvil");
    }

    /** Not what the environment holds: there may be keys in it. */
    @Override
    public String toString() {
        return "Settings in " + state;
    }
}

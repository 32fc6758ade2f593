package io.hourglass.ledger.book.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.LogAlone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code scripts/bench books}: measures the books beside their rivals, checks them, and reports. */
final class BooksBench {
    private static final int ACCOUNTS = 10_000;

    /** More than the loads write, without filling the books and with it. */
    private static final int WAL_GB = 12;

    private static final int LARGE_WAL_GB = 40;
    private static final int CONNECTIONS = 32;
    private static final int FEW_CONNECTIONS = 4;
    private static final int[] FEW = {1, 8, 32};
    private static final int[] MANY = {256, 2_048};
    private static final int[] SETS = {1_000, FundedBooks.SET};
    private static final String MOST = ours(2_048);
    private static final String HOT = ", hot";
    private static final String LARGEST = sets(FundedBooks.SET);
    private static final List<String> LARGE = List.of(MOST, MOST + HOT, LARGEST);
    private static final String OVER_ALL = ", over all accounts";
    private static final String YOUNG = ", young";
    private static final String OPENED = ", all open";
    private static final String FULL = ", full";
    private static final String USUAL_MANY = "usual way, many";
    private static final String USUAL_HOT = "usual way, hot";
    private static final String LOG_ALONE = "hash log alone, in memory";
    private static final int PAIRS_A_ROUND = 3;
    private static final String PROVED = "with the proof, sets of " + FundedBooks.SET;
    private static final String UNPROVED = "without the proof, sets of " + FundedBooks.SET;

    private final Options options;
    private final Server server;
    private final FundedBooks books;
    private final FundedBooks proved;
    private final FundedBooks unproved;

    private BooksBench(Options options, Server server, FundedBooks books, FundedBooks proved, FundedBooks unproved) {
        this.options = options;
        this.server = server;
        this.books = books;
        this.proved = proved;
        this.unproved = unproved;
    }

    /** Exits with 2 if misused, and with 1 if anything was refused, lost or out of balance. */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (Arguments.Misused e) {
            System.err.println("bench: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        System.exit(measure(options) ? 0 : 1);
    }

    private static boolean measure(Options options) throws Exception {
        Path target = Path.of(System.getProperty("hourglass.home", "."), "target");
        System.err.println("starting PostgreSQL with durable settings, funding " + ACCOUNTS + " accounts ...");
        try (Server server = Server.start(target.toAbsolutePath(), options.large() ? LARGE_WAL_GB : WAL_GB);
                Database database = server.books(CONNECTIONS);
                Database young = server.proved(FEW_CONNECTIONS);
                Database stripped = server.unproved(FEW_CONNECTIONS);
                Books ours = new Ours(database);
                Books proving = new Ours(young);
                Books believing = new Ours(stripped)) {
            return new BooksBench(
                            options,
                            server,
                            FundedBooks.open(database, ours, ACCOUNTS),
                            FundedBooks.open(young, proving, ACCOUNTS),
                            FundedBooks.open(stripped, believing, ACCOUNTS))
                    .run();
        }
    }

    private boolean run() throws Exception {
        Optional<PgBench> pgbench = options.pgbench() ? PgBench.find(server) : Optional.empty();
        String by = pgbench.isPresent() ? pgbench.get().version() : "JDBC clients";
        System.err.println("baselines by " + by);
        Map<String, Object> machine = Report.machine(server, by);
        List<Scenario> scenarios = scenarios(pgbench);
        server.analyze();

        Rounds rounds = new Rounds(server, options);
        Map<String, Series> series = rounds.run(scenarios);
        List<Row> rows = new ArrayList<>(Row.of(series, series));
        rows.add(Row.beside(MOST, MOST, USUAL_MANY, series));
        rows.add(Row.beside(MOST, MOST + HOT, USUAL_HOT, series));
        rows.add(Row.beside(PROVED, PROVED, LOG_ALONE, series));
        Map<String, Object> readings = Map.of();
        List<String> faults = new ArrayList<>();
        if (options.large()) {
            Large large = new Large(books, options.transfers());
            large.fill();
            try (Database database = server.young(CONNECTIONS);
                    Database wide = server.opened(CONNECTIONS);
                    Books ours = new Ours(database);
                    Books others = new Ours(wide)) {
                FundedBooks young = FundedBooks.open(database, ours, ACCOUNTS);
                FundedBooks opened = FundedBooks.open(wide, others, books.accounts());
                server.analyze();
                Map<String, Series> full = rounds.run(full(named(oneInsert(32), scenarios), young, opened));
                Map<String, Series> all = new HashMap<>(series);
                all.putAll(full);
                rows.addAll(Row.of(full, all));
                for (String load : LARGE) {
                    rows.add(Row.beside(load + FULL, load + FULL, load + YOUNG, full));
                }
                readings = large.readings();
                faults.addAll(young.faults());
                faults.addAll(opened.faults());
            }
        }
        return conclude(machine, rows, readings, faults);
    }

    private boolean conclude(
            Map<String, Object> machine, List<Row> rows, Map<String, Object> readings, List<String> faults)
            throws Exception {
        System.err.println("checking the books ...");
        Stream.of(books, proved, unproved).forEach(one -> faults.addAll(one.faults()));
        System.out.print(Report.table(rows));
        if (server.segmentsNotLaid() > 0) {
            System.err.println("NOTE: the WAL laid out was used up, and " + server.segmentsNotLaid()
                    + " segments more were made and zeroed while this was measured");
        }
        readings.forEach((name, figure) -> System.out.println(name + " " + figure));
        Report.write(options, machine, rows, readings, faults);
        faults.forEach(fault -> System.err.println("WRONG: " + fault));
        System.err.println("report: " + options.report());
        return faults.isEmpty();
    }

    /**
     * Each of ours right after what it is compared to: the ceiling wanders more than ours within a round. With few
     * clients, who wait for the disk most of the time, both wander most, and are looked at more often.
     */
    private List<Scenario> scenarios(Optional<PgBench> pgbench) throws Exception {
        Baselines jdbc = Baselines.create(server);
        UsualWay usual = UsualWay.create(server, ACCOUNTS);
        List<Scenario> all = new ArrayList<>();
        for (int clients : FEW) {
            Scenario insert = Scenario.rival(
                    oneInsert(clients),
                    seconds -> pgbench.isPresent()
                            ? pgbench.get().oneInsert(clients, seconds)
                            : jdbc.oneInsert(clients, seconds));
            for (int i = 0; i < PAIRS_A_ROUND; i++) {
                all.add(insert);
                single(all, clients, clients);
            }
        }
        Scenario ceiling = named(oneInsert(32), all);
        all.add(ceiling);
        for (int size : SETS) {
            all.add(Scenario.ours(sets(size), oneInsert(32), seconds -> ourSets(size, seconds, ACCOUNTS)));
        }
        all.addAll(proof());
        all.add(Scenario.rival(
                "tpcb-like 32 clients",
                seconds -> pgbench.isPresent() ? pgbench.get().tpcb(32, seconds) : jdbc.tpcb(32, seconds)));
        all.add(ceiling);
        single(all, MANY[0], 32);
        all.add(Scenario.rival(USUAL_MANY, usual::many));
        all.add(Scenario.rival(USUAL_HOT, usual::hot));
        all.add(ceiling);
        single(all, MANY[1], 32);
        return all;
    }

    /** What the proof costs is little beside what the machine's speed wanders, so it is looked at more often. */
    private List<Scenario> proof() {
        Scenario without = Scenario.rival(
                UNPROVED,
                seconds -> Load.sets(FundedBooks.SET, seconds, () -> unproved.sets(FundedBooks.SET, ACCOUNTS)));
        Scenario with = Scenario.ours(
                PROVED,
                UNPROVED,
                seconds -> Load.sets(FundedBooks.SET, seconds, () -> proved.sets(FundedBooks.SET, ACCOUNTS)));
        Scenario log = Scenario.rival(
                LOG_ALONE, seconds -> Load.sets(FundedBooks.SET, seconds, () -> new LogAlone(FundedBooks.SET)::append));
        List<Scenario> all = new ArrayList<>();
        for (int i = 0; i < PAIRS_A_ROUND; i++) {
            all.add(without);
            all.add(with);
        }
        all.add(log);
        return all;
    }

    private static Scenario named(String name, List<Scenario> all) {
        return all.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /**
     * The full books beside those that have as many accounts and a transfer to each, and beside young ones of few
     * accounts: what grows slower by transfers and what by accounts. One after the other, and beside the same ceiling
     * as before. One pair is 0.70 and the next 0.97, by what else the server and the machine do: they are looked at
     * more often.
     */
    private List<Scenario> full(Scenario ceiling, FundedBooks young, FundedBooks opened) {
        List<Scenario> all = new ArrayList<>();
        all.add(new Scenario(ceiling.name() + FULL, ceiling.name(), false, ceiling.work()));
        full(all, MOST, young, opened, (of, among) -> seconds -> calls(2_048, seconds, () -> of.pairs(among)));
        full(all, MOST + HOT, young, opened, (of, among) -> seconds -> calls(2_048, seconds, () -> of.hot(among)));
        full(
                all,
                LARGEST,
                young,
                opened,
                (of, among) -> seconds -> Load.sets(FundedBooks.SET, seconds, () -> of.sets(FundedBooks.SET, among)));
        return all;
    }

    /** Work on some books, among so many of their accounts. */
    private interface Among {
        Scenario.Work work(FundedBooks of, int among);
    }

    private void full(List<Scenario> all, String name, FundedBooks young, FundedBooks opened, Among load) {
        for (int i = 0; i < PAIRS_A_ROUND; i++) {
            all.add(new Scenario(name + YOUNG, null, true, load.work(young, ACCOUNTS)));
            all.add(new Scenario(name + OPENED, null, true, load.work(opened, ACCOUNTS)));
            all.add(Scenario.ours(name + FULL, name + OPENED, load.work(books, ACCOUNTS)));
        }
        String over = name + OVER_ALL;
        all.add(new Scenario(over + OPENED, null, true, load.work(opened, opened.accounts())));
        all.add(Scenario.ours(over + FULL, over + OPENED, load.work(books, books.accounts())));
    }

    private Run ourSets(int size, int seconds, int among) throws Exception {
        return Load.sets(size, seconds, () -> books.sets(size, among));
    }

    private void single(List<Scenario> all, int callers, int baseline) {
        all.add(Scenario.ours(
                ours(callers), oneInsert(baseline), seconds -> calls(callers, seconds, () -> books.pairs(ACCOUNTS))));
        all.add(Scenario.ours(
                ours(callers) + HOT,
                oneInsert(baseline),
                seconds -> calls(callers, seconds, () -> books.hot(ACCOUNTS))));
    }

    /** On threads of the system as far as the clients they are compared to are. */
    private static Run calls(int callers, int seconds, Load.Opening opening) throws Exception {
        return callers <= CONNECTIONS ? Load.clients(callers, seconds, opening) : Load.many(callers, seconds, opening);
    }

    private static String oneInsert(int clients) {
        return "one-insert " + clients + (clients == 1 ? " client" : " clients");
    }

    private static String ours(int callers) {
        return "ours " + callers + (callers == 1 ? " caller" : " callers");
    }

    private static String sets(int size) {
        return "ours sets of " + size;
    }
}

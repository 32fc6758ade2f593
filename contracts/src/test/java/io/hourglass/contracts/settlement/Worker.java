package io.hourglass.contracts.settlement;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.MintedHours;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Schema;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * The service's market, sender and mirror as a process of their own, to be killed. It starts up, says so,
 * waits for a line, and works until it is killed or whoever started it is gone.
 */
final class Worker {
    private static final long REST_MILLIS = 10;

    private final Process process;

    private Worker(Process process) {
        this.process = process;
    }

    static Worker start(FaultStage faulty) {
        Deployment deployment = faulty.chain.deployment();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                faulty.stage.testDatabase.url(),
                faulty.node.url(),
                Long.toString(deployment.firstBlock())));
        deployment.addresses().forEach((contract, address) -> command.add(contract + "=" + address));
        try {
            return new Worker(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void work() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Whether it has started up. */
    boolean isReady() {
        try {
            return process.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the signal nobody can catch. */
    void kill() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Arguments: addresses of database and node, the deployment's first block, and each contract's address. */
    public static void main(String[] arguments) throws Exception {
        Map<Contract, Address> addresses = new EnumMap<>(Contract.class);
        for (String pair : List.of(arguments).subList(3, arguments.length)) {
            String[] words = pair.split("=", 2);
            addresses.put(Contract.valueOf(words[0]), new Address(words[1]));
        }
        var deployment = new Deployment(Keys.DEVELOPMENT_CHAIN, Long.parseLong(arguments[2]), addresses);
        Keys keys = Keys.development(SettlementStage.SEED);
        try (Database database = new Database(new Database.Settings(arguments[0], Schema.SERVICE, "service", 4));
                EvmChain chain = new EvmChain(arguments[1], keys, deployment)) {
            Market market = MintedHours.market(database, new Journal(), new Outbox(), chain);
            List<Effects> rooms =
                    List.of(new Cash(new Journal(), new Outbox(), chain, Clock.systemUTC(), true), market);
            Sender sender = new Sender(database, chain, rooms, InstantSource.system(), SettlementStage.quick());
            Mirror mirror = new Mirror(database, chain, rooms);
            database.ping();
            System.out.println("ready");
            if (System.in.read() < 0) {
                return;
            }
            Thread.ofPlatform().start(() -> loop(market::doWork));
            Thread.ofPlatform().start(() -> loop(sender::doWork));
            Thread.ofPlatform().start(() -> loop(mirror::doWork));
            while (System.in.read() >= 0) {
                // another line says nothing
            }
            Runtime.getRuntime().halt(0);
        }
    }

    private static void loop(IntSupplier work) {
        while (true) {
            try {
                if (work.getAsInt() == 0) {
                    TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                // as the work loop does: again
            }
        }
    }
}

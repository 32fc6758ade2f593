package io.hourglass.ledger.book.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A benchmark's arguments by name; those without a value are there or not. */
public final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /** The arguments make no sense; the message says which. */
    public static final class Misused extends Exception {
        private static final long serialVersionUID = 1;

        Misused(String message) {
            super(message);
        }
    }

    /**
     * @param valued the names that a value follows
     * @param plain the names that stand alone
     */
    public Arguments(Set<String> valued, Set<String> plain, String... arguments) throws Misused {
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i];
            if (plain.contains(name)) {
                values.put(name, "");
            } else if (!valued.contains(name)) {
                throw new Misused("unknown argument: " + name);
            } else if (++i == arguments.length) {
                throw new Misused(name + " needs a value");
            } else {
                values.put(name, arguments[i]);
            }
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The file the figures go to; that it can be written is known now, not after minutes of work. */
    public Path report() throws Misused {
        if (!has("--report")) {
            throw new Misused("--report FILE is missing");
        }
        Path report = Path.of(values.getOrDefault("--report", "")).toAbsolutePath();
        Path folder = report.getParent();
        if (Files.isDirectory(report) || folder == null || !Files.isWritable(folder)) {
            throw new Misused("cannot write " + report);
        }
        return report;
    }

    /** A number from 1 to {@code most}. */
    public long number(String name, long unlessTold, long most) throws Misused {
        String written = values.getOrDefault(name, Long.toString(unlessTold));
        long number = written.matches("[0-9]{1,10}") ? Long.parseLong(written) : 0;
        if (number < 1 || number > most) {
            throw new Misused(name + " is a whole number from 1 to " + most + ", not '" + written + "'");
        }
        return number;
    }
}

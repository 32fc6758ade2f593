package io.hourglass.ledger.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a text, never holding more than a limit of one: a file without line ends cannot fill the
 * memory.
 */
final class BoundedLines {
    private final BufferedReader reader;
    private final int longest;
    private final StringBuilder line = new StringBuilder();
    private long number;
    private boolean tooLong;

    BoundedLines(Reader reader, int longest) {
        this.reader = new BufferedReader(reader, 1 << 16);
        this.longest = longest;
    }

    /** The next line without its end, cut at the limit if {@link #tooLong}; null at the end. */
    @Nullable
    String next() throws IOException {
        line.setLength(0);
        tooLong = false;
        int read = reader.read();
        if (read < 0) {
            return null;
        }
        while (read >= 0 && read != '\n') {
            if (line.length() == longest) {
                tooLong = true;
            } else {
                line.append((char) read);
            }
            read = reader.read();
        }
        number++;
        int last = line.length() - 1;
        if (last >= 0 && line.charAt(last) == '\r') {
            line.setLength(last);
        }
        return line.toString();
    }

    /** Whether the line just read was cut. */
    boolean tooLong() {
        return tooLong;
    }

    /** The number of the line just read, from 1. */
    long number() {
        return number;
    }
}

package io.hourglass.api.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a drill, in the order in which it happened. Amounts are decimal dollars.
 *
 * @param future whose price moved; of several, one after the other
 * @param calls who was called for what, and until when
 * @param party who did not pay
 * @param declared when it was in default, by the business clock
 * @param steps in which the estate got out of what it had taken over
 * @param deleveraged what nobody sold, closed against those on the other side
 * @param waterfall who paid what, in the rulebook's order, and last what the estate lost: they add up to nothing
 * @param state the default's in the end
 * @param original of what the books are a copy; null where the drill has made its own
 */
public record DrillReport(
        String prices,
        String future,
        List<Call> calls,
        String party,
        String declared,
        List<Step> steps,
        List<Closed> deleveraged,
        List<Line> waterfall,
        String state,
        Report.Sums sums,
        @Nullable Original original) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public DrillReport {
        calls = List.copyOf(calls);
        steps = List.copyOf(steps);
        deleveraged = List.copyOf(deleveraged);
        waterfall = List.copyOf(waterfall);
    }

    /** @param missing to initial margin */
    public record Call(String party, String day, String missing, String deadline) {}

    /**
     * @param how a step of the disposal, or an auction
     * @param remaining lots the estate had to get out of when it began
     */
    public record Step(String how, String future, long remaining, long lots) {}

    /** @param lots the change of the party's, towards zero */
    public record Closed(String party, String future, long lots) {}

    /** @param amount positive came in to cover the loss */
    public record Line(String layer, String party, String amount) {}

    /**
     * @param digest of all its files that hold anything, in hex: SHA-256
     * @param untouched whether they were the same in the end
     */
    public record Original(String folder, String digest, boolean untouched) {}

    /** The same, of a copy of this. */
    DrillReport of(Original copied) {
        return new DrillReport(
                prices, future, calls, party, declared, steps, deleveraged, waterfall, state, sums, copied);
    }

    /** What came in, less what was lost: nothing. */
    public BigDecimal sum() {
        return waterfall.stream().map(line -> new BigDecimal(line.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether the loss is covered, everything adds up, and what it is a copy of is as it was. */
    public boolean holds() {
        boolean untouched = original == null || original.untouched();
        return state.equals("COVERED") && sum().signum() == 0 && sums.hold() && untouched;
    }

    void writeTo(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this) + "\n");
    }
}

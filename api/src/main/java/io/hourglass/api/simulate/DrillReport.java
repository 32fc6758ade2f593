package io.hourglass.api.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What came of a drill, in the order in which it happened. Amounts are decimal dollars.
 *
 * @param future whose seller could not pay
 * @param calls what the seller was called for, and until when
 * @param declared when it was in default, by the business clock
 * @param steps in which the estate bought back what it had taken over
 * @param deleveraged what nobody sold, closed against those on the other side
 * @param waterfall who paid what, in the rulebook's order, and last what the estate lost: they add up to nothing
 * @param state the default's in the end
 */
public record DrillReport(
        String prices,
        String future,
        List<Call> calls,
        String declared,
        List<Step> steps,
        List<Closed> deleveraged,
        List<Line> waterfall,
        String state,
        Report.Sums sums) {
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
     * @param remaining lots to be bought when it began
     */
    public record Step(String how, long remaining, long lots) {}

    /** @param lots the change of the party's, towards zero */
    public record Closed(String party, long lots) {}

    /** @param amount positive came in to cover the loss */
    public record Line(String layer, String party, String amount) {}

    /** What came in, less what was lost: nothing. */
    public BigDecimal sum() {
        return waterfall.stream().map(line -> new BigDecimal(line.amount())).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether the loss is covered and everything adds up. */
    public boolean holds() {
        return state.equals("COVERED") && sum().signum() == 0 && sums.hold();
    }

    void writeTo(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this) + "\n");
    }
}

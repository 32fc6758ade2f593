package io.hourglass.pricing.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimulatorTest {
    private static final Instant FIRST = Instant.parse("2026-04-11T20:00:00Z");
    private static final Instant LAST = Instant.parse("2026-08-08T20:00:00Z");

    private final List<String> lines = Simulator.SAMPLE.lines().toList();

    @Test
    void makesTheSameFileFromTheSameSeed() {
        assertThat(Simulator.SAMPLE.lines()).containsExactlyElementsOf(lines);
        assertThat(new Simulator(1, Simulator.SAMPLE.lastDay(), 120).lines()).isNotEqualTo(lines);
    }

    /** Pinned, so that a change of the sample is seen: figures in documents come from it. */
    @Test
    void isTheFileThatWasShipped() {
        assertThat(lines).hasSize(13_225);
        assertThat(lines.get(1))
                .isEqualTo("2026-04-11,sim-aurora,us-east,H100,8,2.77,1.5,2.22,1.72,hourglass-simulator,Apache-2.0");
    }

    @Test
    void writesWellFormedRowsThatSayWhatTheyAre() {
        assertThat(lines.getFirst()).isEqualTo(Simulator.HEADER);
        assertThat(lines.subList(1, lines.size()))
                .allMatch(line -> line.matches("2026-(0[4-9]|10)-[0-3][0-9],sim-[a-z]+,[a-z-]+,[A-Z0-9-]+,[18],"
                        + "[0-9.]+,[0-9.]*,[0-9.]*,[0-9.]*,hourglass-simulator,Apache-2.0"))
                .doesNotHaveDuplicates();
    }

    @Test
    void isFixedEveryDayInEveryClassAndKind() {
        Map<String, List<Observation>> history = RealPrices.parse(lines);
        IndexEngine engine = new IndexEngine(Methodology.HGI_1);

        assertThat(history).hasSize(16);
        history.forEach((index, observations) -> assertThat(engine.fixAll(observations, FIRST, LAST))
                .as(index)
                .hasSize(120)
                .allMatch(result -> result instanceof Fixing fixing && fixing.basis() == Basis.WIDENED));
    }

    @Test
    void hasOutliersForTheScreenToFind() {
        Map<String, List<Observation>> history = RealPrices.parse(lines);
        IndexEngine engine = new IndexEngine(Methodology.HGI_1);
        long jumps = history.values().stream()
                .flatMap(observations -> engine.fixAll(observations, FIRST, LAST).stream())
                .flatMap(result -> ((Fixing) result).receipts().exclusions().stream())
                .filter(exclusion -> exclusion.reason() == Exclusion.Reason.UNCORROBORATED_JUMP)
                .count();

        assertThat(jumps).isBetween(1L, 40L);
    }
}

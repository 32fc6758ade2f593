package io.hourglass.pricing.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.pricing.scenario.Portfolios.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** What a process of its own is asked: which lanes it has, and what they make of one account. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            System.out.println(Lanes.fastest() + " " + shortfall());
        }
    }

    private static double shortfall() {
        ValueChanges changes = ValueChanges.of(2, 300, (instrument, scenario) -> Math.sin(instrument + scenario));
        Portfolios portfolios = Portfolios.of(List.of(List.of(new Position(0, 1.7), new Position(1, -0.3))));
        return portfolios.shortfalls(changes, ExpectedShortfall.AT_99)[0];
    }

    @Test
    void areTheProcessorsVectorsHere() {
        assertThat(Lanes.fastest()).isInstanceOf(VectorLanes.class);
    }

    @Test
    void arePlainLoopsWithTheSameDigitsInAProcessWithoutTheModule() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo("ScalarLanes[] " + shortfall());
    }
}

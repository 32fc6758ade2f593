package io.hourglass.contracts.bench;

import io.hourglass.contracts.DevChain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What settling costs: whole transactions on forge's machine, calldata and signatures included. */
final class Gas {
    private Gas() {}

    /**
     * Runs the contracts' gas test.
     *
     * @param folder for what it writes
     * @return gas a transaction, by the name of what it settles, {@code batch of 200 trades}
     */
    static Map<String, Long> measure(Path contracts, Path folder) throws IOException, InterruptedException {
        Path forge = Path.of(DevChain.findAnvil().toAbsolutePath().toString().replace("anvil", "forge"));
        ProcessBuilder test = new ProcessBuilder(forge.toString(), "test", "--match-contract", "GasTest")
                .directory(contracts.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("forge.log").toFile());
        test.environment().put("FOUNDRY_SNAPSHOTS", folder.toString());
        if (test.start().waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("forge.log")));
        }
        JsonNode written =
                new ObjectMapper().readTree(folder.resolve("settlement.json").toFile());
        Map<String, Long> gas = new LinkedHashMap<>();
        written.properties()
                .forEach(
                        one -> gas.put(one.getKey(), Long.valueOf(one.getValue().asString())));
        return gas;
    }
}

package io.hourglass.ledger.index;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.book.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The two files of a bundle that fixings are made again from. */
final class BundledFixings {
    private BundledFixings() {}

    static Path write(Path folder, Database database, Fixings fixings) throws IOException {
        Files.createDirectories(folder);
        List<Map<String, Object>> lines = new ArrayList<>();
        Set<String> receipts = new LinkedHashSet<>();
        database.inTx(tx -> {
            for (PublishedFixing fixing : fixings.published(tx, LocalDate.EPOCH, LocalDate.of(2100, 1, 1))) {
                Recompute.Claim claim = Recompute.Claim.of(fixing);
                Map<String, Object> line = new LinkedHashMap<>();
                line.put("index", claim.index());
                line.put("day", claim.day().toString());
                line.put("status", fixing.status().name());
                line.put("number", fixing.number());
                line.put("value", claim.value());
                line.put("band", claim.band());
                line.put("digest", claim.digest().hex());
                lines.add(line);
                receipts.add(fixings.receipts(tx, claim.digest()).orElseThrow());
            }
            return tx;
        });
        List<Map<String, String>> versions = database.inTx(new Methodologies(Clock.systemUTC())::standing).stream()
                .map(version -> Map.of(
                        "effective", version.effective().toString(),
                        "hash", version.hash().hex(),
                        "figures", version.figures()))
                .toList();
        Files.writeString(
                folder.resolve("fixings.json"),
                JsonMapper.builder().build().writeValueAsString(Map.of("methodologies", versions, "fixings", lines)));
        Files.write(folder.resolve("receipts.txt"), receipts);
        return folder;
    }
}

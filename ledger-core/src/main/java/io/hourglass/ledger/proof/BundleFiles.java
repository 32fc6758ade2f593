package io.hourglass.ledger.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.money.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A folder being filled: remembers size and SHA-256 of each file, for the signed manifest. */
final class BundleFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path folder;
    private final List<Map<String, Object>> written = new ArrayList<>();

    BundleFiles(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        try (var there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw new IllegalArgumentException("a bundle goes into an empty folder: " + folder);
            }
        }
    }

    void text(String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(name), bytes);
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("size", bytes.length);
        line.put("sha256", MerkleLog.sha256(bytes).hex());
        written.add(line);
    }

    void json(String name, Map<String, ?> content) throws IOException {
        text(name, toJson(content));
    }

    /** Writes what names every other file, and its signature; returns its SHA-256. */
    Hash sign(HeadSigner signer, String created) throws IOException {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("format", "hourglass-bundle/1");
        manifest.put("created", created);
        manifest.put("files", written);
        byte[] bytes = toJson(manifest).getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("manifest.json"), bytes);
        Files.writeString(folder.resolve("manifest.sig"), signer.sign(bytes), StandardCharsets.US_ASCII);
        return MerkleLog.sha256(bytes);
    }

    /** One line, but a line for each element of a list inside: compact, and still to be read. */
    private static String toJson(Map<String, ?> content) throws JsonProcessingException {
        List<String> members = new ArrayList<>();
        for (var member : content.entrySet()) {
            String value;
            if (member.getValue() instanceof List<?> list && !list.isEmpty()) {
                List<String> lines = new ArrayList<>();
                for (Object element : list) {
                    lines.add(JSON.writeValueAsString(element));
                }
                value = "[\n" + String.join(",\n", lines) + "\n]";
            } else {
                value = JSON.writeValueAsString(member.getValue());
            }
            members.add(JSON.writeValueAsString(member.getKey()) + ":" + value);
        }
        return "{" + String.join(",\n", members) + "}\n";
    }
}

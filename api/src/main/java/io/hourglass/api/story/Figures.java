package io.hourglass.api.story;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a story measured: figures under dotted names ({@code prices.rows}), and its steps. Written as
 * the JSON report.
 */
public final class Figures {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode root = JSON.createObjectNode();
    private final ArrayNode steps = root.putArray("steps");

    void put(String name, long value) {
        parent(name).put(leaf(name), value);
    }

    void put(String name, String value) {
        parent(name).put(leaf(name), value);
    }

    void put(String name, boolean value) {
        parent(name).put(leaf(name), value);
    }

    void step(String name, boolean ok, long millis, String said) {
        steps.addObject().put("name", name).put("ok", ok).put("millis", millis).put("said", said);
    }

    /** Writes the report, as a whole or not at all where the file system can. */
    void writeTo(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, JSON.writeValueAsString(root) + "\n");
    }

    /** The report as a tree, for those who check it. */
    public ObjectNode asJson() {
        return root.deepCopy();
    }

    private ObjectNode parent(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? root : root.withObject("/" + name.substring(0, dot));
    }

    private static String leaf(String name) {
        return name.substring(name.indexOf('.') + 1);
    }
}

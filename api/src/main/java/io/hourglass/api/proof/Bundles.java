package io.hourglass.api.proof;

import io.hourglass.api.service.Desk;
import jakarta.enterprise.context.RequestScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The bundles that were written beside the state, as one file each to take away. */
@RequestScoped
public class Bundles {
    private final Desk desk;

    Bundles(Desk desk) {
        this.desk = desk;
    }

    /** The newest bundle as a zip archive. */
    byte[] latest() throws IOException {
        Path folder = desk.hourglass().settings().state().resolve("bundles");
        if (Files.notExists(folder)) {
            throw Desk.missing("bundle", "yet: the first is written when the journal's head is anchored")
                    .get();
        }
        try (Stream<Path> written = Files.list(folder)) {
            Path newest = written.filter(Files::isDirectory)
                    .max(Comparator.comparing(Bundles::changed))
                    .orElseThrow(Desk.missing("bundle", "yet"));
            return zip(newest);
        }
    }

    private static FileTime changed(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private static byte[] zip(Path folder) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Files.list(folder).sorted()) {
            for (Path file : files.toList()) {
                zip.putNextEntry(new ZipEntry(folder.getFileName() + "/" + file.getFileName()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}

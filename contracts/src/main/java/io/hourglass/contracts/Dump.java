package io.hourglass.contracts;

import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * The development chain's state in one file, complete or not there at all: written beside it,
 * forced to the disk, then moved over it. Streamed both ways, as a long-lived chain's state is
 * larger than a JSON string may be.
 */
final class Dump {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Path file;
    private final Path next;

    Dump(Path folder) {
        this.file = folder.resolve("chain.gz");
        this.next = folder.resolve("chain.gz.next");
    }

    boolean exists() {
        return Files.exists(file);
    }

    /** Once this returns, a power cut does not lose what the node held when it was asked. */
    void save(OkHttpClient http, String url) {
        Request request = new Request.Builder()
                .url(url)
                .post(RequestBody.create(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_dumpState\",\"params\":[]}", JSON))
                .build();
        try (Response response = http.newCall(request).execute();
                FileChannel channel = FileChannel.open(
                        next,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16);
            copyResult(body(response).source(), out);
            out.flush();
            channel.force(true);
        } catch (IOException e) {
            throw new Unreachable("the development chain's state could not be saved: " + e.getMessage(), e);
        }
        replace();
    }

    /** Gives the saved state to a fresh node. */
    void load(OkHttpClient http, String url) {
        Request request = new Request.Builder().url(url).post(new Load(file)).build();
        try (Response response = http.newCall(request).execute()) {
            String answer = body(response).string();
            if (!answer.contains("\"result\":true")) {
                throw new IllegalStateException("anvil does not take the state in " + file + ": " + answer);
            }
        } catch (IOException e) {
            throw new Unreachable("the development chain's state could not be loaded: " + e.getMessage(), e);
        }
    }

    private void replace() {
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
                folder.force(true); // the new name must survive too
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the development chain's state could not be saved", e);
        }
    }

    private static okhttp3.ResponseBody body(Response response) throws IOException {
        okhttp3.ResponseBody body = response.body();
        if (!response.isSuccessful() || body == null) {
            throw new IOException("HTTP " + response.code());
        }
        return body;
    }

    /** The bytes of the first hex string with {@code 0x}; an answer without one is an error. */
    private static void copyResult(BufferedSource answer, OutputStream out) throws IOException {
        long start = answer.indexOf(okio.ByteString.encodeUtf8("\"0x"));
        if (start < 0) {
            throw new IOException("no state in the answer: " + answer.readUtf8());
        }
        answer.skip(start + 3);
        while (true) {
            int high = Character.digit(answer.readByte(), 16);
            if (high < 0) {
                return; // the closing quote
            }
            int low = Character.digit(answer.readByte(), 16);
            if (low < 0) {
                throw new IOException("half a byte of hex");
            }
            out.write(high << 4 | low);
        }
    }

    /** {@code anvil_loadState} with the file's bytes in hex, as they are read. */
    private static final class Load extends RequestBody {
        private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

        private final Path file;

        Load(Path file) {
            this.file = file;
        }

        @Override
        public MediaType contentType() {
            return JSON;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.writeUtf8("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"anvil_loadState\",\"params\":[\"0x");
            byte[] bytes = new byte[1 << 15];
            byte[] hex = new byte[bytes.length * 2];
            try (InputStream in = Files.newInputStream(file)) {
                for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                    for (int i = 0; i < read; i++) {
                        hex[2 * i] = DIGITS[bytes[i] >> 4 & 0xf];
                        hex[2 * i + 1] = DIGITS[bytes[i] & 0xf];
                    }
                    sink.write(hex, 0, 2 * read);
                }
            }
            sink.writeUtf8("\"]}");
        }
    }
}

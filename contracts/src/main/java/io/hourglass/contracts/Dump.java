package io.hourglass.contracts;

import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.web3j.utils.Numeric;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * The development chain's state in one file, complete or not there at all: written beside it,
 * forced to the disk, then moved over it. Streamed, as a long-lived chain's state is larger
 * than a JSON string may be.
 */
final class Dump {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Path file;
    private final Path next;
    private final Path plain;

    Dump(Path folder) {
        this.file = folder.resolve("chain.gz");
        this.next = folder.resolve("chain.gz.next");
        this.plain = folder.resolve("chain.json");
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
            copyResult(body(response).source(), Channels.newOutputStream(channel));
            channel.force(true);
        } catch (IOException e) {
            throw new Unreachable("the development chain's state could not be saved: " + e.getMessage(), e);
        }
        replace();
    }

    /**
     * The saved state in the form a starting node reads: it must never answer without it, or those
     * who follow the chain would see it gone.
     */
    Path unpacked() {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            Files.copy(in, plain, StandardCopyOption.REPLACE_EXISTING);
            return plain;
        } catch (IOException e) {
            throw new UncheckedIOException("the development chain's state in " + file + " cannot be read", e);
        }
    }

    /** The time of the last block in the unpacked state, which stands at its beginning. */
    long lastTimestamp() {
        try (JsonParser json = new JsonMapper().createParser(plain)) {
            while (json.nextToken() != null) {
                if (json.currentToken() == JsonToken.PROPERTY_NAME
                        && json.currentName().equals("timestamp")) {
                    json.nextToken();
                    return Numeric.decodeQuantity(json.getString()).longValueExact();
                }
            }
            throw new IllegalStateException("the development chain's state in " + file + " has no blocks");
        }
    }

    void forgetUnpacked() {
        try {
            Files.deleteIfExists(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        InputStream digits = answer.inputStream();
        byte[] read = new byte[1 << 16];
        byte[] made = new byte[read.length / 2];
        while (true) {
            int count = digits.readNBytes(read, 0, read.length);
            for (int i = 0; i < count; i += 2) {
                int high = Character.digit(read[i], 16);
                if (high < 0) {
                    out.write(made, 0, i / 2);
                    return; // the closing quote
                }
                int low = i + 1 < count ? Character.digit(read[i + 1], 16) : -1;
                if (low < 0) {
                    throw new IOException("half a byte of hex");
                }
                made[i / 2] = (byte) (high << 4 | low);
            }
            if (count < read.length) {
                throw new EOFException("the state has no end");
            }
            out.write(made, 0, made.length);
        }
    }
}

package io.hourglass.contracts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.utils.Numeric;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** A Web3Signer as its API is documented, over real HTTP with real keys; or broken in a way of choice. */
final class SignerServer implements AutoCloseable {
    private static final String SIGN = "/api/v1/eth1/sign/";

    private final Map<String, ECKeyPair> pairs = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    volatile Fault fault = Fault.NONE;
    final AtomicInteger asked = new AtomicInteger();

    enum Fault {
        NONE,
        HIGH_S,
        BARE_V,
        ANOTHER_KEY,
        ANOTHER_MESSAGE,
        FORBIDDEN,
        BROKEN,
        MOVED,
        GARBAGE,
        ENDLESS,
        SILENT,
        STUCK
    }

    SignerServer(Map<String, BigInteger> secrets) {
        secrets.forEach((name, secret) -> {
            ECKeyPair pair = ECKeyPair.create(secret);
            String publicKey = Numeric.toHexStringNoPrefixZeroPadded(pair.getPublicKey(), 128);
            pairs.put(publicKey, pair);
            environment.put("HOURGLASS_SIGNER_" + name.toUpperCase(Locale.ROOT).replace('-', '_'), "0x" + publicKey);
        });
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whose public key is whose. */
    Map<String, String> environment() {
        return environment;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            switch (fault) {
                case FORBIDDEN -> answer(exchange, 403, "no ".repeat(10_000));
                case BROKEN -> answer(exchange, 500, "");
                case MOVED -> move(exchange);
                case GARBAGE -> answer(exchange, 200, "<html>Sign in first</html>");
                case ENDLESS -> answer(exchange, 200, "0".repeat(1_000_000));
                case SILENT -> closed.await();
                case STUCK -> stick(exchange);
                default -> sign(exchange);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sign(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        ECKeyPair pair = pairs.get(path.replaceFirst("^" + SIGN + "(0x)?", ""));
        Optional<byte[]> data = data(exchange);
        if (!path.startsWith(SIGN) || pair == null) {
            answer(exchange, 404, "");
        } else if (!exchange.getRequestMethod().equals("POST") || data.isEmpty()) {
            answer(exchange, 400, "");
        } else {
            answer(exchange, 200, "0x" + HexFormat.of().formatHex(signature(data.get(), pair)));
        }
    }

    private static Optional<byte[]> data(HttpExchange exchange) throws IOException {
        try {
            String data = JsonMapper.shared()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .get("data")
                    .asString();
            return Optional.of(Numeric.hexStringToByteArray(data));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private byte[] signature(byte[] data, ECKeyPair pair) {
        SignatureData made =
                switch (fault) {
                    case ANOTHER_KEY -> Sign.signMessage(data, ECKeyPair.create(BigInteger.TWO));
                    case ANOTHER_MESSAGE -> Sign.signMessage(new byte[1], pair);
                    default -> Sign.signMessage(data, pair);
                };
        byte[] bytes = new byte[65];
        System.arraycopy(made.getR(), 0, bytes, 0, 32);
        System.arraycopy(fault == Fault.HIGH_S ? other(made.getS()) : made.getS(), 0, bytes, 32, 32);
        int v = made.getV()[0] - 27;
        bytes[64] = (byte)
                switch (fault) {
                    case HIGH_S -> 28 - v;
                    case BARE_V -> v;
                    default -> 27 + v;
                };
        return bytes;
    }

    private static byte[] other(byte[] s) {
        return Numeric.toBytesPadded(Sign.CURVE_PARAMS.getN().subtract(new BigInteger(1, s)), 32);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void move(HttpExchange exchange) throws IOException {
        fault = Fault.NONE; // were the redirection followed, there would be a signature
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().toString());
        answer(exchange, 307, "");
    }

    /** Headers at once, then half a reply. */
    private void stick(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 132);
        exchange.getResponseBody().write("0x".getBytes(StandardCharsets.UTF_8));
        exchange.getResponseBody().flush();
        closed.await();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}

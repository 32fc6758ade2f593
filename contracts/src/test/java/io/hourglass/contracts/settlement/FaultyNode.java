package io.hourglass.contracts.settlement;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.web3j.utils.Numeric;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node as the service may meet one: JSON-RPC in front of a real node, that loses replies, lags,
 * forgets and refuses when told to. It also says what is final: no block less deep than {@link
 * #FINALITY}, so that reorgs of up to as many blocks are such as a chain may have.
 */
final class FaultyNode implements AutoCloseable {
    /** In blocks. */
    static final int FINALITY = 16;

    /** How far a node that lags is behind; less than what makes a block final, and more. */
    private static final int LAG_MAX = 24;

    private static final Duration DELAY_MAX = Duration.ofMillis(60);
    private static final String SEND = "eth_sendRawTransaction";
    private static final Set<String> READ_AT_A_BLOCK =
            Set.of("eth_simulateV1", "eth_estimateGas", "eth_getTransactionCount", "eth_call");

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true"); // else every answer takes 40 ms
    }

    private final JsonMapper json = JsonMapper.shared();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Fault, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final List<Held> holds = new CopyOnWriteArrayList<>();
    private final AtomicInteger forgetting = new AtomicInteger();
    private final URI upstream;
    private final LongSupplier finalMost;
    private final HttpServer server;
    private final Random random;
    private volatile Set<Fault> faults = Set.of();
    private volatile long behind = Long.MAX_VALUE;

    enum Fault {
        /** The node heard and did as asked; its reply is lost. */
        LOST_REPLY,
        DELAY,
        SERVER_ERROR,
        /** The connection ends before the node hears anything. */
        CUT,
        /** The answers of a node that lags, by more than finality at times. */
        STALE_HEAD,
        /** Transactions are accepted and forgotten. */
        DROPPED,
        REFUSED_LOGS,
        /** Neither JSON nor, at other times, JSON of any use. */
        GARBAGE
    }

    /** A request that is stopped on its way, before the node has it or after. */
    final class Held {
        private final String method;
        private final boolean before;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        private Held(String method, boolean before) {
            this.method = method;
            this.before = before;
        }

        /** Waits until a request is held. */
        void await() {
            try {
                if (!reached.await(30, TimeUnit.SECONDS)) {
                    throw new AssertionError("nobody asked " + method);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Lets later ones through; the one that is held gets no answer. */
        void cut() {
            holds.remove(this);
            released.countDown();
        }
    }

    /** @param finalMost the last block that may be called final however deep it is */
    FaultyNode(String upstream, LongSupplier finalMost, long seed) {
        this.upstream = URI.create(upstream);
        this.finalMost = finalMost;
        this.random = new Random(seed);
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

    /** From now on these happen to some of the requests, or to all they can happen to. */
    void suffer(Fault... now) {
        Set<Fault> wanted = Set.of(now);
        if (wanted.contains(Fault.STALE_HEAD)) {
            lag(random.nextInt(1, LAG_MAX));
        }
        faults = wanted;
    }

    /** From now on it stays so many blocks behind where the chain is now. */
    void lag(int blocks) {
        behind = Math.max(0, latest() - blocks);
        faults = Set.of(Fault.STALE_HEAD);
    }

    /** Accepts the next transactions, so many, and forgets them. */
    void forget(int transactions) {
        forgetting.set(transactions);
    }

    /** How often a fault has happened. */
    int count(Fault fault) {
        return counts.getOrDefault(fault, new AtomicInteger()).get();
    }

    /** Stops the next request of this method before the node has it, or its reply after. */
    Held hold(String method, boolean before) {
        Held held = new Held(method, before);
        holds.add(held);
        return held;
    }

    /** Asks the node itself, past all faults. */
    JsonNode ask(String method, Object... parameters) {
        ObjectNode question =
                json.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        question.set("params", json.valueToTree(parameters));
        try {
            JsonNode answer = json.readTree(forward(json.writeValueAsString(question)));
            if (answer.has("error")) {
                throw new IllegalStateException(method + ": " + answer.get("error"));
            }
            return answer.get("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long latest() {
        return quantity(ask("eth_blockNumber"));
    }

    @Override
    public void close() {
        holds.forEach(Held::cut);
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String reply = reply(body);
            if (reply == null) {
                return; // closed without an answer
            }
            byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.startsWith("<") ? 503 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UncheckedIOException | IllegalStateException | JacksonException e) {
            return; // the node is away: so are we
        }
    }

    /** What to answer, or null for nothing at all; what begins like a page is an error's. */
    private @Nullable String reply(String body) throws IOException, InterruptedException {
        if (happens(Fault.CUT, 3) || held(body, true)) {
            return null;
        }
        if (happens(Fault.SERVER_ERROR, 3)) {
            return "<html>503 Service Unavailable</html>";
        }
        if (happens(Fault.DELAY, 2)) {
            Thread.sleep(random.nextLong(DELAY_MAX.toMillis()));
        }
        String answer = answer(json.readTree(body));
        if (happens(Fault.LOST_REPLY, 3) || held(body, false)) {
            return null;
        }
        if (happens(Fault.GARBAGE, 3)) {
            return random.nextBoolean() ? answer.substring(0, answer.length() / 2) : "{\"jsonrpc\":\"2.0\",\"id\":0}";
        }
        return answer;
    }

    /** Whether this fault strikes now: one time in so many while it is on. */
    private boolean happens(Fault fault, int oneIn) {
        if (!faults.contains(fault) || random.nextInt(oneIn) != 0) {
            return false;
        }
        count(fault, 1);
        return true;
    }

    private void count(Fault fault, int times) {
        counts.computeIfAbsent(fault, none -> new AtomicInteger()).addAndGet(times);
    }

    private boolean held(String body, boolean before) throws InterruptedException {
        for (Held hold : holds) {
            if (hold.before == before && body.contains('"' + hold.method + '"')) {
                hold.reached.countDown();
                hold.released.await();
                return true;
            }
        }
        return false;
    }

    private String answer(JsonNode request) throws IOException {
        if (!(request instanceof ArrayNode batch)) {
            return json.writeValueAsString(answerOne((ObjectNode) request, latestShown()));
        }
        ArrayNode answers = json.createArrayNode();
        long latest = latestShown();
        for (JsonNode question : batch) {
            answers.add(answerOne((ObjectNode) question, latest));
        }
        return json.writeValueAsString(answers);
    }

    private long latestShown() {
        return Math.min(latest(), faults.contains(Fault.STALE_HEAD) ? behind : Long.MAX_VALUE);
    }

    private JsonNode answerOne(ObjectNode question, long latest) throws IOException {
        String method = question.get("method").asString();
        if (method.equals(SEND)
                && (forgetting.getAndUpdate(left -> Math.max(0, left - 1)) > 0 || happens(Fault.DROPPED, 2))) {
            String raw = question.get("params").get(0).asString();
            return result(question, org.web3j.crypto.Hash.sha3(raw));
        }
        if (method.equals("eth_getLogs") && happens(Fault.REFUSED_LOGS, 2)) {
            return error(question, -32005, "query returned more than 10000 results");
        }
        boolean stale = faults.contains(Fault.STALE_HEAD);
        atBlocksShown(question, latest, stale);
        JsonNode answer = json.readTree(forward(json.writeValueAsString(question)));
        if (stale && isAbove(answer.get("result"), latest)) {
            count(Fault.STALE_HEAD, 1);
            return method.equals("eth_getLogs") ? error(question, -32000, "unknown block") : result(question, null);
        }
        return answer;
    }

    /** Names of blocks become the numbers they stand for here. */
    private void atBlocksShown(ObjectNode question, long latest, boolean stale) {
        ArrayNode parameters = (ArrayNode) question.get("params");
        String method = question.get("method").asString();
        if (method.equals("eth_getBlockByNumber")) {
            String name = parameters.get(0).asString();
            long deepest = Math.max(0, Math.min(latest - FINALITY, finalMost.getAsLong()));
            switch (name) {
                case "safe", "finalized" -> parameters.set(0, text(deepest));
                case "latest" -> parameters.set(0, text(latest));
                default -> {
                    // a number
                }
            }
        } else if (stale && READ_AT_A_BLOCK.contains(method)) {
            String name = parameters.get(1).asString();
            if (name.equals("latest") || name.equals("pending") || quantity(parameters.get(1)) > latest) {
                count(Fault.STALE_HEAD, 1);
                parameters.set(1, text(latest));
            }
        }
    }

    private static boolean isAbove(@Nullable JsonNode result, long latest) {
        JsonNode first = result instanceof ArrayNode many && !many.isEmpty() ? many.get(0) : result;
        if (first == null || !first.isObject()) {
            return false;
        }
        JsonNode number = first.has("number") ? first.get("number") : first.get("blockNumber");
        return number != null && number.isString() && quantity(number) > latest;
    }

    private String forward(String body) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(upstream)
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(20))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private JsonNode result(ObjectNode question, @Nullable String result) {
        ObjectNode answer = json.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", question.get("id"));
        answer.set("result", result == null ? JsonNodeFactory.instance.nullNode() : json.valueToTree(result));
        return answer;
    }

    private JsonNode error(ObjectNode question, int code, String message) {
        ObjectNode answer = json.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", question.get("id"));
        answer.set("error", json.createObjectNode().put("code", code).put("message", message));
        return answer;
    }

    private static JsonNode text(long number) {
        return JsonNodeFactory.instance.stringNode("0x" + Long.toHexString(number));
    }

    private static long quantity(JsonNode hex) {
        return Numeric.decodeQuantity(hex.asString()).longValueExact();
    }
}

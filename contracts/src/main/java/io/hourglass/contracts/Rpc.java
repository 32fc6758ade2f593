package io.hourglass.contracts;

import io.hourglass.ledger.settlement.Chain.Unreachable;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC to one node: a question and its answer. A node that cannot be reached, or does not
 * answer what any node answers, is {@link Unreachable}.
 */
final class Rpc implements AutoCloseable {
    /** More questions than this in one message slow nodes down, and some refuse them. */
    private static final int BATCH_MAX = 200;

    private static final JsonMapper JSON = new JsonMapper();

    private final String url;
    private final OkHttpClient http;
    private final HttpService service;

    Rpc(String url, Duration timeout) {
        this.url = url;
        this.http = new OkHttpClient.Builder()
                .socketFactory(new Undelayed())
                .connectTimeout(Duration.ofSeconds(2))
                .readTimeout(timeout)
                .writeTimeout(timeout)
                .callTimeout(timeout)
                .build();
        this.service = new HttpService(url, http);
    }

    String url() {
        return url;
    }

    OkHttpClient http() {
        return http;
    }

    HttpService service() {
        return service;
    }

    /** One question of a batch. */
    record Question(String method, List<?> parameters) {
        Question(String method, Object... parameters) {
            this(method, List.of(parameters));
        }
    }

    /** The result, which may be JSON's null, of what no sound node refuses to answer. */
    JsonNode ask(String method, Object... parameters) {
        return insist(() -> attempt(method, parameters));
    }

    /** The results of many such questions in their order. */
    List<JsonNode> askAll(List<Question> questions) {
        List<JsonNode> answers = new ArrayList<>(questions.size());
        for (int from = 0; from < questions.size(); from += BATCH_MAX) {
            List<Question> part = questions.subList(from, Math.min(from + BATCH_MAX, questions.size()));
            BatchRequest batch = new BatchRequest(service);
            part.forEach(question -> batch.add(request(question)));
            List<? extends Response<?>> responses = send(batch::send).getResponses();
            if (responses.size() != part.size()) {
                throw new Unreachable(
                        "the node answers " + responses.size() + " of " + part.size() + " questions", null);
            }
            for (int i = 0; i < part.size(); i++) {
                String method = part.get(i).method();
                Answer answer = (Answer) responses.get(i);
                answers.add(insist(() -> result(method, answer)));
            }
        }
        return answers;
    }

    /** The result of what the node may refuse for a reason we act on. */
    JsonNode attempt(String method, Object... parameters) throws Refused {
        return result(
                method, send(() -> request(new Question(method, parameters)).send()));
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private Request<Object, Answer> request(Question question) {
        return new Request<>(question.method(), List.copyOf(question.parameters()), service, Answer.class);
    }

    private static JsonNode insist(Supplier<JsonNode> question) {
        try {
            return question.get();
        } catch (Refused e) {
            throw new Unreachable("the node does not give an answer: " + e.getMessage(), e);
        }
    }

    private <T> T send(Exchange<T> exchange) {
        try {
            return exchange.send();
        } catch (IOException | ClientConnectionException | JacksonException e) {
            throw new Unreachable("the node at " + host(url) + " does not answer: " + e.getMessage(), e);
        }
    }

    private static JsonNode result(String method, Answer answer) {
        Response.Error error = answer.getError();
        if (error != null) {
            throw new Refused(method, error.getCode(), error.getMessage(), returned(error.getData()));
        }
        JsonNode result = answer.getResult();
        if (result == null) { // not JSON's null, which is an answer
            throw new Unreachable("the node's answer to " + method + " has no result", null);
        }
        return result;
    }

    /** What a call returned: an error's data itself, or in nodes of Hardhat's kind a field of it. */
    private static String returned(@Nullable String data) {
        if (data == null) {
            return "";
        }
        JsonNode json = JSON.readTree(data);
        return json.isObject() ? json.path("data").asString("") : json.asString("");
    }

    /** Without what may follow the host: paths and queries of endpoints hold access keys. */
    static String host(String url) {
        return url.replaceFirst("^(\\w+://)(?:[^/@]*@)?([^/?]+).*$", "$1$2");
    }

    /** The node heard the question and answered with an error. */
    static final class Refused extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1;

        private final int code;
        private final String data;

        Refused(String method, int code, String message, String data) {
            super(message + " (" + method + ", " + code + ")");
            this.code = code;
            this.data = data;
        }

        int code() {
            return code;
        }

        /** What a revert returned, in hex; empty if the node did not say. */
        String data() {
            return data;
        }
    }

    /** Quantities and data as the node writes them. */
    static long quantity(JsonNode hex) {
        try {
            String text = hex.asString();
            long quantity = text.startsWith("0x") && text.length() > 2
                    ? HexFormat.fromHexDigitsToLong(text, 2, text.length())
                    : -1;
            if (quantity >= 0) {
                return quantity;
            }
        } catch (IllegalArgumentException | JacksonException e) {
            throw notNumber(hex, e);
        }
        throw notNumber(hex, null);
    }

    private static Unreachable notNumber(JsonNode answer, @Nullable Exception why) {
        return new Unreachable("the node answers " + answer + " where a number is asked", why);
    }

    static String hex(long quantity) {
        return "0x" + Long.toHexString(quantity);
    }

    @FunctionalInterface
    private interface Exchange<T> {
        T send() throws IOException;
    }

    /** A response whose result is any JSON. */
    static final class Answer extends Response<JsonNode> {}

    /** Sockets without Nagle's delay: small requests go out at once (ten times the calls a second). */
    private static final class Undelayed extends SocketFactory {
        private final SocketFactory sockets = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            return undelayed(sockets.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return undelayed(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return undelayed(sockets.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return undelayed(sockets.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return undelayed(sockets.createSocket(host, port, local, localPort));
        }

        private static Socket undelayed(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}

package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.SignerUnreachable;
import io.hourglass.ledger.settlement.Signature;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keys in a Web3Signer, of which only the public halves are known here. Nothing it returns is taken
 * on trust: whoever sits between could answer as well.
 *
 * <p>It is asked with {@code POST /api/v1/eth1/sign/<public key>} and answers with 65 bytes of hex
 * over the Keccak-256 of what it was sent.
 */
final class Web3Signer implements Keys {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** In characters; a signature has 132. */
    private static final int REPLY_MAX = 1_000;

    private static final HexFormat HEX = HexFormat.of();

    private final String url;
    private final Duration timeout;
    private final Variables publicKeys;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    /** @param timeout for a signature, from the question to the last byte of the reply */
    Web3Signer(String url, Map<String, String> environment, Duration timeout) {
        this.url = checked(url);
        this.timeout = timeout;
        this.publicKeys = new Variables("HOURGLASS_SIGNER_", 64, environment);
    }

    @Override
    public Address address(String key) {
        byte[] publicKey = publicKeys.of(key);
        try {
            return Curve.address(publicKey);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the public key of " + key + " is not of secp256k1", e);
        }
    }

    @Override
    public Signature sign(String key, byte[] preimage) {
        Address signer = address(key);
        HttpResponse<String> reply = send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/eth1/sign/0x" + HEX.formatHex(publicKeys.of(key))))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"data\":\"0x" + HEX.formatHex(preimage) + "\"}"))
                        .build());
        byte[] signature = read(key, reply);
        return Curve.signature(Hash.keccakBytes(preimage), signature, signer)
                .orElseThrow(() -> new Refused("what " + this + " returned for " + key + " is not its signature"));
    }

    private static String checked(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && url.matches("https?://[^?#]+")) {
                return url.replaceFirst("/+$", "");
            }
        } catch (URISyntaxException e) {
            // said below without the URL, which may hold a password
        }
        throw new IllegalArgumentException("HOURGLASS_WEB3SIGNER_URL is not an http or https address");
    }

    /** The timeout of requests ends with the reply's headers; this one with its last byte. */
    private HttpResponse<String> send(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> reply = http.sendAsync(request, Web3Signer::text);
        try {
            return reply.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unreachable(new HttpTimeoutException("no reply within " + timeout.toMillis() + " ms"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        } finally {
            reply.cancel(true);
        }
    }

    /** A signature, if it is one; of every other reply the status says enough. */
    private static BodySubscriber<String> text(ResponseInfo reply) {
        return reply.statusCode() == 200
                ? BodyHandlers.limiting(BodyHandlers.ofString(), REPLY_MAX).apply(reply)
                : BodySubscribers.replacing("");
    }

    /** What it was asked is at fault where the status is 4xx; else the signer itself is. */
    private byte[] read(String key, HttpResponse<String> reply) {
        int status = reply.statusCode();
        if (status == 404) {
            throw new Refused(this + " has no key named " + key + ": none has the public key given for it");
        }
        if (status / 100 == 4) {
            throw new Refused(this + " refuses to sign for " + key + ": status " + status);
        }
        String hex = reply.body().strip();
        if (status != 200 || !hex.matches("0x[0-9a-fA-F]{130}")) {
            throw unreachable(new IOException(status == 200 ? "its reply is no signature" : "status " + status));
        }
        return HEX.parseHex(hex, 2, hex.length());
    }

    private SignerUnreachable unreachable(Throwable cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new SignerUnreachable(this + " does not answer: " + why, cause);
    }

    @Override
    public String toString() {
        return "the signer at " + Rpc.host(url);
    }
}

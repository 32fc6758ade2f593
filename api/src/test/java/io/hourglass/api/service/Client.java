package io.hourglass.api.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.api.access.KeyRing;
import io.hourglass.api.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;

/** Somebody who calls the service over HTTP, with an API key or without. */
record Client(Optional<String> key) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What came back. */
    record Answer(int status, String type, String body, HttpResponse<String> response) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        /** The problem's slug; empty if it is none. */
        String slug() {
            return type.startsWith("application/problem+json")
                    ? json().path("type").asText().replace("/problems/", "")
                    : "";
        }

        String detail() {
            return json().path("detail").asText();
        }
    }

    static Client anyone() {
        return new Client(Optional.empty());
    }

    static Client with(String key) {
        return new Client(Optional.of(key));
    }

    /** Whoever runs the machine: the key ring is a file beside the state. */
    static Client operator() {
        awaitReady();
        Path ring = Path.of(ConfigProvider.getConfig().getValue("HOURGLASS_STATE", String.class), "api-keys");
        return with(new KeyRing(ring)
                .read().stream()
                        .filter(entry -> entry.role() == Role.OPERATOR)
                        .findFirst()
                        .orElseThrow()
                        .key());
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    /** A change under an idempotency key of its own. */
    Answer post(String path, String json) {
        return post(path, json, UUID.randomUUID().toString());
    }

    Answer post(String path, String json, String idempotencyKey) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(BodyPublishers.ofString(json)));
    }

    Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(response.statusCode(), type, response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(ConfigProvider.getConfig().getValue("test.url", String.class) + path))
                .timeout(PATIENCE);
        key.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    static Answer awaitReady() {
        return await("/q/health/ready", 200);
    }

    /** Asks until this status is answered. */
    static Answer await(String path, int status) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (true) {
            Answer answer = anyone().get(path);
            if (answer.status() == status) {
                return answer;
            }
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError(path + " answers " + answer.status() + ": " + answer.body());
            }
            pause();
        }
    }

    static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package io.hourglass.api.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.hourglass.api.Hourglass;
import io.hourglass.api.access.Caller;
import io.hourglass.api.access.IdempotencyKeys;
import io.hourglass.api.problem.Problem;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.UUID;

/**
 * Runs a request's change, once: effect and answer are kept in one transaction under the caller's
 * {@code Idempotency-Key}. The same key and request again replays the answer; the same key and
 * another request is refused. What is refused changes nothing and is not remembered.
 */
@RequestScoped
public class Changes {
    /** On answers that were given before. */
    public static final String REPLAYED = "Idempotency-Replayed";

    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final Running running;
    private final SecurityIdentity identity;
    private final HttpServerRequest request;
    private final ObjectMapper json;

    Changes(Running running, SecurityIdentity identity, HttpServerRequest request, ObjectMapper json) {
        this.running = running;
        this.identity = identity;
        this.request = request;
        this.json = json.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }

    /** One change; {@code request} is its id, the same when the request is repeated. */
    public interface Change {
        Outcome<?> apply(Tx tx, String request);
    }

    /** A change that its id makes happen once: the books have every id once. */
    public interface Booking {
        Response apply(String key, UUID id);
    }

    private record Answer(String json, boolean replayed) {}

    public Caller caller() {
        return (Caller) identity.getPrincipal();
    }

    /**
     * @param body what was asked; part of what makes two requests the same
     * @param change the effect; what it answers when done is written as JSON
     */
    public Response make(Object body, Change change) {
        Optional<String> key = key();
        if (key.isEmpty()) {
            return keyMissing();
        }
        Hash asked = Hash.sha256(request.method() + " " + request.path() + "\n" + write(body));
        Hourglass hourglass = running.get();
        Outcome<Answer> outcome = hourglass.database().decide(tx -> once(tx, key.get(), asked, change));
        return switch (outcome) {
            case Outcome.Done<Answer>(Answer answer) -> {
                Response.ResponseBuilder response = Response.ok(answer.json, MediaType.APPLICATION_JSON_TYPE);
                yield (answer.replayed ? response.header(REPLAYED, "true") : response).build();
            }
            case Outcome.Refused<Answer>(var reason, String detail) ->
                Problem.of(reason, detail).response();
        };
    }

    /**
     * Runs a change under an id that follows from the caller's key. Nothing is kept beside it: asked
     * again, the books know the id and what was posted under it.
     */
    public Response book(Booking booking) {
        return key().map(key -> booking.apply(key, Entry.idOf("booking " + caller().key() + " " + key)))
                .orElseGet(Changes::keyMissing);
    }

    private Optional<String> key() {
        return Optional.ofNullable(request.getHeader("Idempotency-Key")).filter(key -> key.matches("[!-~]{1,200}"));
    }

    private static Response keyMissing() {
        return Problem.of(
                        AccessRefusal.IDEMPOTENCY_KEY_MISSING,
                        "Send an Idempotency-Key header of 1 to 200 visible characters, new for each change: "
                                + "repeating a request with the same key is then safe")
                .response();
    }

    private Outcome<Answer> once(Tx tx, String key, Hash asked, Change change) {
        Optional<IdempotencyKeys.Answered> before = keys.claim(tx, caller(), key);
        if (before.isPresent()) {
            return before.get().request().equals(asked)
                    ? Outcome.done(new Answer(before.get().response(), true))
                    : Outcome.refused(
                            AccessRefusal.IDEMPOTENCY_KEY_REUSED,
                            "Idempotency-Key " + key + " belongs to another request: use a new key for a new change");
        }
        String id = Entry.idOf(caller().key() + " " + key).toString();
        return change.apply(tx, id).then(value -> {
            String answer = write(value);
            keys.remember(tx, caller(), key, new IdempotencyKeys.Answered(asked, 200, answer));
            return Outcome.done(new Answer(answer, false));
        });
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass(), e);
        }
    }
}

package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Rooms;
import io.hourglass.api.access.Caller;
import io.hourglass.api.problem.BadInput;
import io.hourglass.api.problem.Problem;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signature;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a resource asks the rooms and learns who is asking. */
@RequestScoped
public class Desk {
    private final Running running;
    private final SecurityIdentity identity;

    Desk(Running running, SecurityIdentity identity) {
        this.running = running;
        this.identity = identity;
    }

    public Hourglass hourglass() {
        return running.get();
    }

    public Rooms rooms() {
        return running.get().rooms();
    }

    /** Asks the rooms something, in one transaction. */
    public <T> T read(BiFunction<Tx, Rooms, T> question) {
        Hourglass up = running.get();
        return up.database().inTx(tx -> question.apply(tx, up.rooms()));
    }

    /** What a party signed; the service signs where it keeps the party's key and nothing was handed in. */
    public Signature signature(Party party, @Nullable String given, Signable signable) {
        String key = party.key();
        return given == null && key != null
                ? hourglass().wallet().sign(key, signable)
                : BadInput.read("signature", given, Signature::new);
    }

    /** Who is asking; empty without an API key. */
    public Optional<Caller> caller() {
        return identity.isAnonymous() ? Optional.empty() : Optional.of((Caller) identity.getPrincipal());
    }

    /** The party to show: the one asked for, else the caller's own. */
    public String visible(@Nullable String party) {
        String name = party != null
                ? party
                : BadInput.required("party", caller().flatMap(Caller::party).orElse(null));
        requireSight(name);
        return name;
    }

    /** Refuses whoever may not look at what belongs to this party, or to the house. */
    public void requireSight(String name) {
        if (caller().filter(caller -> caller.maySee(name)).isEmpty()) {
            throw new ForbiddenException("This API key does not see what belongs to " + name);
        }
    }

    /** A party the books know. */
    public Party party(Tx tx, String name) {
        return rooms().book().party(tx, name).orElseThrow(missing("party", name));
    }

    /** For {@code orElseThrow}: there is no such thing. */
    public static Supplier<NotFoundException> missing(String what, Object name) {
        return () -> new NotFoundException("no " + what + " " + name);
    }

    /** What a room answered to a question it may refuse. */
    public static Response answer(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Done<?>(Object value) -> Response.ok(value).build();
            case Outcome.Refused<?>(Refusal reason, String detail) ->
                Problem.of(reason, detail).response();
        };
    }

    /** A page's size as asked, 1 to 1,000. */
    public static int limit(@Nullable Integer asked) {
        int limit = asked == null ? 100 : asked;
        if (limit < 1 || limit > 1000) {
            throw new BadInput("limit", "is 1 to 1000, not " + limit);
        }
        return limit;
    }
}

package io.hourglass.api.access;

import io.hourglass.api.problem.BadInput;
import io.hourglass.ledger.money.Hash;
import io.quarkus.security.ForbiddenException;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who an API key speaks for.
 *
 * @param key SHA-256 of the API key
 * @param party the party it acts for; empty for the house's own people
 */
public record Caller(Hash key, Role role, Optional<String> party) implements Principal {

    @Override
    public String getName() {
        return party.orElse(role.written());
    }

    /**
     * Who this is where four eyes are needed: the house's own people are told apart by their keys. It is
     * published, so it is not what a key is looked up by.
     */
    public String person() {
        return Hash.sha256("person " + key.hex()).hex();
    }

    /** May look at this party's portfolio: its own, or anybody's for auditors and operators. */
    public boolean maySee(String name) {
        return role == Role.AUDITOR || role == Role.OPERATOR || party.equals(Optional.of(name));
    }

    /** The party this request is for: the caller's own; operators name the one they act for. */
    public String actingFor(@Nullable String asked) {
        if (role == Role.OPERATOR) {
            return BadInput.required("party", asked);
        }
        String own = party.orElseThrow(() -> new ForbiddenException("This API key acts for no party"));
        if (asked != null && !asked.equals(own)) {
            throw new ForbiddenException("This API key acts for " + own + ", not for " + asked);
        }
        return own;
    }
}

package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.access.Caller;
import io.hourglass.ledger.money.Hash;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up whose API key a request carries. A key that was good is taken for good for {@link #REMEMBERED},
 * so that who asks often does not wait for the database each time; that is how long a revoked key may
 * still be used. Of keys that are not good nothing is remembered.
 */
@ApplicationScoped
final class KeyIdentities implements IdentityProvider<TokenAuthenticationRequest> {
    static final Duration REMEMBERED = Duration.ofSeconds(1);

    private final Running running;
    private final Map<Hash, Known> known = new ConcurrentHashMap<>();

    /** @param until on {@link System#nanoTime} */
    private record Known(SecurityIdentity identity, long until) {}

    KeyIdentities(Running running) {
        this.running = running;
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        String key = request.getToken().getToken();
        Hash hash = Hash.sha256(key);
        return remembered(hash)
                .map(identity -> Uni.createFrom().item(identity))
                .orElseGet(() -> context.runBlocking(() -> lookUp(key, hash)));
    }

    private Optional<SecurityIdentity> remembered(Hash hash) {
        return Optional.ofNullable(known.get(hash))
                .filter(one -> System.nanoTime() - one.until < 0)
                .map(Known::identity);
    }

    private SecurityIdentity lookUp(String key, Hash hash) {
        long asked = System.nanoTime();
        Hourglass hourglass = running.get();
        Optional<Caller> caller =
                hourglass.database().inTx(tx -> hourglass.rooms().access().find(tx, key));
        if (caller.isEmpty()) {
            known.remove(hash);
            throw new AuthenticationFailedException("no such API key");
        }
        SecurityIdentity identity = QuarkusSecurityIdentity.builder()
                .setPrincipal(caller.get())
                .addRole(caller.get().role().written())
                .build();
        known.put(hash, new Known(identity, asked + REMEMBERED.toNanos()));
        return identity;
    }
}

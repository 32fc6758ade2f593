package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.access.Caller;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Looks up whose API key a request carries. */
@ApplicationScoped
final class KeyIdentities implements IdentityProvider<TokenAuthenticationRequest> {
    private final Running running;

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
        return context.runBlocking(() -> identity(request.getToken().getToken()));
    }

    private SecurityIdentity identity(String key) {
        Hourglass hourglass = running.get();
        Caller caller = hourglass
                .database()
                .inTx(tx -> hourglass.rooms().access().find(tx, key))
                .orElseThrow(() -> new AuthenticationFailedException("no such API key"));
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(caller)
                .addRole(caller.role().written())
                .build();
    }
}

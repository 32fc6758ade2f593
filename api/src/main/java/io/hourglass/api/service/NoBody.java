package io.hourglass.api.service;

import io.hourglass.api.problem.BadInput;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;

/** A body that says nothing, {@code null}, is refused before any resource asks it something. */
@Provider
public final class NoBody implements ReaderInterceptor {
    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        return BadInput.required("body", context.proceed());
    }
}

/**
 * Who may do what: API keys, their {@link io.hourglass.api.access.Role}s, and the idempotency keys
 * under which changes were made.
 *
 * <p>A {@link io.hourglass.api.access.Caller} is who an API key speaks for. Both kinds of keys are
 * rows; the service's {@code Changes} uses them on every change.
 */
@NullMarked
package io.hourglass.api.access;

import org.jspecify.annotations.NullMarked;

/**
 * Who may do what: API keys and their roles, and changes that happen once.
 *
 * <p>A {@link io.hourglass.api.access.Caller} is who an API key speaks for. {@link
 * io.hourglass.api.access.Changes} runs every change of the service: in one transaction with the
 * caller's idempotency key, so that repeating a request repeats its answer and not its effect.
 */
@NullMarked
package io.hourglass.api.access;

import org.jspecify.annotations.NullMarked;

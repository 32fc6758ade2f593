/**
 * What the service answers when it does not do as asked: a {@link io.hourglass.api.problem.Problem}
 * as RFC 9457 writes it, with the refusal's slug and status and one sentence with the figures.
 */
@NullMarked
package io.hourglass.api.problem;

import org.jspecify.annotations.NullMarked;

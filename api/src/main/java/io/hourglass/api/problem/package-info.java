/**
 * What the service answers when it does not do as asked: problem+json (RFC 9457), in one place.
 *
 * <p>A {@link io.hourglass.api.problem.Problem} carries the refusal's slug and status and one
 * sentence with the figures; {@link io.hourglass.api.problem.Problems} maps everything that can go
 * wrong to one.
 */
@NullMarked
package io.hourglass.api.problem;

import org.jspecify.annotations.NullMarked;

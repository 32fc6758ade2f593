/**
 * How fast and how exact prices are computed, beside the libraries a desk would otherwise use.
 *
 * <p>A {@link io.hourglass.pricing.bench.Scenario} is one computation with its rivals and its goal, a
 * class each; {@link io.hourglass.pricing.bench.PricesBench} lets all of them take turns in one JVM, so
 * that a ratio of two means something where a time alone would not.
 */
@NullMarked
package io.hourglass.pricing.bench;

import org.jspecify.annotations.NullMarked;

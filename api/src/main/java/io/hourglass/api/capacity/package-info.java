/** Capacity over HTTP: series, listings, mints, redemptions, readings and income. */
@NullMarked
package io.hourglass.api.capacity;

import org.jspecify.annotations.NullMarked;

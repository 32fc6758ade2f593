/** A small market simulated, twice. */
@NullMarked
package io.hourglass.api.simulate;

import org.jspecify.annotations.NullMarked;

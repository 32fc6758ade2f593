/** The business clock over HTTP: what time it is for the house, and moving it forward. */
@NullMarked
package io.hourglass.api.clock;

import org.jspecify.annotations.NullMarked;

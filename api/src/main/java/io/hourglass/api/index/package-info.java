/** The index over HTTP: observations in, fixings with their receipts out. */
@NullMarked
package io.hourglass.api.index;

import org.jspecify.annotations.NullMarked;

/** Clearing over HTTP: futures, their marks, positions and margin. */
@NullMarked
package io.hourglass.api.clearing;

import org.jspecify.annotations.NullMarked;

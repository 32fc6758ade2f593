/** The market over HTTP: instruments, depth, trades and signed orders. */
@NullMarked
package io.hourglass.api.market;

import org.jspecify.annotations.NullMarked;

/** The chain, against a real anvil. */
@NullMarked
package io.hourglass.contracts;

import org.jspecify.annotations.NullMarked;

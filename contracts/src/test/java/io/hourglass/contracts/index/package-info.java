/** Contributors' votes with real signatures; what a chain would say is fed in. */
@NullMarked
package io.hourglass.contracts.index;

import org.jspecify.annotations.NullMarked;

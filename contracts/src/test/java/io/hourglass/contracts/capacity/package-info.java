/** The capacity room with real signatures; what a chain would say is fed in. */
@NullMarked
package io.hourglass.contracts.capacity;

import org.jspecify.annotations.NullMarked;

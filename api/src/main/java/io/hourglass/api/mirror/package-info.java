/** The mirror over HTTP: how far the chain is read and booked. */
@NullMarked
package io.hourglass.api.mirror;

import org.jspecify.annotations.NullMarked;

/** Settlement over HTTP: dollars in and out, and how far each planned call has come. */
@NullMarked
package io.hourglass.api.settlement;

import org.jspecify.annotations.NullMarked;

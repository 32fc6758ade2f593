/** Terms over HTTP: what every room goes by, and the changes people propose and approve. */
@NullMarked
package io.hourglass.api.terms;

import org.jspecify.annotations.NullMarked;

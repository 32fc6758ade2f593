/** The fund over HTTP: its NAVs with their provenance, and requests to create and redeem units. */
@NullMarked
package io.hourglass.api.fund;

import org.jspecify.annotations.NullMarked;

/** Proof over HTTP: signed heads, anchors, proofs of inclusion and consistency, bundles. */
@NullMarked
package io.hourglass.api.proof;

import org.jspecify.annotations.NullMarked;

/** The story told end to end, and told on after a kill. */
@NullMarked
package io.hourglass.api.story;

import org.jspecify.annotations.NullMarked;

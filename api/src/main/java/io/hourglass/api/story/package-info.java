/**
 * The demonstration: the eight steps of the story, told on real parts.
 *
 * <p>{@link io.hourglass.api.story.Story} runs the {@link io.hourglass.api.story.Step}s in order on a
 * {@link io.hourglass.api.story.Stage}. Every request in them has an id that depends on nothing but the
 * story, so a story that was killed anywhere is told on from there, and nothing happens twice.
 */
@NullMarked
package io.hourglass.api.story;

import org.jspecify.annotations.NullMarked;

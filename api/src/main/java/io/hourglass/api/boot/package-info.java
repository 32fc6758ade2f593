/**
 * Bringing Hourglass up: its {@link io.hourglass.api.boot.Settings} from the environment, and {@link
 * io.hourglass.api.boot.LocalPostgres}, the server for those who bring none.
 *
 * <p>Everything embedded keeps its state in one folder, so that a restart resumes the same books; a {@link
 * io.hourglass.api.boot.StateCopy} of it is for trying what must not happen to them.
 */
@NullMarked
package io.hourglass.api.boot;

import org.jspecify.annotations.NullMarked;

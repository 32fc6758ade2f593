@NullMarked
package io.hourglass.api.console;

import org.jspecify.annotations.NullMarked;

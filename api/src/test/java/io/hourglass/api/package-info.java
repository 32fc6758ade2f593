@NullMarked
package io.hourglass.api;

import org.jspecify.annotations.NullMarked;

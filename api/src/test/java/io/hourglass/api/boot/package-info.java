@NullMarked
package io.hourglass.api.boot;

import org.jspecify.annotations.NullMarked;

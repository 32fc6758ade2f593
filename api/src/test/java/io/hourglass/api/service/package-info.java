@NullMarked
package io.hourglass.api.service;

import org.jspecify.annotations.NullMarked;

/** Options over HTTP: series, option chains and what a party holds; orders are placed at the market. */
@NullMarked
package io.hourglass.api.options;

import org.jspecify.annotations.NullMarked;

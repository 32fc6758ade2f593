/** Market, clearing and fund with real signatures: what they write, plan and post. */
@NullMarked
package io.hourglass.contracts.market;

import org.jspecify.annotations.NullMarked;

/**
 * The console: four places of server-rendered pages, {@code /market}, {@code /portfolio}, {@code
 * /capacity} and {@code /assurance}.
 *
 * <p>A {@code …Place} reads what a page shows in one read of the database and hands it to a page
 * record, whose template lies under {@code templates/console}. Every page stands in a {@link
 * io.hourglass.api.console.Frame} that says as of which block and business day it holds. Figures are
 * written by {@link io.hourglass.api.console.Written}; a chart draws what the table beside it says.
 */
@NullMarked
package io.hourglass.api.console;

import org.jspecify.annotations.NullMarked;

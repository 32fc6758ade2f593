/** The books over HTTP: parties, accounts, statements, journal and trial balance. */
@NullMarked
package io.hourglass.api.book;

import org.jspecify.annotations.NullMarked;

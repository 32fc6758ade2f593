package io.hourglass.api.access;

import java.util.Locale;

/** What a caller comes for; decides what it may change. Market and assurance need none. */
public enum Role {
    /** Lists and delivers capacity. */
    OWNER,
    /** Trades, and holds hours, futures and fund units. */
    INVESTOR,
    /** Sends price observations. */
    CONTRIBUTOR,
    /** Reads everything, changes nothing. */
    AUDITOR,
    /** Runs the house. */
    OPERATOR;

    /** As written in {@code @RolesAllowed} and in documents. */
    public String written() {
        return name().toLowerCase(Locale.ROOT);
    }
}

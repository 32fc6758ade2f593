package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.money.Hash;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What caused an entry, with where to look at it.
 *
 * @param transaction the chain transaction behind it, if it names one
 */
record Causes(String kind, String id, Optional<Hash> transaction) {
    private static final int HASH = 66;
    private static final Set<String> TRADES = Set.of("trade", "settlement");

    static Causes of(Reading reading, Cause cause) {
        return new Causes(cause.kind(), cause.id(), named(cause.id()).or(() -> settled(reading, cause)));
    }

    /** Where the trade of an entry settled. */
    private static Optional<Hash> settled(Reading reading, Cause cause) {
        return TRADES.contains(cause.kind())
                ? reading.rooms()
                        .market()
                        .trade(reading.tx(), UUID.fromString(cause.id()))
                        .flatMap(trade -> Optional.ofNullable(trade.transaction()))
                : Optional.empty();
    }

    private static Optional<Hash> named(String id) {
        boolean event = id.length() > HASH && id.startsWith("0x") && id.charAt(HASH) == ':';
        return event ? Optional.of(new Hash(id.substring(0, HASH))) : Optional.empty();
    }
}

package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.InstrumentRow.Locked;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What one set leaves in memory for the next: whole books, who is who, which accounts are open. The rows
 * remain the truth. A book is used again only where its instrument's lock shows that nobody, this service
 * or another, has changed its rows since; parties never change, and an account in use stays open.
 */
final class Shelf {
    private final Map<Hash, OpenBook> books = new ConcurrentHashMap<>();
    private final Map<String, Party> parties = new ConcurrentHashMap<>();
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    /**
     * Takes a book off the shelf, for its taker alone; empty if its rows have to be read. It comes back by
     * {@link #keep} once what was done to it is durable, and never if that failed.
     */
    Optional<OpenBook> take(Locked locked, MarketTerms terms, Instant now) {
        return Optional.ofNullable(books.remove(locked.id()))
                .filter(book -> book.isStill(locked, terms))
                .map(book -> {
                    book.expire(now);
                    return book;
                });
    }

    /** Keeps books as they are in their rows. */
    void keep(Collection<OpenBook> kept) {
        kept.forEach(book -> books.put(book.instrument().id(), book));
    }

    boolean knows(String party) {
        return parties.containsKey(party);
    }

    void know(Party party) {
        parties.putIfAbsent(party.name(), party);
    }

    Party party(String name, Function<String, Party> otherwise) {
        return parties.computeIfAbsent(name, otherwise);
    }

    boolean isOpen(String account) {
        return open.contains(account);
    }

    /** These accounts are open, durably. */
    void opened(Collection<String> accounts) {
        open.addAll(accounts);
    }
}

package io.hourglass.ledger.book;

/**
 * Why an entry was made: the order, trade, listing, fixing or chain event behind it.
 *
 * @param kind lower-case word, {@code trade}, {@code deposit}, {@code mark}
 * @param id the thing's own identifier in its room, at most 200 characters
 */
public record Cause(String kind, String id) {}

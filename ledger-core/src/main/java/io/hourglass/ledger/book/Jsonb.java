package io.hourglass.ledger.book;

/** JSON for a column of that type, which {@link Tx#copy} has to tell from text. */
public record Jsonb(String text) {}

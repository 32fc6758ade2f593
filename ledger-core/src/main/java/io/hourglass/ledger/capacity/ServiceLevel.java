package io.hourglass.ledger.capacity;

/**
 * What an owner promises of a series.
 *
 * @param basisPoints ten-thousandths of each delivery that are there in time
 */
public record ServiceLevel(String owner, Series series, int basisPoints) {}

/**
 * {@code scripts/bench chain}: what settlement costs in gas, how many trades a second go from signed
 * orders to final postings, and how fast the mirror catches up, keeps up and is compared.
 *
 * <p>On a chain with a block a second and a PostgreSQL whose commits reach the disk.
 */
@org.jspecify.annotations.NullMarked
package io.hourglass.contracts.bench;

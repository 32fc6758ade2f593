package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;

/**
 * An entry as the journal keeps it.
 *
 * @param sequence its place, from 1 without gaps, in the order of commits
 * @param leaf SHA-256 of 0x00 and {@code line}: a leaf of the Merkle log
 * @param reverses the entry it takes back, if it does
 * @param line the canonical line: sequence, recorded, id, cause kind, cause id, effective and the
 *     transfers, separated by tabs
 */
public record JournalEntry(
        long sequence,
        UUID id,
        Cause cause,
        LocalDate effective,
        Instant recorded,
        Optional<UUID> reverses,
        Hash leaf,
        String line) {}

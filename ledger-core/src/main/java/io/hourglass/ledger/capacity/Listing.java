package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An owner's GPUs of one series, with what an attester says they can deliver.
 *
 * @param id the request it came with
 * @param hours attested
 * @param expires until when the attestation could be brought
 * @param reason why it was voided
 */
public record Listing(
        String id,
        String owner,
        Series series,
        int gpuCount,
        Amount hours,
        Instant expires,
        Stage stage,
        @Nullable String reason,
        Instant asked) {}

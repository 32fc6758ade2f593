package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import org.jspecify.annotations.Nullable;

/** Hours made into tokens for the owner who listed them. */
public record Minting(
        String id,
        String owner,
        Series series,
        Amount hours,
        Stage stage,
        @Nullable String reason) {}

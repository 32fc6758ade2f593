package io.hourglass.ledger.clearing;

import io.hourglass.ledger.money.Price;
import java.util.Optional;
import java.util.Set;

/**
 * What people decided where a month's fixings alone do not settle a contract.
 *
 * @param approvers at least two
 * @param determined the price they determine; empty to approve the one that was computed
 * @param reason why
 */
public record Approval(Set<String> approvers, Optional<Price> determined, String reason) {
    /** Nobody was asked: enough where the fixings settle it. */
    public static final Approval NONE = new Approval(Set.of(), Optional.empty(), "");

    private static final int NEEDED = 2;

    public Approval {
        approvers = Set.copyOf(approvers);
    }

    boolean enough() {
        return approvers.size() >= NEEDED && !reason.isBlank();
    }
}

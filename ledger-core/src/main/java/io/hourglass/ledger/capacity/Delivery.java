package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Redeemed hours, and the owner's duty to deliver them.
 *
 * @param id the reference on chain
 * @param holder who redeemed: a party's name, or an address the books do not know
 * @param owner who delivers
 * @param due by when all of it is owed
 * @param serviceLevel ten-thousandths of it the owner promised in time
 * @param value dollars in escrow for it when it was redeemed
 * @param delivered as the meter says, cumulative
 * @param failed hours that will not be delivered under it, but perhaps by another owner
 * @param paid to the owner out of escrow so far, dollars
 * @param credited to the holder for service that was missed, dollars
 * @param repaid to the holder for hours that failed, dollars
 */
public record Delivery(
        Hash id,
        String request,
        Series series,
        String holder,
        String owner,
        Amount hours,
        Instant due,
        int serviceLevel,
        Amount value,
        Amount delivered,
        Amount failed,
        Amount paid,
        Amount credited,
        Amount repaid,
        Stage stage,
        @Nullable String reason) {}

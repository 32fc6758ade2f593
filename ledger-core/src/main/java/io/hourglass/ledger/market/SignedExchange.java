package io.hourglass.ledger.market;

import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.Optional;

/** One side of an exchange: an order for lots and one for hours, each signed for as going with the other. */
public record SignedExchange(SignedOrder future, SignedOrder physical) {
    /** µGPU-hours. */
    static final long UNITS_PER_LOT = Price.HOURS_PER_LOT * Price.UNITS_PER_HOUR;

    /** What no contract could read, or is no exchange. */
    Optional<Declined> malformed() {
        return Admission.malformed(lots())
                .or(() -> Admission.malformed(hours()))
                .or(this::mismatched);
    }

    private Optional<Declined> mismatched() {
        Order lots = lots();
        Order hours = hours();
        if (lots.venue() != Venue.CLEARING || hours.venue() != Venue.SETTLEMENT) {
            return declined("an exchange is an order for futures and one for hours");
        }
        if (!lots.account().equals(hours.account()) || lots.expiry() != hours.expiry()) {
            return declined("both orders of an exchange are one account's and expire together");
        }
        if (lots.buy() == hours.buy()) {
            return declined("who buys the hours sells the futures, and the other way round");
        }
        if (lots.quantity() > Long.MAX_VALUE / UNITS_PER_LOT || hours.quantity() != lots.quantity() * UNITS_PER_LOT) {
            Asset asset = new Asset("h", Asset.USD.scale());
            return declined(lots.quantity() + " lots of " + Price.HOURS_PER_LOT
                    + " h each are exchanged for as many hours, not for "
                    + new Amount(asset, hours.quantity()).decimal());
        }
        return Optional.empty();
    }

    /** What it says of the futures. */
    public Order lots() {
        return future.order();
    }

    /** What it says of the hours. */
    public Order hours() {
        return physical.order();
    }

    private static Optional<Declined> declined(String detail) {
        return Optional.of(new Declined(MarketRefusal.MALFORMED, detail));
    }
}

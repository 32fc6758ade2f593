package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Release;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.CapacityAccounts;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What orders for hours set aside in the books: the buyer's cash at the limit, rounded up, and the
 * seller's hours.
 */
final class Purse {
    private static final String CASH_ORDERS = "market:orders:USD";

    private final Address delivery;

    /** @param delivery the contract that keeps owners' escrow */
    Purse(Address delivery) {
        this.delivery = delivery;
    }

    /** What an order of this party may touch. */
    static List<Account> accounts(Party party, Instrument instrument) {
        Asset hours = instrument.asset();
        return List.of(
                cash(party),
                new Account(party.path("hours", hours.code()), hours, Floor.NOT_NEGATIVE, party.address()),
                new Account(CASH_ORDERS, Asset.USD, Floor.NOT_NEGATIVE, null),
                new Account(orders(hours), hours, Floor.NOT_NEGATIVE, null));
    }

    private static Account cash(Party party) {
        return new Account(party.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, party.address());
    }

    /** What an order takes from its party while it rests. */
    static Amount cover(boolean buy, Asset hours, Price limit, long quantity) {
        return buy ? limit.timesUp(quantity) : new Amount(hours, quantity);
    }

    /** The account the cover is taken from. */
    static String source(Party party, boolean buy, Asset hours) {
        return buy ? party.path("cash") : party.path("hours", hours.code());
    }

    /** Sets the rest of an order aside; the pending's id follows from order and rest. */
    static Reserve reserve(Party party, OrderRow order, Asset hours, long rest) {
        return new Reserve(
                pending(order, rest),
                source(party, order.buy, hours),
                order.buy ? CASH_ORDERS : orders(hours),
                cover(order.buy, hours, new Price(order.price), rest));
    }

    static UUID pending(OrderRow order, long rest) {
        return Entry.idOf(order.placed, order.sequence, rest);
    }

    static Optional<Transfer> release(OrderRow order) {
        return Optional.ofNullable(order.pending).map(Release::new);
    }

    /** Where the cash of a sale goes: to the seller, or into escrow until an owner delivers. */
    Account payee(Party seller, Asset hours, boolean escrowed) {
        return escrowed
                ? new Account(payeePath(seller, hours, true), Asset.USD, Floor.NOT_NEGATIVE, delivery)
                : cash(seller);
    }

    static String payeePath(Party seller, Asset hours, boolean escrowed) {
        return escrowed ? "escrow:" + hours.code() + ":" + seller.name() : seller.path("cash");
    }

    /** Whether the chain will pay the sale into escrow: an owner who had hours minted in the series. */
    boolean escrows(Tx tx, Party seller, Asset hours) {
        if (seller.kind() != Party.Kind.OWNER) {
            return false; // nobody else lists capacity
        }
        // Attested hours came in (+) by listing; every mint took some out (−).
        Account unminted = CapacityAccounts.unminted(Series.parse(hours.code()), seller.name());
        return tx.first(
                        "select case when exists (select 1 from hourglass.account where path = ?)"
                                + " then exists (select 1 from hourglass.posting where account = ? and amount < 0) end",
                        row -> row.getBoolean(1),
                        unminted.path(),
                        unminted.path())
                .orElse(false);
    }

    private static String orders(Asset asset) {
        return "market:orders:" + asset.code();
    }

    static List<Reserve> legs(TradeRow trade, Party buyer, Party seller, Asset hours, String payee) {
        List<Reserve> legs = new ArrayList<>();
        if (trade.cashPending != null) {
            legs.add(new Reserve(trade.cashPending, buyer.path("cash"), payee, new Amount(Asset.USD, trade.cash)));
        }
        if (trade.hoursPending != null) {
            legs.add(new Reserve(
                    trade.hoursPending,
                    seller.path("hours", hours.code()),
                    buyer.path("hours", hours.code()),
                    new Amount(hours, trade.quantity)));
        }
        return legs;
    }
}

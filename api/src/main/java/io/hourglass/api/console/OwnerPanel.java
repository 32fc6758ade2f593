package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Bond;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.Income;
import io.hourglass.ledger.capacity.Listing;
import io.hourglass.ledger.capacity.Minting;
import io.hourglass.ledger.capacity.Stage;
import io.hourglass.ledger.money.Amount;
import java.util.List;

/** What a party listed, minted, sold and delivers; or what it is owed. */
record OwnerPanel(
        Party party,
        List<Listing> listings,
        List<Minting> mintings,
        List<DeliveryLine> deliveries,
        List<Income> income,
        List<Bond> bonds) {
    private static final int LATEST = 30;

    /** A delivery from the party's side. */
    record DeliveryLine(Delivery delivery, boolean owes) {
        /** Its state in the words of who waits for it. */
        public String word() {
            if (delivery.stage() != Stage.FINAL) {
                return Written.word(delivery.stage());
            }
            if (delivery.delivered().compareTo(delivery.hours()) >= 0) {
                return "delivered";
            }
            return delivery.delivered().plus(delivery.failed()).compareTo(delivery.hours()) >= 0
                    ? "failed"
                    : "delivering";
        }

        public boolean failed() {
            return word().equals("failed");
        }

        /** What went back to the holder: credits and repayments. */
        public Amount back() {
            return delivery.credited().plus(delivery.repaid());
        }

        public boolean done() {
            return word().equals("delivered");
        }
    }

    static OwnerPanel of(Reading reading, Party party) {
        var tx = reading.tx();
        var capacity = reading.rooms().capacity();
        return new OwnerPanel(
                party,
                latest(capacity.listings(tx, party.name())),
                latest(capacity.mintings(tx, party.name())),
                latest(capacity.deliveries(tx, party.name())).stream()
                        .map(one -> new DeliveryLine(one, one.owner().equals(party.name())))
                        .toList(),
                capacity.income(tx, party.name()),
                capacity.bonds(tx, party.name()));
    }

    private static <T> List<T> latest(List<T> oldestFirst) {
        return oldestFirst
                .subList(Math.max(0, oldestFirst.size() - LATEST), oldestFirst.size())
                .reversed();
    }
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.clearing.MarginView;
import io.hourglass.ledger.clearing.PositionView;
import io.hourglass.ledger.clearing.SwapView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.ShareView;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.options.OptionHolding;
import java.util.List;

/**
 * Everything of one party.
 *
 * @param holdings its accounts that ever moved
 * @param positions its futures
 * @param options that it holds or has on order
 */
record PortfolioPanel(
        Party party,
        List<Holding> holdings,
        MarginView margin,
        List<PositionView> positions,
        List<OptionHolding> options,
        List<OrderLine> orders,
        List<TradeLine> trades,
        List<ReservationLine> reservations,
        List<ProposalLine> exchanges,
        List<SwapLine> swaps,
        List<RequestView> requests,
        List<ShareView> shares) {
    private static final int LATEST = 15;

    /** An account: what is in it, what of that is reserved, what is on its way. */
    record Holding(String what, Balance balance) {
        static Holding of(Party party, Balance balance) {
            String rest = balance.path().substring(party.prefix().length() + 1);
            String kind = rest.contains(":") ? rest.substring(0, rest.indexOf(':')) : rest;
            return new Holding(kind, balance);
        }

        public boolean moves() {
            return balance.version() > 0
                    || balance.pendingIn().units() > 0
                    || balance.pendingOut().units() > 0;
        }
    }

    /** An order in its instrument's units. */
    record OrderLine(OrderView order, Amount quantity, Amount rest) {
        static OrderLine of(OrderView order) {
            Asset asset = asset(order.instrument());
            return new OrderLine(order, new Amount(asset, order.quantity()), new Amount(asset, order.rest()));
        }

        public boolean open() {
            return order.state() == OrderView.State.OPEN || order.state() == OrderView.State.PARTLY_FILLED;
        }
    }

    /** A trade as this party sees it. */
    record TradeLine(TradeView trade, boolean bought, Amount quantity, Amount cash) {
        static TradeLine of(TradeView trade, String party) {
            return new TradeLine(
                    trade,
                    trade.buyer().equals(party),
                    new Amount(asset(trade.instrument()), trade.quantity()),
                    new Amount(Asset.USD, trade.cash()));
        }
    }

    /** Compute that was asked for. */
    record ReservationLine(Reservation reservation) {
        /** Where it may be delivered. */
        public String where() {
            List<String> regions =
                    reservation.regions().stream().map(Region::code).toList();
            return regions.isEmpty() ? "anywhere" : String.join(", ", regions);
        }

        /** How its life is coloured, beside the word. */
        public String tone() {
            return switch (reservation.state()) {
                case CONFIRMED -> "good";
                case BUYING, HELD -> "wait";
                case FAILED -> "bad";
                case RELEASED, EXPIRED -> "dim";
            };
        }

        /** Until when something is to happen, if something is. */
        public boolean waits() {
            return tone().equals("wait");
        }
    }

    /** What two negotiate, as this party sees it. */
    record ProposalLine(ProposalView view, String party) {
        static List<ProposalLine> of(Reading reading, Proposal.Kind kind, String party) {
            return reading.rooms().market().proposals().of(reading.tx(), kind, party, LATEST).stream()
                    .map(view -> new ProposalLine(view, party))
                    .toList();
        }

        public Proposal proposal() {
            return view.proposal();
        }

        public String other() {
            return proposes() ? proposal().counterparty() : proposal().proposer();
        }

        /** Buys the futures; of a swap, pays the fixed price. */
        public boolean buys() {
            return proposal().buyer().equals(party);
        }

        public boolean proposes() {
            return proposal().proposer().equals(party);
        }

        public boolean open() {
            return view.state() == ProposalView.State.PROPOSED;
        }

        /** How its life is coloured, beside the word. */
        public String tone() {
            return switch (view.state()) {
                case FINAL -> "good";
                case PROPOSED, ACCEPTED, SETTLING -> "wait";
                case VOIDED -> "bad";
                case DECLINED, WITHDRAWN, LAPSED -> "dim";
            };
        }
    }

    /** A swap as this party sees it: what the fixed payer receives, the other pays. */
    record SwapLine(SwapView swap, ProposalLine agreed) {
        static SwapLine of(SwapView swap, String party) {
            return new SwapLine(swap, new ProposalLine(swap.agreed(), party));
        }

        public Amount own(Amount ofFixedPayer) {
            return agreed.buys() ? ofFixedPayer : ofFixedPayer.negate();
        }

        /** Whether there is something to be worth. */
        public boolean runs() {
            return switch (swap.agreed().state()) {
                case ACCEPTED, SETTLING, FINAL -> true;
                case PROPOSED, VOIDED, DECLINED, WITHDRAWN, LAPSED -> false;
            };
        }
    }

    static PortfolioPanel of(Reading reading, Party party) {
        var tx = reading.tx();
        var market = reading.rooms().market();
        return new PortfolioPanel(
                party,
                reading.rooms().book().balances(tx, party.prefix() + ":").stream()
                        .map(balance -> Holding.of(party, balance))
                        .filter(Holding::moves)
                        .toList(),
                reading.rooms().clearing().margin(tx, party),
                reading.rooms().clearing().positions(tx, party.name()),
                reading.rooms().options().holdings(tx, party.name()),
                market.orders(tx, party.name(), LATEST).stream()
                        .map(OrderLine::of)
                        .toList(),
                market.trades(tx, party.name(), LATEST).stream()
                        .map(trade -> TradeLine.of(trade, party.name()))
                        .toList(),
                reading.rooms().capacity().reservations(tx, party.name(), LATEST).stream()
                        .map(ReservationLine::new)
                        .toList(),
                ProposalLine.of(reading, Proposal.Kind.EXCHANGE, party.name()),
                reading.rooms().clearing().swaps(tx, party.name(), LATEST).stream()
                        .map(swap -> SwapLine.of(swap, party.name()))
                        .toList(),
                reading.rooms().fund().requests(tx, party.name(), LATEST),
                reading.rooms().fund().shares(tx, party.name(), LATEST));
    }

    /** Hours, whose series end with their month, come in millionths; futures and options in whole lots. */
    private static Asset asset(String instrument) {
        return new Asset(instrument, instrument.matches(".*\\.[0-9]{4}-[0-9]{2}") ? 6 : 0);
    }
}

package io.hourglass.contracts;

import static io.hourglass.contracts.Events.address;
import static io.hourglass.contracts.Events.below;
import static io.hourglass.contracts.Events.hash;
import static io.hourglass.contracts.Events.price;
import static io.hourglass.contracts.Events.units;

import io.hourglass.contracts.bindings.Options;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.Map;
import java.util.function.Function;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;

/** What Options said. */
final class OptionEvents {
    static final Map<Event, Function<Log, ChainEvent>> READERS = Map.of(
            Options.SERIESLISTED_EVENT, OptionEvents::listed,
            Options.TRADED_EVENT, OptionEvents::traded,
            Options.SERIESSETTLED_EVENT, OptionEvents::settled,
            Options.HOLDERPAID_EVENT, OptionEvents::paid,
            Options.ORDERSCANCELLEDBELOW_EVENT, OptionEvents::cancelledBelow,
            Options.ORDERCANCELLED_EVENT, OptionEvents::cancelled,
            Options.PAIDOUT_EVENT, OptionEvents::paidOut);

    private OptionEvents() {}

    private static ChainEvent listed(Log log) {
        var e = Options.getSeriesListedEventFromLog(log);
        return new ChainEvent.OptionListed(hash(e.series), e.name, hash(e.future));
    }

    private static ChainEvent traded(Log log) {
        var e = Options.getTradedEventFromLog(log);
        return new ChainEvent.OptionTraded(
                Hash.of(e.batch),
                hash(e.series),
                address(e.buyer),
                address(e.seller),
                units(e.lots),
                price(e.price),
                units(e.freed),
                units(e.held));
    }

    private static ChainEvent settled(Log log) {
        var e = Options.getSeriesSettledEventFromLog(log);
        return new ChainEvent.OptionSettled(hash(e.series), price(e.price), units(e.payout));
    }

    private static ChainEvent paid(Log log) {
        var e = Options.getHolderPaidEventFromLog(log);
        return new ChainEvent.OptionPaid(
                hash(e.series), address(e.account), units(e.lots), units(e.collateral), units(e.amount));
    }

    private static ChainEvent cancelledBelow(Log log) {
        var e = Options.getOrdersCancelledBelowEventFromLog(log);
        return new ChainEvent.OrdersCancelled(Venue.OPTIONS, address(e.account), below(e.salt));
    }

    private static ChainEvent cancelled(Log log) {
        var e = Options.getOrderCancelledEventFromLog(log);
        return new ChainEvent.OrderCancelled(Hash.of(e.order), address(e.account));
    }

    private static ChainEvent paidOut(Log log) {
        var e = Options.getPaidOutEventFromLog(log);
        return new ChainEvent.PaidOut(address(e.account), units(e.amount));
    }
}

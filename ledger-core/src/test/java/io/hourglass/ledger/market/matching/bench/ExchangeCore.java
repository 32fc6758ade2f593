package io.hourglass.ledger.market.matching.bench;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.L2MarketData;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import java.util.ArrayList;
import java.util.List;

/** Commands through exchange-core's fastest book, as its own engine calls it: one command object, used again. */
final class ExchangeCore {
    private final IOrderBook book = new OrderBookDirectImpl(
            CoreSymbolSpecification.builder()
                    .symbolId(1)
                    .type(SymbolType.FUTURES_CONTRACT)
                    .baseScaleK(1)
                    .quoteScaleK(1)
                    .build(),
            ObjectsPool.createDefaultTestPool(),
            new OrderBookEventsHelper(MatcherTradeEvent::new),
            LoggingConfiguration.DEFAULT);
    private final OrderCommand command = new OrderCommand();
    private long fills;
    private long filled;
    private long traded;

    void play(Commands commands, int from, int to) {
        for (int i = from; i < to; i++) {
            write(commands, i);
            IOrderBook.processCommand(book, command);
            read();
        }
    }

    private void write(Commands commands, int i) {
        command.matcherEvent = null;
        command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
        command.orderId = commands.ids[i];
        command.symbol = 1;
        command.uid = commands.owners[i];
        command.price = commands.prices[i];
        command.size = commands.quantities[i];
        switch (commands.kinds[i]) {
            case Commands.CANCEL -> command.command = OrderCommandType.CANCEL_ORDER;
            case Commands.REDUCE -> command.command = OrderCommandType.REDUCE_ORDER;
            case Commands.MOVE -> command.command = OrderCommandType.MOVE_ORDER;
            default -> {
                command.command = OrderCommandType.PLACE_ORDER;
                command.orderType = commands.kinds[i] == Commands.TAKE ? OrderType.IOC : OrderType.GTC;
                command.action = commands.buys[i] ? OrderAction.BID : OrderAction.ASK;
                command.reserveBidPrice = commands.prices[i];
            }
        }
    }

    private void read() {
        for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
            if (event.eventType == MatcherEventType.TRADE) {
                fills++;
                filled += event.size;
                traded += event.size * event.price;
            }
        }
    }

    Played played() {
        L2MarketData data = book.getL2MarketDataSnapshot();
        List<String> depth = new ArrayList<>();
        for (int i = 0; i < data.bidSize; i++) {
            depth.add(data.bidPrices[i] + " " + data.bidVolumes[i] + " " + data.bidOrders[i]);
        }
        for (int i = 0; i < data.askSize; i++) {
            depth.add(data.askPrices[i] + " " + data.askVolumes[i] + " " + data.askOrders[i]);
        }
        return new Played(fills, filled, traded, depth);
    }
}

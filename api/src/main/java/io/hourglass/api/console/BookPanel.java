package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.money.Amount;
import java.util.List;

/** An instrument's order book, its latest trades and days. */
record BookPanel(Instrument instrument, List<Level> bids, List<Level> asks, List<Print> prints, List<Day> days) {
    private static final int LEVELS = 5;
    private static final int PRINTS = 6;
    private static final int DAYS = 3;

    /** A price level. */
    record Level(String price, String quantity, int orders) {
        static Level of(Instrument instrument, Depth.Level level) {
            return new Level(
                    Written.figure(level.price()),
                    Written.figure(new Amount(instrument.asset(), level.quantity())),
                    level.orders());
        }
    }

    /** A trade as everybody may see it: nobody's name. */
    record Print(TradeView trade, String price, String quantity) {
        static Print of(Instrument instrument, TradeView trade) {
            return new Print(
                    trade,
                    Written.figure(trade.price()),
                    Written.figure(new Amount(instrument.asset(), trade.quantity())));
        }

        public boolean isFinal() {
            return trade.state() == TradeView.State.FINAL;
        }
    }

    /** A day's trades. */
    record Day(String day, String open, String high, String low, String close, String vwap, String volume) {
        static Day of(Instrument instrument, Bar bar) {
            return new Day(
                    bar.day().toString(),
                    Written.figure(bar.open()),
                    Written.figure(bar.high()),
                    Written.figure(bar.low()),
                    Written.figure(bar.close()),
                    Written.figure(bar.vwap()),
                    Written.figure(new Amount(instrument.asset(), bar.volume())));
        }
    }

    static BookPanel of(Reading reading, Instrument instrument) {
        var market = reading.rooms().market();
        Depth depth = market.depth(reading.tx(), instrument.id(), LEVELS);
        return new BookPanel(
                instrument,
                depth.bids().stream().map(level -> Level.of(instrument, level)).toList(),
                depth.asks().stream().map(level -> Level.of(instrument, level)).toList(),
                market.prints(reading.tx(), instrument.id(), PRINTS).stream()
                        .map(trade -> Print.of(instrument, trade))
                        .toList(),
                market.bars(reading.tx(), instrument.id(), DAYS).stream()
                        .map(bar -> Day.of(instrument, bar))
                        .toList());
    }
}

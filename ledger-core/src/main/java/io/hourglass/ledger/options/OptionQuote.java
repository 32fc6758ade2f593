package io.hourglass.ledger.options;

import io.hourglass.ledger.market.Depth;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line of a month's option chain.
 *
 * @param bid the best price somebody buys at; null where nobody does
 * @param ask the best price somebody sells at; null where nobody does
 * @param model what it is worth by the model; null where there is no curve
 */
public record OptionQuote(
        OptionView option,
        Depth.@Nullable Level bid,
        Depth.@Nullable Level ask,
        @Nullable ModelValue model) {

    static OptionQuote of(OptionView option, Depth depth, Optional<ModelValue> model) {
        return new OptionQuote(
                option,
                depth.bids().isEmpty() ? null : depth.bids().getFirst(),
                depth.asks().isEmpty() ? null : depth.asks().getFirst(),
                model.orElse(null));
    }
}

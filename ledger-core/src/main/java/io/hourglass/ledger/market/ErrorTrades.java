package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The error-trade policy: a trade further from the reference price than the error band is held back from
 * the chain for the error time. Within it one person may claim that it is an error, and another agree;
 * then it is voided as a whole, and both sides have back what it had reserved. The orders' fills stay as
 * they were: whoever still wants to trade places a new order. What was claimed and not agreed to in time
 * stands, and so does whatever is within the band: there is no adjusting of prices, which the two signed
 * orders would not cover.
 */
final class ErrorTrades {
    private final Settling settling;
    private final Clock clock;

    ErrorTrades(Settling settling, Clock clock) {
        this.settling = settling;
        this.clock = clock;
    }

    /** Until when a trade is held back; null for one that may settle at once. */
    static Optional<Instant> heldUntil(Instrument instrument, MarketTerms terms, TradeRow trade) {
        return Optional.ofNullable(instrument.reference())
                .filter(reference -> Math.abs(trade.price - reference.micros()) > terms.errorBand())
                .map(reference -> trade.traded.plus(terms.errorTime()));
    }

    /** The first word that a trade is an error. */
    Outcome<TradeRow> claim(Tx tx, UUID id, String by, String reason) {
        return held(tx, id).then(trade -> {
            int written = tx.run(
                    "insert into hourglass.error_claim (trade, claimant, reason, claimed) values (?, ?, ?, ?)"
                            + " on conflict do nothing",
                    id,
                    by,
                    reason,
                    clock.instant());
            return written == 1
                    ? Outcome.done(trade)
                    : Outcome.refused(
                            MarketRefusal.ERROR_CLAIMED, "trade " + id + " was claimed to be an error already");
        });
    }

    /** The second: the trade is voided. */
    Outcome<TradeRow> agree(Tx tx, UUID id, String by) {
        record Claim(String claimant, String reason) {}
        return held(tx, id).then(trade -> {
            Optional<Claim> claim = tx.first(
                    "select claimant, reason from hourglass.error_claim where trade = ?",
                    row -> new Claim(row.getString(1), row.getString(2)),
                    id);
            if (claim.isEmpty()) {
                return Outcome.refused(
                        MarketRefusal.ERROR_NOT_CLAIMED, "nobody claimed that trade " + id + " is an error");
            }
            if (claim.get().claimant.equals(by)) {
                return Outcome.refused(MarketRefusal.SAME_PERSON, "another person must agree to what one claims");
            }
            tx.run(
                    "insert into hourglass.error_agreement (trade, claimant, approver, agreed) values (?, ?, ?, ?)",
                    id,
                    claim.get().claimant,
                    by,
                    clock.instant());
            settling.voidUnsettled(tx, trade, "error trade: " + claim.get().reason);
            return Outcome.done(trade);
        });
    }

    private Outcome<TradeRow> held(Tx tx, UUID id) {
        Optional<TradeRow> found =
                tx.first("select * from hourglass.trade where id = ? for no key update", TradeRow::read, id);
        if (found.isEmpty()) {
            return Outcome.refused(MarketRefusal.UNKNOWN_TRADE, "no trade " + id);
        }
        TradeRow trade = found.get();
        Instant until = trade.heldUntil;
        if (trade.state != TradeView.State.SETTLING
                || trade.batch != null
                || until == null
                || !clock.instant().isBefore(until)) {
            return Outcome.refused(
                    MarketRefusal.TRADE_STANDS,
                    "trade " + id + " stands: "
                            + (until == null ? "it is within the error band" : "held until " + until) + ", "
                            + trade.state);
        }
        return Outcome.done(trade);
    }
}

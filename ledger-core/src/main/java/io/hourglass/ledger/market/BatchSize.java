package io.hourglass.ledger.market;

import io.hourglass.ledger.settlement.Signable.Venue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How many trades surely fit into one transaction (EIP-7825: 16,777,216 gas). Whatever does not fit
 * would fail as a whole and be tried trade by trade.
 *
 * <p>What a trade and an account use at most is what they use where each account trades for the first
 * time and each order's state is the first of its word: SettlementTest's strangers, and OptionsTest's, whose
 * positions and collateral are new.
 */
final class BatchSize {
    private static final long GAS_MOST = 16_500_000;
    private static final long GAS_A_BATCH = 100_000;
    private static final long GAS_A_TRADE = 76_000;
    private static final long GAS_AN_OPTION_TRADE = 110_000;
    private static final long GAS_AN_ACCOUNT = 46_000;

    private BatchSize() {}

    /** The most trades that are looked at for one batch. */
    static int most(Venue venue) {
        return venue == Venue.SETTLEMENT ? 200 : 100;
    }

    /** The first so many of these that fit together. */
    static List<TradeRow> fitting(List<TradeRow> trades) {
        Set<String> accounts = new HashSet<>();
        long gas = GAS_A_BATCH;
        for (int i = 0; i < trades.size(); i++) {
            gas += trades.get(i).venue == Venue.OPTIONS ? GAS_AN_OPTION_TRADE : GAS_A_TRADE;
            gas += accounts.add(trades.get(i).buyer) ? GAS_AN_ACCOUNT : 0;
            gas += accounts.add(trades.get(i).seller) ? GAS_AN_ACCOUNT : 0;
            if (gas > GAS_MOST) {
                return trades.subList(0, i);
            }
        }
        return trades;
    }
}

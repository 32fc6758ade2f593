package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.settlement.ChainCall;

/** Where dollars lie at Clearing, and how they come and go. */
enum Pot {
    /** A member's margin. */
    MARGIN {
        @Override
        String path(Party party) {
            return MarginAccounts.path(party);
        }

        @Override
        ChainCall move(long units) {
            return units > 0 ? new ChainCall.AddMargin(units) : new ChainCall.WithdrawMargin(-units);
        }
    },
    /** A member's share of the default fund. */
    SHARE {
        @Override
        String path(Party party) {
            return party.path("default-fund");
        }

        @Override
        ChainCall move(long units) {
            return units > 0 ? new ChainCall.Contribute(units) : new ChainCall.WithdrawShare(-units);
        }
    },
    /** The house's own part of the default fund, which pays before any share. */
    TRANCHE {
        @Override
        String path(Party party) {
            return TRANCHE_PATH;
        }

        @Override
        ChainCall move(long units) {
            return units > 0 ? new ChainCall.AddTranche(units) : new ChainCall.WithdrawTranche(-units);
        }
    };

    static final String TRANCHE_PATH = "clearing:tranche";

    /** The account that keeps it. */
    abstract String path(Party party);

    /** @param units micro-dollars, positive into the pot, negative out of it */
    abstract ChainCall move(long units);
}

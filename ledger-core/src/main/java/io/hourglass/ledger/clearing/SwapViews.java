package io.hourglass.ledger.clearing;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.Proposal;
import io.hourglass.ledger.market.Proposal.Kind;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.margin.BusinessDays;
import io.hourglass.pricing.margin.SettlementPrice;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads swaps month by month: each is lots of that month's future since it was agreed. */
final class SwapViews {
    private final Market market;
    private final Reference reference;
    private final Clock clock;

    SwapViews(Market market, Reference reference, Clock clock) {
        this.market = market;
        this.reference = reference;
        this.clock = clock;
    }

    /** A party's, newest first. */
    List<SwapView> of(Tx tx, String party, int limit) {
        return market.proposals().of(tx, Kind.SWAP, party, limit).stream()
                .map(agreed -> view(tx, agreed))
                .toList();
    }

    SwapView view(Tx tx, ProposalView agreed) {
        Proposal proposal = agreed.proposal();
        List<SwapView.Month> months = market
                .combinations()
                .strip(tx, proposal.code())
                .map(Strip::months)
                .orElseGet(() -> market.instrument(tx, proposal.code()).stream().toList())
                .stream()
                .map(instrument -> month(tx, proposal, instrument))
                .toList();
        return new SwapView(
                agreed,
                months,
                sum(months, SwapView.Month::settled),
                sum(months, Predicate.not(SwapView.Month::settled)));
    }

    private SwapView.Month month(Tx tx, Proposal proposal, Instrument instrument) {
        FutureRow row = tx.session().get(FutureRow.class, instrument.id().hex());
        Future future = row.future();
        List<Long> fixed = reference.fixedDays(tx, future, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        Price price =
                Marks.latest(tx, row).map(mark -> new Price(mark.price)).orElseGet(() -> new Price(row.reference));
        return new SwapView.Month(
                future,
                average(fixed),
                fixed.size(),
                BusinessDays.of(future.month(), Set.of()).size(),
                price,
                row.state == FutureView.State.SETTLED,
                price.timesLots(proposal.lots(), proposal.price()));
    }

    /** As the month settles. */
    private static @Nullable Price average(List<Long> fixed) {
        if (fixed.isEmpty()) {
            return null;
        }
        return new Price(
                SettlementPrice.mean(fixed.stream().map(BigDecimal::valueOf).toList()));
    }

    private static Amount sum(List<SwapView.Month> months, Predicate<SwapView.Month> which) {
        return months.stream().filter(which).map(SwapView.Month::amount).reduce(new Amount(Asset.USD, 0), Amount::plus);
    }
}

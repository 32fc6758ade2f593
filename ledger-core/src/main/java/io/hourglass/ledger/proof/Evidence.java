package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.Methodologies;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.proof.Bundle.ChainBalance;
import io.hourglass.ledger.proof.Bundle.FixingClaim;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Holding;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what a bundle states beside the books: the anchor, the chain's balances, the fixings. */
public final class Evidence {
    private final Journal journal;
    private final Heads heads;
    private final Fixings fixings;
    private final Methodologies methodologies;
    private final Contributions contributions;
    private final Chain chain;

    public Evidence(
            Journal journal,
            Heads heads,
            Fixings fixings,
            Methodologies methodologies,
            Contributions contributions,
            Chain chain) {
        this.journal = journal;
        this.heads = heads;
        this.fixings = fixings;
        this.methodologies = methodologies;
        this.contributions = contributions;
        this.chain = chain;
    }

    /**
     * Everything for a bundle.
     *
     * @param head a signed head of the journal
     * @param report a reconciliation made while the journal had just the head's entries
     * @param from the first day whose fixings are in it
     */
    public Bundle.Contents gather(Tx tx, Head head, Report report, LocalDate from, LocalDate to) {
        List<FixingClaim> claims = new ArrayList<>();
        Map<Hash, String> receipts = new LinkedHashMap<>();
        for (PublishedFixing fixing : fixings.published(tx, from, to)) {
            claims.add(claim(fixing));
            receipts.computeIfAbsent(
                    fixing.receipts(), digest -> fixings.receipts(tx, digest).orElseThrow());
        }
        return new Bundle.Contents(
                head,
                heads.anchored(tx, head.size()),
                chain.deployment(),
                new Block(report.block(), report.hash(), Hash.ZERO, report.at().getEpochSecond()),
                balances(tx, report),
                methodologies.standing(tx),
                claims,
                List.copyOf(receipts.values()),
                contributions.history(tx, from, to));
    }

    private List<ChainBalance> balances(Tx tx, Report report) {
        List<ChainBalance> balances = new ArrayList<>();
        for (Report.Row row : report.rows()) {
            Optional<Holding.Kind> kind =
                    switch (row.measure()) {
                        case VAULT -> Optional.of(Holding.Kind.VAULT);
                        case FUND_UNITS -> Optional.of(Holding.Kind.FUND_UNITS);
                        case POSITION -> Optional.of(Holding.Kind.POSITION);
                        case OPTION -> Optional.of(Holding.Kind.OPTION);
                        case MARGIN, SHARE, COLLATERAL, DOLLARS, UNMINTED, EVENT -> Optional.empty();
                    };
            Optional<Asset> asset = journal.asset(tx, row.code());
            if (kind.isPresent() && asset.isPresent() && row.chain().isPresent()) {
                Holding holding = new Holding(kind.get(), new Hash(row.asset()), new Address(row.holder()));
                balances.add(new ChainBalance(holding, asset.get(), row.chain().getAsLong()));
            }
        }
        return balances;
    }

    private static FixingClaim claim(PublishedFixing fixing) {
        boolean value = fixing.value().isPresent();
        return new FixingClaim(
                fixing.index().name(),
                fixing.day(),
                fixing.status().name(),
                fixing.number(),
                fixing.value().map(Price::micros).orElse(null),
                value ? fixing.band() : null,
                fixing.receipts());
    }
}

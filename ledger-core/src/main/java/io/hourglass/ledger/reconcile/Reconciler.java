package io.hourglass.ledger.reconcile;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.reconcile.Report.Kind;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.reconcile.Report.Row;
import io.hourglass.ledger.reconcile.Totals.Counted;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Compares, per asset and holder, what the books have posted, what the mirrored events add up to,
 * and what the contracts answer, all at the last block that is in the books.
 */
public final class Reconciler {
    private final Journal journal;
    private final Mirror mirror;
    private final Chain chain;
    private final Runs runs = new Runs();

    public Reconciler(Journal journal, Mirror mirror, Chain chain) {
        this.journal = journal;
        this.mirror = mirror;
        this.chain = chain;
    }

    /** Reconciles now and stores the report. Booking waits meanwhile, so all three stand still. */
    public Outcome<Report> run(Tx tx) {
        Optional<MirrorStatus> status = mirror.hold(tx);
        if (status.isEmpty() || status.get().booked() < chain.deployment().firstBlock()) {
            return Outcome.refused(ReconcileRefusal.NOTHING_FINAL, "no block is final yet: reconcile once one is");
        }
        long block = status.get().booked();
        Hash hash = status.get().bookedHash();
        Totals totals = new Totals(chain.deployment().cash(), fundUnits());
        List<Row> rows = rows(tx, totals, block, hash);
        Map<Counted, Long> notFinal = totals.notFinal(tx, block);
        Map<Counted, Long> orphaned = totals.orphaned(tx, block);
        Map<Row, Kind> broken = new HashMap<>();
        rows.stream().filter(row -> !row.agrees()).forEach(row -> {
            Counted key = new Counted(row.measure(), row.asset(), row.holder());
            broken.put(row, kind(row, notFinal.getOrDefault(key, 0L), orphaned.getOrDefault(key, 0L)));
        });
        return Outcome.done(runs.store(tx, block, hash, rows, broken));
    }

    /** The last report made; what the console shows. */
    public Optional<Report> latest(Tx tx) {
        return runs.latest(tx);
    }

    /** Closes a break: a reason and two different people. */
    public Outcome<Report.Closure> close(Tx tx, UUID broken, String reason, String first, String second) {
        return runs.close(tx, broken, reason, first, second);
    }

    /**
     * Why three totals differ.
     *
     * @param notFinal what events seen above the block would add
     * @param orphaned minus what orphaned events had said
     */
    static Kind kind(Row row, long notFinal, long orphaned) {
        long chainOrMirror = row.chain().orElse(row.mirror());
        if (row.measure() == Measure.EVENT) {
            return Kind.MISSING_IN_BOOKS;
        }
        if (notFinal != 0 && (row.books() - row.mirror() == notFinal || chainOrMirror - row.mirror() == notFinal)) {
            return Kind.TIMING;
        }
        if (orphaned != 0 && row.books() - row.mirror() == -orphaned) {
            return Kind.ORPHANED;
        }
        if (row.books() == 0) {
            return Kind.MISSING_IN_BOOKS;
        }
        return chainOrMirror == 0 ? Kind.MISSING_ON_CHAIN : Kind.AMOUNT;
    }

    private List<Row> rows(Tx tx, Totals totals, long block, Hash hash) {
        Map<Counted, Long> books = totals.books(tx);
        Map<Counted, Long> mirrored = totals.mirror(tx, block);
        SortedSet<Counted> keys = new TreeSet<>(books.keySet());
        keys.addAll(mirrored.keySet());
        Map<Counted, Long> onChain = onChain(keys, hash);
        Map<String, String> codes = codes(tx);
        Map<String, String> names = names(tx);
        return keys.stream()
                .map(key -> new Row(
                        key.measure(),
                        key.asset(),
                        key.holder(),
                        codes.getOrDefault(key.asset(), key.asset()),
                        names.getOrDefault(key.holder(), key.holder()),
                        books.getOrDefault(key, 0L),
                        mirrored.getOrDefault(key, 0L),
                        onChain.containsKey(key) ? OptionalLong.of(onChain.get(key)) : OptionalLong.empty()))
                .toList();
    }

    private Map<Counted, Long> onChain(SortedSet<Counted> keys, Hash block) {
        List<Counted> asked = new ArrayList<>();
        List<Holding> holdings = new ArrayList<>();
        for (Counted key : keys) {
            holding(key).ifPresent(holding -> {
                asked.add(key);
                holdings.add(holding);
            });
        }
        List<Long> answers = chain.balances(holdings, block);
        Map<Counted, Long> totals = new HashMap<>();
        long dollars = 0;
        for (int i = 0; i < asked.size(); i++) {
            Counted key = asked.get(i);
            totals.put(key, answers.get(i));
            if (key.measure() == Measure.VAULT
                    && key.asset().equals(chain.deployment().cash().hex())) {
                dollars = Math.addExact(dollars, answers.get(i));
            }
        }
        for (Counted key : keys) {
            if (key.measure() == Measure.DOLLARS) {
                totals.put(key, dollars);
            }
        }
        return totals;
    }

    private static Optional<Holding> holding(Counted key) {
        Optional<Holding.Kind> kind =
                switch (key.measure()) {
                    case VAULT -> Optional.of(Holding.Kind.VAULT);
                    case FUND_UNITS -> Optional.of(Holding.Kind.FUND_UNITS);
                    case POSITION -> Optional.of(Holding.Kind.POSITION);
                    case MARGIN -> Optional.of(Holding.Kind.MARGIN);
                    case SHARE -> Optional.of(Holding.Kind.SHARE);
                    case OPTION -> Optional.of(Holding.Kind.OPTION);
                    case COLLATERAL -> Optional.of(Holding.Kind.COLLATERAL);
                    case DOLLARS, UNMINTED, EVENT -> Optional.empty();
                };
        return kind.map(k -> new Holding(k, new Hash(key.asset()), new Address(key.holder())));
    }

    private Map<String, String> codes(Tx tx) {
        Map<String, String> codes = new HashMap<>();
        for (Journal.Listed listed : journal.assets(tx)) {
            Hash id = listed.chainId();
            codes.put(
                    (id == null ? Hash.keccak(listed.asset().code()) : id).hex(),
                    listed.asset().code());
        }
        return codes;
    }

    private Map<String, String> names(Tx tx) {
        Map<String, String> names = new HashMap<>();
        names.put(Address.ZERO.hex(), "everybody");
        chain.deployment().addresses().forEach((contract, address) -> names.put(address.hex(), contract.name()));
        for (Party party : journal.parties(tx)) {
            names.put(party.address().hex(), party.name());
        }
        return names;
    }

    private Hash fundUnits() {
        String address = chain.deployment().of(Contract.INDEX_FUND).hex();
        return Hash.of(new BigInteger(address.substring(2), 16));
    }
}

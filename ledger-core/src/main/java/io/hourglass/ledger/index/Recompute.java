package io.hourglass.ledger.index;

import io.hourglass.ledger.index.Determinations.Determined;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.Methodology;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a fixing again from nothing but its receipts: anyone can, with one command. */
public final class Recompute {
    private final RuleBook rules;

    /** @param versions the versions of the rules that were ever in force; none before the first fixing */
    public Recompute(List<Methodologies.Version> versions) {
        this.rules = RuleBook.of(versions);
    }

    /**
     * What was published for an index and day.
     *
     * @param value micro-dollars per GPU-hour; null on a gap
     * @param band micro-dollars per GPU-hour; null on a gap
     * @param digest SHA-256 of the receipts
     */
    public record Claim(
            String index,
            LocalDate day,
            @Nullable Long value,
            @Nullable Long band,
            Hash digest) {
        static Claim of(PublishedFixing fixing) {
            boolean gap = fixing.value().isEmpty();
            return new Claim(
                    fixing.index().name(),
                    fixing.day(),
                    fixing.value().map(Price::micros).orElse(null),
                    gap ? null : fixing.band(),
                    fixing.receipts());
        }
    }

    /** What came of it. */
    public sealed interface Result {
        /**
         * The receipts are those of the digest, follow the rules, and give what was published.
         *
         * @param value micro-dollars per GPU-hour
         * @param band micro-dollars per GPU-hour
         */
        record Same(String index, String day, long value, long band) implements Result {}

        /** The receipts are those of the digest, of a day without a fixing. */
        record Gap(String index, String day) implements Result {}

        /** @param what does not agree, in a sentence */
        record Differs(String what) implements Result {}
    }

    /** Checks what was published against its receipts. */
    public Result check(Claim claim, String document) {
        if (!Hash.sha256(document).equals(claim.digest())) {
            return new Result.Differs("the receipts are not those of digest " + claim.digest());
        }
        try {
            ReceiptDocument receipts = ReceiptDocument.read(document);
            return difference(claim, receipts, document)
                    .<Result>map(Result.Differs::new)
                    .orElseGet(() -> recompute(receipts));
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new Result.Differs(Objects.requireNonNullElse(e.getMessage(), "not receipts"));
        }
    }

    private Optional<String> difference(Claim claim, ReceiptDocument receipts, String document) {
        if (!receipts.write().equals(document)) {
            return Optional.of("the receipts are not in canonical form");
        }
        if (!receipts.index().equals(claim.index()) || !receipts.day().equals(claim.day())) {
            return Optional.of("the receipts are of " + receipts.index() + " " + receipts.day());
        }
        if (!receipts.at().equals(Timetable.provisional(receipts.day()))) {
            return Optional.of("the receipts are not of the fixing time: " + receipts.at());
        }
        if (!Objects.equals(receipts.value(), claim.value()) || !Objects.equals(receipts.band(), claim.band())) {
            return Optional.of("published was " + claim.value() + " ± " + claim.band() + ", the receipts say "
                    + receipts.value() + " ± " + receipts.band());
        }
        Rules inForce = rules.on(receipts.day());
        return receipts.methodologyHash().equals(inForce.hash())
                ? Optional.empty()
                : Optional.of("made by methodology " + receipts.methodology() + " " + receipts.methodologyHash()
                        + ", in force was " + inForce.version() + " " + inForce.hash());
    }

    /** There is nothing to compute: that it was a gap, and two people agreed in time, is what can be checked. */
    private static Result determined(ReceiptDocument receipts) {
        Determined by = receipts.determined();
        boolean stands = by != null
                && receipts.gap() != null
                && !receipts.gap().isEmpty()
                && !by.proposer().equals(by.approver())
                && !by.approved().isBefore(by.proposed())
                && Objects.equals(receipts.value(), by.value())
                && Objects.equals(receipts.band(), by.band());
        return by != null && stands
                ? new Result.Same(receipts.index(), receipts.day().toString(), by.value(), by.band())
                : new Result.Differs("not what two people determined of a gap");
    }

    private Result recompute(ReceiptDocument receipts) {
        String day = receipts.day().toString();
        if (receipts.basis() == null) {
            return receipts.value() == null
                            && receipts.gap() != null
                            && !receipts.gap().isEmpty()
                    ? new Result.Gap(receipts.index(), day)
                    : new Result.Differs("neither a fixing nor a gap with its reason");
        }
        if (receipts.basis() == Basis.DETERMINED) {
            return determined(receipts);
        }
        Methodology methodology = rules.on(receipts.day()).methodology();
        Optional<String> departure = receipts.receipts().departure(methodology);
        if (departure.isPresent()) {
            return new Result.Differs(departure.get());
        }
        Fixing fixing = Fixing.recompute(receipts.receipts(), methodology);
        boolean same = Objects.equals(receipts.value(), fixing.valueMicros())
                && Objects.equals(receipts.band(), fixing.bandMicros())
                && Objects.equals(receipts.quality(), fixing.quality());
        return same
                ? new Result.Same(receipts.index(), day, fixing.valueMicros(), fixing.bandMicros())
                : new Result.Differs("the receipts say " + receipts.value() + " ± " + receipts.band()
                        + ", recomputed are " + fixing.valueMicros() + " ± " + fixing.bandMicros());
    }
}

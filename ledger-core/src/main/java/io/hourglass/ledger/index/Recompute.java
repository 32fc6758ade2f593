package io.hourglass.ledger.index;

import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Fixing;
import java.util.Objects;

/** Makes a fixing again from nothing but its receipts: anyone can, with one command. */
public final class Recompute {
    private final Rules rules = Rules.HGI_1;

    /** What came of it. */
    public sealed interface Result {
        /**
         * The receipts are those of the digest, and give what was published.
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

    /** Checks receipts against the digest they are published under. */
    public Result check(Hash digest, String document) {
        if (!Hash.sha256(document).equals(digest)) {
            return new Result.Differs("the receipts are not those of digest " + digest);
        }
        try {
            return recompute(ReceiptDocument.read(document), document);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new Result.Differs(Objects.requireNonNullElse(e.getMessage(), "not receipts"));
        }
    }

    /** Checks a published fixing against its stored receipts. */
    public Result check(Tx tx, PublishedFixing fixing) {
        String document = new FixingTable().receipts(tx, fixing.receipts()).orElse("");
        Result result = check(fixing.receipts(), document);
        if (result instanceof Result.Same same
                && (fixing.value().isEmpty()
                        || same.value() != fixing.value().get().micros()
                        || same.band() != fixing.band())) {
            return new Result.Differs("published was " + fixing.value() + ", the receipts give " + same);
        }
        return result;
    }

    private Result recompute(ReceiptDocument receipts, String document) {
        if (!receipts.write().equals(document)) {
            return new Result.Differs("the receipts are not in canonical form");
        }
        if (!receipts.methodologyHash().equals(rules.hash())) {
            return new Result.Differs("made by a methodology unknown here: " + receipts.methodology());
        }
        if (receipts.basis() == null) {
            return new Result.Gap(receipts.index(), receipts.day().toString());
        }
        Fixing fixing = Fixing.recompute(receipts.receipts(), rules.methodology());
        boolean same = Objects.equals(receipts.value(), fixing.valueMicros())
                && Objects.equals(receipts.band(), fixing.bandMicros())
                && Objects.equals(receipts.quality(), fixing.quality());
        return same
                ? new Result.Same(
                        receipts.index(), receipts.day().toString(), fixing.valueMicros(), fixing.bandMicros())
                : new Result.Differs("the receipts say " + receipts.value() + " ± " + receipts.band()
                        + ", recomputed are " + fixing.valueMicros() + " ± " + fixing.bandMicros());
    }
}

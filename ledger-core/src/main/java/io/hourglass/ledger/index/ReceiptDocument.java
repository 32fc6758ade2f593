package io.hourglass.ledger.index;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.index.Determinations.Determined;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Basis;
import io.hourglass.pricing.index.DayResult;
import io.hourglass.pricing.index.Exclusion;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.Gap;
import io.hourglass.pricing.index.Gate;
import io.hourglass.pricing.index.PastFixing;
import io.hourglass.pricing.index.Quality;
import io.hourglass.pricing.index.Receipts;
import io.hourglass.pricing.index.Vote;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The receipts of one day as a document: canonical JSON (keys in alphabetical order, no white
 * space, numbers as Java's shortest decimals, instants in ISO 8601, absent members left out), so
 * that its SHA-256 names it.
 *
 * @param format {@link #FORMAT}
 * @param value what was published, micro-dollars per GPU-hour; absent on a gap
 * @param band micro-dollars per GPU-hour; absent on a gap
 * @param gap why there is no fixing, or none that could be computed; absent where there is one
 * @param determined who put a value to a gap; absent otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ReceiptDocument(
        String format,
        String index,
        LocalDate day,
        Instant at,
        String methodology,
        Hash methodologyHash,
        @Nullable Basis basis,
        @Nullable Long value,
        @Nullable Long band,
        @Nullable List<Gap.Reason> gap,
        Gate gate,
        List<Vote> votes,
        List<PastFixing> carried,
        List<Exclusion> exclusions,
        @Nullable Determined determined,
        @Nullable Quality quality) {
    static final String FORMAT = "hourglass-fixing-receipts/1";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .addModule(new WrittenForms())
            .build();

    /** The receipts of a gap that two people put a value to. */
    ReceiptDocument determined(Determined by) {
        return new ReceiptDocument(
                format,
                index,
                day,
                at,
                methodology,
                methodologyHash,
                Basis.DETERMINED,
                by.value(),
                by.band(),
                gap,
                gate,
                votes,
                carried,
                exclusions,
                by,
                null);
    }

    static ReceiptDocument of(IndexName index, LocalDate day, Rules rules, DayResult result) {
        return switch (result) {
            case Fixing fixing ->
                new ReceiptDocument(
                        FORMAT,
                        index.name(),
                        day,
                        fixing.at(),
                        rules.version(),
                        rules.hash(),
                        fixing.basis(),
                        fixing.valueMicros(),
                        fixing.bandMicros(),
                        null,
                        fixing.receipts().gate(),
                        fixing.receipts().votes(),
                        fixing.receipts().carried(),
                        fixing.receipts().exclusions(),
                        null,
                        fixing.quality());
            case Gap gap ->
                new ReceiptDocument(
                        FORMAT,
                        index.name(),
                        day,
                        gap.at(),
                        rules.version(),
                        rules.hash(),
                        null,
                        null,
                        null,
                        gap.reasons(),
                        gap.gate(),
                        List.of(),
                        List.of(),
                        gap.exclusions(),
                        null,
                        null);
        };
    }

    /** @throws IllegalArgumentException if it is not such a document */
    static ReceiptDocument read(String document) {
        try {
            ReceiptDocument read = JSON.readValue(document, ReceiptDocument.class);
            if (read == null || !read.isComplete()) {
                throw new IllegalArgumentException("not the receipts of a fixing: something is missing");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not the receipts of a fixing: " + e.getOriginalMessage(), e);
        }
    }

    /** JSON may leave out what Java may not. */
    private boolean isComplete() {
        return FORMAT.equals(format)
                && Stream.of(index, day, at, methodology, methodologyHash, gate, votes, carried, exclusions)
                        .allMatch(Objects::nonNull);
    }

    String write() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the engine recomputes from; there is none of a gap. */
    Receipts receipts() {
        if (basis == null) {
            throw new IllegalArgumentException("a gap has no votes to recompute: " + index + " " + day);
        }
        return new Receipts(at, basis, votes, carried, exclusions, gate);
    }
}

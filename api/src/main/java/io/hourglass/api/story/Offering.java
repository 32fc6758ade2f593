package io.hourglass.api.story;

import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.Signatories;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Signable.Attestation;
import java.util.stream.IntStream;

/** What an owner and an attester do, so that there are hours to trade. */
public final class Offering {
    private static final int GPUS = 8;

    /** Dense BF16 tensor throughput an attester measured, GFLOP/s. */
    private static final long BENCHMARK = 812_000;

    private Offering() {}

    /** Puts the attester's and the meter's keys on the lists. */
    public static void admitSignatories(Acting acting) {
        acting.read(tx -> {
            var signatories = acting.rooms().capacity().signatories();
            signatories.set(tx, Signatories.Role.ATTESTER, acting.address(Cast.ATTESTER), true, "the demonstration's");
            signatories.set(tx, Signatories.Role.METER, acting.address(Cast.METER), true, "the demonstration's");
            return true;
        });
    }

    /** Opens a series and lists an owner's GPUs in it, as attested. */
    public static void list(Acting acting, String owner, Series series) {
        acting.ask("opening " + series, tx -> acting.rooms().capacity().openSeries(tx, series));
        Serials serials = new Serials(IntStream.rangeClosed(1, GPUS)
                .mapToObj(i ->
                        "GPU-%s-%s-%02d".formatted(owner, series.gpu().name().substring(0, 4), i))
                .toList());
        Attestation attestation = new Attestation(
                series.id(),
                acting.address(owner),
                serials.hash(),
                BENCHMARK,
                attested(series).units(),
                series.expiry().getEpochSecond());
        ListingRequest request = new ListingRequest(
                "story-" + owner + "-" + series.month(),
                owner,
                series,
                serials,
                attestation,
                acting.sign(Cast.ATTESTER, attestation));
        acting.ask("listing " + series, tx -> acting.rooms().capacity().list(tx, request));
    }

    /** Mints every attested hour of a series that was listed. */
    public static void mint(Acting acting, String owner, Series series) {
        acting.ask(
                "minting " + series,
                tx -> acting.rooms().capacity().mint(tx, "story-" + series.name(), owner, series, attested(series)));
    }

    /** Every hour of the month, of every GPU listed. */
    static Amount attested(Series series) {
        return Amount.parse(series.asset(), Long.toString(GPUS * series.hours()));
    }
}

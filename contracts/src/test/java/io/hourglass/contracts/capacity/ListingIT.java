package io.hourglass.contracts.capacity;

import static io.hourglass.contracts.capacity.Yard.SERIES;
import static io.hourglass.contracts.capacity.Yard.hours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Outcome.Refused;
import io.hourglass.ledger.capacity.CapacityRefusal;
import io.hourglass.ledger.capacity.Listing;
import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.Minting;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.capacity.Stage;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Attestation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListingIT {
    private static final Serials GPU_1 = Serials.of("GPU-0001");

    private final Yard yard = new Yard();

    @AfterEach
    void close() {
        yard.close();
    }

    @Test
    void listsWhatAnAttesterVouchesFor() {
        ListingRequest request = yard.request("l-1", "olga", SERIES, GPU_1, "700");
        Listing listing = yard.list(request).orThrow();

        assertThat(listing.stage()).isEqualTo(Stage.PLANNED);
        assertThat(yard.calls(ChainCall.ListCapacity.class))
                .singleElement()
                .satisfies(call -> assertThat(call.serials()).isEqualTo(GPU_1.hashes()));
        assertThat(yard.list(request).orThrow()).isEqualTo(listing);

        yard.happen(new ChainEvent.CapacityListed(
                SERIES.id(), yard.address("olga"), GPU_1.hash(), hours("700").units()));

        assertThat(yard.listings("olga")).singleElement().satisfies(l -> assertThat(l.stage())
                .isEqualTo(Stage.FINAL));
        assertThat(yard.unminted("olga")).isEqualTo(hours("700"));
    }

    @Test
    void refusesASerialThatBacksAnotherListingOfTheMonthAndNamesIt() {
        yard.list(yard.request("l-1", "olga", SERIES, Serials.of("GPU-0001", "GPU-0002"), "700"))
                .orThrow();

        Outcome<Listing> second =
                yard.list(yard.request("l-2", "otto", SERIES, Serials.of("GPU-0003", "gpu-0002"), "700"));

        assertRefused(second, CapacityRefusal.SERIAL_TAKEN, "GPU-0002");
        assertThat(((Refused<Listing>) second).detail()).doesNotContain("GPU-0003");
        Series october = Series.parse("H100-SXM-80GB.us.2026-10");
        yard.openSeries(october);
        assertThat(yard.list(yard.request("l-3", "olga", october, Serials.of("GPU-0002"), "700")))
                .isInstanceOf(Outcome.Done.class);
    }

    @Test
    void givesTheSerialsBackWhenTheChainRefuses() {
        yard.list(yard.request("l-1", "olga", SERIES, GPU_1, "700")).orThrow();
        yard.voided("list:l-1", "AttestationExpired(1)");

        assertThat(yard.listings("olga")).singleElement().satisfies(l -> assertThat(l.reason())
                .isEqualTo("AttestationExpired(1)"));
        assertThat(yard.list(yard.request("l-2", "olga", SERIES, GPU_1, "699"))).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void refusesAnAttestationThatIsNotSound() {
        Attestation good = yard.attestation("olga", SERIES, GPU_1, "700");
        assertRefused(
                yard.list(yard.request("a", "olga", SERIES, GPU_1, good, "mallory")),
                CapacityRefusal.NOT_AN_ATTESTER,
                "no list");
        Attestation expired = new Attestation(
                good.series(),
                good.owner(),
                good.serialsHash(),
                good.benchmark(),
                good.hours(),
                Yard.NOW.getEpochSecond());
        assertRefused(
                yard.list(yard.request("b", "olga", SERIES, GPU_1, expired, "attester")),
                CapacityRefusal.ATTESTATION_EXPIRED,
                "2026-08-03");
        assertRefused(
                yard.list(yard.request("c", "otto", SERIES, GPU_1, good, "attester")),
                CapacityRefusal.ATTESTATION_MISMATCH,
                "otto");
        assertRefused(
                yard.list(yard.request("d", "olga", SERIES, Serials.of("GPU-0009"), good, "attester")),
                CapacityRefusal.SERIALS_MISMATCH,
                "serials");
        assertRefused(
                yard.list(yard.request("e", "olga", SERIES, GPU_1, "720.000001")),
                CapacityRefusal.HOURS_OVER_MONTH,
                "720.000000");
        assertRefused(
                yard.list(yard.request("f", "olga", SERIES, GPU_1, "0")), CapacityRefusal.INVALID_AMOUNT, "positive");
        assertThat(yard.calls(ChainCall.ListCapacity.class)).isEmpty();
    }

    @Test
    void refusesWhoIsNobodyNoOwnerOrTooLate() {
        assertRefused(
                yard.list(yard.request("a", "nobody", SERIES, GPU_1, "700")), CapacityRefusal.UNKNOWN_PARTY, "nobody");
        assertRefused(yard.list(yard.request("b", "ada", SERIES, GPU_1, "700")), CapacityRefusal.NOT_AN_OWNER, "ada");
        Series unopened = Series.parse("H100-SXM-80GB.eu.2026-09");
        assertRefused(
                yard.list(yard.request("c", "olga", unopened, GPU_1, "700")),
                CapacityRefusal.UNKNOWN_SERIES,
                "open it first");
        assertRefused(
                yard.decide(tx -> yard.capacity.openSeries(tx, Series.parse("H100-SXM-80GB.us.2026-07"))),
                CapacityRefusal.SERIES_EXPIRED,
                "2026-08-01");
        assertRefused(
                yard.decide(tx -> yard.capacity.openSeries(tx, Series.parse("GB200-NVL-186GB.us.2026-09"))),
                CapacityRefusal.UNKNOWN_CLASS,
                "GB200");
    }

    @Test
    void mintsUpToTheCapAndRefusesOneUnitMoreWithTheFigures() {
        yard.listed("olga", "GPU-0001", "700");
        Minting minting = yard.mint("m-1", "olga", "699").orThrow();
        assertThat(yard.mint("m-1", "olga", "699").orThrow()).isEqualTo(minting);
        assertRefused(yard.mint("m-1", "olga", "698"), CapacityRefusal.REQUEST_REUSED, "m-1");

        Outcome<Minting> over = yard.mint("m-2", "olga", "1.000001");
        assertRefused(over, CapacityRefusal.OVER_CAP, "1.000000 attested and unminted");
        assertThat(((Refused<Minting>) over).detail()).contains("1.000001");
        assertRefused(yard.mint("m-3", "otto", "1"), CapacityRefusal.OVER_CAP, "otto has 0.000000");
        assertThat(yard.calls(ChainCall.Mint.class)).hasSize(1);

        yard.happen(new ChainEvent.Minted(
                SERIES.id(), yard.address("olga"), hours("699").units()));
        assertThat(yard.posted("owner:olga:hours:" + SERIES)).isEqualTo("699.000000");
        SeriesStatus status = yard.status();
        assertThat(status.attested()).isEqualTo(hours("700"));
        assertThat(status.minted()).isEqualTo(hours("699"));
    }

    @Test
    void givesBackWhatAVoidedMintReserved() {
        yard.listed("olga", "GPU-0001", "700");
        yard.mint("m-1", "olga", "700").orThrow();
        yard.voided("mint:m-1", "CapExceeded(1, 2, 3)");
        yard.voided("mint:m-1", "CapExceeded(1, 2, 3)");

        assertThat(yard.unminted("olga")).isEqualTo(hours("700"));
        assertThat(yard.mintings("olga")).singleElement().satisfies(m -> assertThat(m.reason())
                .isEqualTo("CapExceeded(1, 2, 3)"));
    }

    @Test
    void refusesAmountsThatAreNone() {
        yard.listed("olga", "GPU-0001", "700");
        for (Amount amount : List.of(
                hours("0"),
                hours("1").negate(),
                Amount.parse(Asset.USD, "2"),
                new Amount(new Asset(SERIES.name(), 3), 3))) {
            assertRefused(
                    yard.decide(tx -> yard.capacity.mint(tx, "m" + amount.units(), "olga", SERIES, amount)),
                    CapacityRefusal.INVALID_AMOUNT,
                    "hours of");
        }
    }

    @Test
    void refusesRequestIdsThatWouldReadAsSomethingElse() {
        for (String id : List.of("", " ", "a b", "a\nb", "x".repeat(101), "-x")) {
            assertThatThrownBy(() -> yard.mint(id, "olga", "1"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("request id");
        }
    }

    @Test
    void ignoresWhatTheChainListsForStrangers() {
        yard.happen(new ChainEvent.CapacityListed(SERIES.id(), yard.address("stranger"), GPU_1.hash(), 1));
        yard.happen(new ChainEvent.CapacityListed(
                Series.parse("H100-SXM-80GB.eu.2026-09").id(), yard.address("olga"), GPU_1.hash(), 1));

        assertThat(yard.status().attested()).isEqualTo(hours("0"));
    }

    @Test
    void neverMintsMoreThanTheCapHoweverManyAskAtOnce() throws Exception {
        yard.listed("olga", "GPU-0001", "700");
        int done = 0;
        try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
            List<Future<Outcome<Minting>>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String id = "m-" + i;
                asked.add(callers.submit(() -> yard.mint(id, "olga", "100")));
            }
            for (Future<Outcome<Minting>> one : asked) {
                switch (one.get()) {
                    case Outcome.Done<Minting> ignored -> done++;
                    case Refused<Minting> refused ->
                        assertThat(refused.reason()).isEqualTo(CapacityRefusal.OVER_CAP);
                }
            }
        }
        assertThat(done).isEqualTo(7);
        assertThat(yard.unminted("olga")).isEqualTo(hours("0"));
        assertThat(yard.calls(ChainCall.Mint.class)).hasSize(7);
    }

    static void assertRefused(Outcome<?> outcome, CapacityRefusal reason, String detail) {
        assertThat(outcome).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.detail()).contains(detail);
        });
    }
}

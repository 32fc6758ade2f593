package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.Signatories;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Signable.Attestation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Step 2: two owners list GPUs of two classes for two months, and mint every attested hour, no more. */
final class ListAndMint implements Step {
    private static final int GPUS = 8;

    /** Dense BF16 tensor throughput an attester measured, GFLOP/s. */
    private static final long BENCHMARK = 812_000;

    @Override
    public String name() {
        return "list, attest, mint";
    }

    @Override
    public String run(Stage stage) {
        for (String owner : Cast.OWNERS) {
            enrol(stage, owner);
        }
        stage.read(tx -> {
            var signatories = stage.rooms().capacity().signatories();
            signatories.set(tx, Signatories.Role.ATTESTER, stage.address(Cast.ATTESTER), true, "the demonstration's");
            signatories.set(tx, Signatories.Role.METER, stage.address(Cast.METER), true, "the demonstration's");
            return true;
        });
        List<Series> offered = new ArrayList<>();
        for (String owner : Cast.OWNERS) {
            for (Series series : offeredBy(stage, owner)) {
                list(stage, owner, series);
                offered.add(series);
            }
        }
        stage.awaitQuiet();
        for (String owner : Cast.OWNERS) {
            offeredBy(stage, owner).forEach(series -> mint(stage, owner, series));
        }
        stage.awaitQuiet();
        String refused =
                mintOverCap(stage, Cast.OLGA, offeredBy(stage, Cast.OLGA).getLast());
        long minted =
                offered.stream().mapToLong(series -> attested(series).units()).sum() / 1_000_000;
        stage.figures().put("capacity.series", offered.size());
        stage.figures().put("capacity.hoursMinted", minted);
        return "%d series listed, %,d GPU-hours minted; one more was refused in the books and on chain (%s)"
                .formatted(offered.size(), minted, refused);
    }

    static void enrol(Stage stage, String name) {
        stage.ask(
                "enrolling " + name,
                tx -> stage.rooms().cash().enrol(tx, new Party(name, Cast.kindOf(name), stage.address(name), name)));
    }

    /** Olga offers the first class in the US, otto the second in Europe; both months each. */
    static List<Series> offeredBy(Stage stage, String owner) {
        List<GpuClass> classes = stage.classes();
        GpuClass gpu = owner.equals(Cast.OLGA) ? classes.getFirst() : classes.getLast();
        Region region = owner.equals(Cast.OLGA) ? Region.US : Region.EU;
        return List.of(
                new Series(gpu, region, stage.script().delivered()),
                new Series(gpu, region, stage.script().held()));
    }

    private static void list(Stage stage, String owner, Series series) {
        stage.ask("opening " + series, tx -> stage.rooms().capacity().openSeries(tx, series));
        Serials serials = new Serials(IntStream.rangeClosed(1, GPUS)
                .mapToObj(i ->
                        "GPU-%s-%s-%02d".formatted(owner, series.gpu().name().substring(0, 4), i))
                .toList());
        Attestation attestation = new Attestation(
                series.id(),
                stage.address(owner),
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
                stage.sign(Cast.ATTESTER, attestation));
        stage.ask("listing " + series, tx -> stage.rooms().capacity().list(tx, request));
    }

    private static void mint(Stage stage, String owner, Series series) {
        stage.ask(
                "minting " + series,
                tx -> stage.rooms().capacity().mint(tx, "story-" + series.name(), owner, series, attested(series)));
    }

    /** One hour more than was attested: the books' floor refuses it, and so does the Vault. */
    private static String mintOverCap(Stage stage, String owner, Series series) {
        Amount hour = Amount.parse(series.asset(), "1");
        stage.askInVain(
                "minting over the cap", tx -> stage.rooms().capacity().mint(tx, "story-over-cap", owner, series, hour));
        var call = new ChainCall.Mint(series.id(), stage.address(owner), hour.units());
        return switch (stage.hourglass().chain().simulate("issuer", call)) {
            case Simulation.Reverts(String error) when error.startsWith("CapExceeded") -> "CapExceeded";
            case Simulation.Reverts(String error) ->
                throw new StoryFailure("the Vault refused the mint over the cap for another reason: " + error);
            case Simulation.Succeeds done -> throw new StoryFailure("the Vault would mint over the cap");
        };
    }

    private static Amount attested(Series series) {
        return Amount.parse(series.asset(), Long.toString(GPUS * series.hours()));
    }
}

package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.settlement.Chain.Simulation;
import io.hourglass.ledger.settlement.ChainCall;
import java.util.ArrayList;
import java.util.List;

/** Step 2: two owners list GPUs of two classes for two months, and mint every attested hour, no more. */
final class ListAndMint implements Step {
    @Override
    public String name() {
        return "list, attest, mint";
    }

    @Override
    public String run(Stage stage) {
        for (String owner : Cast.OWNERS) {
            enrol(stage, owner);
        }
        Offering.admitSignatories(stage);
        List<Series> offered = new ArrayList<>();
        for (String owner : Cast.OWNERS) {
            for (Series series : offeredBy(stage, owner)) {
                Offering.list(stage, owner, series);
                offered.add(series);
            }
        }
        stage.awaitQuiet();
        for (String owner : Cast.OWNERS) {
            offeredBy(stage, owner).forEach(series -> Offering.mint(stage, owner, series));
        }
        stage.awaitQuiet();
        String refused =
                mintOverCap(stage, Cast.OLGA, offeredBy(stage, Cast.OLGA).getLast());
        long minted = offered.stream()
                        .mapToLong(series -> Offering.attested(series).units())
                        .sum()
                / 1_000_000;
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
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.settlement.Signable.Venue;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The market, for everybody: the index, its curve, what trades on it, and the fund. */
@Path("/market")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class MarketPlace {
    private static final int CHART_DAYS = 1100;
    private static final int BOOKS = 8;

    private final Pages pages;

    MarketPlace(Pages pages) {
        this.pages = pages;
    }

    /**
     * @param asked the index to show; without it the one with the most providers
     * @param page of its fixings, from 1
     */
    @GET
    @Operation(hidden = true)
    public Response market(@QueryParam("index") @Nullable String asked, @QueryParam("page") @Nullable String page) {
        return pages.show(Place.MARKET, "Market", reading -> {
            List<PublishedFixing> latest = reading.rooms().fixings().latest(reading.tx());
            Optional<PublishedFixing> shown = asked == null ? liveliest(reading, latest) : chosen(latest, index(asked));
            Optional<GpuClass> gpu = shown.map(fixing -> fixing.index().gpu());
            List<FutureLine> futures =
                    gpu.map(known -> FutureLine.of(reading, known)).orElse(List.of());
            return new MarketPage(
                    reading.frame(),
                    shown.map(fixing -> IndexPanel.of(reading, fixing, latest, Pages.number(page, 1, 1000))),
                    gpu.flatMap(known -> CurvePanel.of(reading, known, futures)),
                    futures,
                    FundPanel.of(reading),
                    books(reading, gpu),
                    latest.stream()
                            .map(fixing -> FixingLine.of(reading, fixing))
                            .toList());
        });
    }

    /** A fixing with all it was made from. */
    @GET
    @Path("fixings/{index}/{day}")
    @Operation(hidden = true)
    public Response fixing(@PathParam("index") String name, @PathParam("day") String day) {
        return pages.show(
                Place.MARKET,
                name + " " + day,
                reading -> FixingPage.of(reading, index(name), read(day, LocalDate::parse)));
    }

    /** The basket index. */
    @GET
    @Path("basket")
    @Operation(hidden = true)
    public Response basket() {
        return pages.show(Place.MARKET, "HGI-C", reading -> BasketPage.of(reading, chartedFrom(reading)));
    }

    /** The index fund. */
    @GET
    @Path("fund")
    @Operation(hidden = true)
    public Response fund() {
        return pages.show(Place.MARKET, "HGX", FundPage::of);
    }

    /** Margin, the default fund under stress, and large positions. */
    @GET
    @Path("clearing")
    @Operation(hidden = true)
    public Response clearing() {
        return pages.show(Place.MARKET, "Clearing", ClearingPage::of);
    }

    /** What every room goes by, and who changed it. */
    @GET
    @Path("terms")
    @Operation(hidden = true)
    public Response terms() {
        return pages.show(Place.MARKET, "Terms", TermsPage::of);
    }

    /** A month's options. */
    @GET
    @Path("options/{future}")
    @Operation(hidden = true)
    public Response options(@PathParam("future") String name) {
        Future future = read(name, Future::parse);
        return pages.show(Place.MARKET, future + " options", reading -> OptionsPage.of(reading, future));
    }

    /** A class's months that trade as one. */
    @GET
    @Path("combinations/{gpu}")
    @Operation(hidden = true)
    public Response combinations(@PathParam("gpu") String name) {
        GpuClass gpu = read(name, GpuClass::parse);
        return pages.show(Place.MARKET, gpu + " spreads", reading -> CombinationsPage.of(reading, gpu));
    }

    /** What so many GPUs of a class from day to day would cost. */
    @GET
    @Path("rectangles/{gpu}")
    @Operation(hidden = true)
    public Response rectangle(
            @PathParam("gpu") String name,
            @QueryParam("region") @Nullable String region,
            @QueryParam("count") @Nullable String count,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        GpuClass gpu = read(name, GpuClass::parse);
        return pages.show(
                Place.MARKET,
                gpu + " from day to day",
                reading ->
                        RectanglePage.of(reading, gpu, RectanglePage.Asked.of(reading, gpu, region, count, from, to)));
    }

    /** Who signs prices, what was checked, and what was earned. */
    @GET
    @Path("contributors")
    @Operation(hidden = true)
    public Response contributors() {
        return pages.show(Place.MARKET, "Contributors", ContributorsPage::of);
    }

    /** How the parts of a class's market differ. */
    @GET
    @Path("segments/{gpu}")
    @Operation(hidden = true)
    public Response segments(@PathParam("gpu") String name) {
        return pages.show(
                Place.MARKET,
                name + " segments",
                reading -> SegmentsPage.of(reading, read(name, GpuClass::parse), chartedFrom(reading)));
    }

    @GET
    @Path("charts/basket")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response basketChart() {
        return pages.data(reading -> BasketPage.points(reading, chartedFrom(reading)));
    }

    @GET
    @Path("charts/fund")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response fundChart() {
        return pages.data(FundPage::points);
    }

    @GET
    @Path("charts/segments/{gpu}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response segmentsChart(@PathParam("gpu") String name) {
        GpuClass gpu = read(name, GpuClass::parse);
        return pages.data(reading -> SegmentsPage.points(reading, gpu, chartedFrom(reading)));
    }

    @GET
    @Path("charts/index/{index}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response indexChart(@PathParam("index") String name) {
        IndexName index = index(name);
        return pages.data(reading ->
                reading.rooms().fixings().history(reading.tx(), index, chartedFrom(reading), reading.today()).stream()
                        .map(ChartPoints.Fixed::of)
                        .toList());
    }

    @GET
    @Path("charts/curve/{gpu}")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response curveChart(@PathParam("gpu") String name) {
        GpuClass gpu = read(name, GpuClass::parse);
        return pages.data(reading -> CurvePanel.of(reading, gpu, FutureLine.of(reading, gpu))
                .map(CurvePanel::points)
                .orElse(List.of()));
    }

    private static LocalDate chartedFrom(Reading reading) {
        return reading.today().minusDays(CHART_DAYS);
    }

    private static List<BookPanel> books(Reading reading, Optional<GpuClass> gpu) {
        return reading.rooms().market().instruments(reading.tx()).stream()
                .filter(one -> one.venue() == Venue.SETTLEMENT)
                .filter(one -> gpu.isEmpty() || one.code().startsWith(gpu.get().name() + "."))
                .filter(one -> one.tradingEnds().isAfter(reading.now()))
                .sorted(Comparator.comparing(Instrument::tradingEnds).thenComparing(Instrument::code))
                .limit(BOOKS)
                .map(one -> BookPanel.of(reading, one))
                .toList();
    }

    /** The headline with the most that trades on it, then with the most providers. */
    private static Optional<PublishedFixing> liveliest(Reading reading, List<PublishedFixing> latest) {
        List<Instrument> traded = reading.rooms().market().instruments(reading.tx());
        return latest.stream()
                .filter(fixing -> fixing.index().kind() == PriceKind.ON_DEMAND)
                .max(Comparator.comparing(PublishedFixing::day)
                        .thenComparingLong(fixing -> traded.stream()
                                .filter(one ->
                                        one.code().startsWith(fixing.index().gpu() + "."))
                                .count())
                        .thenComparingInt(PublishedFixing::providers));
    }

    private static Optional<PublishedFixing> chosen(List<PublishedFixing> latest, IndexName index) {
        Optional<PublishedFixing> found =
                latest.stream().filter(fixing -> fixing.index().equals(index)).findFirst();
        if (found.isEmpty()) {
            throw new NotThere(index + " has never been fixed: fewer than five providers and five offers.");
        }
        return found;
    }

    private static IndexName index(String written) {
        return read(written, IndexName::parse);
    }

    private static <T> T read(String written, Function<String, T> reader) {
        try {
            return reader.apply(written);
        } catch (IllegalArgumentException | java.time.DateTimeException e) {
            throw new NotThere(String.valueOf(e.getMessage()));
        }
    }
}

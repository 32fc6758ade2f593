package io.hourglass.api.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.hourglass.api.Hourglass;
import io.hourglass.api.access.KeyRing;
import io.hourglass.api.service.Running;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.index.PublishedFixing;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console as a real browser shows the seeded demonstration. */
@Tag("page")
@QuarkusTest
@WithTestResource(Demonstrated.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SEEDING = Duration.ofMinutes(4);

    @Inject
    @SuppressWarnings("NullAway.Init")
    Running running;

    @TestHTTPResource
    @SuppressWarnings("NullAway.Init")
    String address;

    @SuppressWarnings("NullAway.Init")
    private Visitor visitor;

    /** The story ends with a reconciliation. */
    @BeforeAll
    void theStoryIsTold() throws InterruptedException {
        visitor = new Visitor(address);
        Instant deadline = Instant.now().plus(SEEDING);
        while (!visitor.read("/assurance").contains("id=\"breaks\"")
                && Instant.now().isBefore(deadline)) {
            Thread.sleep(1000);
        }
        assertThat(visitor.open("/assurance", ColorScheme.LIGHT).locator("#breaks"))
                .isVisible();
    }

    @AfterAll
    void leave() {
        visitor.close();
    }

    @AfterEach
    void nothingWasComplainedAbout() {
        assertThat(visitor.complaints()).isEmpty();
    }

    @Test
    void drawsTheIndexAndTheCurveBesideTheirTables() {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        for (String chart : List.of("#index-chart", "#curve-chart")) {
            assertThat(page.locator(chart)).hasAttribute("data-drawn", Pattern.compile("[1-9][0-9]*"));
            assertThat(painted(page.locator(chart + " canvas").first())).isTrue();
        }
        assertThat(page.locator("#fixings tbody tr").count()).isGreaterThanOrEqualTo(5);
        assertThat(page.locator("#fixings tbody tr").first()).containsText(Pattern.compile("\\d\\.\\d{4}"));
        assertThat(page.locator("#months tbody tr")).hasCount(36);
        assertThat(page.locator("#contracts tbody tr").count()).isPositive();
        assertThat(page.locator("#nav tbody tr").count()).isPositive();
        String picture = System.getProperty("screenshot");
        if (picture != null) {
            page.setViewportSize(1280, 1400);
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(picture)));
        }
    }

    /** A line a strike, its call on one side and its put on the other; what the model says is called that. */
    @Test
    void showsAMonthsOptionChain() {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        page.locator("#contracts a").first().click();
        assertThat(page.locator("#options thead")).containsText("Model value");
        assertThat(page.locator("#options tbody tr").count()).isGreaterThanOrEqualTo(7);
        Locator written = page.locator("#options tbody tr")
                .filter(new Locator.FilterOptions().setHas(page.locator("td:nth-last-child(2):text-is('1')")));
        assertThat(written).hasCount(1);
        assertThat(written.locator("td span[title*='delta']").last()).hasText(Pattern.compile("\\d\\.\\d{4}"));
        assertThat(page.locator("main")).containsText("move no money");
    }

    @Test
    void showsWhichMonthsTradeAsOne() {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        page.getByText("Spreads and strips").click();
        // its one month has no second to be spread against; a test of orders reads the page with one that has
        assertThat(page.locator("section[aria-labelledby=spread-title] .empty")).containsText("No two months");
        assertThat(page.locator("section[aria-labelledby=strip-title] .empty")).containsText("No quarter and no year");
        assertThat(page.locator("main")).containsText("all of them are filled together or none is");
    }

    /** What is asked for is read from the form; the figures are those that an order would meet. */
    @Test
    void quotesGpusFromDayToDay() throws IOException {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        page.getByText("What so many GPUs from day to day would cost").click();
        String from = page.locator("#from").inputValue();
        String region = page.locator("#region").inputValue();
        page.locator("#count").fill("1");
        page.locator("#to").fill(LocalDate.parse(from).plusMonths(1).toString());
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        JsonNode quote = JSON.readTree(page.request()
                .get(address + "api/market/rectangles/quote?gpu=H100-SXM-80GB&count=1&region=" + region + "&from="
                        + from + "&to=" + LocalDate.parse(from).plusMonths(1))
                .body());
        JsonNode months = quote.path("months");
        assertThat(months.size()).isPositive();
        assertThat(page.locator("#months tbody tr")).hasCount(months.size());
        for (int i = 0; i < months.size(); i++) {
            Locator line = page.locator("#months tbody tr").nth(i);
            assertThat(line).containsText(months.get(i).path("series").asText());
            assertThat(line).containsText(grouped(months.get(i).path("needed")));
            assertThat(line.locator("td").last()).hasText(grouped(months.get(i).path("cost")));
        }
        boolean missing = quote.findValues("missing").stream()
                .anyMatch(hours -> hours.path("units").asLong() > 0);
        assertThat(page.locator("#verdict")).containsText(missing ? "missing" : "for ");

        page.locator("#to").fill(from);
        page.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(page.locator("#problem")).hasText("1 to 366 days, not 0");
        assertThat(page.locator("#count")).hasValue("1");
    }

    private static String grouped(JsonNode amount) {
        return new DecimalFormat("#,##0.00####", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(new BigDecimal(amount.path("decimal").asText()));
    }

    /** Whoever computes with the curve wants its figures, not its picture. */
    @Test
    void answersTheCurveByMonthAndByDay() throws IOException {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        String curve = address + "api/index/curves/H100-SXM-80GB";
        JsonNode months = JSON.readTree(page.request().get(curve).body());
        JsonNode days = JSON.readTree(page.request().get(curve + "/daily").body());
        assertThat(months.path("months")).hasSize(36);
        assertThat(days.path("digest")).isEqualTo(months.path("digest"));
        assertThat(days.path("prices").size()).isBetween(36 * 29, 36 * 31);
        assertThat(days.path("years")).hasSizeBetween(2, 3);
        assertThat(tradedMonths(page, curve, LocalDate.parse(months.path("day").asText())))
                .as("a future traded in the story, and is the next day's curve")
                .isPositive();
        assertThat(page.request()
                        .get(address + "api/index/curves/T4-PCIE-16GB/daily")
                        .status())
                .isEqualTo(404);
    }

    /** Of the latest curve that any trade entered, how many months it did; each is what its future settled at. */
    private static int tradedMonths(Page page, String curve, LocalDate last) throws IOException {
        for (LocalDate day = last; day.isAfter(last.minusDays(90)); day = day.minusDays(1)) {
            JsonNode then =
                    JSON.readTree(page.request().get(curve + "?day=" + day).body());
            JsonNode traded = JSON.readTree(then.path("inputs").asText()).path("traded");
            for (JsonNode month : traded) {
                assertThat(new BigDecimal(then.path("months")
                                .path(month.path("month").asText())
                                .asText()))
                        .isEqualByComparingTo(
                                BigDecimal.valueOf(month.path("price").asLong(), 6));
            }
            if (!traded.isEmpty()) {
                return traded.size();
            }
        }
        return 0;
    }

    @Test
    void drawsTheBasketWithItsDivisorChanges() {
        Page first = visitor.open("/market/basket", ColorScheme.LIGHT);
        assertThat(first.locator("#rebalances tbody tr")).hasCount(1);
        List<LocalDate> days = rebalanced();

        Page page = visitor.open("/market/basket", ColorScheme.LIGHT);
        assertThat(page.locator("#basket-chart")).hasAttribute("data-drawn", Pattern.compile("[1-9][0-9]*"));
        assertThat(painted(page.locator("#basket-chart canvas").first())).isTrue();
        assertThat(page.locator("#rebalances tbody tr")).hasCount(3);
        assertThat(page.locator("#rebalances tbody th").allTextContents())
                .startsWith(days.getLast().toString(), days.getFirst().toString());
        assertThat(page.locator("#levels .tag").first()).hasText("rebalanced");
        assertThat(page.locator("#levels tbody tr").last())
                .containsText(Pattern.compile("[89]\\d\\d\\.\\d\\d|1,[01]\\d\\d\\.\\d\\d"));
    }

    @Test
    void drawsTheFundAgainstItsIndex() throws IOException {
        Page market = visitor.open("/market", ColorScheme.LIGHT);
        market.locator("a[href='/market/fund']").click();
        assertThat(market.locator("h1")).containsText("HGX");
        assertThat(market.locator("#fund-chart")).hasAttribute("data-drawn", Pattern.compile("[1-9][0-9]*"));
        assertThat(painted(market.locator("#fund-chart canvas").first())).isTrue();
        assertThat(market.locator("#days tbody tr").first()).containsText(Pattern.compile("\\d\\.\\d{6}"));
        assertThat(market.locator("main")).containsText("Tracking error");
        assertThat(market.locator("main")).containsText("HGX is not traded here");
        assertThat(market.locator("#gate + *")).isVisible();
        assertThat(market.locator("section[aria-labelledby=futures]")).containsText("at most $5,000,000.00");
        assertThat(market.locator("main")).containsText("2.00 %");
        assertThat(market.locator("#incomes tbody tr")).containsText("250.01");

        JsonNode tracking = JSON.readTree(
                market.request().get(address + "api/fund/tracking").body());
        assertThat(tracking.at("/tracking/days").size()).isPositive();
        assertThat(tracking.at("/tracking/index").asText()).isEqualTo("HGI-C");
        assertThat(tracking.at("/tracking/differencePpm").isNumber()).isTrue();
        JsonNode fee =
                JSON.readTree(market.request().get(address + "api/fund/fee").body());
        assertThat(fee.path("ratePpm").asLong()).isEqualTo(5_000);
        assertThat(JSON.readTree(
                        market.request().get(address + "api/fund/queue").body()))
                .isEmpty();
    }

    @Test
    void drawsHowTheSegmentsDiffer() {
        Page page = visitor.open("/market", ColorScheme.LIGHT);
        page.locator("a[href^='/market/segments/']").click();
        assertThat(page.locator("#segments-chart")).hasAttribute("data-drawn", Pattern.compile("[1-9][0-9]*"));
        assertThat(painted(page.locator("#segments-chart canvas").first())).isTrue();
        assertThat(page.locator("#segments tbody tr").count()).isPositive();
        assertThat(page.locator("#segments tbody tr").first()).containsText(Pattern.compile("[+−]\\d\\.\\d{4}"));
    }

    @Test
    void showsWhoContributesWhatWasCheckedAndEarned() {
        Page page = visitor.open("/market/contributors", ColorScheme.LIGHT);
        assertThat(page.locator("#contributors tbody tr")).hasCount(3);
        assertThat(page.locator("#contributors tbody tr").first()).containsText("contributor-1");
        assertThat(page.locator("#contributors .tag.good")).hasCount(3);
        assertThat(page.locator("main")).containsText("No day was drawn from yet");
        assertThat(page.locator("main")).containsText("Nothing is scored yet");
    }

    /** Two operators make a basket of the last days that are final, and another one; the days of both. */
    private List<LocalDate> rebalanced() {
        Hourglass up = running.get();
        var rooms = up.rooms();
        return up.database().inTx(tx -> {
            List<IndexName> indices = rooms.fixings().indices(tx).stream()
                    .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                    .filter(index -> rooms.fixings().latest(tx, index).isPresent())
                    .limit(2)
                    .toList();
            LocalDate today = LocalDate.ofInstant(rooms.clock().instant(), ZoneOffset.UTC);
            List<LocalDate> days = rooms.fixings().finals(tx, indices.getFirst(), today.minusDays(60), today).stream()
                    .filter(fixing -> fixing.value().isPresent())
                    .map(PublishedFixing::day)
                    .filter(day -> rooms.fixings()
                            .find(tx, indices.getLast(), day, PublishedFixing.Status.FINAL)
                            .flatMap(PublishedFixing::value)
                            .isPresent())
                    .toList();
            List<LocalDate> both = List.of(days.get(days.size() - 9), days.get(days.size() - 4));
            for (LocalDate day : both) {
                long hours = day.equals(both.getFirst()) ? 100 : 50;
                int number = rooms.baskets()
                        .propose(tx, Map.of(indices.getFirst(), hours, indices.getLast(), 70L), day, "ann")
                        .orThrow()
                        .number();
                rooms.baskets().approve(tx, day, number, "ben").orThrow();
            }
            return both;
        });
    }

    @Test
    void showsTheReceiptsOfAFixing() {
        Page page = visitor.open("/market?page=2", ColorScheme.LIGHT);
        page.locator("#fixings tbody th a").last().click();
        assertThat(page.locator("h2#votes")).isVisible();
        assertThat(page.locator("main")).containsText("SHA-256 of the receipts");
    }

    @Test
    void saysThatBooksMirrorAndChainTieOut() {
        Page page = visitor.open("/assurance", ColorScheme.LIGHT);
        assertThat(page.locator("#breaks")).containsText("0 breaks");
        assertThat(page.locator("#totals tbody tr").count()).isPositive();
        assertThat(page.locator("#totals .no")).hasCount(0);
        assertThat(page.locator("main .no")).hasCount(0);
        assertThat(page.locator("#asof")).containsText(Pattern.compile("as of block \\d+"));
    }

    @Test
    void leadsFromAHoldingToItsBlock() {
        Page page = visitor.open("/portfolio?party=ada", ColorScheme.LIGHT);
        page.locator("#holdings a").first().click();
        page.locator("#statement tbody tr:last-child td:last-child a").click();
        assertThat(page.locator("h2#log")).isVisible();
        page.locator("a[href^='/assurance/transactions/']").first().click();
        assertThat(page.locator(".levels .done")).hasCount(3);
        assertThat(page.locator("main")).containsText("Deposited");
        assertThat(page.locator("#steps td:nth-child(2)").allTextContents())
                .startsWith("planned", "signed", "broadcast")
                .endsWith("final");
        assertThat(page.locator("#steps td:first-child").first())
                .hasText(Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC"));
    }

    @Test
    void showsAnOwnersCapacity() {
        Page page = visitor.open("/capacity", ColorScheme.LIGHT);
        assertThat(page.locator("#series-table tbody tr").count()).isPositive();
        assertThat(page.locator("#series-table svg rect").count()).isPositive();
        assertThat(page.locator("#listings-table tbody tr").count()).isPositive();
        assertThat(page.locator("#income-table tbody tr").count()).isPositive();
    }

    @Test
    void signsInWithAKeyAndOutAgain() {
        Page page = visitor.open("/sign-in", ColorScheme.LIGHT);
        page.locator("#key").fill("hg_investor_nobodys");
        page.locator("main button").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("nobody's");
        page.locator("#key").fill(keyOf("ada"));
        page.locator("main button").click();
        assertThat(page.locator(".who")).containsText("ada");
        assertThat(page.locator("h1")).containsText("ada");
        page.locator(".who button").click();
        assertThat(page.locator(".who")).containsText("Sign in");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/market",
                "/market/basket",
                "/market/fund",
                "/market/segments/H100-SXM-80GB",
                "/market/contributors",
                "/market/clearing",
                "/market/terms",
                "/portfolio",
                "/capacity",
                "/assurance",
                "/sign-in"
            })
    void worksWithTheKeyboardAndByNight(String path) {
        Page page = visitor.open(path, ColorScheme.DARK);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        assertThat(brightness(page, "backgroundColor")).isLessThan(60);
        assertThat(brightness(page, "color")).isGreaterThan(180);
    }

    @Test
    void saysWhatThereIsWhenAskedForWhatIsNot() {
        for (String path : List.of("/assurance/entries/0", "/market/fixings/HGI.X/2026-01-01", "/portfolio?party=x")) {
            Page page = visitor.open(path, ColorScheme.LIGHT);
            assertThat(page.locator("h1")).hasText("Not here");
        }
        assertThat(visitor.complaints()).allMatch(complaint -> complaint.contains("404"));
    }

    private static String keyOf(String party) {
        Path ring = Path.of(ConfigProvider.getConfig().getValue("HOURGLASS_STATE", String.class), "api-keys");
        return new KeyRing(ring)
                .read().stream()
                        .filter(entry -> entry.party().equals(Optional.of(party)))
                        .findFirst()
                        .orElseThrow()
                        .key();
    }

    /** Whether anything but transparency is on a canvas. */
    private static boolean painted(Locator canvas) {
        return (boolean) canvas.evaluate(
                "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v !== 0)");
    }

    private static int brightness(Page page, String property) {
        Object rgb = page.evaluate(
                "p => Math.max(...getComputedStyle(document.body)[p].match(/\\d+/g).map(Number))", property);
        return ((Number) rgb).intValue();
    }
}

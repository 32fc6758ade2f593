package io.hourglass.api.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The index fund: its latest NAV and what that was made of.
 *
 * @param navs the latest ones, newest first
 * @param queue creations and redemptions that wait for the next NAV
 */
record FundPanel(NavView nav, List<Part> parts, List<NavView> navs, List<RequestView> queue) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NAVS = 8;

    /** One position of the NAV: hours at a price from somewhere, or cash. */
    record Part(String what, String hours, String price, Amount value, String source) {}

    static Optional<FundPanel> of(Reading reading) {
        var fund = reading.rooms().fund();
        return fund.latestNav(reading.tx()).map(nav -> {
            List<NavView> all = fund.navs(reading.tx());
            return new FundPanel(
                    nav,
                    parts(nav.provenance()),
                    all.subList(Math.max(0, all.size() - NAVS), all.size()).reversed(),
                    fund.queue(reading.tx()));
        });
    }

    private static List<Part> parts(String provenance) {
        try {
            JsonNode root = JSON.readTree(provenance);
            List<Part> parts = new ArrayList<>();
            root.path("positions").forEach(position -> parts.add(part(position)));
            root.path("futures").forEach(position -> parts.add(future(position)));
            long margin = root.path("margin").asLong();
            if (margin != 0) {
                parts.add(new Part("Margin at Clearing", "", "", dollars(margin), "fund:margin"));
            }
            parts.add(new Part("Cash", "", "", dollars(root.path("cash").asLong()), "fund:cash"));
            long income = root.path("income").asLong();
            if (income > 0) {
                parts.add(new Part("Income until its cut", "", "", dollars(income), "fund:income"));
            }
            return parts;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a NAV's provenance cannot be read", e);
        }
    }

    private static Part part(JsonNode position) {
        String series = position.path("series").asText();
        long price = position.path("price").asLong();
        return new Part(
                series,
                Written.figure(
                        new Amount(new Asset(series, 6), position.path("hours").asLong())),
                price > 0 ? Written.figure(new Price(price)) : "0.0000",
                dollars(position.path("value").asLong()),
                position.path("source").asText());
    }

    /** A future adds what it gained since the last mark that was paid: all before is in the margin. */
    private static Part future(JsonNode position) {
        return new Part(
                position.path("future").asText(),
                Written.figure(position.path("lots").asLong()) + " lots",
                Written.figure(new Price(position.path("price").asLong())),
                dollars(position.path("open").asLong()),
                position.path("source").asText());
    }

    private static Amount dollars(long units) {
        return new Amount(Asset.USD, units);
    }
}

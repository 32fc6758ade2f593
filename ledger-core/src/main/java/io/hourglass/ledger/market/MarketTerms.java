package io.hourglass.ledger.market;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.book.RoundTrip;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.matching.Band;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.terms.Field;
import io.hourglass.ledger.terms.TermSheet;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the books of a venue do, from a day on; a row of table {@code market_terms}.
 *
 * @param bandPercent a trade further from the reference than this waits for an auction
 * @param protectionPercent of the reference: how far from the best price a market order goes
 * @param protective how long orders gather once the band was hit
 * @param errorBand micro-dollars from the reference beyond which a trade may be an error
 * @param errorTime how long after a trade that may be said
 */
record MarketTerms(
        Venue venue, int bandPercent, int protectionPercent, Duration protective, long errorBand, Duration errorTime) {

    /** The terms of each venue. */
    static final List<TermSheet<MarketTerms>> SHEETS =
            Stream.of(Venue.values()).map(MarketTerms::sheet).toList();

    private static TermSheet<MarketTerms> sheet(Venue venue) {
        return new TermSheet<>(
                "market-" + venue.name().toLowerCase(Locale.ROOT),
                "market_terms",
                "venue = '" + venue.name() + "'",
                MarketTerms::read,
                MarketTerms::unsound,
                Map.of(
                        "band_percent", Field.whole(1, 100),
                        "protection_percent", Field.whole(0, 100),
                        "protective_seconds", Field.whole(1, 86_400),
                        "error_band", Field.whole(1, 1_000_000_000),
                        "error_seconds", Field.whole(1, 86_400)));
    }

    /** The terms in force on a day. */
    static Map<Venue, MarketTerms> on(Tx tx, LocalDate day) {
        Map<Venue, MarketTerms> terms = new EnumMap<>(Venue.class);
        RoundTrip trip = tx.roundTrip();
        on(trip, day, terms);
        trip.go();
        return terms;
    }

    /** Asks for the terms in force on a day on the way. */
    static void on(RoundTrip trip, LocalDate day, Map<Venue, MarketTerms> terms) {
        trip.ask(
                "select distinct on (venue) * from hourglass.market_terms where effective <= ?"
                        + " order by venue, effective desc",
                row -> {
                    MarketTerms one = read(row);
                    terms.put(one.venue, one);
                },
                day);
    }

    private static MarketTerms read(ResultSet row) throws SQLException {
        return new MarketTerms(
                Venue.valueOf(row.getString("venue")),
                row.getInt("band_percent"),
                row.getInt("protection_percent"),
                Duration.ofSeconds(row.getInt("protective_seconds")),
                row.getLong("error_band"),
                Duration.ofSeconds(row.getInt("error_seconds")));
    }

    private Optional<String> unsound() {
        return protectionPercent > bandPercent
                ? Optional.of("a market order would go " + protectionPercent + " % of the reference, the band is "
                        + bandPercent + " %")
                : Optional.empty();
    }

    /** The band of an instrument of the venue. */
    Band band(Instrument instrument) {
        long reference = instrument.reference() == null ? 0 : instrument.ticks(instrument.reference());
        return new Band(reference, bandPercent, protectionPercent);
    }

    /**
     * The highest price, in micro-dollars, at which hours of each series can be bought now without its book being
     * stopped for an auction: any where nothing has traded yet. Series that do not trade now are left out.
     */
    static Map<Hash, Long> highest(Tx tx, Instant now, Collection<Instrument> series) {
        MarketTerms terms =
                requireNonNull(on(tx, LocalDate.ofInstant(now, ZoneOffset.UTC)).get(Venue.SETTLEMENT));
        return series.stream()
                .filter(one -> one.open() && !one.phase().gathers() && !now.isAfter(one.tradingEnds()))
                .collect(Collectors.toMap(Instrument::id, terms::highest));
    }

    private long highest(Instrument instrument) {
        long ticks = band(instrument).highest();
        return ticks == Long.MAX_VALUE ? ticks : Math.multiplyExact(ticks, instrument.tick());
    }
}

package io.hourglass.ledger.market;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.CombinationAdmission.Months;
import io.hourglass.ledger.market.OrderRow.Withdrawal;
import io.hourglass.ledger.market.TradeView.Kind;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Orders for several futures that are filled together or not at all: spreads of two months, in books of
 * their own, and strips of a quarter's or a year's months, which take what rests in the months' books.
 *
 * <p>Example: ada buys 5 lots of September against October at -$0.0125 or better; bob sells them to her. With
 * September marked at $2.40 the two trades are at $2.40 and $2.4125, and settle in one call.
 */
public final class Combinations {
    private final Database database;
    private final CombinationAdmission admission;
    private final VenueRules futures;
    private final Clock clock;

    Combinations(Database database, Journal journal, Chain chain, Clock clock, VenueRules futures) {
        this.database = database;
        this.admission = new CombinationAdmission(chain, journal, futures);
        this.futures = futures;
        this.clock = clock;
    }

    /** Makes a pair of months known as one thing to trade. Safe to repeat. */
    public void list(Tx tx, String code, Hash near, Hash far) {
        Spreads.list(tx, code, near, far, clock.instant());
    }

    /** Makes the months of a quarter or a year known as one thing to trade. Safe to repeat. */
    public void list(Tx tx, String code, List<Hash> months) {
        Strips.list(tx, code, months, clock.instant());
    }

    /** Places a signed spread or strip and matches it; refused for the first reason that holds. */
    public Outcome<CombinationView> place(Tx tx, CombinationPlacement placement) {
        Optional<Declined> malformed = CombinationAdmission.malformed(placement);
        if (malformed.isPresent()) {
            return refused(malformed.get());
        }
        if (!CombinationAdmission.isSpread(placement.combination().legs())) {
            return Strips.lock(tx, placement)
                    .map(strip -> place(tx, placement, strip))
                    .orElseGet(() -> refused(Strips.unknown(placement)));
        }
        return admission
                .lock(tx, placement)
                .map(spread -> place(tx, placement, spread))
                .orElseGet(() -> refused(CombinationAdmission.unknown(placement)));
    }

    private Outcome<CombinationView> place(Tx tx, CombinationPlacement placement, Strip strip) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Party> party = admission.party(tx, placement.first());
        long price = CombinationAdmission.price(placement) / strip.months().size();
        Months months = new Months(strip.code(), strip.months(), strip.tick(), price);
        Optional<Declined> declined = admission.check(tx, placement, months, party, now);
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        CombinationRow.Identity identity = identity(tx, placement, months, Kind.STRIP, party.orElseThrow());
        StripMatching matching = new StripMatching(tx, strip, placement, identity, now);
        declined = matching.declined(futures, party.orElseThrow());
        return declined.isPresent() ? refused(declined.get()) : Outcome.done(matching.place());
    }

    private CombinationRow.Identity identity(Tx tx, CombinationPlacement placement, Months of, Kind kind, Party party) {
        return new CombinationRow.Identity(
                admission.digest(placement),
                kind,
                of.code(),
                party.name(),
                Admission.owners(tx, List.of(party)).getOrDefault(party.name(), party.name()),
                placement.first().buy(),
                of.price(),
                admission.legs(placement));
    }

    private Outcome<CombinationView> place(Tx tx, CombinationPlacement placement, Spread spread) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Optional<Party> party = admission.party(tx, placement.first());
        Months months = new Months(
                spread.code(),
                List.of(spread.near(), spread.far()),
                spread.tick(),
                CombinationAdmission.price(placement));
        Optional<Declined> declined = admission
                .check(tx, placement, months, party, now)
                .or(() -> admission.covered(tx, placement, spread, party.orElseThrow()));
        if (declined.isPresent()) {
            return refused(declined.get());
        }
        CombinationRow row = CombinationRow.insert(
                tx, placement, identity(tx, placement, months, Kind.SPREAD, party.orElseThrow()), now);
        return Outcome.done(new SpreadMatching(tx, spread, futures, now).place(row));
    }

    /** Takes a party's resting combination out of the book, here and on chain. */
    public Outcome<CombinationView> cancel(Tx tx, String party, Hash id) {
        CombinationRow row = locked(tx, List.of(id.hex())).stream().findFirst().orElse(null);
        if (row == null) {
            return Outcome.refused(MarketRefusal.UNKNOWN_ORDER, "no combination " + id);
        }
        if (!row.party.equals(party)) {
            return Outcome.refused(MarketRefusal.NOT_YOURS, id + " is not an order of " + party);
        }
        if (!row.live) {
            return Outcome.refused(
                    MarketRefusal.ORDER_CLOSED,
                    "the order is " + (row.reason == null ? "filled" : "cancelled: " + row.reason));
        }
        end(tx, List.of(id.hex()), "cancelled by " + party, Withdrawal.WANTED);
        row.end("cancelled by " + party, clock.instant());
        return Outcome.done(row.view(List.of()));
    }

    /** Takes all of a party's out; returns how many. */
    int cancelAll(Tx tx, String party) {
        return end(tx, ids(tx, "party = ? and live", party), "cancelled by " + party, Withdrawal.WANTED);
    }

    /** Takes those of these out that rest; returns how many. */
    int cancel(Tx tx, List<Hash> ids, String reason) {
        return end(tx, ids.stream().map(Hash::hex).toList(), reason, Withdrawal.WANTED);
    }

    /** A month no longer trades: nor do its spreads. */
    void close(Tx tx, Hash instrument, String reason) {
        Spreads.with(tx, instrument)
                .forEach(spread -> end(tx, ids(tx, "code = ? and live", spread.code()), reason, null));
    }

    /** Takes out whatever is over; returns how many. */
    int doWork() {
        return database.inTx(tx -> end(tx, ids(tx, "live and expiry < ?", clock.instant()), "expired", null)
                + end(
                        tx,
                        ids(
                                tx,
                                "live and code in (select s.code from hourglass.spread s"
                                        + " join hourglass.instrument i on i.id = s.near or i.id = s.far"
                                        + " where i.trading_ends < ?)",
                                clock.instant()),
                        "trading ended",
                        null));
    }

    /** A leg was taken back on chain: the combination is worth nothing there any more. */
    void cancelledOnChain(Tx tx, Hash leg) {
        end(
                tx,
                ids(tx, "live and id in (select part_of from hourglass.market_order where id = ?)", leg),
                "cancelled on chain",
                null);
    }

    /** All of an account's legs up to one were. */
    void cancelledOnChain(Tx tx, Address account, long last) {
        end(
                tx,
                ids(
                        tx,
                        "live and id in (select part_of from hourglass.market_order where account = ? and salt <= ?)",
                        account,
                        last),
                "cancelled on chain",
                null);
    }

    private static List<String> ids(Tx tx, String where, Object... arguments) {
        return tx.query("select id from hourglass.combination where " + where, row -> row.getString(1), arguments);
    }

    private int end(Tx tx, List<String> ids, String reason, @Nullable Withdrawal withdrawal) {
        List<CombinationRow> live =
                locked(tx, ids).stream().filter(row -> row.live).toList();
        live.forEach(row -> row.end(reason, clock.instant()));
        CombinationRow.update(tx, live, withdrawal);
        return live.size();
    }

    /** Looked at again under the locks of all of their months. */
    private static List<CombinationRow> locked(Tx tx, List<String> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        InstrumentRow.lock(
                tx,
                tx.query(
                        "select distinct o.instrument from hourglass.market_order o where o.part_of = any (?)",
                        row -> new Hash(row.getString(1)),
                        ids));
        return tx.query(
                "select * from hourglass.combination where id = any (?) order by sequence", CombinationRow::read, ids);
    }

    /** All pairs of months that are traded as one, by code. */
    public List<Spread> spreads(Tx tx) {
        return Spreads.all(tx);
    }

    public Optional<Spread> spread(Tx tx, String code) {
        return Spreads.of(tx, code);
    }

    /** The best price levels of both sides. */
    public SpreadDepth depth(Tx tx, Spread spread, int levels) {
        return Spreads.depth(tx, spread.code(), clock.instant(), levels);
    }

    public Optional<CombinationView> order(Tx tx, Hash id) {
        return tx.first("select * from hourglass.combination where id = ?", CombinationRow::read, id)
                .map(row -> row.view(List.of()));
    }

    /** A party's, newest first. */
    public List<CombinationView> orders(Tx tx, String party, int limit) {
        return tx
                .query(
                        "select * from hourglass.combination where party = ? and kind <> 'SWAP'"
                                + " order by sequence desc limit ?",
                        CombinationRow::read,
                        party,
                        limit)
                .stream()
                .map(row -> row.view(List.of()))
                .toList();
    }

    /** All quarters and years that are traded as one, by code. */
    public List<Strip> strips(Tx tx) {
        return Strips.all(tx);
    }

    public Optional<Strip> strip(Tx tx, String code) {
        return Strips.of(tx, code);
    }

    /** What one lot of each month costs and brings now. */
    public StripQuote quote(Tx tx, Strip strip) {
        return Strips.quote(tx, strip, clock.instant());
    }

    /** The digest of a spread's whole book, made from its rows: equal books have equal digests. */
    public Hash bookDigest(Tx tx, Spread spread) {
        return new SpreadBook(spread, CombinationRow.resting(tx, spread.code(), clock.instant())).digest();
    }

    private static Outcome<CombinationView> refused(Declined declined) {
        return Outcome.refused(declined.reason(), declined.detail());
    }
}

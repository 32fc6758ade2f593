package io.hourglass.ledger.fund;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Transfer.Reserve;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.pricing.fund.NetAssetValue;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes creations and redemptions: reserves what is given, and tells the chain. */
final class Requests {
    static final String IN_KIND = "inkind:";
    static final String CREATION = "creation:";
    static final String REDEMPTION = "redemption:";

    /** The key the contract lets create in kind and fulfil. */
    static final String MANAGER = "manager";

    private final Journal journal;
    private final Outbox outbox;
    private final FundAccounts accounts;
    private final Valuation valuation;
    private final Navs navs;
    private final Clock clock;

    Requests(Journal journal, Outbox outbox, FundAccounts accounts, Valuation valuation, Navs navs, Clock clock) {
        this.journal = journal;
        this.outbox = outbox;
        this.accounts = accounts;
        this.valuation = valuation;
        this.navs = navs;
        this.clock = clock;
    }

    Outcome<RequestView> createInKind(Tx tx, Hash id, Party party, Series series, Amount hours, Amount cash) {
        if (hours.units() < 0
                || cash.units() < 0
                || (hours.units() == 0 && cash.units() == 0)
                || !hours.asset().equals(series.asset())
                || !cash.asset().equals(Asset.USD)) {
            return Outcome.refused(
                    FundRefusal.MALFORMED,
                    "hours of " + series + " and dollars, neither negative: " + hours + ", " + cash);
        }
        RequestRow row = row(id, RequestView.Kind.IN_KIND, party);
        row.series = series.name();
        row.hours = hours.units();
        row.cash = cash.units();
        Optional<Outcome<RequestView>> before = before(tx, row);
        if (before.isPresent()) {
            return before.get();
        }
        if (journal.asset(tx, series.name()).isEmpty()) {
            return Outcome.refused(FundRefusal.UNKNOWN_SERIES, series + " is not open");
        }
        if (!MANAGER.equals(party.key())) {
            return Outcome.refused(
                    FundRefusal.NOT_THE_MANAGER, party.name() + " does not manage the fund: ask to create in cash");
        }
        accounts.open(tx, party, series);
        return units(tx, series, row).then(units -> {
            row.units = units;
            ChainCall call = new ChainCall.CreateInKind(series.id(), row.hours, row.cash, units);
            return ask(tx, row, party, IN_KIND, call, inKindLegs(row, party, series));
        });
    }

    /** The first units at the initial NAV, later ones at the latest, rounded in the fund's favour. */
    private Outcome<Long> units(Tx tx, Series series, RequestRow row) {
        LocalDate today = today();
        Optional<NavView> latest = navs.latest(tx);
        boolean first = accounts.outstanding(tx) == 0;
        if (!first && latest.isEmpty()) {
            return Outcome.refused(FundRefusal.NO_NAV, "strike a NAV first: there are units and no price for them");
        }
        LocalDate day = first
                ? valuation.latestDay(tx, List.of(series)).orElse(today)
                : latest.orElseThrow().day();
        Optional<Valuation.Quote> quote = valuation.quote(tx, series, day);
        if (row.hours > 0 && quote.isEmpty()) {
            return Outcome.refused(FundRefusal.NO_PRICE, series + " has no final price of " + day);
        }
        long value = Math.addExact(row.cash, row.hours == 0 ? 0 : Valuation.valueDown(quote.orElseThrow(), row.hours));
        long nav = first
                ? FundTerms.on(tx, today).initialNav()
                : latest.orElseThrow().up();
        long units = NetAssetValue.unitsDown(value, nav);
        return units > 0
                ? Outcome.done(units)
                : Outcome.refused(FundRefusal.TOO_SMALL, "worth less than the smallest part of a unit");
    }

    private static List<Reserve> inKindLegs(RequestRow row, Party party, Series series) {
        List<Reserve> legs = new ArrayList<>();
        if (row.hours > 0) {
            row.pendingHours = Entry.idOf("fund-hours:" + row.id);
            legs.add(new Reserve(
                    row.pendingHours,
                    party.path("hours", series.name()),
                    FundAccounts.hours(series),
                    new Amount(series.asset(), row.hours)));
        }
        if (row.cash > 0) {
            row.pending = Entry.idOf("fund-cash:" + row.id);
            legs.add(new Reserve(row.pending, party.path("cash"), FundAccounts.CASH, new Amount(Asset.USD, row.cash)));
        }
        return legs;
    }

    Outcome<RequestView> creation(Tx tx, Hash id, Party party, Amount cash) {
        RequestRow row = row(id, RequestView.Kind.CREATION, party);
        row.cash = cash.units();
        long least = FundTerms.on(tx, today()).creationMin();
        return checked(tx, row, party, cash, Asset.USD, least).orElseGet(() -> {
            accounts.open(tx, party);
            row.pending = Entry.idOf("fund-cash:" + row.id);
            Reserve leg = new Reserve(row.pending, party.path("cash"), FundAccounts.REQUESTS, cash);
            return ask(tx, row, party, CREATION, new ChainCall.RequestCreation(id, cash.units()), List.of(leg));
        });
    }

    Outcome<RequestView> redemption(Tx tx, Hash id, Party party, Amount units) {
        RequestRow row = row(id, RequestView.Kind.REDEMPTION, party);
        row.units = units.units();
        row.waiting = row.units;
        long least = FundTerms.on(tx, today()).redemptionMin();
        return checked(tx, row, party, units, Asset.HGX, least).orElseGet(() -> {
            accounts.open(tx, party);
            row.pending = Entry.idOf("fund-units:" + row.id);
            Reserve leg = new Reserve(row.pending, FundAccounts.units(party), FundAccounts.REDEEMING, units);
            return ask(tx, row, party, REDEMPTION, new ChainCall.RequestRedemption(id, units.units()), List.of(leg));
        });
    }

    /** The answer if it is known without trying: a refusal, or what was answered before. */
    private Optional<Outcome<RequestView>> checked(
            Tx tx, RequestRow row, Party party, Amount given, Asset asset, long least) {
        if (!given.isPositive() || !given.asset().equals(asset)) {
            return Optional.of(
                    Outcome.refused(FundRefusal.MALFORMED, "a positive amount of " + asset.code() + ": " + given));
        }
        if (given.units() < least) {
            return Optional.of(
                    Outcome.refused(FundRefusal.TOO_SMALL, given + " asked, at least " + new Amount(asset, least)));
        }
        Optional<Outcome<RequestView>> before = before(tx, row);
        if (before.isEmpty() && party.key() == null) {
            return Optional.of(Outcome.refused(
                    FundRefusal.SIGNS_ELSEWHERE, party.name() + " signs elsewhere: call the fund itself"));
        }
        return before;
    }

    private static Optional<Outcome<RequestView>> before(Tx tx, RequestRow row) {
        return Optional.ofNullable(tx.session().get(RequestRow.class, row.id)).map(there -> {
            boolean same = there.kind == row.kind
                    && there.party.equals(row.party)
                    && switch (row.kind) {
                        case IN_KIND -> there.hours == row.hours && there.cash == row.cash;
                        case CREATION -> there.cash == row.cash;
                        case REDEMPTION -> there.units == row.units;
                    };
            return same
                    ? Outcome.done(there.view())
                    : Outcome.refused(FundRefusal.ID_REUSED, row.id + " is another request");
        });
    }

    private Outcome<RequestView> ask(
            Tx tx, RequestRow row, Party party, String prefix, ChainCall call, List<Reserve> legs) {
        tx.session().insert(row);
        List<String> after = Cash.enrolment(party).stream()
                .filter(intent -> outbox.find(tx, intent).isPresent())
                .toList();
        outbox.plan(tx, prefix + row.id, key(party), call, after);
        Cause cause = new Cause("fund-request", row.id);
        PostResult result = journal.post(tx, Entry.of(cause, today(), List.<Transfer>copyOf(legs)));
        return switch (result) {
            case PostResult.Refused(PostResult.Reason reason, String detail)
            when reason == PostResult.Reason.FLOOR -> Outcome.refused(FundRefusal.INSUFFICIENT, detail);
            case PostResult.Refused refused -> throw new IllegalStateException(refused.toString());
            default -> Outcome.done(row.view());
        };
    }

    private static String key(Party party) {
        @Nullable String key = party.key();
        if (key == null) {
            throw new IllegalStateException(party.name() + " has no key here");
        }
        return key;
    }

    private RequestRow row(Hash id, RequestView.Kind kind, Party party) {
        RequestRow row = new RequestRow();
        row.id = id.hex();
        row.kind = kind;
        row.party = party.name();
        row.account = party.address().hex();
        row.state = RequestView.State.ASKED;
        row.asked = clock.instant();
        return row;
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}

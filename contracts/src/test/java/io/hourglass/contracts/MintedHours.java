package io.hourglass.contracts;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Transfer.Move;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.market.MarketRefusal;
import io.hourglass.ledger.market.VenueRules.Declined;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Attestation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Hours of a new series, all of one owner: on chain through the outbox, and in the books by what the
 * capacity room would post.
 */
public record MintedHours(Asset series, String owner, long units) {
    private static final long PRICE = 1_979_000;

    /** Where hours are traded, and nothing else. */
    public static Market market(Database database, Journal journal, Outbox outbox, Chain chain) {
        return new Market(
                database,
                journal,
                outbox,
                chain,
                Clock.systemUTC(),
                (tx, instrument, party, order) -> Optional.of(new Declined(MarketRefusal.LIMIT, "no futures here")));
    }

    public Hash id() {
        return Hash.keccak(series.code());
    }

    /** What brings them onto the chain. */
    public void plan(Tx tx, Outbox outbox, Keys keys, Wallet wallet) {
        Instant start = Instant.now().minusSeconds(60);
        Hash serial = Hash.keccak("serial");
        Attestation attestation = new Attestation(
                id(),
                keys.address(owner),
                Hash.keccak(serial.bytes()),
                PRICE,
                units,
                start.plus(Duration.ofDays(20)).getEpochSecond());
        long to = start.plus(Duration.ofDays(30)).getEpochSecond();
        outbox.plan(
                tx, "open", "issuer", new ChainCall.OpenSeries(series.code(), start.getEpochSecond(), to), List.of());
        outbox.plan(
                tx,
                "list",
                owner,
                new ChainCall.ListCapacity(attestation, List.of(serial), wallet.sign("attester", attestation)),
                List.of("open"));
        outbox.plan(tx, "mint", "issuer", new ChainCall.Mint(id(), keys.address(owner), units), List.of("list"));
    }

    /** Once they are there. */
    public void book(Tx tx, Journal journal) {
        journal.open(tx, series, AssetKind.HOURS, id());
        Party party = journal.party(tx, owner).orElseThrow();
        String attested = "attested:" + series.code();
        String unminted = "unminted:" + series.code() + ":" + owner;
        String theirs = party.path("hours", series.code());
        journal.open(
                tx,
                new Account(attested, series, Floor.NOT_POSITIVE, null),
                new Account(unminted, series, Floor.NOT_NEGATIVE, null),
                new Account(theirs, series, Floor.NOT_NEGATIVE, party.address()));
        post(tx, journal, attested, unminted, "listing");
        post(tx, journal, unminted, theirs, "mint");
    }

    private void post(Tx tx, Journal journal, String from, String to, String why) {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        PostResult result = journal.post(
                tx, Entry.of(new Cause("hours", why), today, List.of(new Move(from, to, new Amount(series, units)))));
        if (!result.ok()) {
            throw new IllegalStateException(result.toString());
        }
    }
}

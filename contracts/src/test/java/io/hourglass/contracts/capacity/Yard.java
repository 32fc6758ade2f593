package io.hourglass.contracts.capacity;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.capacity.CapacityAccounts;
import io.hourglass.ledger.capacity.Income;
import io.hourglass.ledger.capacity.Listing;
import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.Minting;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.capacity.Signatories.Role;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signature;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** A fresh database, owners and investors with keys, an attester and a meter. No node runs. */
final class Yard implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-08-03T12:00:00Z");
    static final Series SERIES = Series.parse("H100-SXM-80GB.us.2026-09");

    final Database database = TestDatabase.fresh();
    final Journal journal = new Journal();
    final Outbox outbox = new Outbox();
    final BusinessClock clock = new BusinessClock();
    private final Deployment deployment = deployment();
    private final Wallet wallet = new Wallet(Keys.development("yard"), deployment);
    final Capacity capacity = new Capacity(
            database, journal, outbox, new EvmChain("http://127.0.0.1:1", Keys.development("yard"), deployment), clock);
    private final AtomicLong block = new AtomicLong(100);

    Yard() {
        database.inTx(tx -> clock.freeze(tx, NOW));
        inTx(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, deployment.cash());
            capacity.signatories().set(tx, Role.ATTESTER, wallet.address("attester"), true, "accredited");
            capacity.signatories().set(tx, Role.METER, wallet.address("meter"), true, "calibrated");
            return 0;
        });
        party("olga", Party.Kind.OWNER);
        party("otto", Party.Kind.OWNER);
        party("ada", Party.Kind.INVESTOR);
        openSeries(SERIES);
    }

    private static Deployment deployment() {
        Map<Contract, Address> addresses = new EnumMap<>(Contract.class);
        for (Contract contract : Contract.values()) {
            addresses.put(
                    contract,
                    new Address("0x" + Hash.keccak(contract.name()).hex().substring(26)));
        }
        return new Deployment(31337, 1, addresses);
    }

    void openSeries(Series series) {
        decide(tx -> capacity.openSeries(tx, series)).orThrow();
        happen(new ChainEvent.SeriesOpened(
                series.id(),
                series.name(),
                series.start().getEpochSecond(),
                series.expiry().getEpochSecond()));
    }

    private void party(String name, Party.Kind kind) {
        decide(tx -> journal.open(tx, new Party(name, kind, wallet.address(name), name)))
                .orThrow();
    }

    Party party(String name) {
        return inTx(tx -> journal.party(tx, name).orElseThrow());
    }

    Address address(String key) {
        return wallet.address(key);
    }

    <T> T inTx(Function<Tx, T> work) {
        return database.inTx(work);
    }

    <T> Outcome<T> decide(Function<Tx, Outcome<T>> request) {
        return database.decide(request);
    }

    static Amount hours(String decimal) {
        return Amount.parse(SERIES.asset(), decimal);
    }

    static Amount usd(String decimal) {
        return Amount.parse(Asset.USD, decimal);
    }

    /** Olga posts a bond on chain by herself. */
    void bonded(String cash, String pace) {
        funded("olga", cash);
        bondPosted(cash, pace);
    }

    void bondPosted(String cash, String pace) {
        happen(new ChainEvent.BondPosted(
                SERIES.id(),
                wallet.address("olga"),
                usd(cash).units(),
                SERIES.start().getEpochSecond(),
                hours(pace).units()));
    }

    Attestation attestation(String owner, Series series, Serials serials, String hours) {
        return new Attestation(
                series.id(),
                wallet.address(owner),
                serials.hash(),
                1_979_000,
                Amount.parse(series.asset(), hours).units(),
                NOW.plusSeconds(86_400).getEpochSecond());
    }

    ListingRequest request(String id, String owner, Series series, Serials serials, String hours) {
        return request(id, owner, series, serials, attestation(owner, series, serials, hours), "attester");
    }

    ListingRequest request(
            String id, String owner, Series series, Serials serials, Attestation attestation, String key) {
        return new ListingRequest(id, owner, series, serials, attestation, wallet.sign(key, attestation));
    }

    Outcome<Reservation> reserve(ReservationRequest request) {
        return decide(tx -> capacity.reserve(tx, request));
    }

    Outcome<Listing> list(ListingRequest request) {
        return decide(tx -> capacity.list(tx, request));
    }

    /** Lists one GPU's hours, and the chain agrees. */
    void listed(String owner, String serial, String hours) {
        listed(owner, serial, SERIES, hours);
    }

    void listed(String owner, String serial, Series series, String hours) {
        ListingRequest request = request("l-" + serial, owner, series, Serials.of(serial), hours);
        list(request).orThrow();
        happen(new ChainEvent.CapacityListed(
                series.id(),
                wallet.address(owner),
                request.serials().hash(),
                request.attestation().hours()));
    }

    /** Mints to the owner, and the chain agrees. */
    void minted(String id, String owner, String hours) {
        minted(id, owner, SERIES, hours);
    }

    void minted(String id, String owner, Series series, String hours) {
        decide(tx -> capacity.mint(tx, id, owner, series, Amount.parse(series.asset(), hours)))
                .orThrow();
        happen(new ChainEvent.Minted(
                series.id(), wallet.address(owner), hours(hours).units()));
    }

    /** A sale into escrow; the books' side is the market's, made here by hand. */
    void sold(String owner, String to, String hours, String price) {
        sold(owner, to, SERIES, hours, price);
    }

    void sold(String owner, String to, Series series, String hours, String price) {
        long quantity = hours(hours).units();
        Amount cash = Price.parse(price).timesDown(quantity);
        inTx(tx -> {
            Party buyer = journal.party(tx, to).orElseThrow();
            Party seller = journal.party(tx, owner).orElseThrow();
            journal.open(
                    tx,
                    CapacityAccounts.hours(buyer, series),
                    new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null));
            String escrow = "escrow:" + series + ":" + owner;
            PostResult result = journal.post(
                    tx,
                    Entry.of(
                            new Cause("test", "sale-" + block.get()),
                            LocalDate.ofInstant(NOW, clock.getZone()),
                            List.of(
                                    new Transfer.Move(
                                            CapacityAccounts.hours(seller, series)
                                                    .path(),
                                            CapacityAccounts.hours(buyer, series)
                                                    .path(),
                                            Amount.parse(series.asset(), hours)),
                                    new Transfer.Move("vault:USD", escrow, cash))));
            if (!result.ok()) {
                throw new IllegalStateException(result.toString());
            }
            return 0;
        });
        Hash some = Hash.sha256("sale");
        happen(new ChainEvent.Filled(
                some,
                some,
                some,
                series.id(),
                wallet.address(to),
                wallet.address(owner),
                quantity,
                Price.parse(price),
                cash.units(),
                true));
    }

    /** Dollars in the Vault. */
    void funded(String owner, String cash) {
        inTx(tx -> {
            Account to = CapacityAccounts.cash(journal.party(tx, owner).orElseThrow());
            journal.open(tx, to, new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null));
            PostResult result = journal.post(
                    tx,
                    Entry.of(
                            new Cause("test", "fund-" + owner),
                            LocalDate.ofInstant(NOW, clock.getZone()),
                            List.of(new Transfer.Move("vault:USD", to.path(), Amount.parse(Asset.USD, cash)))));
            if (!result.ok()) {
                throw new IllegalStateException(result.toString());
            }
            return 0;
        });
    }

    Signature reading(String key, Hash delivery, long cumulative) {
        return wallet.sign(key, new Reading(delivery, cumulative));
    }

    /** An event is final, in a block of its own at business time. */
    void happen(ChainEvent event) {
        long number = block.incrementAndGet();
        Block in = new Block(
                number,
                Hash.sha256("block " + number),
                Hash.sha256("block " + (number - 1)),
                clock.instant().getEpochSecond());
        Logged logged = new Logged(in, Hash.sha256("transaction " + number), 0, event);
        inTx(tx -> {
            capacity.onFinal(tx, logged);
            return 0;
        });
    }

    void voided(String intent, String why) {
        inTx(tx -> {
            capacity.onVoided(tx, intent, why);
            return 0;
        });
    }

    List<Listing> listings(String owner) {
        return inTx(tx -> capacity.listings(tx, owner));
    }

    /** Oldest first. */
    List<Reservation> reservations(String holder) {
        return inTx(tx -> capacity.reservations(tx, holder, 100)).reversed();
    }

    List<Minting> mintings(String owner) {
        return inTx(tx -> capacity.mintings(tx, owner));
    }

    Amount unminted(String owner) {
        return inTx(tx -> capacity.unminted(tx, owner, SERIES));
    }

    List<Income> income(String owner) {
        return inTx(tx -> capacity.income(tx, owner));
    }

    SeriesStatus status() {
        return inTx(tx -> capacity.series(tx, SERIES)).orElseThrow();
    }

    Outcome<Minting> mint(String id, String owner, String decimal) {
        return decide(tx -> capacity.mint(tx, id, owner, SERIES, hours(decimal)));
    }

    void advance(Instant to) {
        decide(tx -> clock.advanceTo(tx, to)).orThrow();
    }

    String posted(String path) {
        return inTx(tx -> journal.balance(tx, path).orElseThrow().posted().decimal());
    }

    String available(String path) {
        return inTx(tx -> journal.balance(tx, path).orElseThrow().available().decimal());
    }

    <T extends ChainCall> List<T> calls(Class<T> kind) {
        return inTx(tx -> tx.query("select id from hourglass.intent order by planned", row -> row.getString(1)).stream()
                .map(id -> outbox.find(tx, id).orElseThrow().call())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList());
    }

    @Override
    public void close() {
        database.close();
    }
}

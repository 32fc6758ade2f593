package io.hourglass.ledger.book;

import static java.util.Objects.requireNonNull;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The journal: opens accounts, posts entries and reads them back. The only writer of postings.
 *
 * <p>Posting takes the journal's lock until the transaction ends, so post late in a transaction.
 */
public final class Journal {
    /** The ledger every room keeps its books in. */
    public static final int MAIN = 1;

    private static final String BALANCES = "select b.path, b.asset as code, b.scale, b.posted, b.pending_out,"
            + " b.pending_in, b.version from hourglass.balance b ";
    /** The same by the account's number. */
    private static final String STANDINGS = BALANCES.replace("b.path", "b.account");

    private final int ledger;

    /** The main ledger's. */
    public Journal() {
        this(MAIN);
    }

    /** Another ledger's, which has its own order of entries and its own lane. */
    public Journal(int ledger) {
        this.ledger = ledger;
    }

    int ledger() {
        return ledger;
    }

    /** Opens the segments of the journal that come next; how many they were. Safe to repeat, as every second. */
    public int openSegments(Tx tx) {
        return tx.first("select hourglass.open_segments()", row -> row.getInt(1))
                .orElseThrow();
    }

    /** Makes the asset known; its id on chain is null while it has none. Safe to repeat. */
    public void open(Tx tx, Asset asset, AssetKind kind, @Nullable Hash chainId) {
        tx.run(
                "insert into hourglass.asset (code, scale, kind, chain_id) values (?, ?, ?, ?)"
                        + " on conflict (code) do nothing",
                asset.code(),
                asset.scale(),
                kind,
                chainId);
        boolean same = tx.first(
                        "select scale = ? and kind = ? and chain_id is not distinct from ?"
                                + " from hourglass.asset where code = ?",
                        row -> row.getBoolean(1),
                        asset.scale(),
                        kind.name(),
                        chainId,
                        asset.code())
                .orElseThrow();
        if (!same) {
            throw new IllegalStateException(asset + " is open with another scale, kind or id on chain");
        }
    }

    /** Opens the accounts; safe to repeat, but a path cannot change what it counts. */
    public void open(Tx tx, Account... accounts) {
        for (Account account : accounts) {
            tx.run(
                    "insert into hourglass.account (ledger, path, asset, floor, holder, metadata)"
                            + " values (?, ?, ?, ?, ?, jsonb_object(?, ?)) on conflict (path) do nothing",
                    ledger,
                    account.path(),
                    account.asset().code(),
                    account.floor(),
                    account.holder(),
                    account.metadata().keySet(),
                    account.metadata().values());
            Account there = account(tx, account.path())
                    .orElseThrow(() -> new IllegalStateException(account.path() + " is open in another ledger"));
            if (!there.equals(account)) {
                throw new IllegalStateException("open as " + there + ", not as " + account);
            }
        }
    }

    /** Makes a party known. Safe to repeat; a name or address belongs to one party for good. */
    public Outcome<Party> open(Tx tx, Party party) {
        tx.run(
                "insert into hourglass.party (name, kind, address, key) values (?, ?, ?, ?) on conflict do nothing",
                party.name(),
                party.kind(),
                party.address(),
                party.key());
        Optional<Party> there = party(tx, party.name());
        if (there.isEmpty()) {
            return Outcome.refused(
                    BookRefusal.ADDRESS_TAKEN, party.address() + " is another party's: use an address of your own");
        }
        return there.get().equals(party)
                ? Outcome.done(party)
                : Outcome.refused(
                        BookRefusal.PARTY_EXISTS,
                        party.name() + " is known with another kind, address or key: choose another name");
    }

    public Optional<Party> party(Tx tx, String name) {
        return Optional.ofNullable(tx.session().get(PartyRow.class, name)).map(PartyRow::party);
    }

    /** Whose address this is. */
    public Optional<Party> party(Tx tx, Address address) {
        return tx.session()
                .createSelectionQuery("from PartyRow where address = :address", PartyRow.class)
                .setParameter("address", address.hex())
                .getResultStream()
                .findFirst()
                .map(PartyRow::party);
    }

    /** All parties, by name. */
    public List<Party> parties(Tx tx) {
        return tx.session().createSelectionQuery("from PartyRow order by name", PartyRow.class).getResultList().stream()
                .map(PartyRow::party)
                .toList();
    }

    /** The parties of these addresses, by address; unknown addresses are left out. */
    public Map<Address, Party> parties(Tx tx, Collection<Address> addresses) {
        Map<Address, Party> parties = new HashMap<>();
        RoundTrip trip = tx.roundTrip();
        parties(trip, addresses, party -> parties.put(party.address(), party));
        trip.go();
        return parties;
    }

    /** Asks for the parties of these addresses on the way. */
    public void parties(RoundTrip trip, Collection<Address> addresses, Consumer<Party> each) {
        trip.ask(
                "select name, kind, address, key from hourglass.party where address = any (?)",
                row -> each.accept(new Party(
                        row.getString("name"),
                        Party.Kind.valueOf(row.getString("kind")),
                        new Address(row.getString("address")),
                        row.getString("key"))),
                addresses);
    }

    public Optional<Asset> asset(Tx tx, String code) {
        return tx.first("select code, scale from hourglass.asset where code = ?", Journal::asset, code);
    }

    /** The asset the chain knows by this id. */
    public Optional<Asset> asset(Tx tx, AssetKind kind, Hash chainId) {
        return tx.first(
                "select code, scale from hourglass.asset where chain_id = ? and kind = ?",
                Journal::asset,
                chainId,
                kind);
    }

    /** An asset with what the chain calls it. */
    public record Listed(
            Asset asset, AssetKind kind, @Nullable Hash chainId) {}

    /** All assets, by code. */
    public List<Listed> assets(Tx tx) {
        return tx.query(
                "select code, scale, kind, chain_id from hourglass.asset order by code",
                row -> new Listed(asset(row), AssetKind.valueOf(row.getString(3)), hash(row.getString(4))));
    }

    /** Opens those of the accounts that are not open yet. */
    public void openMissing(Tx tx, Collection<Account> accounts) {
        if (accounts.isEmpty()) {
            return;
        }
        Set<String> there = new HashSet<>(tx.query(
                "select path from hourglass.account where path = any (?)",
                row -> row.getString(1),
                accounts.stream().map(Account::path).toList()));
        open(
                tx,
                accounts.stream()
                        .filter(account -> !there.contains(account.path()))
                        .toArray(Account[]::new));
    }

    public Optional<Account> account(Tx tx, String path) {
        return accounts(tx, "a.path = ?", path).stream().findFirst();
    }

    /** The ledger's accounts whose path begins so, by path; the empty prefix is all of them. */
    public List<Account> accounts(Tx tx, String prefix) {
        return accounts(tx, "starts_with(a.path, ?) order by a.path", prefix);
    }

    /** Posts one entry. */
    public PostResult post(Tx tx, Entry entry) {
        return post(tx, List.of(entry)).getFirst();
    }

    /** Posts many entries in one statement, and answers each in the order asked. */
    public List<PostResult> post(Tx tx, List<Entry> entries) {
        return Posting.post(tx, ledger, entries);
    }

    /** Gives back what was reserved until a moment that has come, an entry each; how many, at most the limit. */
    public int expire(Tx tx, int limit) {
        List<Entry> due = tx.query(
                "select pending, current_date as today from hourglass.deadline"
                        + " where ledger = ? and expires <= clock_timestamp() order by expires limit ?",
                row -> expiry(row.getObject("pending", UUID.class), row.getObject("today", LocalDate.class)),
                ledger,
                limit);
        return (int) post(tx, due).stream().filter(PostResult::ok).count();
    }

    private static Entry expiry(UUID pending, LocalDate today) {
        return Entry.of(new Cause("expiry", pending.toString()), today, List.of(new Transfer.Expire(pending)));
    }

    /** Closes an empty account for good; false if something is left in it or on its way. */
    public boolean close(Tx tx, String path, String reason) {
        return tx.first("select hourglass.close_account(?, ?)", row -> row.getBoolean(1), path, reason)
                .orElse(false);
    }

    public Optional<Balance> balance(Tx tx, String path) {
        return tx.first(BALANCES + "where b.path = ?", Journal::balance, path);
    }

    /** The balances of these accounts by path; unknown paths are left out. */
    public Map<String, Balance> balances(Tx tx, Collection<String> paths) {
        Map<String, Balance> balances = new HashMap<>();
        RoundTrip trip = tx.roundTrip();
        balances(trip, paths, balance -> balances.put(balance.path(), balance));
        trip.go();
        return balances;
    }

    /** Asks for the balances of these accounts on the way. */
    public void balances(RoundTrip trip, Collection<String> paths, Consumer<Balance> each) {
        // whose path is given is found by its number, and nothing else is read of the account
        Map<Long, String> named = Standing.byId(paths);
        trip.ask(
                STANDINGS + "where b.account = any (?::bigint[])",
                row -> each.accept(balance(row, path(named, row))),
                named.keySet());
    }

    /** The balances of all accounts whose path begins so, by path. */
    public List<Balance> balances(Tx tx, String prefix) {
        return tx.query(BALANCES + "where starts_with(b.path, ?) order by b.path", Journal::balance, prefix);
    }

    /** How many entries the journal had at a moment, by its recording times. */
    public long sizeAt(Tx tx, Instant moment) {
        return tx.first("select hourglass.size_at(?::smallint, ?)", row -> row.getLong(1), ledger, moment)
                .orElseThrow();
    }

    /** The balances after this many entries of all accounts these entries touched, by path. */
    public List<Balance> balancesAt(Tx tx, long size) {
        return tx.query(
                "select a.path, s.code, s.scale, b.posted, b.pending_out, b.pending_in, b.version"
                        + " from hourglass.balances_at(?::smallint, ?) b join hourglass.account a on a.id = b.account"
                        + " join hourglass.asset s on s.code = a.asset order by a.path",
                Journal::balance,
                ledger,
                size);
    }

    /** Keeps all balances as they are now, so that later ones are not added up from the beginning. */
    public long takeSnapshot(Tx tx) {
        return tx.first("select hourglass.take_snapshot(?::smallint)", row -> row.getLong(1), ledger)
                .orElseThrow();
    }

    /** An account's statement after a version (0 for the beginning), oldest first. */
    public List<StatementLine> statement(Tx tx, String path, long after, int limit) {
        return tx.query(
                "select p.version, p.sequence, e.id, e.cause_kind, e.cause_id, e.effective, e.recorded,"
                        + " s.code, s.scale, p.amount, p.balance from hourglass.posting p"
                        + " join hourglass.entry e on e.ledger = p.ledger and e.sequence = p.sequence"
                        + " join hourglass.asset s on s.code = p.asset"
                        + " where p.account_id = ? and p.version > ? order by p.version limit ?",
                Journal::statementLine,
                Standing.idOf(path),
                after,
                limit);
    }

    /** Every asset's balances, summed over both signs: together they are zero, or the books are broken. */
    public List<Trial> trialBalance(Tx tx) {
        return tx.query(
                "select s.code, s.scale, coalesce(b.positive, 0), coalesce(b.negative, 0)"
                        + " from hourglass.asset s left join (select asset,"
                        + " sum(posted) filter (where posted > 0) as positive,"
                        + " sum(posted) filter (where posted < 0) as negative"
                        + " from hourglass.balance group by asset) b on b.asset = s.code order by s.code",
                row -> new Trial(
                        asset(row),
                        row.getBigDecimal(3).toBigIntegerExact(),
                        row.getBigDecimal(4).toBigIntegerExact()));
    }

    /** How many entries the journal has. */
    public long size(Tx tx) {
        return tx.first("select size from hourglass.ledger where id = ?", row -> row.getLong(1), ledger)
                .orElseThrow();
    }

    /** How many transfers the entries have. */
    public long transfers(Tx tx) {
        return tx.first("select count(*) from hourglass.transfer where ledger = ?", row -> row.getLong(1), ledger)
                .orElseThrow();
    }

    /** The entries after a sequence (0 for the beginning), oldest first. */
    public List<JournalEntry> entries(Tx tx, long after, int limit) {
        return tx.query(
                "select e.sequence, e.id, e.cause_kind, e.cause_id, e.effective, e.recorded,"
                        + " e.reverses, e.leaf, l.line from hourglass.entry e"
                        + " join hourglass.journal_line l on l.ledger = e.ledger and l.sequence = e.sequence"
                        + " where e.ledger = ? and e.sequence > ? and e.sequence <= ? order by e.sequence",
                Journal::entry,
                ledger,
                after,
                Math.addExact(after, limit));
    }

    private List<Account> accounts(Tx tx, String where, String argument) {
        return tx.query(
                "select s.code, s.scale, a.path, a.floor, a.holder, m.names, m.texts from hourglass.account a"
                        + " join hourglass.asset s on s.code = a.asset cross join lateral ("
                        + "select array_agg(key) as names, array_agg(value) as texts from jsonb_each_text(a.metadata)) m"
                        + " where a.ledger = ? and " + where,
                row -> new Account(
                        row.getString(3),
                        asset(row),
                        Account.Floor.valueOf(row.getString(4)),
                        row.getString(5) == null ? null : new Address(row.getString(5)),
                        metadata(row.getArray("names"), row.getArray("texts"))),
                ledger,
                argument);
    }

    private static Map<String, String> metadata(@Nullable Array names, @Nullable Array texts) throws SQLException {
        if (names == null || texts == null) {
            return Map.of();
        }
        String[] keys = (String[]) names.getArray();
        String[] values = (String[]) texts.getArray();
        return IntStream.range(0, keys.length).boxed().collect(Collectors.toMap(i -> keys[i], i -> values[i]));
    }

    private static Asset asset(ResultSet row) throws SQLException {
        return new Asset(row.getString("code"), row.getInt("scale"));
    }

    static Balance balance(ResultSet row) throws SQLException {
        return balance(row, row.getString("path"));
    }

    private static String path(Map<Long, String> named, ResultSet row) throws SQLException {
        return requireNonNull(named.get(row.getLong("account")));
    }

    private static Balance balance(ResultSet row, String path) throws SQLException {
        Asset asset = asset(row);
        return new Balance(
                path,
                new Amount(asset, row.getLong("posted")),
                new Amount(asset, row.getLong("pending_out")),
                new Amount(asset, row.getLong("pending_in")),
                row.getLong("version"));
    }

    private static StatementLine statementLine(ResultSet row) throws SQLException {
        Asset asset = asset(row);
        return new StatementLine(
                row.getLong("version"),
                row.getLong("sequence"),
                row.getObject("id", UUID.class),
                new Cause(row.getString("cause_kind"), row.getString("cause_id")),
                row.getObject("effective", LocalDate.class),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
                new Amount(asset, row.getLong("amount")),
                new Amount(asset, row.getLong("balance")));
    }

    private static JournalEntry entry(ResultSet row) throws SQLException {
        return new JournalEntry(
                row.getLong("sequence"),
                row.getObject("id", UUID.class),
                new Cause(row.getString("cause_kind"), row.getString("cause_id")),
                row.getObject("effective", LocalDate.class),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
                Optional.ofNullable(row.getObject("reverses", UUID.class)),
                new Hash(row.getString("leaf")),
                row.getString("line"));
    }

    private static @Nullable Hash hash(@Nullable String hex) {
        return hex == null ? null : new Hash(hex);
    }
}

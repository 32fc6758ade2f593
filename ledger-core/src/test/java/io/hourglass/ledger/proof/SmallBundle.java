package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.proof.Bundle.ChainBalance;
import io.hourglass.ledger.proof.Bundle.FixingClaim;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent.HeadAnchored;
import io.hourglass.ledger.settlement.Outbox;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real books in a real database, small enough to flip every byte of their bundle. */
final class SmallBundle {
    static final Address ADA = new Address("0x" + "a".repeat(40));
    static final Address BOB = new Address("0x" + "b".repeat(40));
    static final Hash CASH = Hash.keccak("cash");
    static final Block BLOCK = new Block(42, Hash.keccak("block 42"), Hash.keccak("block 41"), 1_800_000_000L);

    /** The golden case of the rulebook (§2), as the index room writes its receipts. */
    static final String RECEIPTS = """
            {"at":"2026-08-20T20:00:00Z","basis":"FIRM","band":242500,"carried":[],"day":"2026-08-20",\
            "exclusions":[],"format":"hourglass-fixing-receipts/1","index":"HGI.H100-SXM-80GB","value":6642500,\
            "votes":[{"price":6.6,"provider":"a","sd":0.2,"weight":0.3},\
            {"price":6.75,"provider":"b","sd":0.21,"weight":0.25},{"price":6.5,"provider":"c","sd":0.2,"weight":0.2},\
            {"price":7.2,"provider":"d","sd":0.25,"weight":0.15},{"price":5.8,"provider":"e","sd":0.45,"weight":0.1}]}""";

    static final String CARRIED = """
            {"basis":"CARRIED","carried":[{"at":"2026-08-19T20:00:00Z","band":0.25,"value":6.5},\
            {"at":"2026-08-20T20:00:00Z","band":0.2425,"value":6.6425}],"day":"2026-08-21",\
            "index":"HGI.H100-SXM-80GB","value":6571250,"votes":[]}""";

    static final String GAP = """
            {"day":"2026-08-22","gap":["TOO_FEW_PROVIDERS"],"index":"HGI.H100-SXM-80GB","votes":[]}""";

    final TestDatabase server = TestDatabase.open();
    final Database database = server.database();
    final Journal journal = new Journal();
    final HeadSigner signer = HeadSigner.of("07".repeat(32));
    final Heads heads =
            new Heads(signer, new Outbox(), Clock.fixed(Instant.parse("2026-08-23T20:00:00.123456Z"), ZoneOffset.UTC));

    SmallBundle() {
        database.inTx(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, CASH);
            journal.open(
                    tx,
                    new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account("investor:ada:cash", Asset.USD, Floor.NOT_NEGATIVE, ADA),
                    new Account("investor:ada:margin", Asset.USD, Floor.FREE, BOB),
                    new Account("investor:bob:cash", Asset.USD, Floor.NOT_NEGATIVE, BOB));
            return tx;
        });
        post("deposit", new Transfer.Move("vault:USD", "investor:ada:cash", usd("100")));
        post("order", new Transfer.Reserve(Entry.idOf("p"), "investor:ada:cash", "investor:bob:cash", usd("60")));
        post("fill", new Transfer.Post(Entry.idOf("p")), new Transfer.Move("investor:bob:cash", "vault:USD", usd("5")));
        post("more", new Transfer.Reserve(Entry.idOf("q"), "investor:ada:cash", "vault:USD", usd("7.5")));
        post("no", new Transfer.Reserve(Entry.idOf("r"), "investor:ada:cash", "vault:USD", usd("1")));
        post("void", new Transfer.Release(Entry.idOf("r")));
    }

    void post(String cause, Transfer... transfers) {
        var entry = Entry.of(new Cause("test", cause), LocalDate.of(2026, 8, 20), List.of(transfers));
        if (!database.inTx(tx -> journal.post(tx, entry)).ok()) {
            throw new IllegalStateException(cause);
        }
    }

    static Amount usd(String decimal) {
        return Amount.parse(Asset.USD, decimal);
    }

    Bundle.Contents contents() {
        Head head = database.inTx(tx -> heads.sign(tx).orThrow());
        database.inTx(tx -> {
            var event = new HeadAnchored(head.size(), head.root());
            heads.onFinal(tx, new Logged(BLOCK, Hash.keccak("tx"), 0, event));
            return tx;
        });
        Optional<Heads.Anchor> anchor = database.inTx(tx -> heads.anchored(tx, head.size()));
        return new Bundle.Contents(
                head,
                anchor,
                new Deployment(31337, 1, Map.of(Contract.VAULT, ADA, Contract.JOURNAL_ANCHOR, BOB)),
                BLOCK,
                List.of(balance(ADA, 40_000_000), balance(BOB, 55_000_000)),
                List.of(),
                List.of(
                        fixing("2026-08-20", 6_642_500L, 242_500L, RECEIPTS),
                        fixing("2026-08-21", 6_571_250L, 250_000L, CARRIED),
                        new FixingClaim(
                                "HGI.H100-SXM-80GB",
                                LocalDate.of(2026, 8, 22),
                                "FINAL",
                                1,
                                null,
                                null,
                                Hash.sha256(GAP))),
                List.of(RECEIPTS, CARRIED, GAP),
                List.of());
    }

    Path write(Path folder, Bundle.Contents contents) {
        return database.inTx(tx -> new Bundle(journal, signer).write(tx, folder, contents))
                .folder();
    }

    static ChainBalance balance(Address holder, long units) {
        return new ChainBalance(new Holding(Holding.Kind.VAULT, CASH, holder), Asset.USD, units);
    }

    private static FixingClaim fixing(String day, Long value, Long band, String receipts) {
        return new FixingClaim(
                "HGI.H100-SXM-80GB", LocalDate.parse(day), "FINAL", 1, value, band, Hash.sha256(receipts));
    }
}

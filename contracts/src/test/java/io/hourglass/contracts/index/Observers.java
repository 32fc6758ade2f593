package io.hourglass.contracts.index;

import io.hourglass.contracts.EvmChain;
import io.hourglass.contracts.Keys;
import io.hourglass.contracts.Wallet;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.index.Contributions.Answer;
import io.hourglass.ledger.index.Contributions.Signed;
import io.hourglass.ledger.index.Contributors;
import io.hourglass.ledger.index.Fixings;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.index.SpotChecks;
import io.hourglass.ledger.mirror.Sightings;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Outbox;
import io.hourglass.ledger.settlement.Signable.Observation;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Six contributors, each with its key and its provider, on a Monday noon. */
final class Observers implements AutoCloseable {
    static final LocalDate DAY = LocalDate.parse("2026-08-03");
    static final IndexName INDEX = IndexName.headline(GpuClass.parse("H100-SXM-80GB"));
    static final int COUNT = 6;
    static final Deployment DEPLOYMENT = new Deployment(
            31337,
            1,
            Arrays.stream(Contract.values())
                    .collect(Collectors.toMap(
                            contract -> contract,
                            contract -> new Address(
                                    "0x" + Hash.keccak(contract.name()).hex().substring(26)))));

    final TestDatabase test = TestDatabase.open();
    final Database database = test.database();
    final BusinessClock clock = new BusinessClock();
    final Journal journal = new Journal();
    final Wallet wallet = new Wallet(Keys.development("observers"), DEPLOYMENT);
    final Chain chain = new EvmChain("http://127.0.0.1:1", Keys.development("observers"), DEPLOYMENT);
    final Fixings fixings = new Fixings(database, clock);
    final Contributors contributors = new Contributors(journal, new Outbox(), clock);
    final Contributions contributions = new Contributions(chain, clock);
    final SpotChecks checks = new SpotChecks(database, clock, new Sightings()::finalBlockAfter);

    Observers() {
        database.inTx(tx -> clock.freeze(tx, DAY.atTime(12, 0).toInstant(ZoneOffset.UTC)));
        for (int i = 1; i <= COUNT; i++) {
            register(name(i), provider(i));
        }
    }

    static String name(int i) {
        return "contributor-" + i;
    }

    static String provider(int i) {
        return "provider-" + i;
    }

    void register(String name, String provider) {
        database.decide(tx -> contributors.register(tx, name, wallet.address(name), provider))
                .orThrow();
    }

    void advanceTo(LocalDate day, int hour) {
        database.decide(tx -> clock.advanceTo(tx, day.atTime(hour, 0).toInstant(ZoneOffset.UTC)))
                .orThrow();
    }

    /** What a provider lists now. */
    Observation lists(int i, String price) {
        return observation(provider(i), "8 GPUs", "LISTED", price, clock.instant());
    }

    static Observation observation(String provider, String offer, String evidence, String price, Instant at) {
        return new Observation(
                provider,
                INDEX.gpu().name(),
                "us",
                offer,
                8,
                "ON_DEMAND",
                evidence,
                Price.parse(price),
                at.getEpochSecond(),
                Hash.sha256("what was seen"));
    }

    Signed sign(String name, Observation said) {
        return new Signed(said, wallet.sign(name, said));
    }

    List<Answer> submit(Signed... set) {
        return database.decide(tx -> contributions.submit(tx, List.of(set))).orThrow();
    }

    Answer say(int i, Observation said) {
        return submit(sign(name(i), said)).getFirst();
    }

    /** Everyone lists its price: 2.01, 2.02, up to 2.06. */
    void everyoneLists() {
        for (int i = 1; i <= COUNT; i++) {
            say(i, lists(i, "2.0" + i));
        }
    }

    /** Everything is fixed by now, and a block is mined a minute later and is final. */
    void fixAndMine() {
        fixings.doWork();
        Instant mined = clock.instant().plus(Duration.ofMinutes(1));
        long number = mined.getEpochSecond();
        database.inTx(tx -> tx.run(
                "insert into hourglass.chain_block (number, hash, parent, mined_at) values (?, ?, ?, ?)",
                number,
                Hash.sha256("block " + number),
                Hash.ZERO,
                mined));
        database.inTx(tx -> tx.run("""
                insert into hourglass.mirror_cursor
                    (chain_id, first_block, number, hash, final_number, final_hash, latest, safe, finalized)
                values (31337, 1, ?1, '', ?1, '', ?1, ?1, ?1)
                on conflict (only_row) do update set number = excluded.number, final_number = excluded.final_number
                """.replace("?1", Long.toString(number))));
    }

    PublishedFixing fixing(LocalDate day, Status status) {
        return database.inTx(tx -> fixings.find(tx, INDEX, day, status)).orElseThrow();
    }

    String receipts(PublishedFixing fixing) {
        return database.inTx(tx -> fixings.receipts(tx, fixing.receipts())).orElseThrow();
    }

    @Override
    public void close() {
        test.close();
    }
}

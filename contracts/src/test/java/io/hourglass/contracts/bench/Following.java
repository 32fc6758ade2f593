package io.hourglass.contracts.bench;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.mirror.Mirror;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.SignedTransaction;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/** A mirror of a chain that is there: catching up, keeping up, and being compared. */
final class Following {
    private final Town town;
    private final Database database;
    private final Mirror mirror;

    Following(Town town, Database database) {
        this.town = town;
        this.database = database;
        this.mirror = town.follow(database);
    }

    /** Events a second, from an empty mirror to one that has stored and passed on all that is final. */
    double backfill() {
        long began = System.nanoTime();
        do {
            mirror.doWork();
            mirror.trouble().ifPresent(why -> {
                throw new IllegalStateException(why);
            });
        } while (status().lag() > 0 || status().finalLag() > 0);
        return events() / seconds(began);
    }

    long events() {
        return database.inTx(tx -> tx.first("select count(*) from hourglass.chain_event", row -> row.getLong(1))
                .orElseThrow());
    }

    /**
     * Sends so many transactions each second, a transfer to somebody new each, while the mirror follows.
     *
     * @return how many blocks the mirror was behind, looked at all the time
     */
    List<Long> follow(List<Address> receivers, int each) {
        List<List<SignedTransaction>> seconds = transfers(receivers, each);
        List<Long> lags = new ArrayList<>();
        boolean[] over = {false};
        Thread following = Thread.ofPlatform().name("mirror").start(() -> {
            while (!over[0]) {
                if (mirror.doWork() == 0) {
                    Town.pause();
                }
            }
        });
        town.node.tick(Duration.ofSeconds(1));
        long next = System.nanoTime();
        for (List<SignedTransaction> second : seconds) {
            town.node.send(second);
            next += 1_000_000_000L;
            while (System.nanoTime() < next) {
                lags.add(town.chain.head().latest() - status().seen());
                Town.pause();
            }
        }
        over[0] = true;
        try {
            following.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        backfill();
        return lags;
    }

    /** Balances a second: what the mirror adds up to beside what the chain answers, at the last final block. */
    double compare() {
        long began = System.nanoTime();
        MirrorStatus at = status();
        Map<Holding, Long> mirrored =
                new TreeMap<>(java.util.Comparator.comparing(Holding::asset).thenComparing(Holding::holder));
        database.inTx(tx -> tx.query(
                "select asset, holder, sum(delta) from hourglass.moved where block <= ? and holder <> ?"
                        + " group by asset, holder",
                row -> mirrored.put(
                        new Holding(Holding.Kind.VAULT, new Hash(row.getString(1)), new Address(row.getString(2))),
                        row.getLong(3)),
                at.booked(),
                Address.ZERO));
        List<Holding> holdings = List.copyOf(mirrored.keySet());
        List<Long> answers = town.chain.balances(holdings, at.bookedHash());
        for (int i = 0; i < holdings.size(); i++) {
            Long ours = mirrored.get(holdings.get(i));
            if (!answers.get(i).equals(ours)) {
                throw new IllegalStateException(
                        holdings.get(i) + ": the mirror has " + ours + ", the chain " + answers.get(i));
            }
        }
        return holdings.size() / seconds(began);
    }

    private List<List<SignedTransaction>> transfers(List<Address> receivers, int each) {
        Address vault = town.chain.deployment().of(Contract.VAULT);
        BigInteger cash = town.chain.deployment().cash().unsigned();
        Map<String, Long> nonces = new TreeMap<>();
        List<List<SignedTransaction>> seconds = new ArrayList<>();
        for (int from = 0; from + each <= receivers.size(); from += each) {
            List<SignedTransaction> second = new ArrayList<>();
            for (int i = from; i < from + each; i++) {
                String key = town.people().get(i % town.people().size()).name();
                long nonce = nonces.computeIfAbsent(key, name -> town.chain.nonce(town.keys.address(name)));
                nonces.put(key, nonce + 1);
                Function transfer = new Function(
                        "transfer",
                        List.of(
                                new org.web3j.abi.datatypes.Address(
                                        receivers.get(i).hex()),
                                new Uint256(cash),
                                new Uint256(1_000 + i)),
                        List.of());
                second.add(town.node.sign(town.keys, key, nonce, vault, transfer));
            }
            seconds.add(second);
        }
        return seconds;
    }

    private MirrorStatus status() {
        return database.inTx(mirror::status).orElseThrow();
    }

    private static double seconds(long beganNanos) {
        return (System.nanoTime() - beganNanos) / 1e9;
    }
}

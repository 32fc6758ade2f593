package io.hourglass.contracts.bench;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SettleBatch;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Makes a long past: batches that the settler brings to the chain past the service. */
final class History {
    private static final int FILLS = 100;
    private static final long QUANTITY = 1_000_000_000L;
    private static final int ELIGIBLE_AT_ONCE = 300;

    private final Town town;
    private final SplittableRandom random = new SplittableRandom(11);

    History(Town town) {
        this.town = town;
    }

    /**
     * Settles batches among the town's people until so many events are on the chain.
     *
     * @param already how many there are
     */
    void grow(long already, long to) {
        List<SignedOrder> orders = new ArrayList<>();
        for (Party party : town.people()) {
            orders.add(town.order(party.name(), true, QUANTITY));
            orders.add(town.order(party.name(), false, QUANTITY));
        }
        // a fill each, a leg an account and asset, and the batch's own
        int each = FILLS + orders.size() + 1;
        int batches = Math.toIntExact(Math.ceilDiv(Math.max(0, to - already), each));
        for (int i = 0; i < batches; i++) {
            send("settler", new SettleBatch(Hash.keccak("history " + i), orders, fills()));
        }
        town.node.mine(5);
    }

    /** Everybody buys of somebody, so that each account has a leg of each asset. */
    private List<Fill> fills() {
        int people = town.people().size();
        return IntStream.range(0, FILLS)
                .mapToObj(i -> {
                    int buyer = i % people;
                    int seller = (buyer + 1 + random.nextInt(people - 1)) % people;
                    return new Fill(2 * buyer, 2 * seller + 1, random.nextLong(1_000, 2_000), Town.PRICE);
                })
                .toList();
    }

    /** Lets addresses nobody has used yet hold balances. */
    List<Address> holders(int count) {
        List<Address> holders = IntStream.range(0, count)
                .mapToObj(
                        i -> new Address("0x" + Hash.keccak("holder " + i).hex().substring(26)))
                .toList();
        for (int from = 0; from < count; from += ELIGIBLE_AT_ONCE) {
            List<Address> some = holders.subList(from, Math.min(count, from + ELIGIBLE_AT_ONCE));
            send("issuer", new ChainCall.SetEligible(some, true));
        }
        town.node.mine(5);
        return holders;
    }

    private void send(String key, ChainCall call) {
        long nonce = town.chain.nonce(town.keys.address(key));
        var signed = town.chain.sign(key, nonce, call, town.chain.fees());
        if (!(town.chain.broadcast(signed) instanceof Broadcast.Accepted)) {
            throw new IllegalStateException("the node does not take " + call);
        }
        town.node.mine(1);
        boolean done = town.chain
                .receipt(signed.hash())
                .filter(receipt -> receipt.succeeded())
                .isPresent();
        if (!done) {
            throw new IllegalStateException("the contracts do not take " + call);
        }
    }
}

package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.Chain.Holding.Kind;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Combined;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Orders that are one signature's, against the real contracts. */
class CombinationIT {
    private static final Price PRICE = Price.parse("2.5");

    private final Stage stage = Stage.get();

    @Test
    void aSpreadIsNovatedInBothMonthsOrInNone() {
        Hash index = Hash.keccak(stage.fresh("HGI.H100-SXM-80GB"));
        List<Hash> months = Stream.of("H100-SXM-80GB.2026-09.F", "H100-SXM-80GB.2026-10.F")
                .map(name -> {
                    String fresh = stage.fresh(name);
                    stage.send("clearer", new ChainCall.ListFuture(fresh, index, stage.now() + 3_600));
                    return Hash.keccak(fresh);
                })
                .toList();
        String bob = stage.member("bob");
        String cyd = stage.member("cyd");
        Combination bought = combination(bob, months, true, -10_000);
        Combination sold = combination(cyd, months, false, 12_500);
        List<SignedOrder> orders = Stream.of(signed(bob, bought), signed(cyd, sold))
                .flatMap(List::stream)
                .toList();
        List<Combined> combined = List.of(new Combined(List.of(0, 1), -10_000), new Combined(List.of(2, 3), 12_500));
        Hash batch = stage.freshId();
        Price far = new Price(PRICE.micros() + 12_500);
        assertThat(stage.refusal(
                        "clearer",
                        new ChainCall.NovateCombined(batch, orders, List.of(new Fill(0, 2, 2, PRICE)), combined)))
                .startsWith("LegsDiffer(");
        assertThat(stage.refusal(
                        "clearer",
                        new ChainCall.NovateCombined(
                                batch,
                                orders,
                                List.of(new Fill(0, 2, 2, PRICE), new Fill(3, 1, 2, new Price(far.micros() + 1))),
                                combined)))
                .startsWith("CombinationOutsidePrice(");
        assertThat(stage.send(
                        "clearer",
                        new ChainCall.NovateCombined(
                                batch, orders, List.of(new Fill(0, 2, 2, PRICE), new Fill(3, 1, 2, far)), combined)))
                .containsExactly(
                        new ChainEvent.Novated(batch, months.get(0), stage.of(bob), stage.of(cyd), 2, PRICE),
                        new ChainEvent.Novated(batch, months.get(1), stage.of(cyd), stage.of(bob), 2, far));
        assertThat(position(months.get(1), bob)).isEqualTo(-2);
        assertThat(stage.refusal(
                        bob,
                        new ChainCall.CancelOrder(
                                combination(cyd, months, true, 0).legs().getFirst())))
                .startsWith("NotTheAccount(");
    }

    private Combination combination(String party, List<Hash> months, boolean buy, long price) {
        List<Order> legs = IntStream.range(0, 2)
                .mapToObj(i -> stage.order(
                                Venue.CLEARING,
                                party,
                                months.get(i),
                                (i == 0) == buy,
                                2,
                                (i == 0) == buy ? Price.parse("1000") : Price.parse("0.000001"))
                        .order())
                .toList();
        return new Combination(legs, price);
    }

    private List<SignedOrder> signed(String party, Combination combination) {
        Signature signature = stage.wallet.sign(party, combination);
        return combination.legs().stream()
                .map(leg -> new SignedOrder(leg, signature))
                .toList();
    }

    private long position(Hash future, String holder) {
        Hash block =
                stage.chain.block(stage.chain.head().finalized()).orElseThrow().hash();
        return stage.chain
                .balances(List.of(new Holding(Kind.POSITION, future, stage.of(holder))), block)
                .getFirst();
    }
}

package io.hourglass.contracts;

import static io.hourglass.contracts.Stage.DOLLAR;
import static io.hourglass.contracts.Stage.HOUR;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.IndexFund;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Broadcast;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Moved;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

/** What users call when no operator serves them, and what the service hears of it. */
class ExitIT {
    private static final Price PRICE = Price.parse("2.5");

    private final Stage stage = stage();
    private final Hash cash = stage.deployment().cash();

    Stage stage() {
        return Stage.get();
    }

    @Test
    void marginOfWhoMayNotHoldHereAnyMoreIsPaidToItsWallet() {
        String ada = member("ada");
        stage.send("issuer", new ChainCall.SetEligible(List.of(stage.of(ada)), false));
        Address clearing = stage.deployment().of(Contract.CLEARING);
        assertThat(stage.send(ada, new ChainCall.WithdrawMargin(100 * DOLLAR)))
                .containsExactly(
                        new ChainEvent.MarginWithdrawn(stage.of(ada), 100 * DOLLAR),
                        new ChainEvent.PaidOut(stage.of(ada), 100 * DOLLAR),
                        new Moved(cash, clearing, Address.ZERO, 100 * DOLLAR),
                        new ChainEvent.Withdrawn(clearing, 100 * DOLLAR));
    }

    @Test
    void anAbandonedFutureIsClosedByAnyone() {
        String name = stage.fresh("H100-SXM-80GB.2027-09.F");
        Hash future = Hash.keccak(name);
        Hash index = Hash.keccak("HGI.H100-SXM-80GB");
        stage.send(
                "clearer",
                new ChainCall.ListFuture(
                        name, index, stage.now() + Duration.ofDays(400).toSeconds()));
        String ada = member("ada");
        String bob = member("bob");
        var buy = stage.order(Venue.CLEARING, ada, future, true, 2, PRICE);
        var sell = stage.order(Venue.CLEARING, bob, future, false, 2, PRICE);
        stage.send(
                "clearer",
                new ChainCall.Novate(stage.freshId(), List.of(buy, sell), List.of(new Fill(0, 1, 2, PRICE))));
        pass(Duration.ofDays(31));
        String stranger = stage.investor("stranger", DOLLAR);
        assertThat(send(stranger, Contract.CLEARING, Clearing.FUNC_CLOSEOUT, new Uint256(future.unsigned())))
                .containsExactly(new ChainEvent.Marked(future, stage.today(), MarkCycle.EVENING, PRICE, true));
    }

    @Test
    void whatTheFundLeavesWaitingIsTakenBack() {
        String eve = stage.investor("eve", 500 * DOLLAR);
        Hash request = stage.freshId();
        stage.send(eve, new ChainCall.RequestCreation(request, 500 * DOLLAR));
        pass(Duration.ofDays(14));
        assertThat(send(eve, Contract.INDEX_FUND, IndexFund.FUNC_TAKEBACK, new Bytes32(request.bytes())))
                .containsExactly(
                        new ChainEvent.TakenBack(request, stage.of(eve)),
                        new Moved(cash, stage.deployment().of(Contract.INDEX_FUND), stage.of(eve), 500 * DOLLAR));
    }

    @Test
    void unitsTakeTheirShareInKind() {
        Hash series = stage.series();
        String olga = stage.owner(series, 100 * HOUR);
        String manager = "manager";
        stage.sendAll(List.of(
                new Stage.Planned("issuer", new ChainCall.SetEligible(List.of(stage.of(manager)), true)),
                new Stage.Planned(manager, new ChainCall.SetOperator(Contract.INDEX_FUND, true))));
        give(olga, manager, series, 100 * HOUR);
        stage.send(manager, new ChainCall.CreateInKind(series, 100 * HOUR, 0, 1_000_000_000));
        Hash request = stage.freshId();
        stage.send(manager, new ChainCall.RequestRedemption(request, 1_000_000_000));
        pass(Duration.ofDays(14));
        List<ChainEvent> heard = send(
                manager,
                Contract.INDEX_FUND,
                IndexFund.FUNC_REDEEMINKIND,
                new Bytes32(request.bytes()),
                new DynamicArray<>(Uint256.class, new Uint256(series.unsigned())));
        // Other tests' units and cash are in the same fund: a share, not all of it.
        assertThat(heard).anySatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(ChainEvent.RedeemedInKind.class, redeemed -> {
                    assertThat(redeemed.account()).isEqualTo(stage.of(manager));
                    assertThat(redeemed.units()).isEqualTo(1_000_000_000);
                }));
        assertThat(heard)
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(ChainEvent.HoursGiven.class, given -> {
                    assertThat(given.series()).isEqualTo(series);
                    assertThat(given.account()).isEqualTo(stage.of(manager));
                    assertThat(given.units()).isBetween(50 * HOUR, 100 * HOUR);
                }));
    }

    private String member(String name) {
        String key = stage.investor(name, 100 * DOLLAR);
        stage.send(key, new ChainCall.AddMargin(100 * DOLLAR));
        return key;
    }

    private void give(String from, String to, Hash id, long units) {
        send(
                from,
                Contract.VAULT,
                "transfer",
                new org.web3j.abi.datatypes.Address(stage.of(to).hex()),
                new Uint256(id.unsigned()),
                new Uint256(BigInteger.valueOf(units)));
    }

    private void pass(Duration time) {
        stage.node.advanceTo(stage.node.now().plus(time));
    }

    /** A call that the service has no use for itself. */
    private List<ChainEvent> send(String key, Contract to, String function, Type<?>... arguments) {
        String data = FunctionEncoder.encode(new Function(function, List.of(arguments), List.of()));
        var credential = new EvmChain.Credential(stage.keys, stage.deployment().chainId(), key);
        Optional<Address> contract = Optional.of(stage.deployment().of(to));
        long nonce = stage.chain.nonce(stage.of(key));
        var signed = EvmChain.sign(credential, nonce, 1_000_000, contract, data, stage.chain.fees());
        assertThat(stage.chain.broadcast(signed)).isEqualTo(new Broadcast.Accepted());
        return stage.eventsOf(signed.hash());
    }
}

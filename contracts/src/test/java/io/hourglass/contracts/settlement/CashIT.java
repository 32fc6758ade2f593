package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.mirror.Level;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Cash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.PaidOut;
import io.hourglass.ledger.settlement.IntentView.State;
import io.hourglass.ledger.settlement.SettlementRefusal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dollars in and out, end to end. */
class CashIT {
    private final SettlementStage stage = new SettlementStage(node());
    private final Party ada = stage.investor("ada");

    Node node() {
        return Node.anvil();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aDepositReachesTheBooksWhenItIsFinalAndAWithdrawalLeavesThem() {
        stage.finalityHeld = 0;
        stage.deposit("1", ada, "1000.25").orThrow();
        stage.until(() -> stage.levelOf("deposit:1").equals(Optional.of(Level.SEEN)));
        assertThat(stage.balance(ada).posted().units()).isZero();

        stage.finalityHeld = Long.MAX_VALUE;
        stage.settle();
        assertThat(stage.intent("deposit:1").state()).isEqualTo(State.FINAL);
        assertThat(stage.levelOf("deposit:1")).contains(Level.FINAL);
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("1000.25"));

        stage.withdraw("1", ada, "400").orThrow();
        assertThat(stage.balance(ada).available()).isEqualTo(SettlementStage.usd("600.25"));
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("1000.25"));
        stage.settle();
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("600.25"));
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void askingTwiceDepositsOnce() {
        stage.deposit("1", ada, "10").orThrow();
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        stage.deposit("1", ada, "10").orThrow();
        stage.withdraw("1", ada, "4").orThrow();
        stage.withdraw("1", ada, "4").orThrow();
        stage.settle();
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("6"));
        refused(stage.deposit("1", ada, "11"), SettlementRefusal.REQUEST_REUSED);
        refused(stage.withdraw("1", ada, "5"), SettlementRefusal.REQUEST_REUSED);
    }

    /** Eight ask under one id at once, every second for another amount: four are of one mind, and four are told so. */
    @Test
    void aRequestIsTakenOnceThoughManyMakeItAtOnce() throws InterruptedException {
        stage.deposit("0", ada, "100").orThrow();
        stage.settle();
        for (int i = 1; i <= 5; i++) {
            String id = Integer.toString(i);
            assertThat(refusedOfEight(amount -> stage.deposit(id, ada, amount))).isEqualTo(4);
            assertThat(refusedOfEight(amount -> stage.withdraw(id, ada, amount)))
                    .isEqualTo(4);
            ChainCall out = stage.intent("withdraw:" + id).call();
            long gone = ((ChainCall.Withdraw) out).units();
            Amount before = stage.balance(ada).available();
            stage.settle();
            long came = ((ChainCall.Deposit) stage.intent("deposit:" + id).call()).units();
            assertThat(gone).isIn(1_000_000L, 2_000_000L);
            assertThat(stage.balance(ada).posted()).isEqualTo(before.plus(new Amount(Asset.USD, came)));
        }
    }

    private static long refusedOfEight(Function<String, Outcome<Cash.Request>> ask) throws InterruptedException {
        try (var pool = Executors.newFixedThreadPool(8)) {
            List<Callable<Outcome<Cash.Request>>> clicks = IntStream.range(0, 8)
                    .<Callable<Outcome<Cash.Request>>>mapToObj(click -> () -> ask.apply(click % 2 == 0 ? "1" : "2"))
                    .toList();
            return pool.invokeAll(clicks).stream()
                    .map(Future::resultNow)
                    .filter(answer -> answer instanceof Outcome.Refused<Cash.Request>(var reason, var detail)
                            && reason == SettlementRefusal.REQUEST_REUSED)
                    .count();
        }
    }

    @Test
    void refusesWhatCannotBeDone() {
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        Party nobody = new Party("nobody", Party.Kind.INVESTOR, stage.keys.address("nobody"), "nobody");
        refused(stage.deposit("2", nobody, "10"), SettlementRefusal.UNKNOWN_PARTY);
        refused(stage.deposit("2", ada, "0"), SettlementRefusal.AMOUNT_NOT_POSITIVE);
        refused(stage.withdraw("2", ada, "-1"), SettlementRefusal.AMOUNT_NOT_POSITIVE);
        Outcome<Cash.Request> units =
                stage.database.decide(tx -> stage.cash.deposit(tx, "2", ada, new Amount(Asset.HGX, 1)));
        refused(units, SettlementRefusal.UNKNOWN_ASSET);
        assertThat(stage.withdraw("2", ada, "12.5"))
                .isEqualTo(Outcome.refused(
                        SettlementRefusal.INSUFFICIENT_FUNDS,
                        "ada has 10.000000 USD available, 12.500000 asked: 2.500000 missing"));
    }

    @Test
    void aCallThatRevertsIsVoidedWithItsErrorAndItsReservationReleased() {
        Party bob = stage.investor("bob");
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        stage.transferPastTheService("ada", bob.address(), 8_000_000);
        // The books do not know yet, the chain does: its answer counts.
        stage.withdraw("1", ada, "10").orThrow();
        assertThat(stage.balance(ada).available().units()).isZero();
        stage.settle();
        assertThat(stage.intent("withdraw:1").state()).isEqualTo(State.VOIDED);
        assertThat(stage.intent("withdraw:1").error().orElseThrow()).contains("InsufficientBalance(");
        assertThat(stage.balance(ada).available()).isEqualTo(SettlementStage.usd("10"));
    }

    @Test
    void aPartyThatOutrunsItsOwnReservationStopsNothing() {
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        var past = stage.chain.sign(
                "ada", stage.chain.nonce(ada.address()), new ChainCall.Withdraw(8_000_000), stage.chain.fees());
        stage.chain.broadcast(past);
        stage.withdraw("1", ada, "10").orThrow(); // the books reserve what the chain has let go
        while (stage.chain
                .receipt(past.hash())
                .filter(receipt ->
                        receipt.block().number() <= stage.chain.head().finalized())
                .isEmpty()) {
            SettlementStage.pause();
        }
        while (!stage.caughtUp()) {
            stage.mirror.doWork(); // before the sender learns that it asks for too much
            assertThat(stage.mirror.trouble()).isEmpty();
        }
        stage.settle();
        assertThat(stage.intent("withdraw:1").state()).isEqualTo(State.VOIDED);
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("10"));
        assertThat(stage.reconcile().breaks()).isNotEmpty();
    }

    @Test
    void dollarsThatAVenuePaysPastTheVaultLeaveTheBooks() {
        stage.deposit("1", ada, "10").orThrow();
        stage.settle();
        Block block = stage.chain.block(stage.status().booked()).orElseThrow();
        PaidOut paid = new PaidOut(ada.address(), 4_000_000);
        stage.inTx(tx -> {
            stage.cash.onFinal(tx, new Logged(block, Hash.sha256("payout"), 0, paid));
            return 1;
        });
        assertThat(stage.balance(ada).posted()).isEqualTo(SettlementStage.usd("6"));
    }

    private static void refused(Outcome<?> outcome, SettlementRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}

package io.hourglass.contracts.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.Node;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.market.ProposalView;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.options.OptionSeries;
import io.hourglass.ledger.reconcile.ReconcileRefusal;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.reconcile.Report.Break;
import io.hourglass.ledger.reconcile.Report.Kind;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.settlement.ChainCall;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three totals, and what it takes to notice and to close a difference. */
class ReconcilerIT {
    private final SettlementStage stage = new SettlementStage(node());
    private final Party ada = stage.investor("ada");
    private final Address stranger = stage.keys.address("stranger");

    Node node() {
        return Node.anvil();
    }

    @BeforeEach
    void fund() {
        stage.deposit("1", ada, "10").orThrow();
        stage.inTx(tx -> {
            stage.outbox.plan(tx, "stranger", "issuer", new ChainCall.SetEligible(List.of(stranger), true), List.of());
            return 1;
        });
        stage.settle();
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private Break find(Report report, String holder) {
        return report.breaks().stream()
                .filter(one -> one.row().holder().equals(holder))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void booksMirrorAndChainAgree() {
        Report report = stage.reconcile();
        assertThat(report.breaks()).isEmpty();
        assertThat(report.block()).isEqualTo(stage.status().booked());
        assertThat(report.rows())
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.VAULT);
                    assertThat(row.name()).isEqualTo("ada");
                    assertThat(row.code()).isEqualTo("USD");
                    assertThat(row.books()).isEqualTo(10_000_000);
                    assertThat(row.mirror()).isEqualTo(10_000_000);
                    assertThat(row.chain()).hasValue(10_000_000);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.DOLLARS);
                    assertThat(row.books()).isEqualTo(10_000_000);
                    assertThat(row.chain()).hasValue(10_000_000);
                })
                .anySatisfy(row -> assertThat(row.measure()).isEqualTo(Measure.MARGIN));
        assertThat(stage.inTx(stage.reconciler::latest).orElseThrow()).isEqualTo(report);
    }

    @Test
    void creditsAndRepaymentsOfADeliveryThatFailsTieOut() {
        FailedDelivery story = new FailedDelivery(stage);
        Delivery delivery = story.play(ada);

        // four hours for $10: one came; at half time half was due, at the deadline all
        assertThat(delivery.delivered().decimal()).isEqualTo("1.000000");
        assertThat(delivery.failed().decimal()).isEqualTo("3.000000");
        assertThat(delivery.credited().decimal()).isEqualTo("3.000000");
        assertThat(delivery.repaid().decimal()).isEqualTo("7.500000");
        assertThat(stage.balance(ada).posted().decimal()).isEqualTo("95.500000");
        assertThat(story.bond()).isEqualTo("2.000000");
        assertThat(stage.reconcile().breaks()).isEmpty();
    }

    @Test
    void theFundsFuturesAndItsMarginTieOut() {
        new FundWithFutures(stage).play(ada);
        Report report = stage.reconcile();
        assertThat(report.breaks()).isEmpty();
        assertThat(report.rows())
                .filteredOn(row -> row.name().equals("fund"))
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.POSITION);
                    assertThat(row.chain()).hasValue(2);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.MARGIN);
                    // 20 % of two lots at $2.40
                    assertThat(row.books()).isEqualTo(700_800_000);
                    assertThat(row.chain()).hasValue(700_800_000);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.VAULT);
                    assertThat(row.chain()).hasValue(3_299_200_000L);
                });
    }

    @Test
    void futuresExchangedForHoursTieOutAndSoDoesASwapAndWhatTheChainRefusesMovesNeither() {
        FuturesForHours story = new FuturesForHours(stage);
        story.open(ada);
        ProposalView done = story.exchange(ada, 2);
        assertThat(done.state()).isEqualTo(ProposalView.State.FINAL);
        ProposalView voided = story.exchangeTakenBack(ada, 1);
        assertThat(voided.state()).isEqualTo(ProposalView.State.VOIDED);
        assertThat(voided.reason()).startsWith("OrderIsCancelled(");
        assertThat(story.swap(ada, 3).state()).isEqualTo(ProposalView.State.FINAL);

        Report report = stage.reconcile();
        assertThat(report.breaks()).isEmpty();
        assertThat(report.rows())
                .filteredOn(row -> row.name().equals("ada"))
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.POSITION);
                    // two lots exchanged away, three of the swap
                    assertThat(row.chain()).hasValue(1);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.VAULT);
                    assertThat(row.code()).startsWith("H100-SXM-80GB.us.");
                    assertThat(row.chain()).hasValue(1_460_000_000);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.VAULT);
                    // 9,010 less 2,000 of margin and 1,460 h at $2.45, which are in escrow now
                    assertThat(row.chain()).hasValue(3_433_000_000L);
                });
    }

    @Test
    void anOptionTiesOutFromItsTradeToItsLastDollar() {
        Party bob = stage.investor("bob");
        OptionStory story = new OptionStory(stage);
        OptionSeries call = story.trade(ada, bob);
        Report report = stage.reconcile();
        assertThat(report.breaks()).isEmpty();
        assertThat(report.rows())
                .filteredOn(row -> row.name().equals("bob"))
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.OPTION);
                    assertThat(row.code()).isEqualTo(call.name());
                    assertThat(row.chain()).hasValue(-2);
                })
                .anySatisfy(row -> {
                    assertThat(row.measure()).isEqualTo(Measure.COLLATERAL);
                    // two lots, 730 h at the $2.50 between strike and cap
                    assertThat(row.books()).isEqualTo(3_650_000_000L);
                    assertThat(row.mirror()).isEqualTo(3_650_000_000L);
                    assertThat(row.chain()).hasValue(3_650_000_000L);
                });
        assertThat(report.rows())
                .filteredOn(row -> row.name().equals("OPTIONS"))
                .singleElement()
                .satisfies(row -> assertThat(row.chain()).hasValue(3_650_000_000L));

        story.monthOver();
        // 2 × 730 h × ($2.4143 − $2.25) less the premium of $438; what the future paid is margin
        assertThat(stage.balance(ada).posted().decimal()).isEqualTo("3811.878000");
        assertThat(stage.balance(bob).posted().decimal()).isEqualTo("4198.122000");
        Report last = stage.reconcile();
        assertThat(last.breaks()).isEmpty();
        assertThat(last.rows())
                .filteredOn(row -> row.name().equals("OPTIONS"))
                .allSatisfy(row -> assertThat(row.chain()).hasValue(0));
    }

    @Test
    void aTransferPastTheServiceIsABreakOnBothSides() {
        stage.transferPastTheService("ada", stranger, 4_000_000);
        stage.settle();
        Report report = stage.reconcile();
        assertThat(report.open()).hasSize(2);
        Break sent = find(report, ada.address().hex());
        assertThat(sent.kind()).isEqualTo(Kind.AMOUNT);
        assertThat(sent.owner()).isEqualTo("operations");
        assertThat(sent.row().books()).isEqualTo(10_000_000);
        assertThat(sent.row().chain()).hasValue(6_000_000);
        Break received = find(report, stranger.hex());
        assertThat(received.kind()).isEqualTo(Kind.MISSING_IN_BOOKS);
        assertThat(received.row().mirror()).isEqualTo(4_000_000);
        List<String> strays = stage.inTx(
                tx -> tx.query("select distinct unknown from hourglass.stray_event", row -> row.getString(1)));
        assertThat(strays).containsExactly(stranger.hex());

        Report next = stage.reconcile();
        assertThat(find(next, stranger.hex()).id()).isEqualTo(received.id());
        assertThat(find(next, stranger.hex()).opened()).isEqualTo(received.opened());
    }

    @Test
    void closingABreakTakesAReasonAndTwoPeople() {
        stage.transferPastTheService("ada", stranger, 4_000_000);
        stage.settle();
        UUID id = find(stage.reconcile(), stranger.hex()).id();
        refused(close(UUID.randomUUID(), "a gift", "olivia", "oscar"), ReconcileRefusal.UNKNOWN_BREAK);
        refused(close(id, " ", "olivia", "oscar"), ReconcileRefusal.REASON_MISSING);
        refused(close(id, "a gift", "olivia", " Olivia"), ReconcileRefusal.SAME_PERSON);
        close(id, "a gift, she says", "olivia", "oscar").orThrow();
        refused(close(id, "again", "olivia", "oscar"), ReconcileRefusal.ALREADY_CLOSED);

        Report next = stage.reconcile();
        assertThat(next.open()).hasSize(1);
        assertThat(find(next, stranger.hex()).closure().orElseThrow().reason()).isEqualTo("a gift, she says");

        // More of it is a new difference, which nobody has closed.
        stage.transferPastTheService("ada", stranger, 1_000_000);
        stage.settle();
        assertThat(stage.reconcile().open()).hasSize(2);
    }

    private Outcome<Report.Closure> close(UUID id, String reason, String first, String second) {
        return stage.database.decide(tx -> stage.reconciler.close(tx, id, reason, first, second));
    }

    private static void refused(Outcome<?> outcome, ReconcileRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }
}

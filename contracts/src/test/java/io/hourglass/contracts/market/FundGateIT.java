package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.fund.RequestView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits to leave the fund, or to come in, and what becomes of it. */
class FundGateIT extends FundStage {
    @Test
    void aRedemptionBeyondTheFundsCashWaitsInItsPlace() {
        seed();
        Hash request = redemption(manager, "10", 1);
        nextNav(Pit.TODAY);

        // $600 of the $1,000 it is worth
        assertThat(filled().units()).isEqualTo(6_000_000);
        paid(request, manager, 6_000_000, 4_000_000);

        RequestView waiting = view(request);
        assertThat(waiting.place()).isEqualTo(1);
        assertThat(waiting.waiting().decimal()).isEqualTo("4.000000");
        assertThat(waiting.cash().decimal()).isEqualTo("600.000000");
        assertThat(pit.posted("fund:redeeming")).isEqualTo("4.000000");
        assertThat(pit.posted("fund:cash")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
    }

    @Test
    void aCycleIsFilledProRataAndItsRestComesBeforeTheNext() {
        List<Hash> requests = queueUp();
        nextNav(Pit.TODAY.plusDays(2));
        // $600 of cash: 6 units of the first cycle's 12, a half of each; the second cycle has to wait.
        ChainCall.FulfilRedemptions call = filled();
        assertThat(call.requests()).containsExactlyInAnyOrder(requests.get(0), requests.get(1));
        assertThat(call.requests()).isSortedAccordingTo(Comparator.comparing(Hash::hex));
        assertThat(call.units()).isEqualTo(6_000_000);
        assertThat(state(requests.get(0))).isEqualTo(State.PRICED);
        assertThat(pit.available("fund:cash")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
        paid(requests.get(0), ada, 4_000_000, 4_000_000);
        paid(requests.get(1), bob, 2_000_000, 2_000_000);

        assertThat(place(requests.get(0))).isEqualTo(1);
        assertThat(pit.database
                        .inTx(tx -> fund.requests(tx, "bob", 5))
                        .getFirst()
                        .place())
                .isEqualTo(2);
        assertThat(view(requests.get(2)).ahead().decimal()).isEqualTo("6.000000");
        assertThat(pit.posted("units:HGX")).isEqualTo("-24.000000");

        // $1,000 comes in: the rest of the first cycle, and what is left for the second one.
        give("1000");
        assertThat(fund.doWork()).isEqualTo(2);
        List<ChainCall.FulfilRedemptions> calls = pit.calls(ChainCall.FulfilRedemptions.class);
        assertThat(calls.get(1).units()).isEqualTo(6_000_000);
        assertThat(calls.get(2).requests()).containsExactly(requests.get(2));
        assertThat(calls.get(2).units()).isEqualTo(4_000_000);
        paid(requests.get(0), ada, 4_000_000, 0);
        paid(requests.get(1), bob, 2_000_000, 0);
        paid(requests.get(2), manager, 4_000_000, 2_000_000);
        assertThat(state(requests.get(1))).isEqualTo(State.DONE);
        assertThat(view(requests.get(2)).ahead().isPositive()).isFalse();
        assertThat(pit.posted("fund:cash")).isEqualTo("0.000000");
    }

    @Test
    void aFillingThatFailsKeepsTheCycleInItsPlace() {
        List<Hash> requests = queueUp();
        nextNav(Pit.TODAY.plusDays(2));
        voided("gate:1:0", "CycleIncomplete(cycle=1)");
        assertThat(state(requests.get(0))).isEqualTo(State.WAITING);
        assertThat(pit.available("fund:cash")).isEqualTo("600.000000");
        assertThat(fund.doWork()).isEqualTo(1);
        assertThat(pit.calls(ChainCall.FulfilRedemptions.class)).hasSize(2).allSatisfy(call -> assertThat(call.units())
                .isEqualTo(6_000_000));
    }

    /** What the books cannot follow would stand in its cycle, and everybody with it. */
    @Test
    void aRequestOfAStrangerIsGivenBack() {
        seed();
        Hash stranger = Hash.sha256("a stranger's");
        Hash beyond = Hash.sha256("more than she has");
        hear(new ChainEvent.RedemptionRequested(stranger, pit.wallet.address("zoe"), 1, 1));
        hear(new ChainEvent.RedemptionRequested(beyond, ada.address(), 1, 1));
        hear(new ChainEvent.CreationRequested(Hash.sha256("cash"), pit.wallet.address("zoe"), 1));
        assertThat(pit.calls(ChainCall.GiveBack.class))
                .containsExactly(
                        new ChainCall.GiveBack(stranger),
                        new ChainCall.GiveBack(beyond),
                        new ChainCall.GiveBack(Hash.sha256("cash")));
        assertThat(pit.database.inTx(fund::queue)).isEmpty();
    }

    @Test
    void aFulfilmentThatFailsIsTriedAgainAndARequestThatFailsIsGivenBack() {
        seed();
        Hash lost = Hash.sha256("lost");
        create(ada, lost, "50");
        voided("creation:" + lost, "ERC7943CannotReceive(ada)");
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
        assertThat(state(lost)).isEqualTo(State.VOIDED);

        Hash request = Hash.sha256("kept");
        create(ada, request, "1000");
        hear(new ChainEvent.CreationRequested(request, ada.address(), 1_000_000_000));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        voided("fulfil:" + request + ":0", "Halted()");
        assertThat(state(request)).isEqualTo(State.WAITING);
        assertThat(fund.doWork()).isEqualTo(1);
        assertThat(pit.intents().getLast().id()).isEqualTo("fulfil:" + request + ":1");
    }

    @Test
    void aRequestItsPartyTookBackIsVoidedWhateverIsUnderWay() {
        seed();
        Hash request = Hash.sha256("kept waiting");
        create(ada, request, "1000");
        hear(new ChainEvent.CreationRequested(request, ada.address(), 1_000_000_000));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2026-08-04T20:30:00Z");
        fund.doWork();
        assertThat(state(request)).isEqualTo(State.PRICED);

        hear(new ChainEvent.TakenBack(request, ada.address()));
        voided("fulfil:" + request + ":0", "RequestDone");
        assertThat(state(request)).isEqualTo(State.VOIDED);
        assertThat(pit.available(ada.path("cash"))).isEqualTo("10000.000000");
        assertThat(pit.available("fund:requests")).isEqualTo("0.000000");
        assertThat(fund.doWork()).isZero();
    }

    @Test
    void unitsThatTookTheirShareOnChainAreGoneHereAndTheirShareIsTheirs() {
        seed();
        Hash request = Hash.sha256("a third of it");
        Amount ten = Amount.parse(Asset.HGX, "10");
        pit.database
                .decide(tx -> fund.requestRedemption(tx, request, manager, ten))
                .orThrow();
        hear(new ChainEvent.RedemptionRequested(request, manager.address(), ten.units(), 1));
        hear(new ChainEvent.RedeemedInKind(request, manager.address(), ten.units(), 200_000_000));
        hear(new ChainEvent.HoursGiven(request, manager.address(), Pit.SERIES_ID, 333_333_333));
        assertThat(state(request)).isEqualTo(State.DONE);
        assertThat(pit.posted("units:HGX")).isEqualTo("-20.000000");
        assertThat(pit.posted("fund:redeeming")).isEqualTo("0.000000");
        assertThat(pit.posted("fund:cash")).isEqualTo("400.000000");
        assertThat(pit.posted("fund:hours:" + SERIES.name())).isEqualTo("666.666667");
        assertThat(pit.posted(manager.path("hours", SERIES.name()))).isEqualTo("333.333333");

        // Of a request the books never knew, nothing is booked.
        hear(new ChainEvent.TakenBack(Hash.sha256("unknown"), ada.address()));
        hear(new ChainEvent.RedeemedInKind(Hash.sha256("unknown"), ada.address(), 1, 1));
        assertThat(pit.posted("fund:cash")).isEqualTo("400.000000");
    }
}

package io.hourglass.contracts.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Refusal;
import io.hourglass.ledger.fund.FeeView;
import io.hourglass.ledger.fund.FundRefusal;
import io.hourglass.ledger.fund.HolderList;
import io.hourglass.ledger.fund.IncomeView;
import io.hourglass.ledger.fund.NavView;
import io.hourglass.ledger.fund.RequestView.State;
import io.hourglass.ledger.fund.ShareView;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.pricing.fund.StreamingFee;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the fund costs its holders, and what it brings them. */
class FundIncomeIT extends FundStage {
    @Test
    void theFeeIsMadeInUnitsAndNavGoesOnWithoutAStep() {
        seed();
        long begun = pit.clock.instant().getEpochSecond();
        hear(new ChainEvent.FeeSet(20_000, begun));
        pit.fixing(GPU, Pit.TODAY, "2.40");
        pit.advance("2027-08-03T18:00:00Z"); // 365.25 days
        fund.doWork();
        NavView before = nav();
        // 2 % of $3,000
        assertThat(before.feeAccrued().decimal()).isEqualTo("60.000000");
        assertThat(before.perUnit().decimal()).isEqualTo("98.000000");
        assertThat(pit.calls(ChainCall.AccrueFee.class)).hasSize(1);

        long now = pit.clock.instant().getEpochSecond();
        long units = new StreamingFee(20_000, 20_000).unitsDown(30_000_000, now - begun);
        hear(new ChainEvent.FeeAccrued(manager.address(), units, begun, now));
        assertThat(units).isEqualTo(612_244);
        assertThat(pit.posted(manager.path("units"))).isEqualTo("30.612244");
        assertThat(pit.posted("units:HGX")).isEqualTo("-30.612244");

        pit.fixing(GPU, Pit.TODAY.plusDays(1), "2.40");
        fund.doWork();
        NavView after = nav();
        assertThat(after.feeAccrued().units()).isZero();
        assertThat(after.down()).isBetween(before.down(), before.down() + 2);
        FeeView fee = pit.database.inTx(fund::fee);
        assertThat(fee.ratePpm()).isEqualTo(20_000);
        assertThat(fee.taken().units()).isEqualTo(612_244);
    }

    /** The fee of who is no party here is still units that there are. */
    @Test
    void theFeeOfAStrangerIsInTheBooksToo() {
        seed();
        hear(new ChainEvent.FeeAccrued(pit.wallet.address("zoe"), 1_000_000, 0, 1));
        assertThat(pit.posted("units:HGX")).isEqualTo("-31.000000");
    }

    @Test
    void incomeIsTheirsWhoHoldAtTheCutToTheUnit() {
        seed();
        created(ada, "1000");
        hear(new ChainEvent.FeeSet(0, pit.clock.instant().getEpochSecond()));
        pit.advance("2026-08-05T12:00:00Z");
        Hash waits = redemption(ada, "2", 1); // still hers
        Hash income = Hash.sha256("August's hours");
        assertThat(bring(income, ada, "100.000001")).contains(FundRefusal.NOT_THE_MANAGER);
        assertThat(bring(income, manager, "0")).contains(FundRefusal.MALFORMED);
        assertThat(bring(income, manager, "100.000001")).isEmpty();
        assertThat(bring(income, manager, "100.000001")).isEmpty();
        assertThat(bring(income, manager, "1")).contains(FundRefusal.ID_REUSED);
        assertThat(pit.calls(ChainCall.BringIncome.class)).hasSize(1);
        hear(new ChainEvent.IncomeBrought(income, manager.address(), 100_000_001, manager.address(), 10_000_000));
        assertThat(pit.posted("fund:income")).isEqualTo("90.000001");

        assertThat(fund.doWork()).isZero();
        pit.fixing(GPU, LocalDate.parse("2026-08-04"), "2.40");
        fund.doWork();
        assertThat(nav().gross().decimal()).isEqualTo("4090.000001"); // accrued until the cut
        pit.advance("2026-08-05T20:00:00Z");
        fund.doWork();
        List<ShareView> hers = pit.database.inTx(tx -> fund.shares(tx, "ada", 10));
        List<ShareView> his = pit.database.inTx(tx -> fund.shares(tx, "manager", 10));
        assertThat(hers).singleElement().satisfies(share -> {
            assertThat(share.units().decimal()).isEqualTo("10.000000");
            assertThat(share.ofUnits().decimal()).isEqualTo("40.000000");
            assertThat(share.transaction()).isNull();
        });
        assertThat(hers.getFirst().cash().plus(his.getFirst().cash()).decimal()).isEqualTo("90.000001");
        ChainCall.PayIncome call = pit.calls(ChainCall.PayIncome.class).getFirst();
        assertThat(call.units()).containsExactlyInAnyOrder(10_000_000L, 30_000_000L);
        assertThat(call.rest()).isEqualTo(Hash.ZERO);
        List<Long> amounts =
                counted(call, pit.calls(ChainCall.RecordIncome.class).getFirst(), 90_000_001);
        assertThat(amounts).containsExactlyInAnyOrder(22_500_000L, 67_500_001L);
        assertThat(fund.doWork()).isZero();

        voided("share:" + income + ":" + call.accounts().getFirst() + ":0", "Halted()");
        assertThat(state(waits)).isEqualTo(State.WAITING);
        for (int i = 0; i < 2; i++) {
            hear(new ChainEvent.IncomePaid(income, call.accounts().get(i), amounts.get(i)));
        }
        assertThat(pit.posted("fund:income")).isEqualTo("0.000000");
        assertThat(pit.database.inTx(tx -> fund.incomes(tx, 1)).getFirst().state())
                .isEqualTo(IncomeView.State.PAID);
        assertThat(pit.database.inTx(tx -> fund.shares(tx, "ada", 1)).getFirst().transaction())
                .isNotNull();
        assertThat(pit.calls(ChainCall.PayIncome.class)).hasSize(1);
    }

    /** Each income is clicked on eight times at once: as it is four times, and four times as another amount. */
    @Test
    void anIncomeIsBroughtOnceThoughManyBringItAtOnce() throws InterruptedException {
        seed();
        int incomes = 5;
        try (var pool = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < incomes; i++) {
                Hash income = Hash.sha256("hours of month " + i);
                List<Callable<Optional<Refusal>>> clicks = IntStream.range(0, 8)
                        .<Callable<Optional<Refusal>>>mapToObj(
                                click -> () -> bring(income, manager, click % 2 == 0 ? "1" : "2"))
                        .toList();
                assertThat(pool.invokeAll(clicks).stream().map(Future::resultNow))
                        .filteredOn(Optional::isPresent)
                        .as("the first is taken, and what is the same as it")
                        .hasSize(4)
                        .containsOnly(Optional.of(FundRefusal.ID_REUSED));
            }
        }
        List<ChainCall.BringIncome> calls = pit.calls(ChainCall.BringIncome.class);
        long asked = calls.stream().mapToLong(ChainCall.BringIncome::cash).sum();
        assertThat(calls).hasSize(incomes);
        assertThat(pit.available("fund:income")).isEqualTo("0.000000");
        assertThat(pit.posted(manager.path("cash")))
                .isEqualTo(Amount.parse(Asset.USD, pit.available(manager.path("cash")))
                        .plus(new Amount(Asset.USD, asked))
                        .decimal());
    }

    /** As the contract does it: the list's hash, and each share by the least remainder that is rounded up. */
    private static List<Long> counted(ChainCall.PayIncome call, ChainCall.RecordIncome record, long cash) {
        Hash list = call.rest();
        List<Long> shares = new ArrayList<>();
        for (int i = call.accounts().size() - 1; i >= 0; i--) {
            String account = call.accounts().get(i).hex().substring(2);
            String words = "0".repeat(24)
                    + account
                    + String.format("%064x", call.units().get(i))
                    + list.hex().substring(2);
            list = Hash.keccak(HexFormat.of().parseHex(words));
            BigInteger[] quota = BigInteger.valueOf(cash)
                    .multiply(BigInteger.valueOf(call.units().get(i)))
                    .divideAndRemainder(BigInteger.valueOf(record.units()));
            int order = quota[1].compareTo(BigInteger.valueOf(record.least()));
            boolean up = order > 0
                    || (order == 0
                            && call.accounts()
                                            .get(i)
                                            .hex()
                                            .compareTo(record.last().hex())
                                    <= 0);
            shares.addFirst(quota[0].longValueExact() + (up ? 1 : 0));
        }
        assertThat(list).isEqualTo(record.list());
        return shares;
    }

    /** A hundred at a time, each from where the list stands; a share of nothing goes past too. */
    @Test
    void aLongListIsPaidInPieces() {
        seed();
        for (int i = 0; i < 101; i++) {
            transfer(manager, pit.party("holder-" + i, Party.Kind.INVESTOR, "0"), i == 0 ? "0.000001" : "0.01");
        }
        Hash income = Hash.sha256("a dollar");
        assertThat(bring(income, manager, "0.000012")).isEmpty();
        hear(new ChainEvent.IncomeBrought(income, manager.address(), 12, manager.address(), 1));
        pit.advance("2026-08-03T20:00:00Z");
        fund.doWork();
        ChainCall.RecordIncome record = pit.calls(ChainCall.RecordIncome.class).getFirst();
        assertThat(record.units()).isEqualTo(30_000_000);
        ChainCall.PayIncome first = pit.calls(ChainCall.PayIncome.class).getFirst();
        assertThat(first.accounts()).hasSize(100).isSortedAccordingTo(Comparator.comparing(Address::hex));
        assertThat(first.rest()).isNotEqualTo(Hash.ZERO);
        assertThat(fund.doWork()).isZero();
        HolderList list = pit.database.inTx(tx -> fund.holders(tx, income).orElseThrow());
        assertThat(list.holders().stream()
                        .mapToLong(holder -> holder.cash().units())
                        .sum())
                .isEqualTo(11);
        list.holders()
                .subList(0, 100)
                .forEach(holder -> hear(new ChainEvent.IncomePaid(
                        income, holder.account(), holder.cash().units())));

        assertThat(fund.doWork()).isEqualTo(1);
        ChainCall.PayIncome last = pit.calls(ChainCall.PayIncome.class).getLast();
        assertThat(last.accounts())
                .containsExactlyElementsOf(list.holders().subList(100, 102).stream()
                        .map(HolderList.Holder::account)
                        .toList());
        assertThat(last.rest()).isEqualTo(Hash.ZERO);
        assertThat(pit.calls(ChainCall.RecordIncome.class)).containsExactly(record);
    }

    @Test
    void whatTheVaultDoesNotCreditIsHeldUntilItIsClaimed() {
        seed();
        hear(new ChainEvent.Held(ada.address(), 5_000_000));
        assertThat(pit.posted(ada.path("held"))).isEqualTo("5.000000");
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("9995.000000");
        hear(new ChainEvent.Claimed(ada.address(), 5_000_000));
        assertThat(pit.posted(ada.path("cash"))).isEqualTo("10000.000000");
    }
}

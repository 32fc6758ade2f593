package io.hourglass.contracts;

import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.Delivery;
import io.hourglass.contracts.bindings.DevDollar;
import io.hourglass.contracts.bindings.ExchangeForPhysical;
import io.hourglass.contracts.bindings.FixingOracle;
import io.hourglass.contracts.bindings.IndexFund;
import io.hourglass.contracts.bindings.JournalAnchor;
import io.hourglass.contracts.bindings.Options;
import io.hourglass.contracts.bindings.Settlement;
import io.hourglass.contracts.bindings.Vault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainCall.Fill;
import io.hourglass.ledger.settlement.ChainCall.Fix;
import io.hourglass.ledger.settlement.ChainCall.ListCapacity;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Venue;
import io.hourglass.ledger.settlement.Signature;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.TransactionManager;
import org.web3j.tx.gas.ContractGasProvider;
import org.web3j.tx.gas.DefaultGasProvider;

/** What is asked of the contracts, in the bytes they take: the bindings' encoders, by record. */
final class Calls {
    /** The contract's kinds of options. */
    private static final BigInteger CALL = BigInteger.ZERO;

    private static final BigInteger PUT = BigInteger.ONE;

    private final TypedData typed;
    private final Deployment deployment;
    private final DevDollar dollar;
    private final Vault vault;
    private final Settlement settlement;
    private final Delivery delivery;
    private final Clearing clearing;
    private final FixingOracle oracle;
    private final IndexFund fund;
    private final JournalAnchor journal;
    private final ExchangeForPhysical exchange;
    private final Options options;

    /** @param data selector and arguments, in hex */
    record Encoded(Address to, String data) {}

    Calls(Rpc rpc, Deployment deployment, TypedData typed) {
        this.typed = typed;
        this.deployment = deployment;
        Web3j web3j = Web3j.build(rpc.service());
        this.dollar = load(DevDollar::load, Contract.DOLLAR, web3j);
        this.vault = load(Vault::load, Contract.VAULT, web3j);
        this.settlement = load(Settlement::load, Contract.SETTLEMENT, web3j);
        this.delivery = load(Delivery::load, Contract.DELIVERY, web3j);
        this.clearing = load(Clearing::load, Contract.CLEARING, web3j);
        this.oracle = load(FixingOracle::load, Contract.FIXING_ORACLE, web3j);
        this.fund = load(IndexFund::load, Contract.INDEX_FUND, web3j);
        this.journal = load(JournalAnchor::load, Contract.JOURNAL_ANCHOR, web3j);
        this.exchange = load(ExchangeForPhysical::load, Contract.EXCHANGE_FOR_PHYSICAL, web3j);
        this.options = load(Options::load, Contract.OPTIONS, web3j);
    }

    Encoded encode(ChainCall call) {
        return switch (call) {
            case ChainCall.MintDollars c -> to(Contract.DOLLAR, dollar.mint(c.to().hex(), number(c.units())));
            case ChainCall.ApproveDollars c ->
                to(Contract.DOLLAR, dollar.approve(deployment.of(Contract.VAULT).hex(), number(c.units())));
            case ChainCall.Deposit c -> to(Contract.VAULT, vault.deposit(number(c.units())));
            case ChainCall.Withdraw c -> to(Contract.VAULT, vault.withdraw(number(c.units())));
            case ChainCall.SetOperator c ->
                to(Contract.VAULT, vault.setOperator(deployment.of(c.operator()).hex(), c.approved()));
            case ChainCall.SetEligible c ->
                to(Contract.VAULT, vault.setEligible(addresses(c.accounts()), c.eligible()));
            case ChainCall.OpenSeries c ->
                to(Contract.VAULT, vault.openSeries(c.name(), number(c.start()), number(c.expiry())));
            case ListCapacity c -> to(Contract.VAULT, list(c));
            case ChainCall.Mint c ->
                to(Contract.VAULT, vault.mint(c.series().unsigned(), c.owner().hex(), number(c.units())));
            case ChainCall.Expire c ->
                to(Contract.VAULT, vault.expire(c.series().unsigned(), addresses(c.holders())));
            case ChainCall.Redeem c ->
                to(
                        Contract.DELIVERY,
                        delivery.redeemBy(
                                c.series().unsigned(),
                                c.owner().hex(),
                                number(c.units()),
                                number(c.due()),
                                c.delivery().bytes()));
            case ChainCall.Meter c -> to(Contract.DELIVERY, meter(c));
            case ChainCall.ReleaseEscrow c ->
                to(
                        Contract.DELIVERY,
                        delivery.release(c.series().unsigned(), c.owner().hex()));
            case ChainCall.PostBond c ->
                to(
                        Contract.DELIVERY,
                        delivery.post(c.series().unsigned(), number(c.units()), number(c.start()), number(c.pace())));
            case ChainCall.ReturnBond c ->
                to(
                        Contract.DELIVERY,
                        delivery.returnBond(c.series().unsigned(), c.owner().hex()));
            case ChainCall.Credit c ->
                to(Contract.DELIVERY, delivery.credit(c.delivery().bytes(), number(c.cumulative())));
            case ChainCall.FailOver c ->
                to(
                        Contract.DELIVERY,
                        delivery.failOver(
                                c.delivery().bytes(),
                                c.owner().hex(),
                                number(c.units()),
                                c.next().bytes()));
            case ChainCall.Fail c ->
                to(Contract.DELIVERY, delivery.fail(c.delivery().bytes()));
            case ChainCall.SettleBatch c -> to(Contract.SETTLEMENT, settle(c));
            case ChainCall.ExchangeForPhysical c -> to(Contract.EXCHANGE_FOR_PHYSICAL, exchange(c));
            case ChainCall.CancelOrder c -> cancel(c.order());
            case ChainCall.CancelBelow c -> cancelBelow(c.venue(), BigInteger.valueOf(c.salt()));
            case ChainCall.ListFuture c ->
                to(Contract.CLEARING, clearing.listFuture(c.name(), c.index().bytes(), number(c.lastTrading())));
            case ChainCall.SetInitialMargin c ->
                to(Contract.CLEARING, clearing.setInitialMargin(c.contract().unsigned(), number(c.unitsPerLot())));
            case ChainCall.AddMargin c -> to(Contract.CLEARING, clearing.addMargin(number(c.units())));
            case ChainCall.WithdrawMargin c -> to(Contract.CLEARING, clearing.withdrawMargin(number(c.units())));
            case ChainCall.Contribute c -> to(Contract.CLEARING, clearing.contribute(number(c.units())));
            case ChainCall.WithdrawShare c -> to(Contract.CLEARING, clearing.withdrawShare(number(c.units())));
            case ChainCall.AddTranche c -> to(Contract.CLEARING, clearing.addTranche(number(c.units())));
            case ChainCall.WithdrawTranche c -> to(Contract.CLEARING, clearing.withdrawTranche(number(c.units())));
            case ChainCall.DeclareDefault c ->
                to(
                        Contract.CLEARING,
                        clearing.declareDefault(c.account().hex(), c.estate().hex()));
            case ChainCall.Deleverage c ->
                to(
                        Contract.CLEARING,
                        clearing.deleverage(c.contract().unsigned(), c.account().hex(), number(c.lots())));
            case ChainCall.CoverLoss c ->
                to(
                        Contract.CLEARING,
                        clearing.coverLoss(
                                c.contracts().stream().map(Hash::unsigned).toList()));
            case ChainCall.Novate c -> to(Contract.CLEARING, novate(c));
            case ChainCall.NovateCombined c -> to(Contract.CLEARING, novate(c));
            case ChainCall.Mark c ->
                to(
                        Contract.CLEARING,
                        clearing.mark(
                                c.contract().unsigned(),
                                number(c.day()),
                                number(c.cycle() == MarkCycle.MIDDAY ? 0 : 1),
                                number(c.price().micros())));
            case ChainCall.SettleFinally c ->
                to(
                        Contract.CLEARING,
                        clearing.settleFinally(
                                c.contract().unsigned(),
                                number(c.day()),
                                number(c.price().micros())));
            case ChainCall.SetContributor c ->
                to(Contract.FIXING_ORACLE, oracle.setContributor(c.contributor().hex(), c.active()));
            case Fix c -> to(Contract.FIXING_ORACLE, fix(c));
            case ChainCall.CreateInKind c ->
                to(
                        Contract.INDEX_FUND,
                        fund.createInKind(
                                c.series().unsigned(), number(c.hours()), number(c.cash()), number(c.units())));
            case ChainCall.RequestCreation c ->
                to(Contract.INDEX_FUND, fund.requestCreation(c.request().bytes(), number(c.cash())));
            case ChainCall.FulfilCreation c ->
                to(Contract.INDEX_FUND, fund.fulfilCreation(c.request().bytes(), number(c.nav())));
            case ChainCall.RequestRedemption c ->
                to(Contract.INDEX_FUND, fund.requestRedemption(c.request().bytes(), number(c.units())));
            case ChainCall.FulfilRedemptions c ->
                to(
                        Contract.INDEX_FUND,
                        fund.fulfilRedemptions(
                                c.requests().stream().map(Hash::bytes).toList(), number(c.units()), number(c.nav())));
            case ChainCall.GiveBack c ->
                to(Contract.INDEX_FUND, fund.giveBack(c.request().bytes()));
            case ChainCall.AgreeTo c -> to(Contract.INDEX_FUND, fund.agreeTo(order(c.order(), IndexFund.Order::new)));
            case ChainCall.PostMargin c -> to(Contract.INDEX_FUND, fund.postMargin(number(c.units())));
            case ChainCall.FreeMargin c -> to(Contract.INDEX_FUND, fund.freeMargin(number(c.units())));
            case ChainCall.AccrueFee _ -> to(Contract.INDEX_FUND, fund.accrueFee());
            case ChainCall.BringIncome c ->
                to(Contract.INDEX_FUND, fund.bringIncome(c.income().bytes(), number(c.cash())));
            case ChainCall.RecordIncome c ->
                to(
                        Contract.INDEX_FUND,
                        fund.recordIncome(
                                c.income().bytes(),
                                number(c.units()),
                                c.list().bytes(),
                                number(c.least()),
                                c.last().hex()));
            case ChainCall.PayIncome c ->
                to(
                        Contract.INDEX_FUND,
                        fund.payIncome(c.income().bytes(), holdings(c), c.rest().bytes()));
            case ChainCall.ListOption c ->
                to(
                        Contract.OPTIONS,
                        options.listSeries(
                                c.month(),
                                c.call() ? CALL : PUT,
                                number(c.strike().micros()),
                                number(c.cap())));
            case ChainCall.TradeOptions c -> to(Contract.OPTIONS, trade(c));
            case ChainCall.SettleOption c ->
                to(Contract.OPTIONS, options.settle(c.option().unsigned()));
            case ChainCall.PayOption c ->
                to(Contract.OPTIONS, options.pay(c.option().unsigned(), addresses(c.holders())));
            case ChainCall.AnchorHead c ->
                to(
                        Contract.JOURNAL_ANCHOR,
                        journal.anchor(number(c.size()), c.root().bytes()));
        };
    }

    private static List<IndexFund.Holding> holdings(ChainCall.PayIncome call) {
        return IntStream.range(0, call.accounts().size())
                .mapToObj(i -> new IndexFund.Holding(
                        call.accounts().get(i).hex(), number(call.units().get(i))))
                .toList();
    }

    private RemoteFunctionCall<?> list(ListCapacity call) {
        var said = call.attestation();
        var attestation = new Vault.Attestation(
                said.series().unsigned(),
                said.owner().hex(),
                said.serialsHash().bytes(),
                number(said.benchmark()),
                number(said.hours()),
                number(said.expiry()));
        return vault.list(
                attestation,
                call.serials().stream().map(Hash::bytes).toList(),
                call.signature().bytes());
    }

    private RemoteFunctionCall<?> meter(ChainCall.Meter call) {
        var reading = new Delivery.Reading(call.delivery().bytes(), number(call.cumulative()));
        return delivery.meter(reading, call.signature().bytes());
    }

    private RemoteFunctionCall<?> settle(ChainCall.SettleBatch call) {
        var sorted = SortedBatch.of(call.orders(), call.fills());
        return settlement.settle(
                call.batch().bytes(),
                orders(sorted.orders(), Settlement.Order::new),
                signatures(sorted.orders()),
                fills(sorted.fills(), Settlement.Fill::new));
    }

    private RemoteFunctionCall<?> novate(ChainCall.Novate call) {
        var sorted = SortedBatch.of(call.orders(), call.fills());
        return clearing.novate(
                call.batch().bytes(),
                orders(sorted.orders(), Clearing.Order::new),
                signatures(sorted.orders()),
                fills(sorted.fills(), Clearing.Fill::new));
    }

    private RemoteFunctionCall<?> trade(ChainCall.TradeOptions call) {
        var sorted = SortedBatch.of(call.orders(), call.fills());
        return options.trade(
                call.batch().bytes(),
                orders(sorted.orders(), Options.Order::new),
                signatures(sorted.orders()),
                fills(sorted.fills(), Options.Fill::new));
    }

    private RemoteFunctionCall<?> novate(ChainCall.NovateCombined call) {
        var sorted = SortedBatch.of(call.orders(), call.fills(), call.combined());
        return clearing.novateCombined(
                call.batch().bytes(),
                orders(sorted.orders(), Clearing.Order::new),
                signatures(sorted.orders()),
                fills(sorted.fills(), Clearing.Fill::new),
                sorted.runs().stream()
                        .map(run -> new Clearing.Combined(number(run.first()), number(run.legs()), number(run.price())))
                        .toList());
    }

    private RemoteFunctionCall<?> exchange(ChainCall.ExchangeForPhysical call) {
        List<SignedOrder> futures = byAccount(call.futures());
        List<SignedOrder> physical = byAccount(call.physical());
        return exchange.exchange(
                call.batch().bytes(),
                orders(futures, ExchangeForPhysical.Order::new),
                signatures(futures),
                orders(physical, ExchangeForPhysical.Order::new),
                signatures(physical));
    }

    /** The sides of both legs stand in one order. */
    private static List<SignedOrder> byAccount(List<SignedOrder> orders) {
        return SortedBatch.of(orders, List.of()).orders();
    }

    private Encoded cancel(Order order) {
        return switch (order.venue()) {
            case SETTLEMENT -> to(Contract.SETTLEMENT, settlement.cancel(order(order, Settlement.Order::new)));
            case CLEARING -> to(Contract.CLEARING, clearing.cancel(order(order, Clearing.Order::new)));
            case OPTIONS -> to(Contract.OPTIONS, options.cancel(order(order, Options.Order::new)));
        };
    }

    private Encoded cancelBelow(Venue venue, BigInteger salt) {
        return switch (venue) {
            case SETTLEMENT -> to(Contract.SETTLEMENT, settlement.cancelBelow(salt));
            case CLEARING -> to(Contract.CLEARING, clearing.cancelBelow(salt));
            case OPTIONS -> to(Contract.OPTIONS, options.cancelBelow(salt));
        };
    }

    /** The oracle takes signatures in the order of their signers' addresses. */
    private RemoteFunctionCall<?> fix(Fix call) {
        byte[] digest =
                typed.digest(new FixingVote(call.index(), call.day(), call.value(), call.band(), call.receipts()));
        var vote = new FixingOracle.FixingVote(
                call.index().bytes(),
                number(call.day()),
                number(call.value().micros()),
                number(call.band()),
                call.receipts().bytes());
        List<byte[]> signatures = call.signatures().stream()
                .sorted(Comparator.comparing((Signature signature) ->
                        Curve.recover(digest, signature).orElse(Address.ZERO)))
                .map(Signature::bytes)
                .toList();
        return oracle.fix(vote, signatures);
    }

    /** The constructor of an order in a binding: each contract's has a class of its own for the same struct. */
    @FunctionalInterface
    private interface OrderStruct<T> {
        T of(
                String account,
                BigInteger base,
                Boolean buy,
                BigInteger quantity,
                BigInteger price,
                BigInteger expiry,
                BigInteger salt);
    }

    /** The same of a fill. */
    @FunctionalInterface
    private interface FillStruct<T> {
        T of(BigInteger buy, BigInteger sell, BigInteger quantity, BigInteger price);
    }

    private static <T> T order(Order order, OrderStruct<T> struct) {
        return struct.of(
                order.account().hex(),
                order.base().unsigned(),
                order.buy(),
                number(order.quantity()),
                number(order.price().micros()),
                number(order.expiry()),
                TypedData.salt(order));
    }

    private static <T> List<T> orders(List<SignedOrder> orders, OrderStruct<T> struct) {
        return orders.stream().map(signed -> order(signed.order(), struct)).toList();
    }

    private static <T> List<T> fills(List<Fill> fills, FillStruct<T> struct) {
        return fills.stream()
                .map(fill -> struct.of(
                        number(fill.buy()),
                        number(fill.sell()),
                        number(fill.quantity()),
                        number(fill.price().micros())))
                .toList();
    }

    private static List<byte[]> signatures(List<SignedOrder> orders) {
        return orders.stream().map(signed -> signed.signature().bytes()).toList();
    }

    private Encoded to(Contract contract, RemoteFunctionCall<?> call) {
        return new Encoded(deployment.of(contract), call.encodeFunctionCall());
    }

    private <T> T load(Loader<T> loader, Contract contract, Web3j web3j) {
        String address = deployment.of(contract).hex();
        return loader.load(address, web3j, new ReadonlyTransactionManager(web3j, address), new DefaultGasProvider());
    }

    /** A binding's {@code load}. */
    @FunctionalInterface
    private interface Loader<T> {
        T load(String address, Web3j web3j, TransactionManager unused, ContractGasProvider unusedGas);
    }

    private static List<String> addresses(List<Address> addresses) {
        return addresses.stream().map(Address::hex).toList();
    }

    private static BigInteger number(long number) {
        return BigInteger.valueOf(number);
    }
}

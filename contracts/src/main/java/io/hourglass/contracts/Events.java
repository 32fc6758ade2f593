package io.hourglass.contracts;

import static java.util.Objects.requireNonNull;

import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.Delivery;
import io.hourglass.contracts.bindings.FixingOracle;
import io.hourglass.contracts.bindings.IndexFund;
import io.hourglass.contracts.bindings.JournalAnchor;
import io.hourglass.contracts.bindings.Settlement;
import io.hourglass.contracts.bindings.Vault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Layer;
import io.hourglass.ledger.settlement.MarkCycle;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.web3j.abi.EventEncoder;
import org.web3j.abi.datatypes.Event;
import org.web3j.protocol.core.methods.response.Log;
import tools.jackson.databind.JsonNode;

/** What the contracts said, as events: one reader a contract and topic; other topics are ignored. */
final class Events {
    /** As IClearing numbers them. */
    private static final List<Layer> LAYERS = List.of(Layer.TRANCHE, Layer.SHARES, Layer.ASSESSMENTS, Layer.GAINS);

    private static final List<MarkCycle> CYCLES = List.of(MarkCycle.MIDDAY, MarkCycle.EVENING);

    private final Deployment deployment;
    private final Map<Source, Function<Log, ChainEvent>> readers = new HashMap<>();
    private final List<String> contracts;
    private final List<String> topics;

    private record Source(String address, String topic) {}

    Events(Deployment deployment) {
        this.deployment = deployment;
        readMovements();
        readVault();
        readTrading();
        readDelivery();
        readClearing();
        readFund();
        readFundFutures();
        readIncome();
        readPayouts();
        readProof();
        OptionEvents.READERS.forEach((event, reader) -> on(Contract.OPTIONS, event, reader));
        this.contracts =
                readers.keySet().stream().map(Source::address).distinct().toList();
        this.topics = readers.keySet().stream().map(Source::topic).distinct().toList();
    }

    /** Who is read, in hex. */
    List<String> contracts() {
        return contracts;
    }

    /** What is read of them: the first topics, in hex. */
    List<String> topics() {
        return topics;
    }

    /** The node's logs of these blocks as events, in chain order. */
    List<Logged> decode(List<Block> blocks, JsonNode logs) {
        Map<String, Block> byHash =
                blocks.stream().collect(Collectors.toMap(block -> block.hash().hex(), Function.identity()));
        List<Logged> events = new ArrayList<>();
        for (JsonNode log : logs) {
            Function<Log, ChainEvent> reader = readers.get(source(log));
            if (reader != null) {
                Block block = requireNonNull(byHash.get(log.get("blockHash").asString()), "a block not asked for");
                Hash transaction = new Hash(log.get("transactionHash").asString());
                int index = Math.toIntExact(Rpc.quantity(log.get("logIndex")));
                events.add(new Logged(block, transaction, index, reader.apply(log(log))));
            }
        }
        events.sort(Comparator.comparingLong((Logged logged) -> logged.block().number())
                .thenComparingInt(Logged::logIndex));
        return events;
    }

    private static Source source(JsonNode log) {
        JsonNode topics = log.get("topics");
        return new Source(
                new Address(log.get("address").asString()).hex(),
                topics.isEmpty() ? "" : topics.get(0).asString());
    }

    private static Log log(JsonNode json) {
        Log log = new Log();
        log.setAddress(json.get("address").asString());
        log.setData(json.get("data").asString());
        List<String> topics = new ArrayList<>();
        json.get("topics").forEach(topic -> topics.add(topic.asString()));
        log.setTopics(topics);
        return log;
    }

    private void readMovements() {
        Hash fund = Hash.of(new Hash("0x" + "0".repeat(24)
                        + deployment.of(Contract.INDEX_FUND).hex().substring(2))
                .unsigned());
        // sender, receiver, id; caller, amount
        on(Contract.VAULT, Vault.TRANSFER_EVENT, log -> {
            Words e = Words.of(log);
            return new ChainEvent.Moved(e.hash(2), e.address(0), e.address(1), e.number(4));
        });
        on(Contract.INDEX_FUND, IndexFund.TRANSFER_EVENT, log -> {
            var e = IndexFund.getTransferEventFromLog(log);
            return new ChainEvent.Moved(fund, address(e.from), address(e.to), units(e.value));
        });
    }

    private void readVault() {
        on(Contract.VAULT, Vault.DEPOSITED_EVENT, log -> {
            var e = Vault.getDepositedEventFromLog(log);
            return new ChainEvent.Deposited(address(e.account), units(e.amount));
        });
        on(Contract.VAULT, Vault.WITHDRAWN_EVENT, log -> {
            var e = Vault.getWithdrawnEventFromLog(log);
            return new ChainEvent.Withdrawn(address(e.account), units(e.amount));
        });
        on(Contract.VAULT, Vault.SERIESOPENED_EVENT, log -> {
            var e = Vault.getSeriesOpenedEventFromLog(log);
            return new ChainEvent.SeriesOpened(hash(e.series), e.name, units(e.start), units(e.expiry));
        });
        on(Contract.VAULT, Vault.CAPACITYLISTED_EVENT, log -> {
            var e = Vault.getCapacityListedEventFromLog(log);
            return new ChainEvent.CapacityListed(
                    hash(e.series), address(e.owner), Hash.of(e.serialsHash), units(e.hoursAttested));
        });
        on(Contract.VAULT, Vault.MINTED_EVENT, log -> {
            var e = Vault.getMintedEventFromLog(log);
            return new ChainEvent.Minted(hash(e.series), address(e.owner), units(e.amount));
        });
        on(Contract.VAULT, Vault.EXPIRED_EVENT, log -> {
            var e = Vault.getExpiredEventFromLog(log);
            return new ChainEvent.Expired(hash(e.series), address(e.holder), units(e.amount));
        });
    }

    private void readTrading() {
        // batch, series; buyOrder, sellOrder, buyer, seller, quantity, price, cash, escrowed
        on(Contract.SETTLEMENT, Settlement.FILLED_EVENT, log -> {
            Words e = Words.of(log);
            return new ChainEvent.Filled(
                    e.hash(0),
                    e.hash(2),
                    e.hash(3),
                    e.hash(1),
                    e.address(4),
                    e.address(5),
                    e.number(6),
                    new Price(e.number(7)),
                    e.number(8),
                    e.flag(9));
        });
        on(Contract.SETTLEMENT, Settlement.BATCHSETTLED_EVENT, log -> {
            var e = Settlement.getBatchSettledEventFromLog(log);
            return new ChainEvent.BatchSettled(Hash.of(e.batch), units(e.fills));
        });
        on(Contract.SETTLEMENT, Settlement.ORDERSCANCELLEDBELOW_EVENT, log -> {
            var e = Settlement.getOrdersCancelledBelowEventFromLog(log);
            return new ChainEvent.OrdersCancelled(Venue.SETTLEMENT, address(e.account), below(e.salt));
        });
        on(Contract.SETTLEMENT, Settlement.ORDERCANCELLED_EVENT, log -> {
            var e = Settlement.getOrderCancelledEventFromLog(log);
            return new ChainEvent.OrderCancelled(Hash.of(e.order), address(e.account));
        });
    }

    private void readDelivery() {
        on(Contract.DELIVERY, Delivery.REDEEMED_EVENT, log -> {
            var e = Delivery.getRedeemedEventFromLog(log);
            return new ChainEvent.Redeemed(
                    Hash.of(e.delivery),
                    hash(e.series),
                    address(e.holder),
                    address(e.owner),
                    units(e.amount),
                    units(e.due),
                    units(e.value));
        });
        on(Contract.DELIVERY, Delivery.METERED_EVENT, log -> {
            var e = Delivery.getMeteredEventFromLog(log);
            return new ChainEvent.Metered(Hash.of(e.delivery), units(e.cumulative), address(e.owner), units(e.paid));
        });
        on(Contract.DELIVERY, Delivery.ESCROWRELEASED_EVENT, log -> {
            var e = Delivery.getEscrowReleasedEventFromLog(log);
            return new ChainEvent.EscrowReleased(hash(e.series), address(e.owner), units(e.cash));
        });
        readMissed();
    }

    private void readMissed() {
        on(Contract.DELIVERY, Delivery.BONDPOSTED_EVENT, log -> {
            var e = Delivery.getBondPostedEventFromLog(log);
            return new ChainEvent.BondPosted(
                    hash(e.series), address(e.owner), units(e.cash), units(e.start), units(e.pace));
        });
        on(Contract.DELIVERY, Delivery.BONDRETURNED_EVENT, log -> {
            var e = Delivery.getBondReturnedEventFromLog(log);
            return new ChainEvent.BondReturned(hash(e.series), address(e.owner), units(e.cash));
        });
        on(Contract.DELIVERY, Delivery.CREDITED_EVENT, log -> {
            var e = Delivery.getCreditedEventFromLog(log);
            return new ChainEvent.Credited(
                    Hash.of(e.delivery), address(e.holder), units(e.fromBond), units(e.fromEscrow));
        });
        on(Contract.DELIVERY, Delivery.FAILEDOVER_EVENT, log -> {
            var e = Delivery.getFailedOverEventFromLog(log);
            return new ChainEvent.FailedOver(
                    Hash.of(e.delivery), Hash.of(e.next), address(e.owner), units(e.amount), units(e.value));
        });
        on(Contract.DELIVERY, Delivery.FAILED_EVENT, log -> {
            var e = Delivery.getFailedEventFromLog(log);
            return new ChainEvent.Failed(
                    Hash.of(e.delivery), address(e.holder), units(e.amount), units(e.fromEscrow), units(e.fromBond));
        });
    }

    private void readClearing() {
        on(Contract.CLEARING, Clearing.INITIALMARGINSET_EVENT, log -> {
            var e = Clearing.getInitialMarginSetEventFromLog(log);
            return new ChainEvent.InitialMarginSet(hash(e.future), units(e.perLot));
        });
        on(Contract.CLEARING, Clearing.FUTURELISTED_EVENT, log -> {
            var e = Clearing.getFutureListedEventFromLog(log);
            return new ChainEvent.FutureListed(hash(e.future), e.name, Hash.of(e.index));
        });
        on(Contract.CLEARING, Clearing.NOVATED_EVENT, log -> {
            var e = Clearing.getNovatedEventFromLog(log);
            return new ChainEvent.Novated(
                    Hash.of(e.batch),
                    hash(e.future),
                    address(e.buyer),
                    address(e.seller),
                    units(e.lots),
                    price(e.price));
        });
        on(Contract.CLEARING, Clearing.MARGINADDED_EVENT, log -> {
            var e = Clearing.getMarginAddedEventFromLog(log);
            return new ChainEvent.MarginAdded(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.MARGINWITHDRAWN_EVENT, log -> {
            var e = Clearing.getMarginWithdrawnEventFromLog(log);
            return new ChainEvent.MarginWithdrawn(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.MARKED_EVENT, log -> {
            var e = Clearing.getMarkedEventFromLog(log);
            return new ChainEvent.Marked(hash(e.future), units(e.day), cycle(e.cycle), price(e.price), e.last);
        });
        on(Contract.CLEARING, Clearing.VARIATIONPAID_EVENT, log -> {
            var e = Clearing.getVariationPaidEventFromLog(log);
            return new ChainEvent.VariationPaid(
                    hash(e.future), units(e.day), cycle(e.cycle), address(e.account), units(e.amount));
        });
        readDefaults();
        on(Contract.CLEARING, Clearing.ORDERSCANCELLEDBELOW_EVENT, log -> {
            var e = Clearing.getOrdersCancelledBelowEventFromLog(log);
            return new ChainEvent.OrdersCancelled(Venue.CLEARING, address(e.account), below(e.salt));
        });
        on(Contract.CLEARING, Clearing.ORDERCANCELLED_EVENT, log -> {
            var e = Clearing.getOrderCancelledEventFromLog(log);
            return new ChainEvent.OrderCancelled(Hash.of(e.order), address(e.account));
        });
    }

    private void readDefaults() {
        on(Contract.CLEARING, Clearing.CONTRIBUTED_EVENT, log -> {
            var e = Clearing.getContributedEventFromLog(log);
            return new ChainEvent.Contributed(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.SHAREWITHDRAWN_EVENT, log -> {
            var e = Clearing.getShareWithdrawnEventFromLog(log);
            return new ChainEvent.ShareWithdrawn(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.TRANCHEADDED_EVENT, log -> {
            var e = Clearing.getTrancheAddedEventFromLog(log);
            return new ChainEvent.TrancheAdded(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.TRANCHEWITHDRAWN_EVENT, log -> {
            var e = Clearing.getTrancheWithdrawnEventFromLog(log);
            return new ChainEvent.TrancheWithdrawn(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.DEFAULTED_EVENT, log -> {
            var e = Clearing.getDefaultedEventFromLog(log);
            return new ChainEvent.Defaulted(address(e.account), address(e.estate), units(e.margin), units(e.share));
        });
        on(Contract.CLEARING, Clearing.POSITIONTAKEN_EVENT, log -> {
            var e = Clearing.getPositionTakenEventFromLog(log);
            return new ChainEvent.PositionTaken(
                    hash(e.future), address(e.account), address(e.estate), units(e.lots), units(e.accrued));
        });
        on(Contract.CLEARING, Clearing.DELEVERAGED_EVENT, log -> {
            var e = Clearing.getDeleveragedEventFromLog(log);
            return new ChainEvent.Deleveraged(hash(e.future), address(e.account), address(e.estate), units(e.lots));
        });
        on(Contract.CLEARING, Clearing.LOSSCOVERED_EVENT, log -> {
            var e = Clearing.getLossCoveredEventFromLog(log);
            return new ChainEvent.LossCovered(
                    LAYERS.get(e.layer.intValueExact()), address(e.account), address(e.estate), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.DEFAULTENDED_EVENT, log -> {
            var e = Clearing.getDefaultEndedEventFromLog(log);
            return new ChainEvent.DefaultEnded(address(e.account), address(e.estate), units(e.surplus));
        });
    }

    private void readFund() {
        on(Contract.INDEX_FUND, IndexFund.CREATEDINKIND_EVENT, log -> {
            var e = IndexFund.getCreatedInKindEventFromLog(log);
            return new ChainEvent.CreatedInKind(
                    address(e.account), hash(e.series), units(e.amount), units(e.cash), units(e.units));
        });
        on(Contract.INDEX_FUND, IndexFund.CREATIONREQUESTED_EVENT, log -> {
            var e = IndexFund.getCreationRequestedEventFromLog(log);
            return new ChainEvent.CreationRequested(Hash.of(e.request), address(e.account), units(e.cash));
        });
        on(Contract.INDEX_FUND, IndexFund.UNITSCREATED_EVENT, log -> {
            var e = IndexFund.getUnitsCreatedEventFromLog(log);
            return new ChainEvent.UnitsCreated(
                    Hash.of(e.request), address(e.account), units(e.cash), units(e.units), units(e.nav));
        });
        on(Contract.INDEX_FUND, IndexFund.REDEMPTIONREQUESTED_EVENT, log -> {
            var e = IndexFund.getRedemptionRequestedEventFromLog(log);
            return new ChainEvent.RedemptionRequested(
                    Hash.of(e.request), address(e.account), units(e.units), units(e.cycle));
        });
        on(Contract.INDEX_FUND, IndexFund.UNITSREDEEMED_EVENT, log -> {
            var e = IndexFund.getUnitsRedeemedEventFromLog(log);
            return new ChainEvent.UnitsRedeemed(
                    Hash.of(e.request), address(e.account), units(e.units), units(e.cash), units(e.nav), units(e.left));
        });
        on(Contract.INDEX_FUND, IndexFund.TAKENBACK_EVENT, log -> {
            var e = IndexFund.getTakenBackEventFromLog(log);
            return new ChainEvent.TakenBack(Hash.of(e.request), address(e.account));
        });
        on(Contract.INDEX_FUND, IndexFund.REDEEMEDINKIND_EVENT, log -> {
            var e = IndexFund.getRedeemedInKindEventFromLog(log);
            return new ChainEvent.RedeemedInKind(Hash.of(e.request), address(e.account), units(e.units), units(e.cash));
        });
        on(Contract.INDEX_FUND, IndexFund.HOURSGIVEN_EVENT, log -> {
            var e = IndexFund.getHoursGivenEventFromLog(log);
            return new ChainEvent.HoursGiven(Hash.of(e.request), address(e.account), hash(e.series), units(e.amount));
        });
    }

    private void readFundFutures() {
        on(Contract.INDEX_FUND, IndexFund.TRADELIMITSSET_EVENT, log -> {
            var e = IndexFund.getTradeLimitsSetEventFromLog(log);
            return new ChainEvent.TradeLimitsSet(
                    units(e.lots), units(e.held), units(e.coolOff), units(e.band), units(e.margin));
        });
        on(Contract.INDEX_FUND, IndexFund.ORDERAGREED_EVENT, log -> {
            var e = IndexFund.getOrderAgreedEventFromLog(log);
            return new ChainEvent.OrderAgreed(
                    Hash.of(e.order),
                    deployment.of(Contract.INDEX_FUND),
                    hash(e.future),
                    e.buy,
                    units(e.lots),
                    price(e.price),
                    units(e.expiry),
                    units(e.salt));
        });
    }

    private void readIncome() {
        on(Contract.INDEX_FUND, IndexFund.FEEACCRUED_EVENT, log -> {
            var e = IndexFund.getFeeAccruedEventFromLog(log);
            return new ChainEvent.FeeAccrued(address(e.recipient), units(e.units), units(e.from), units(e.until));
        });
        on(Contract.INDEX_FUND, IndexFund.FEESET_EVENT, log -> {
            var e = IndexFund.getFeeSetEventFromLog(log);
            return new ChainEvent.FeeSet(units(e.rate), units(e.since));
        });
        on(Contract.INDEX_FUND, IndexFund.INCOMEBROUGHT_EVENT, log -> {
            var e = IndexFund.getIncomeBroughtEventFromLog(log);
            return new ChainEvent.IncomeBrought(
                    Hash.of(e.income), address(e.payer), units(e.cash), address(e.recipient), units(e.managers));
        });
        on(Contract.INDEX_FUND, IndexFund.INCOMEPAID_EVENT, log -> {
            var e = IndexFund.getIncomePaidEventFromLog(log);
            return new ChainEvent.IncomePaid(Hash.of(e.income), address(e.account), units(e.cash));
        });
        on(Contract.INDEX_FUND, IndexFund.HELD_EVENT, log -> {
            var e = IndexFund.getHeldEventFromLog(log);
            return new ChainEvent.Held(address(e.account), units(e.cash));
        });
        on(Contract.INDEX_FUND, IndexFund.CLAIMED_EVENT, log -> {
            var e = IndexFund.getClaimedEventFromLog(log);
            return new ChainEvent.Claimed(address(e.account), units(e.cash));
        });
    }

    private void readPayouts() {
        on(Contract.DELIVERY, Delivery.PAIDOUT_EVENT, log -> {
            var e = Delivery.getPaidOutEventFromLog(log);
            return new ChainEvent.PaidOut(address(e.account), units(e.amount));
        });
        on(Contract.CLEARING, Clearing.PAIDOUT_EVENT, log -> {
            var e = Clearing.getPaidOutEventFromLog(log);
            return new ChainEvent.PaidOut(address(e.account), units(e.amount));
        });
        on(Contract.INDEX_FUND, IndexFund.PAIDOUT_EVENT, log -> {
            var e = IndexFund.getPaidOutEventFromLog(log);
            return new ChainEvent.PaidOut(address(e.account), units(e.amount));
        });
    }

    private void readProof() {
        on(Contract.FIXING_ORACLE, FixingOracle.FIXINGPUBLISHED_EVENT, log -> {
            var e = FixingOracle.getFixingPublishedEventFromLog(log);
            return new ChainEvent.FixingPublished(
                    Hash.of(e.index), units(e.day), price(e.value), units(e.band), Hash.of(e.receipts));
        });
        on(Contract.JOURNAL_ANCHOR, JournalAnchor.HEADANCHORED_EVENT, log -> {
            var e = JournalAnchor.getHeadAnchoredEventFromLog(log);
            return new ChainEvent.HeadAnchored(units(e.size), Hash.of(e.root));
        });
    }

    private void on(Contract contract, Event event, Function<Log, ChainEvent> reader) {
        readers.put(new Source(deployment.of(contract).hex(), EventEncoder.encode(event)), reader);
    }

    static Hash hash(BigInteger id) {
        return Hash.of(id);
    }

    static Address address(String hex) {
        return new Address(hex);
    }

    /** The books count in 64 bits; more than that cannot have come from what Hourglass asked. */
    static long units(BigInteger amount) {
        return amount.longValueExact();
    }

    /** The last salt below one, of those that an order of ours can have. */
    static long below(BigInteger salt) {
        return salt.subtract(BigInteger.ONE)
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    private static MarkCycle cycle(BigInteger cycle) {
        return CYCLES.get(cycle.intValueExact());
    }

    static Price price(BigInteger micros) {
        return new Price(micros.longValueExact());
    }
}

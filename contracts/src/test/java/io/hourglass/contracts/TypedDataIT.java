package io.hourglass.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.contracts.bindings.Clearing;
import io.hourglass.contracts.bindings.Delivery;
import io.hourglass.contracts.bindings.FixingOracle;
import io.hourglass.contracts.bindings.Settlement;
import io.hourglass.contracts.bindings.Vault;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Permission;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.StructuredDataEncoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.core.RemoteFunctionCall;
import org.web3j.tx.ReadonlyTransactionManager;
import org.web3j.tx.gas.DefaultGasProvider;

/** What Java signs is, to the byte, what the contracts verify. */
class TypedDataIT {
    private static final Hash ID = Hash.keccak("H100-SXM-80GB.us.2027-03");
    private static final Hash OTHER = Hash.sha256("receipts");

    private final Stage stage = stage();
    private final Address ada = stage.of("ada");

    Stage stage() {
        return Stage.get();
    }

    @Test
    void ordersHashAsBothVenuesHashThem() {
        for (long salt : new long[] {0, 7, Long.MAX_VALUE, -1}) {
            Order hours = order(Venue.SETTLEMENT, salt);
            Order lots = order(Venue.CLEARING, salt);
            BigInteger unsigned = TypedData.salt(hours);
            assertThat(asked(Contract.SETTLEMENT, (a, w, t, g) -> Settlement.load(a, w, t, g)
                            .orderHash(new Settlement.Order(
                                    ada.hex(), ID.unsigned(), true, n(5), n(2_490_000), n(99), unsigned))))
                    .isEqualTo(stage.chain.digest(hours));
            assertThat(asked(Contract.CLEARING, (a, w, t, g) -> Clearing.load(a, w, t, g)
                            .orderHash(new Clearing.Order(
                                    ada.hex(), ID.unsigned(), true, n(5), n(2_490_000), n(99), unsigned))))
                    .isEqualTo(stage.chain.digest(lots))
                    .isNotEqualTo(stage.chain.digest(hours));
        }
    }

    @Test
    void combinationsHashAsClearingHashesThem() {
        List<Order> legs = List.of(order(Venue.CLEARING, 7), order(Venue.CLEARING, 8), order(Venue.CLEARING, 9));
        List<Clearing.Order> words = legs.stream()
                .map(leg -> new Clearing.Order(
                        ada.hex(), ID.unsigned(), true, n(5), n(2_490_000), n(99), TypedData.salt(leg)))
                .toList();
        for (long price : new long[] {0, 1, Long.MAX_VALUE, -1, -12_500, Long.MIN_VALUE}) {
            for (int count : new int[] {0, 2, 3}) {
                assertThat(asked(Contract.CLEARING, (a, w, t, g) -> Clearing.load(a, w, t, g)
                                .combinationHash(words.subList(0, count), n(price))))
                        .isEqualTo(stage.chain.digest(new Combination(legs.subList(0, count), price)));
            }
        }
    }

    @Test
    void attestationsPermissionsVotesAndReadingsHashAsTheirContractsHashThem() {
        assertThat(asked(Contract.VAULT, (a, w, t, g) -> Vault.load(a, w, t, g)
                        .attestationHash(
                                new Vault.Attestation(ID.unsigned(), ada.hex(), OTHER.bytes(), n(1), n(2), n(3)))))
                .isEqualTo(stage.chain.digest(new Attestation(ID, ada, OTHER, 1, 2, 3)));
        assertThat(asked(Contract.VAULT, (a, w, t, g) -> Vault.load(a, w, t, g)
                        .permissionHash(new Vault.Permission(ada.hex(), n(1), n(2)))))
                .isEqualTo(stage.chain.digest(new Permission(ada, 1, 2)));
        assertThat(asked(Contract.FIXING_ORACLE, (a, w, t, g) -> FixingOracle.load(a, w, t, g)
                        .voteHash(new FixingOracle.FixingVote(
                                ID.bytes(), n(20_000), n(2_490_000), n(12_000), OTHER.bytes()))))
                .isEqualTo(stage.chain.digest(new FixingVote(ID, 20_000, new Price(2_490_000), 12_000, OTHER)));
        assertThat(asked(Contract.DELIVERY, (a, w, t, g) -> Delivery.load(a, w, t, g)
                        .readingHash(new Delivery.Reading(ID.bytes(), n(4)))))
                .isEqualTo(stage.chain.digest(new Reading(ID, 4)));
    }

    /** No contract verifies it, so it is held to another implementation of EIP-712. */
    @Test
    void observationsHashAsAnyWalletHashesThem() throws IOException {
        Observation said = new Observation(
                "acme é", "H100-SXM-80GB", "us", "8 GPUs", 8, "SPOT", "EXECUTABLE", new Price(2_490_000), 99, OTHER);
        String typed =
                """
                {"types": {
                  "EIP712Domain": [
                    {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
                    {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}],
                  "Observation": [
                    {"name": "provider", "type": "string"}, {"name": "gpuClass", "type": "string"},
                    {"name": "region", "type": "string"}, {"name": "offer", "type": "string"},
                    {"name": "gpuCount", "type": "uint256"}, {"name": "kind", "type": "string"},
                    {"name": "evidence", "type": "string"}, {"name": "price", "type": "uint256"},
                    {"name": "observedAt", "type": "uint256"}, {"name": "seen", "type": "bytes32"}]},
                 "primaryType": "Observation",
                 "domain": {"name": "Hourglass FixingOracle", "version": "1", "chainId": %d, "verifyingContract": "%s"},
                 "message": {"provider": "acme é", "gpuClass": "H100-SXM-80GB", "region": "us", "offer": "8 GPUs",
                   "gpuCount": 8, "kind": "SPOT", "evidence": "EXECUTABLE", "price": 2490000, "observedAt": 99,
                   "seen": "%s"}}
                """.formatted(stage.deployment().chainId(), stage.deployment().of(Contract.FIXING_ORACLE), OTHER);
        assertThat(stage.chain.digest(said)).isEqualTo(Hash.of(new StructuredDataEncoder(typed).hashStructuredData()));
    }

    @Test
    void anotherChainOrAnotherAddressIsAnotherDigest() {
        Deployment here = stage.deployment();
        Deployment otherChain = new Deployment(1, 0, here.addresses());
        Map<Contract, Address> moved = new java.util.EnumMap<>(here.addresses());
        moved.put(Contract.SETTLEMENT, here.of(Contract.CLEARING));
        Signable order = order(Venue.SETTLEMENT, 1);
        assertThat(new TypedData(otherChain).digest(order)).isNotEqualTo(new TypedData(here).digest(order));
        assertThat(new TypedData(new Deployment(here.chainId(), 0, moved)).digest(order))
                .isNotEqualTo(new TypedData(here).digest(order));
    }

    private Order order(Venue venue, long salt) {
        return new Order(venue, ada, ID, true, 5, new Price(2_490_000), 99, salt);
    }

    private Hash asked(Contract contract, Question question) {
        String address = stage.deployment().of(contract).hex();
        try (Rpc rpc = new Rpc(stage.node.url(), Duration.ofSeconds(5))) {
            Web3j web3j = Web3j.build(rpc.service());
            var reader = new ReadonlyTransactionManager(web3j, address);
            return Hash.of(question.of(address, web3j, reader, new DefaultGasProvider())
                    .send());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private interface Question {
        RemoteFunctionCall<byte[]> of(
                String address, Web3j web3j, ReadonlyTransactionManager reader, DefaultGasProvider gas);
    }

    private static BigInteger n(long number) {
        return BigInteger.valueOf(number);
    }
}

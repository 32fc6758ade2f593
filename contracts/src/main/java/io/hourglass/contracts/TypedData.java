package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signable.Combination;
import io.hourglass.ledger.settlement.Signable.Exchanged;
import io.hourglass.ledger.settlement.Signable.FixingVote;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signable.Permission;
import io.hourglass.ledger.settlement.Signable.Reading;
import io.hourglass.ledger.settlement.Signable.Venue;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * EIP-712 digests: what a key signs when a person signs an order, a combination of orders, a side of an exchange, an
 * attestation, a permission, a vote, an observation or a reading. The domain (the contract's name, the chain, the
 * contract's address) is part of it, so nothing signed for one chain or contract is worth anything on another.
 */
final class TypedData {
    private static final String ORDER =
            "Order(address account,uint256 base,bool buy,uint256 quantity,uint256 price,uint256 expiry,uint256 salt)";
    private static final String COMBINATION = "Combination(Order[] legs,int256 price)" + ORDER;
    private static final String EXCHANGED = "Exchanged(Order order,bytes32 other,address exchange)" + ORDER;
    private static final String ATTESTATION = "Attestation(uint256 series,address owner,bytes32 serialsHash,"
            + "uint256 benchmark,uint256 hoursAttested,uint256 expiry)";
    private static final String PERMISSION = "Permission(address account,uint256 nonce,uint256 expiry)";
    private static final String VOTE =
            "FixingVote(bytes32 index,uint256 day,uint256 value,uint256 band,bytes32 receipts)";
    private static final String OBSERVATION = "Observation(string provider,string gpuClass,string region,string offer,"
            + "uint256 gpuCount,string kind,string evidence,uint256 price,uint256 observedAt,bytes32 seen)";
    private static final String READING = "Reading(bytes32 delivery,uint256 cumulative)";
    private static final String DOMAIN =
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

    private static final byte[] ORDER_TYPE = hash(ORDER);
    private static final byte[] COMBINATION_TYPE = hash(COMBINATION);
    private static final byte[] EXCHANGED_TYPE = hash(EXCHANGED);
    private static final byte[] ATTESTATION_TYPE = hash(ATTESTATION);
    private static final byte[] PERMISSION_TYPE = hash(PERMISSION);
    private static final byte[] VOTE_TYPE = hash(VOTE);
    private static final byte[] OBSERVATION_TYPE = hash(OBSERVATION);
    private static final byte[] READING_TYPE = hash(READING);

    /** Of the domains of contracts that verify signatures of ours. */
    static final Map<Contract, String> NAMES = Map.of(
            Contract.VAULT, "Hourglass Vault",
            Contract.SETTLEMENT, "Hourglass Settlement",
            Contract.CLEARING, "Hourglass Clearing",
            Contract.OPTIONS, "Hourglass Options",
            Contract.DELIVERY, "Hourglass Delivery",
            Contract.FIXING_ORACLE, "Hourglass FixingOracle");

    private final Map<Contract, byte[]> domains = new EnumMap<>(Contract.class);
    private final Address exchange;

    TypedData(Deployment deployment) {
        NAMES.forEach(
                (contract, name) -> domains.put(contract, domain(name, deployment.chainId(), deployment.of(contract))));
        this.exchange = deployment.of(Contract.EXCHANGE_FOR_PHYSICAL);
    }

    /** The digest the verifying contract computes. */
    byte[] digest(Signable signable) {
        return Hash.keccakBytes(preimage(signable));
    }

    /** What the digest is the Keccak-256 of: {@code 0x1901}, domain and struct, 66 bytes. */
    byte[] preimage(Signable signable) {
        return switch (signable) {
            case Order order -> preimage(verifier(order.venue()), order(order));
            case Exchanged exchanged -> preimage(verifier(exchanged.order().venue()), exchanged(exchanged));
            case Combination combination -> preimage(Contract.CLEARING, combination(combination));
            case Attestation attestation -> preimage(Contract.VAULT, attestation(attestation));
            case Permission permission -> preimage(Contract.VAULT, permission(permission));
            case FixingVote vote -> preimage(Contract.FIXING_ORACLE, vote(vote));
            case Observation observation -> preimage(Contract.FIXING_ORACLE, observation(observation));
            case Reading reading -> preimage(Contract.DELIVERY, reading(reading));
        };
    }

    static Contract verifier(Venue venue) {
        return switch (venue) {
            case SETTLEMENT -> Contract.SETTLEMENT;
            case CLEARING -> Contract.CLEARING;
            case OPTIONS -> Contract.OPTIONS;
        };
    }

    private byte[] preimage(Contract verifier, byte[] struct) {
        byte[] domain = domains.get(verifier);
        if (domain == null) {
            throw new IllegalStateException(verifier + " verifies nothing");
        }
        byte[] bytes = new byte[66];
        bytes[0] = 0x19;
        bytes[1] = 0x01;
        System.arraycopy(domain, 0, bytes, 2, 32);
        System.arraycopy(struct, 0, bytes, 34, 32);
        return bytes;
    }

    /** The hash of a domain of version 1. */
    static byte[] domain(String name, long chainId, Address verifier) {
        return new Words()
                .text(DOMAIN)
                .text(name)
                .text("1")
                .number(chainId)
                .address(verifier)
                .keccak();
    }

    private static byte[] order(Order order) {
        return new Words()
                .word(ORDER_TYPE)
                .address(order.account())
                .hash(order.base())
                .number(order.buy() ? 1 : 0)
                .number(order.quantity())
                .number(order.price().micros())
                .number(order.expiry())
                .unsigned(order.salt())
                .keccak();
    }

    /** All 64 bits of the salt, whatever its sign. */
    static BigInteger salt(Order order) {
        return new BigInteger(Long.toUnsignedString(order.salt()));
    }

    /** An array stands as the hash of its elements' hashes, one after the other. */
    private static byte[] combination(Combination combination) {
        Words legs = new Words();
        combination.legs().forEach(leg -> legs.word(order(leg)));
        return new Words()
                .word(COMBINATION_TYPE)
                .word(legs.keccak())
                .signed(combination.price())
                .keccak();
    }

    private byte[] exchanged(Exchanged exchanged) {
        return new Words()
                .word(EXCHANGED_TYPE)
                .word(order(exchanged.order()))
                .hash(exchanged.other())
                .address(exchange)
                .keccak();
    }

    private static byte[] attestation(Attestation attestation) {
        return new Words()
                .word(ATTESTATION_TYPE)
                .hash(attestation.series())
                .address(attestation.owner())
                .hash(attestation.serialsHash())
                .number(attestation.benchmark())
                .number(attestation.hours())
                .number(attestation.expiry())
                .keccak();
    }

    private static byte[] permission(Permission permission) {
        return new Words()
                .word(PERMISSION_TYPE)
                .address(permission.account())
                .number(permission.nonce())
                .number(permission.expiry())
                .keccak();
    }

    private static byte[] vote(FixingVote vote) {
        return new Words()
                .word(VOTE_TYPE)
                .hash(vote.index())
                .number(vote.day())
                .number(vote.value().micros())
                .number(vote.band())
                .hash(vote.receipts())
                .keccak();
    }

    private static byte[] observation(Observation observation) {
        return new Words()
                .word(OBSERVATION_TYPE)
                .text(observation.provider())
                .text(observation.gpuClass())
                .text(observation.region())
                .text(observation.offer())
                .number(observation.gpuCount())
                .text(observation.kind())
                .text(observation.evidence())
                .number(observation.price().micros())
                .number(observation.observedAt())
                .hash(observation.seen())
                .keccak();
    }

    private static byte[] reading(Reading reading) {
        return new Words()
                .word(READING_TYPE)
                .hash(reading.delivery())
                .number(reading.cumulative())
                .keccak();
    }

    private static byte[] hash(String text) {
        return Hash.keccakBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A struct's encoding: words of 32 bytes, one after the other. */
    private static final class Words {
        private static final int WORD = 32;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(12 * WORD);

        /** Dynamic values, and the type itself, stand as their Keccak-256. */
        Words text(String text) {
            return word(TypedData.hash(text));
        }

        Words hash(Hash hash) {
            return word(hash.bytes());
        }

        Words word(byte[] word) {
            bytes.writeBytes(word);
            return this;
        }

        /** Two's complement, as int256. */
        Words signed(long number) {
            return eight(number, number < 0 ? (byte) -1 : 0);
        }

        Words address(Address address) {
            byte[] word = new byte[WORD];
            byte[] own = HexFormat.of().parseHex(address.hex(), 2, address.hex().length());
            System.arraycopy(own, 0, word, WORD - own.length, own.length);
            return word(word);
        }

        Words number(long number) {
            if (number < 0) {
                throw new IllegalArgumentException("the contracts know no negative numbers here: " + number);
            }
            return eight(number, (byte) 0);
        }

        /** All 64 bits, whatever their sign. */
        Words unsigned(long number) {
            return eight(number, (byte) 0);
        }

        private Words eight(long number, byte before) {
            ByteBuffer word = ByteBuffer.allocate(WORD);
            Arrays.fill(word.array(), before);
            return word(word.putLong(WORD - Long.BYTES, number).array());
        }

        byte[] keccak() {
            return Hash.keccakBytes(bytes.toByteArray());
        }
    }
}

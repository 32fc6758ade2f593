package io.hourglass.ledger.settlement;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The chain as ledger-core sees it: ledger-core's one port, implemented by {@code EvmChain}.
 *
 * <p>Everything that talks to the node, or to a signer that keeps the keys, throws {@link
 * Unreachable} when that cannot be reached or does not answer in time; whatever was asked may or may
 * not have happened, so callers ask again with the same bytes.
 */
public interface Chain {

    /** Which chain, and where Hourglass begins on it. */
    Deployment deployment();

    /** How far the chain has come, at the three levels users see. */
    Head head();

    /** The canonical block of this number, if there is one. */
    Optional<Block> block(long number);

    /**
     * The canonical blocks of these numbers and what was said in each: as many as the node has and as
     * follow each other when they are read, perhaps none.
     *
     * @param settled up to this number no reorg is expected
     */
    List<Seen> see(long from, long to, long settled);

    /** Balances at a block, in the order asked. Positions of futures may be negative. */
    List<Long> balances(List<Holding> holdings, Hash block);

    /** The address a key of this service signs for. */
    Address address(String key);

    /** The next nonce of an address, counting only what is mined. */
    long nonce(Address account);

    /** As {@link #nonce(Address)}, counting only what is mined up to the block of this number. */
    long nonce(Address account, long block);

    /** Tries a call without sending it. */
    Simulation simulate(String key, ChainCall call);

    /** As the other, with the gas that the node says now. */
    SignedTransaction sign(String key, long nonce, ChainCall call, Fees fees);

    /**
     * Signs a call into raw bytes; sends nothing.
     *
     * @param gas what it was seen to use; more is allowed it, as it may run on another state
     */
    SignedTransaction sign(String key, long nonce, ChainCall call, long gas, Fees fees);

    /** What a transaction should offer now. */
    Fees fees();

    Broadcast broadcast(SignedTransaction transaction);

    /** The receipt of a mined transaction, if it is on the canonical chain now. */
    Optional<Receipt> receipt(Hash transaction);

    /** Whose signature this is, or empty if it is nobody's. Needs no node. */
    Optional<Address> recover(Signable signed, Signature signature);

    /** What the contracts call this: an order's hash, an attestation's digest. Needs no node. */
    Hash digest(Signable signable);

    /**
     * @param chainId EIP-155
     * @param firstBlock the block from which events are read
     */
    record Deployment(long chainId, long firstBlock, java.util.Map<Contract, Address> addresses) {
        public Address of(Contract contract) {
            Address address = addresses.get(contract);
            if (address == null) {
                throw new IllegalStateException(contract + " is not deployed");
            }
            return address;
        }

        /** The id under which the Vault holds dollars: the token's address as a number. */
        public Hash cash() {
            return Hash.of(new java.math.BigInteger(of(Contract.DOLLAR).hex().substring(2), 16));
        }
    }

    record Head(long latest, long safe, long finalized) {}

    /** @param timestamp seconds since the epoch */
    record Block(long number, Hash hash, Hash parent, long timestamp) {}

    /** A block and everything the deployment's contracts said in it, in log order. */
    record Seen(Block block, List<Logged> events) {
        public Seen {
            events = List.copyOf(events);
        }
    }

    record Logged(Block block, Hash transaction, int logIndex, ChainEvent event) {}

    /** @param asset a Vault id, the fund's token (as a number, like cash), a futures contract or an option */
    record Holding(Kind kind, Hash asset, Address holder) {
        /** Who is asked. */
        public enum Kind {
            VAULT,
            FUND_UNITS,
            POSITION,
            /** Margin a member has at Clearing; {@code asset} is the Vault's cash id. */
            MARGIN,
            /** A member's share of the default fund; {@code asset} as for margin. */
            SHARE,
            /** Lots of an option; may be negative. */
            OPTION,
            /** What is held at Options of who is short there; {@code asset} as for margin. */
            COLLATERAL
        }
    }

    /** @param maxFee and {@code tip} in wei per gas */
    record Fees(long maxFee, long tip) {
        /** What nodes ask of a replacement is a tenth more; some ask an eighth. */
        private static final int RAISED_PERCENT = 115;

        /** What the next attempt of the same nonce offers, rounded up. */
        public Fees raised() {
            return new Fees(raised(maxFee), raised(tip));
        }

        private static long raised(long fee) {
            return Math.ceilDiv(Math.multiplyExact(fee, RAISED_PERCENT), 100);
        }
    }

    /** @param raw the bytes to broadcast, in hex with {@code 0x} */
    record SignedTransaction(Hash hash, String raw) {}

    record Receipt(Hash transaction, Block block, boolean succeeded, long gasUsed) {}

    /** What would happen. */
    sealed interface Simulation {
        record Succeeds(long gas) implements Simulation {}

        /** @param error the custom error as written in Solidity with its arguments */
        record Reverts(String error) implements Simulation {}
    }

    /** What the node said to raw bytes. */
    sealed interface Broadcast {
        /** Taken, or known already: the same thing. */
        record Accepted() implements Broadcast {}

        /** Some transaction of this nonce is mined: look for any attempt's receipt. */
        record NonceTooLow() implements Broadcast {}

        /** Offers less than the node takes now, or too little more than what it would replace. */
        record Underpriced(String why) implements Broadcast {}

        record Rejected(String why) implements Broadcast {}
    }

    /** The node, or the signer, cannot be reached or did not answer. */
    class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** It is the signer that cannot be reached: the node may well answer. */
    final class SignerUnreachable extends Unreachable {
        private static final long serialVersionUID = 1;

        public SignerUnreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}

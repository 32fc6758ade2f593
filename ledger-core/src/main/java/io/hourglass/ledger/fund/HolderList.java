package io.hourglass.ledger.fund;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.util.List;

/**
 * Whose an income is, as the chain has it in one hash: anyone can make it again from this, and each share.
 *
 * @param units of all holders
 * @param hash of the list: keccak-256 of the first account, its units and the hash of the list after it, 32 bytes
 *     each; the list of nobody is zero
 * @param least remainder of holders' cash times units by all units that is rounded up, of accounts up to
 *     {@code last}; those above it all are
 * @param holders by account, ascending
 */
public record HolderList(Hash income, Amount units, Hash hash, long least, Address last, List<Holder> holders) {
    /** What is rounded up where nothing is: no remainder is so large. */
    static final long NONE = Long.MAX_VALUE;

    private static final int WORD = 32;

    /**
     * @param units held when holders were counted
     * @param cash its share, by largest remainder
     */
    public record Holder(Address account, Amount units, Amount cash) {}

    /** The hash of a list of accounts and what they hold. */
    static Hash hash(List<Holder> holders) {
        Hash rest = Hash.ZERO;
        for (Holder holder : holders.reversed()) {
            byte[] words = new byte[3 * WORD];
            byte[] account = Hash.of(new BigInteger(holder.account().hex().substring(2), 16))
                    .bytes();
            byte[] units = Hash.of(BigInteger.valueOf(holder.units().units())).bytes();
            System.arraycopy(account, 0, words, 0, WORD);
            System.arraycopy(units, 0, words, WORD, WORD);
            System.arraycopy(rest.bytes(), 0, words, 2 * WORD, WORD);
            rest = Hash.keccak(words);
        }
        return rest;
    }
}

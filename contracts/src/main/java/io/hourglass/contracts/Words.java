package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/**
 * What a contract said or answered, as words of 32 bytes: where there is so much of it that reflection
 * over its types would be most of what reading it costs.
 *
 * @param words 64 hexadecimal digits each
 */
record Words(List<String> words) {
    private static final int DIGITS = 64;
    private static final int ADDRESS_FROM = DIGITS - 40;

    /** What comes before a number of 60 bits. */
    private static final String SMALL = "0".repeat(DIGITS - 15);

    /** A log's topics after the first, then its data. */
    static Words of(Log log) {
        List<String> words = new ArrayList<>();
        for (String topic : log.getTopics().subList(1, log.getTopics().size())) {
            words.add(topic.substring(2));
        }
        split(log.getData(), words);
        return new Words(words);
    }

    /**
     * A call's answer.
     *
     * @throws IllegalArgumentException if it is not made of whole words
     */
    static Words of(String answer) {
        List<String> words = new ArrayList<>();
        split(answer, words);
        return new Words(words);
    }

    private static void split(String data, List<String> words) {
        if (!data.startsWith("0x") || (data.length() - 2) % DIGITS != 0) {
            throw new IllegalArgumentException("not words of 32 bytes: " + data);
        }
        for (int at = 2; at < data.length(); at += DIGITS) {
            words.add(data.substring(at, at + DIGITS));
        }
    }

    Hash hash(int word) {
        return new Hash("0x" + words.get(word));
    }

    Address address(int word) {
        return new Address("0x" + words.get(word).substring(ADDRESS_FROM));
    }

    /** Throws what {@link BigInteger#longValueExact} throws. */
    long number(int word) {
        String digits = words.get(word);
        return digits.startsWith(SMALL)
                ? HexFormat.fromHexDigitsToLong(digits, SMALL.length(), DIGITS)
                : new BigInteger(digits, 16).longValueExact();
    }

    /** The same of a number of either sign. */
    long signed(int word) {
        return words.get(word).charAt(0) < '8'
                ? number(word)
                : new BigInteger(words.get(word), 16)
                        .subtract(BigInteger.ONE.shiftLeft(256))
                        .longValueExact();
    }

    boolean flag(int word) {
        return number(word) != 0;
    }
}

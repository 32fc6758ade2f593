package io.hourglass.contracts;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.web3j.protocol.core.methods.response.Log;

/**
 * A log's topics after the first, then its data, as words of 32 bytes: for events heard so often that
 * reflection over their types would be most of what hearing them costs.
 *
 * @param words 64 hexadecimal digits each
 */
record Words(List<String> words) {
    private static final int DIGITS = 64;
    private static final int ADDRESS_FROM = DIGITS - 40;

    static Words of(Log log) {
        List<String> words = new ArrayList<>();
        for (String topic : log.getTopics().subList(1, log.getTopics().size())) {
            words.add(topic.substring(2));
        }
        String data = log.getData();
        for (int at = 2; at < data.length(); at += DIGITS) {
            words.add(data.substring(at, at + DIGITS));
        }
        return new Words(words);
    }

    Hash hash(int word) {
        return new Hash("0x" + words.get(word));
    }

    Address address(int word) {
        return new Address("0x" + words.get(word).substring(ADDRESS_FROM));
    }

    /** Throws what {@link BigInteger#longValueExact} throws. */
    long number(int word) {
        return new BigInteger(words.get(word), 16).longValueExact();
    }

    boolean flag(int word) {
        return number(word) != 0;
    }
}

package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Hash;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The serial numbers or UUIDs of the GPUs behind a listing, one each, as the hardware reports them.
 *
 * @param values 1 to 4,096 distinct serials of 4 to 64 letters, digits and dashes; kept in
 *     upper case, so that no GPU is listed twice under two spellings
 */
public record Serials(List<String> values) {
    private static final int MOST = 4096;
    private static final Pattern SERIAL = Pattern.compile("[A-Z0-9-]{4,64}");

    public Serials {
        values = values.stream().map(serial -> serial.toUpperCase(Locale.ROOT)).toList();
        if (values.isEmpty() || values.size() > MOST) {
            throw new IllegalArgumentException("a listing names 1 to 4096 serials: " + values.size());
        }
        Set<String> seen = new HashSet<>();
        for (String serial : values) {
            if (!SERIAL.matcher(serial).matches()) {
                throw new IllegalArgumentException("a serial is 4 to 64 letters, digits or dashes: " + serial);
            }
            if (!seen.add(serial)) {
                throw new IllegalArgumentException("serial named twice: " + serial);
            }
        }
    }

    public static Serials of(String... values) {
        return new Serials(List.of(values));
    }

    /** The keccak-256 of each: the chain sees no serial itself. */
    public List<Hash> hashes() {
        return values.stream().map(Hash::keccak).toList();
    }

    /** What an attestation binds: the keccak-256 of the packed hashes, in the order named. */
    public Hash hash() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(32 * values.size());
        hashes().forEach(hash -> packed.writeBytes(hash.bytes()));
        return Hash.keccak(packed.toByteArray());
    }
}

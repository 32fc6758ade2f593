package io.hourglass.ledger.book;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map that forgets what nobody asked for lately. It has two generations: what is put or asked for is
 * in the young one; when that is full it becomes the old one, and what was old still is forgotten. So
 * whatever was used since the young one was last empty is there, and twice its size is the most there is.
 */
final class Recent<K, V> {
    private final int full;
    private final ToIntFunction<V> weight;
    private Map<K, V> young = new HashMap<>();
    private Map<K, V> old = new HashMap<>();
    private long load;

    /** @param full how much a generation holds, by the sum of what each value weighs */
    Recent(int full, ToIntFunction<V> weight) {
        this.full = full;
        this.weight = weight;
    }

    @Nullable
    V get(K key) {
        V value = young.get(key);
        if (value == null) {
            value = old.remove(key);
            if (value != null) {
                put(key, value);
            }
        }
        return value;
    }

    void put(K key, V value) {
        V before = young.put(key, value);
        load += weight.applyAsInt(value) - (before == null ? 0 : weight.applyAsInt(before));
        if (load >= full) {
            old = young;
            young = new HashMap<>();
            load = 0;
        }
    }

    void remove(K key) {
        V before = young.remove(key);
        load -= before == null ? 0 : weight.applyAsInt(before);
        old.remove(key);
    }

    int size() {
        return young.size() + old.size();
    }
}

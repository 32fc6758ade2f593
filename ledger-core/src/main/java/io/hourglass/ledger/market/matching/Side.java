package io.hourglass.ledger.market.matching;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One side of a book: its price levels in an array by price, the best one last.
 *
 * <p>Most of what happens, happens at the best prices: there a level is found at once, and comes and
 * goes without others being moved. A price is looked for by halving, and far from the best the levels
 * between are moved by one copy of memory.
 */
final class Side {
    /** Keys grow towards the best price. */
    private final int sign;

    private long[] keys = new long[32];
    private @Nullable Level[] levels = new @Nullable Level[32];
    private int size;

    Side(boolean buy) {
        this.sign = buy ? 1 : -1;
    }

    @Nullable
    Level best() {
        return size == 0 ? null : levels[size - 1];
    }

    int size() {
        return size;
    }

    /** Best first. */
    Level get(int place) {
        Level level = levels[size - 1 - place];
        if (level == null) {
            throw new IllegalStateException("no level " + place);
        }
        return level;
    }

    void append(BookOrder order) {
        at(order.price()).append(order);
    }

    /** Takes an order out, and its level with it where it was the last. */
    void remove(BookOrder order) {
        Level level = order.level;
        if (level == null) {
            throw new IllegalStateException("not in the book: " + order);
        }
        level.remove(order);
        if (level.count == 0) {
            drop(find(sign * level.price));
        }
    }

    void forEach(Consumer<BookOrder> reader) {
        for (int place = 0; place < size; place++) {
            for (BookOrder order = get(place).first; order != null; order = order.behind) {
                reader.accept(order);
            }
        }
    }

    private Level at(long price) {
        long key = sign * price;
        int found = find(key);
        Level level = found < 0 ? null : levels[found];
        return level == null ? insert(-found - 1, key, price) : level;
    }

    private int find(long key) {
        if (size == 0 || keys[size - 1] < key) {
            return -size - 1;
        }
        return keys[size - 1] == key ? size - 1 : Arrays.binarySearch(keys, 0, size - 1, key);
    }

    private Level insert(int index, long key, long price) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, 2 * size);
            levels = Arrays.copyOf(levels, 2 * size);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(levels, index, levels, index + 1, size - index);
        Level level = new Level(price);
        keys[index] = key;
        levels[index] = level;
        size++;
        return level;
    }

    private void drop(int index) {
        size--;
        System.arraycopy(keys, index + 1, keys, index, size - index);
        System.arraycopy(levels, index + 1, levels, index, size - index);
        levels[size] = null;
    }
}

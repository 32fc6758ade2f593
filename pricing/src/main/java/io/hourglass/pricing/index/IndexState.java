package io.hourglass.pricing.index;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an index remembers between fixings. A value: the same observations in the same steps lead to
 * an equal state.
 *
 * @param providers by name
 * @param finals the last computed (not carried) fixings, oldest first, at most 3
 */
public record IndexState(SortedMap<String, ProviderHistory> providers, List<PastFixing> finals) {

    /** An index before its first fixing. */
    public static final IndexState EMPTY = new IndexState(new TreeMap<>(), List.of());

    public IndexState {
        providers = Collections.unmodifiableSortedMap(new TreeMap<>(providers));
        finals = List.copyOf(finals);
    }
}

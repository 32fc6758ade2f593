package io.hourglass.ledger.capacity;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/**
 * Hours bought for a reservation, and on their way: all of them come, or none.
 *
 * @param id of the trades, which settle together
 * @param until when they may come
 * @param units µGPU-hours by series
 * @param sales those of them that owners sell of what they had minted
 */
public record Purchase(UUID id, Instant until, SortedMap<Series, Long> units, List<Sale> sales) {}

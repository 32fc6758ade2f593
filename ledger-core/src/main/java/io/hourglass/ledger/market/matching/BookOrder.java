package io.hourglass.ledger.market.matching;

import io.hourglass.ledger.money.Hash;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An order as the engine sees it, and its place in the queue of its price.
 *
 * <p>It is its own list node: an order that comes, rests and is filled makes no other object.
 */
public final class BookOrder {
    private final long id;
    private final long owner;
    private final boolean buy;
    private final long price;
    private final OrderType type;
    private final SelfMatch selfMatch;

    long rest;

    @Nullable
    Level level;

    @Nullable
    BookOrder ahead;

    @Nullable
    BookOrder behind;

    /**
     * @param id unique in the book; the higher, the later it came
     * @param owner the beneficial owner, whose orders must not meet
     * @param price the limit, in ticks; may be negative where the instrument's may (spreads)
     * @param quantity what is to be filled: µGPU-hours or lots
     */
    public BookOrder(long id, long owner, boolean buy, long price, long quantity, OrderType type, SelfMatch selfMatch) {
        if (quantity <= 0) {
            throw new IllegalArgumentException("nothing left to fill: " + quantity);
        }
        this.id = id;
        this.owner = owner;
        this.buy = buy;
        this.price = price;
        this.type = type;
        this.selfMatch = selfMatch;
        this.rest = quantity;
    }

    /** A limit order as most are: good till cancelled, cancelled where it would meet one of its owner's. */
    public static BookOrder limit(long id, long owner, boolean buy, long price, long quantity) {
        return new BookOrder(id, owner, buy, price, quantity, OrderType.LIMIT, SelfMatch.CANCEL_INCOMING);
    }

    /** A beneficial owner's name as the engine knows it: the same wherever and whenever it is asked. */
    public static long number(String owner) {
        return ByteBuffer.wrap(Hash.sha256(owner).bytes()).getLong();
    }

    public long id() {
        return id;
    }

    public long owner() {
        return owner;
    }

    public boolean buy() {
        return buy;
    }

    public long price() {
        return price;
    }

    public OrderType type() {
        return type;
    }

    public SelfMatch selfMatch() {
        return selfMatch;
    }

    /** What is not filled. */
    public long rest() {
        return rest;
    }

    /** Whether it may trade with an order of the other side at this price. */
    boolean takes(long other) {
        return buy ? other <= price : other >= price;
    }

    @Override
    public String toString() {
        return id + (buy ? " buys " : " sells ") + rest + " at " + price;
    }
}

package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Rooms;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What whoever acts here can do: ask, read, sign, let time pass, and wait for what comes of it. Nothing
 * here does what a user could not do through the service.
 */
public class Acting {
    private static final Duration BREATH = Duration.ofMillis(15);
    private static final List<String> FAMOUS = List.of("H100-SXM-80GB", "B200-SXM-180GB", "H200-SXM-141GB");

    private final Hourglass hourglass;
    private final Duration patience;

    /** @param patience how long what was asked for may take, on the system's clock */
    public Acting(Hourglass hourglass, Duration patience) {
        this.hourglass = hourglass;
        this.patience = patience;
    }

    public Hourglass hourglass() {
        return hourglass;
    }

    public Rooms rooms() {
        return hourglass.rooms();
    }

    /** Reads in a transaction of its own. */
    public <T> T read(Function<Tx, T> query) {
        return hourglass.database().inTx(query);
    }

    /** Asks for something that may be refused. */
    public <T> Outcome<T> decide(Function<Tx, Outcome<T>> request) {
        return hourglass.database().decide(request);
    }

    /** Asks for something that must be done; a refusal ends the story. */
    public <T> T ask(String what, Function<Tx, Outcome<T>> request) {
        return done(what, decide(request));
    }

    /** The value of an outcome that must be done. */
    public <T> T done(String what, Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason, String detail) ->
                throw new StoryFailure(what + " was refused: " + reason.slug() + ", " + detail);
        };
    }

    /** Asks for something that must be refused; returns the refusal's detail. */
    public <T> String askInVain(String what, Function<Tx, Outcome<T>> request) {
        return switch (decide(request)) {
            case Outcome.Done<T> done -> throw new StoryFailure(what + " was not refused");
            case Outcome.Refused<T>(var reason, String detail) -> reason.slug() + ": " + detail;
        };
    }

    public Address address(String name) {
        return hourglass.wallet().address(name);
    }

    /** What the books have posted to an account; nothing, if there is no such account. */
    public Amount balance(String path) {
        return read(tx -> rooms().book().balance(tx, path)).map(Balance::posted).orElse(new Amount(Asset.USD, 0));
    }

    public Party party(String name) {
        return read(tx -> rooms().book().party(tx, name)).orElseThrow(() -> new StoryFailure("no party " + name));
    }

    public Signature sign(String key, Signable signable) {
        return hourglass.wallet().sign(key, signable);
    }

    public SignedOrder sign(String key, Order order) {
        return new SignedOrder(order, sign(key, (Signable) order));
    }

    /** Lets the work loops turn until it holds. */
    public void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new StoryFailure("waited " + patience.toSeconds() + " s in vain: " + what);
            }
            if (pump() == 0) {
                breathe();
            }
        }
    }

    /** One turn of whoever does the service's work; answers how much was done. */
    protected int pump() {
        return hourglass.pump();
    }

    /** Waits until nothing is under way: the outbox is empty and every final event is booked. */
    public void awaitQuiet() {
        hourglass.awaitQuiet(patience);
    }

    /** The business day it is. */
    public LocalDate today() {
        return LocalDate.ofInstant(rooms().clock().instant(), ZoneOffset.UTC);
    }

    /** Moves business time, and the development chain's with it, then lets what is due happen. */
    public void advanceTo(Instant instant) {
        if (rooms().clock().instant().isBefore(instant)) {
            hourglass.advanceTo(instant);
        }
        awaitQuiet();
    }

    /** GPU classes in order of fame: those everybody knows first, the others by name. */
    public static Comparator<GpuClass> byFame() {
        return Comparator.comparingInt(Acting::rank).thenComparing(GpuClass::name);
    }

    private static int rank(GpuClass gpu) {
        int rank = FAMOUS.indexOf(gpu.name());
        return rank < 0 ? FAMOUS.size() : rank;
    }

    private static void breathe() {
        try {
            Thread.sleep(BREATH);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoryFailure("interrupted");
        }
    }
}

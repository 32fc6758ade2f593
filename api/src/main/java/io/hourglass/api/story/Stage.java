package io.hourglass.api.story;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Rooms;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PriceKind;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.settlement.ChainCall.SignedOrder;
import io.hourglass.ledger.settlement.Signable;
import io.hourglass.ledger.settlement.Signable.Order;
import io.hourglass.ledger.settlement.Signature;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * What a step works with: all of Hourglass, the script, the figures, and patience. Nothing here does
 * what a user could not do through the service.
 */
final class Stage {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> FAMOUS = List.of("H100-SXM-80GB", "B200-SXM-180GB", "H200-SXM-141GB");
    private static final Duration BREATH = Duration.ofMillis(15);

    private final Hourglass hourglass;
    private final Prices prices;
    private final Script script;
    private final Path bundles;
    private final Figures figures;

    Stage(Hourglass hourglass, Prices prices, Path bundles, Figures figures) {
        this.hourglass = hourglass;
        this.prices = prices;
        this.script = new Script(prices.lastDay());
        this.bundles = bundles;
        this.figures = figures;
    }

    Hourglass hourglass() {
        return hourglass;
    }

    Rooms rooms() {
        return hourglass.rooms();
    }

    Prices prices() {
        return prices;
    }

    Script script() {
        return script;
    }

    Figures figures() {
        return figures;
    }

    /** Where the story's bundles go, a folder each. */
    Path bundles() {
        return bundles;
    }

    /** Reads in a transaction of its own. */
    <T> T read(Function<Tx, T> query) {
        return hourglass.database().inTx(query);
    }

    /** Asks for something that must be done; a refusal ends the story. */
    <T> T ask(String what, Function<Tx, Outcome<T>> request) {
        return done(what, hourglass.database().decide(request));
    }

    /** The value of an outcome that must be done. */
    <T> T done(String what, Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(var reason, String detail) ->
                throw new StoryFailure(what + " was refused: " + reason.slug() + ", " + detail);
        };
    }

    /** Asks for something that must be refused; returns the refusal's detail. */
    <T> String askInVain(String what, Function<Tx, Outcome<T>> request) {
        return switch (hourglass.database().decide(request)) {
            case Outcome.Done<T> done -> throw new StoryFailure(what + " was not refused");
            case Outcome.Refused<T>(var reason, String detail) -> reason.slug() + ": " + detail;
        };
    }

    Address address(String name) {
        return hourglass.wallet().address(name);
    }

    /** What the books have posted to an account; nothing, if there is no such account. */
    Amount balance(String path) {
        return read(tx -> rooms().book().balance(tx, path)).map(Balance::posted).orElse(new Amount(Asset.USD, 0));
    }

    Party party(String name) {
        return read(tx -> rooms().book().party(tx, name)).orElseThrow(() -> new StoryFailure("no party " + name));
    }

    Signature sign(String key, Signable signable) {
        return hourglass.wallet().sign(key, signable);
    }

    SignedOrder sign(String key, Order order) {
        return new SignedOrder(order, sign(key, (Signable) order));
    }

    /** Lets the work loops turn until it holds. */
    void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new StoryFailure("waited " + PATIENCE.toSeconds() + " s in vain: " + what);
            }
            if (hourglass.pump() == 0) {
                breathe();
            }
        }
    }

    /** Waits until nothing is under way: the outbox is empty and every final event is booked. */
    void awaitQuiet() {
        hourglass.awaitQuiet(PATIENCE);
    }

    /** The business day it is. */
    LocalDate today() {
        return LocalDate.ofInstant(rooms().clock().instant(), ZoneOffset.UTC);
    }

    /** Moves business time, and the development chain's with it, then lets what is due happen. */
    void advanceTo(Instant instant) {
        if (rooms().clock().instant().isBefore(instant)) {
            hourglass.advanceTo(instant);
        }
        awaitQuiet();
    }

    /** The two GPU classes the story trades: of those with a fixing on its first day, the best known. */
    List<GpuClass> classes() {
        List<GpuClass> fixed = read(tx -> rooms().fixings().indices(tx).stream()
                .filter(index -> index.kind() == PriceKind.ON_DEMAND)
                .filter(index -> value(tx, index).isPresent())
                .map(IndexName::gpu)
                .sorted(Comparator.comparingInt(Stage::rank).thenComparing(GpuClass::name))
                .toList());
        if (fixed.size() < 2) {
            throw new StoryFailure("the story needs two GPU classes with a fixing of " + script.firstDay()
                    + ", there are " + fixed.size() + ": prices of at least 5 providers make a fixing");
        }
        return fixed.subList(0, 2);
    }

    /** What a GPU-hour of the class cost on the story's first day. */
    Price spot(GpuClass gpu) {
        return read(tx -> value(tx, IndexName.headline(gpu)))
                .orElseThrow(() -> new StoryFailure("no fixing of " + gpu + " on " + script.firstDay()));
    }

    private Optional<Price> value(Tx tx, IndexName index) {
        LocalDate day = script.firstDay();
        return rooms().fixings().history(tx, index, day, day).stream()
                .flatMap(fixing -> fixing.value().stream())
                .findFirst();
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

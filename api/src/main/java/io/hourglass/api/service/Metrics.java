package io.hourglass.api.service;

import io.hourglass.api.Hourglass;
import io.hourglass.api.Rooms;
import io.hourglass.api.work.WorkLoop;
import io.hourglass.ledger.book.Lane;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.OrderLanes;
import io.hourglass.ledger.mirror.MirrorStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;

/** Heads, lags and counts, asked when they are scraped; not a number while they cannot be known. */
@Singleton
final class Metrics implements MeterBinder {
    private static final String PREFIX = "hourglass.";

    private final Running running;

    Metrics(Running running) {
        this.running = running;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        // A service that was stopped in this process leaves its own behind, which know nothing any more.
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith(PREFIX))
                .forEach(registry::remove);
        gauge(
                registry,
                "hourglass.journal.entries",
                "Entries in the journal",
                (tx, rooms) -> Optional.of(rooms.book().size(tx)));
        gauge(
                registry,
                "hourglass.outbox.open",
                "Planned calls neither final nor voided",
                (tx, rooms) -> Optional.of(rooms.settlement().open(tx)));
        mirror(registry, "hourglass.mirror.seen", "Last block stored", MirrorStatus::seen);
        mirror(registry, "hourglass.mirror.booked", "Last block in the books", MirrorStatus::booked);
        mirror(registry, "hourglass.mirror.lag", "Blocks the mirror is behind", MirrorStatus::lag);
        mirror(registry, "hourglass.mirror.final.lag", "Final blocks not in the books", MirrorStatus::finalLag);
        gauge(
                registry,
                "hourglass.reconcile.breaks",
                "Open breaks of the last reconciliation",
                (tx, rooms) -> rooms.reconcile().latest(tx).map(report ->
                        (long) report.open().size()));
    }

    /** The lane's queue, and one counter and one gauge a work loop, once there are any. */
    void bindLoops(@Observes Hourglass up, MeterRegistry registry) {
        Gauge.builder("hourglass.lane.waiting", up.rooms().lane(), Lane::waiting)
                .description("Entries that wait for their set")
                .register(registry);
        Gauge.builder("hourglass.orders.waiting", up.rooms().orders(), OrderLanes::waiting)
                .description("Orders that wait for their set")
                .register(registry);
        for (WorkLoop loop : up.loops()) {
            FunctionCounter.builder(
                            "hourglass.loop.done", loop, it -> it.status().done())
                    .tag("loop", loop.name())
                    .description("Units of work done since the start")
                    .register(registry);
            Gauge.builder(
                            "hourglass.loop.failing",
                            loop,
                            it -> it.status().failingSince().isPresent() ? 1 : 0)
                    .tag("loop", loop.name())
                    .description("1 while every turn fails")
                    .register(registry);
        }
    }

    private void mirror(MeterRegistry registry, String name, String description, ToLongFunction<MirrorStatus> figure) {
        gauge(registry, name, description, (tx, rooms) -> rooms.mirror()
                .status(tx)
                .map(figure::applyAsLong));
    }

    private void gauge(
            MeterRegistry registry, String name, String description, BiFunction<Tx, Rooms, Optional<Long>> figure) {
        Gauge.builder(name, () -> now(figure)).description(description).register(registry);
    }

    private Number now(BiFunction<Tx, Rooms, Optional<Long>> figure) {
        Optional<Long> known = running.ifUp().flatMap(up -> {
            try {
                return up.database().inTx(tx -> figure.apply(tx, up.rooms()));
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        });
        return known.<Number>map(value -> value).orElse(Double.NaN);
    }
}

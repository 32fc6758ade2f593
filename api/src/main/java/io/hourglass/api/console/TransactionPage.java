package io.hourglass.api.console;

import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.mirror.Level;
import io.hourglass.ledger.mirror.Sightings;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.IntentView;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One chain transaction: where it is, what happened in it, what the books made of it.
 *
 * @param level how sure it is; empty while it is in no block
 * @param intent what we wanted of it, if it is ours
 */
@CheckedTemplate(basePath = "console", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record TransactionPage(
        Frame frame,
        Hash hash,
        Optional<Level> level,
        Optional<Seen> seen,
        Optional<IntentView> intent,
        List<Inspection.Heading> entries)
        implements TemplateInstance {

    /** The block it is in, and its events. */
    record Seen(Block block, Instant mined, List<Event> events) {
        static Seen of(Sightings.Sighting sighting, Names names) {
            return new Seen(
                    sighting.block(),
                    Instant.ofEpochSecond(sighting.block().timestamp()),
                    sighting.events().stream()
                            .map(logged -> Event.of(logged, names))
                            .toList());
        }
    }

    /** An event with its fields as the contracts emitted them. */
    record Event(int index, String name, List<Field> fields) {
        static Event of(Logged logged, Names names) {
            Record event = (Record) logged.event();
            List<Field> fields = new ArrayList<>();
            Arrays.stream(event.getClass().getRecordComponents())
                    .map(component -> Field.of(event, component, names))
                    .forEach(fields::add);
            return new Event(logged.logIndex(), event.getClass().getSimpleName(), fields);
        }
    }

    /**
     * One field of an event.
     *
     * @param known what people call the value, or the value
     */
    record Field(String name, String value, String known) {
        static Field of(Record event, RecordComponent component, Names names) {
            try {
                String value = String.valueOf(component.getAccessor().invoke(event));
                return new Field(component.getName(), value, names.name(value));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}

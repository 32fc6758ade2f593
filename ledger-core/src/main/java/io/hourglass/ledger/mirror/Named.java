package io.hourglass.ledger.mirror;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.settlement.ChainEvent;
import io.hourglass.ledger.settlement.ChainEvent.Moved;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/** Whom and what an event names: its addresses, and the asset that it moves. */
final class Named {
    private static final ClassValue<List<Method>> ADDRESSES = new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
            List<Method> readers = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                if (component.getType() == Address.class) {
                    readers.add(component.getAccessor());
                }
            }
            return readers;
        }
    };

    private Named() {}

    /** In hex. */
    static List<String> by(ChainEvent event) {
        List<String> named = new ArrayList<>();
        for (Method reader : ADDRESSES.get(event.getClass())) {
            try {
                named.add(((Address) reader.invoke(event)).hex());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("cannot be read: " + event, e);
            }
        }
        if (event instanceof Moved moved) {
            named.add(moved.asset().hex());
        }
        return named;
    }
}

package io.hourglass.ledger.index;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.hourglass.ledger.money.Hash;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.function.Function;

/** Hashes, days, months and instants in JSON, as they are written everywhere else. */
final class WrittenForms extends SimpleModule {
    private static final long serialVersionUID = 1;

    WrittenForms() {
        written(Hash.class, Hash::new);
        written(LocalDate.class, LocalDate::parse);
        written(YearMonth.class, YearMonth::parse);
        written(Instant.class, Instant::parse);
    }

    private <T> void written(Class<T> type, Function<String, T> parse) {
        addSerializer(type, ToStringSerializer.instance);
        addDeserializer(type, new FromStringDeserializer<T>(type) {
            private static final long serialVersionUID = 1;

            @Override
            protected T _deserialize(String value, DeserializationContext context) {
                try {
                    return parse.apply(value);
                } catch (DateTimeParseException e) {
                    throw new IllegalArgumentException(e.getMessage(), e);
                }
            }
        });
    }
}

package io.hourglass.ledger.settlement;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.util.function.Function;

/**
 * Calls, events and signables as JSON, the way they are stored: the record's name under {@code type},
 * then its components; hashes, addresses and signatures in their written form, prices in micros.
 */
public final class ChainJson {
    private final ObjectMapper mapper;

    public ChainJson() {
        SimpleModule values = new SimpleModule("hourglass-chain");
        text(values, Hash.class, Hash::hex, Hash::new);
        text(values, Address.class, Address::hex, Address::new);
        text(values, Signature.class, Signature::hex, Signature::new);
        values.addSerializer(Price.class, new PriceWriter());
        values.addDeserializer(Price.class, new PriceReader());
        mapper = JsonMapper.builder()
                .addModule(values)
                .addMixIn(ChainCall.class, Typed.class)
                .addMixIn(ChainEvent.class, Typed.class)
                .addMixIn(Signable.class, Typed.class)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .build();
        mapper.registerSubtypes(ChainCall.class.getPermittedSubclasses());
        mapper.registerSubtypes(ChainEvent.class.getPermittedSubclasses());
        mapper.registerSubtypes(Signable.Order.class, Signable.Combination.class, Signable.Attestation.class);
        mapper.registerSubtypes(Signable.FixingVote.class, Signable.Reading.class, Signable.Permission.class);
        mapper.registerSubtypes(Signable.Observation.class, Signable.Exchanged.class);
    }

    /** A {@link ChainCall}, {@link ChainEvent} or {@link Signable} as JSON. */
    public String write(Record value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written: " + value, e);
        }
    }

    public ChainCall readCall(String json) {
        return read(ChainCall.class, json);
    }

    public ChainEvent readEvent(String json) {
        return read(ChainEvent.class, json);
    }

    public Signable readSignable(String json) {
        return read(Signable.class, json);
    }

    private <T> T read(Class<T> type, String json) {
        try {
            return mapper.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a " + type.getSimpleName() + ": " + json, e);
        }
    }

    private static <T> void text(
            SimpleModule module, Class<T> type, Function<T, String> write, Function<String, T> read) {
        module.addSerializer(type, new TextWriter<>(type, write));
        module.addDeserializer(type, new TextReader<>(type, read));
    }

    /** The record's simple name says which one it is. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
    private interface Typed {}

    private static final class TextWriter<T> extends StdScalarSerializer<T> {
        private final transient Function<T, String> write;

        TextWriter(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(write.apply(value));
        }
    }

    private static final class TextReader<T> extends StdScalarDeserializer<T> {
        private final transient Function<String, T> read;

        TextReader(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read.apply(in.getText());
        }
    }

    private static final class PriceWriter extends StdScalarSerializer<Price> {
        PriceWriter() {
            super(Price.class);
        }

        @Override
        public void serialize(Price value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.micros());
        }
    }

    private static final class PriceReader extends StdScalarDeserializer<Price> {
        PriceReader() {
            super(Price.class);
        }

        @Override
        public Price deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return new Price(in.getLongValue());
        }
    }
}

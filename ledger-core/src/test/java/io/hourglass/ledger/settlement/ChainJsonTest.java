package io.hourglass.ledger.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record the chain port speaks survives storage, whatever its components are. */
class ChainJsonTest {
    private final ChainJson json = new ChainJson();

    static Stream<Class<?>> calls() {
        return Arrays.stream(ChainCall.class.getPermittedSubclasses());
    }

    static Stream<Class<?>> callsThatSayMore() {
        return calls().filter(type -> type.getRecordComponents().length > 0);
    }

    static Stream<Class<?>> events() {
        return Arrays.stream(ChainEvent.class.getPermittedSubclasses());
    }

    static Stream<Class<?>> signables() {
        return Arrays.stream(Signable.class.getPermittedSubclasses()).filter(Class::isRecord);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void everyCallSurvivesStorage(Class<?> type) throws Exception {
        survives(type, json::readCall);
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventSurvivesStorage(Class<?> type) throws Exception {
        survives(type, json::readEvent);
    }

    @ParameterizedTest
    @MethodSource("signables")
    void everySignableSurvivesStorage(Class<?> type) throws Exception {
        survives(type, json::readSignable);
    }

    @ParameterizedTest
    @MethodSource("callsThatSayMore")
    void aMissingComponentIsRefused(Class<?> type) {
        assertThatThrownBy(() -> json.readCall("{\"type\":\"" + type.getSimpleName() + "\"}"))
                .isInstanceOf(IllegalStateException.class);
    }

    private void survives(Class<?> type, Function<String, ?> read) throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Record value = (Record) random(type, new Random(seed));
            String written = json.write(value);
            assertThat(written).contains("\"type\":\"" + type.getSimpleName() + "\"");
            assertThat(read.apply(written)).isEqualTo(value);
        }
    }

    private static Object random(Type type, Random random) throws Exception {
        return switch (type) {
            case ParameterizedType list -> randomList(list.getActualTypeArguments()[0], random);
            case Class<?> c when c == long.class || c == Long.class -> random.nextLong();
            case Class<?> c when c == int.class || c == Integer.class -> random.nextInt();
            case Class<?> c when c == boolean.class -> random.nextBoolean();
            case Class<?> c when c == String.class -> "H100-\"\\\u00e9-" + random.nextInt();
            case Class<?> c when c == Price.class -> new Price(1 + random.nextLong(Long.MAX_VALUE));
            case Class<?> c when c == Hash.class -> Hash.of(bytes(random, 32));
            case Class<?> c
            when c == Address.class ->
                new Address(Hash.of(bytes(random, 32)).hex().substring(0, 42));
            case Class<?> c when c == Signature.class -> Signature.of(bytes(random, 65));
            case Class<?> c when c.isEnum() -> c.getEnumConstants()[random.nextInt(c.getEnumConstants().length)];
            case Class<?> c when c.isRecord() -> randomRecord(c, random);
            default -> throw new IllegalStateException("no values of " + type);
        };
    }

    private static Object randomRecord(Class<?> type, Random random) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = random(components[i].getGenericType(), random);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static List<?> randomList(Type element, Random random) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> {
                    try {
                        return random(element, random);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    private static byte[] bytes(Random random, int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

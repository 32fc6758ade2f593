package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntryTest {
    private static final Instant NOON = Instant.parse("2027-03-01T12:00:00.999999Z");

    @Test
    void anIdOfANameAndASecondSaysTheSecondAndHashesTheName() {
        UUID id = Entry.idOf("hours:one", NOON);
        assertThat(id).isEqualTo(Entry.idOf("hours:one", NOON.minusMillis(999)));
        assertThat(id).isNotEqualTo(Entry.idOf("hours:one", NOON.plusSeconds(1)));
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 32).isEqualTo(NOON.getEpochSecond());
        // of the SHA-256 2873f20d05efd353fd96c7cfaa9c8fce…: 27 bits up to its 64th, then 62
        assertThat(id.toString()).isEqualTo("6b855dc0-5efd-8353-bf65-b1f3eaa723f3");
    }

    @Test
    void anIdOfTwoNumbersIsNobodyElses() {
        long most = (1L << 45) - 1;
        long mostOther = (1L << 44) - 1;
        assertThat(Entry.idOf(NOON, 0x1234_5678_9abcL, 0x0def_0123_4567L))
                .hasToString("6b855dc0-c8d1-859e-89ab-cdef01234567");
        List<UUID> ids = LongStream.of(0, 1, 1L << 17, 1L << 18, 1L << 43, mostOther)
                .boxed()
                .flatMap(other -> LongStream.of(0, 1, 1L << 17, 1L << 18, 1L << 44, most)
                        .mapToObj(one -> Entry.idOf(NOON, one, other)))
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.version() == 8 && id.variant() == 2);
        // the bit that is set in all of them is in no name's
        long numbers = ids.stream().mapToLong(UUID::getMostSignificantBits).reduce(-1, (all, id) -> all & id);
        assertThat(numbers & 0x8000_0000L).isNotZero();
        assertThat(IntStream.range(0, 1000).mapToObj(i -> Entry.idOf("rest:" + i, NOON)))
                .allMatch(id -> (id.getMostSignificantBits() & 0x8000_0000L) == 0);
        for (long[] none : new long[][] {{most + 1, 0}, {0, mostOther + 1}, {-1, 0}, {0, -1}}) {
            assertThatThrownBy(() -> Entry.idOf(NOON, none[0], none[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void idsOfOneSecondDifferAndThoseOfALaterOneComeAfterThem() {
        List<String> ids = IntStream.range(0, 1000)
                .mapToObj(i -> Entry.idOf("rest:" + i, NOON).toString())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(Entry.idOf("rest:0", NOON.plusSeconds(1)).toString())
                .isGreaterThan(ids.stream().max(String::compareTo).orElseThrow());
    }

    @Test
    void whatBelongsToAnIdInTimeStandsBesideIt() {
        UUID trade = Entry.idOf("trade:a:b", NOON);
        assertThat(Entry.idOf("hours:" + trade, trade)).isEqualTo(Entry.idOf("hours:" + trade, NOON));
        assertThat(of(trade.toString())).isEqualTo(Entry.idOf("settlement:" + trade, NOON));
        assertThatThrownBy(() -> Entry.idOf("hours:one", Entry.idOf("trade:a:b")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherCausesHaveTheIdOfTheirNames() {
        for (String cause : List.of("march", "0x12:3", UUID.randomUUID().toString())) {
            assertThat(of(cause)).isEqualTo(Entry.idOf("settlement:" + cause));
        }
    }

    private static UUID of(String cause) {
        return Entry.of(new Cause("settlement", cause), LocalDate.EPOCH, List.of())
                .id();
    }
}

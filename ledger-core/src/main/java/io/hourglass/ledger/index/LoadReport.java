package io.hourglass.ledger.index;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a price file brought. Nothing is dropped in silence: {@code rows} is {@code accepted} plus
 * everything in {@code refused}.
 *
 * @param rows lines of the file but the header
 * @param accepted lines that are well formed, whether known before or not
 * @param observations prices that were new; 0 if the file was loaded before
 * @param refused how many lines for each reason
 * @param examples the first few lines of each reason
 */
public record LoadReport(
        long rows, long accepted, long observations, Map<RowRefusal, Long> refused, List<Example> examples) {
    public LoadReport {
        refused = refused.isEmpty() ? Map.of() : new EnumMap<>(refused);
        examples = List.copyOf(examples);
    }

    /** Lines refused, for whatever reason. */
    public long refusedRows() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }

    /** @param line its number in the file, from 1 */
    public record Example(long line, RowRefusal reason, String detail) {}
}

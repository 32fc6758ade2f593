package io.hourglass.ledger.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import java.io.IOException;
import java.io.Reader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads price files line by line. A bad line is refused with its number and reason and the rest is
 * read; a file whose header is not exactly {@link #HEADER}, or that is too large, is refused whole.
 */
final class PriceFile {
    static final String HEADER = "date,provider,region,gpu,gpu_count,on_demand_usd_per_gpu_h,"
            + "spot_usd_per_gpu_h,commit1y_usd_per_gpu_h,commit3y_usd_per_gpu_h,source,licence";
    static final int LINE_LENGTH_MAX = 2_000;
    static final long LINES_MAX = 2_000_000;

    private static final int COLUMNS = 11;
    private static final int FIRST_PRICE = 5;
    static final int COUNT_MAX = 100_000;
    static final Price PRICE_MAX = Price.parse("1000");
    private static final Pattern DATE = Pattern.compile("20[0-9]{2}-[0-9]{2}-[0-9]{2}");
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._&+/()-]{0,63}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{0,20})?");

    private final ObjectReader csv = new CsvMapper().readerForListOf(String.class);
    private final Map<String, GpuClass> classes;
    private final Set<Hash> seen = new HashSet<>();

    /** @param classes what each name in column {@code gpu} stands for */
    PriceFile(Map<String, GpuClass> classes) {
        this.classes = classes;
    }

    /** A file that is refused whole, in a sentence. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;
        private final IndexRefusal reason;

        Unreadable(IndexRefusal reason, String message) {
            super(message);
            this.reason = reason;
        }

        IndexRefusal reason() {
            return reason;
        }
    }

    void read(Reader reader, Consumer<PriceLine> lines) throws IOException, Unreadable {
        BoundedLines text = new BoundedLines(reader, LINE_LENGTH_MAX);
        String header = text.next();
        if (header == null || !HEADER.equals(header.startsWith("\uFEFF") ? header.substring(1) : header)) {
            throw new Unreadable(IndexRefusal.HEADER_UNKNOWN, "the first line must be: " + HEADER);
        }
        for (String line = text.next(); line != null; line = text.next()) {
            if (text.number() > LINES_MAX) {
                throw new Unreadable(IndexRefusal.FILE_TOO_LARGE, "at most " + LINES_MAX + " lines a file");
            }
            lines.accept(
                    text.tooLong() ? refused(text.number(), RowRefusal.LINE_TOO_LONG, line) : row(text.number(), line));
        }
    }

    private PriceLine row(long number, String line) throws IOException {
        List<String> cells = cells(line);
        if (cells == null) {
            return refused(number, RowRefusal.BAD_QUOTING, line);
        }
        if (cells.size() != COLUMNS) {
            return refused(number, RowRefusal.WRONG_NUMBER_OF_COLUMNS, cells.size() + ": " + line);
        }
        LocalDate date = date(cells.get(0));
        if (date == null) {
            return refused(number, RowRefusal.BAD_DATE, cells.get(0));
        }
        if (!NAME.matcher(cells.get(1)).matches()) {
            return refused(number, RowRefusal.BAD_PROVIDER, cells.get(1));
        }
        if (!NAME.matcher(cells.get(2)).matches()) {
            return refused(number, RowRefusal.BAD_REGION, cells.get(2));
        }
        GpuClass gpu = classes.get(cells.get(3));
        if (gpu == null) {
            return refused(number, RowRefusal.UNKNOWN_GPU_CLASS, cells.get(3));
        }
        int count = count(cells.get(4));
        if (count < 1 || count > COUNT_MAX) {
            return refused(number, RowRefusal.BAD_GPU_COUNT, cells.get(4));
        }
        return prices(number, cells, date, gpu, count);
    }

    private PriceLine prices(long number, List<String> cells, LocalDate date, GpuClass gpu, int count) {
        Map<PriceKind, Price> prices = new EnumMap<>(PriceKind.class);
        int column = FIRST_PRICE;
        for (PriceKind kind : PriceKind.values()) {
            String cell = cells.get(column++);
            if (!cell.isEmpty()) {
                RowRefusal reason = priceRefusal(cell);
                if (reason != null) {
                    return refused(number, reason, cell);
                }
                prices.put(kind, new Price(microsHalfEven(cell)));
            }
        }
        if (prices.isEmpty()) {
            return refused(number, RowRefusal.NO_PRICE, String.join(",", cells));
        }
        String source = cells.get(9);
        String licence = cells.get(10);
        if (!NAME.matcher(source).matches() || !NAME.matcher(licence).matches()) {
            return refused(number, RowRefusal.BAD_SOURCE, source + "," + licence);
        }
        PriceRow row = new PriceRow(number, date, cells.get(1), cells.get(2), gpu, count, prices, source, licence);
        return seen.add(row.content())
                ? new PriceLine.Accepted(row)
                : refused(number, RowRefusal.DUPLICATE, String.join(",", cells));
    }

    private @Nullable List<String> cells(String line) throws IOException {
        if (line.indexOf('"') < 0) {
            return Arrays.asList(line.split(",", -1));
        }
        try {
            return csv.readValue(line);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable LocalDate date(String cell) {
        if (!DATE.matcher(cell).matches()) {
            return null;
        }
        try {
            return LocalDate.parse(cell);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static int count(String cell) {
        return cell.matches("[0-9]{1,6}") ? Integer.parseInt(cell) : 0;
    }

    private static @Nullable RowRefusal priceRefusal(String cell) {
        if (!NUMBER.matcher(cell).matches()) {
            return RowRefusal.PRICE_NOT_A_NUMBER;
        }
        if (new BigDecimal(cell).movePointRight(6).compareTo(BigDecimal.valueOf(PRICE_MAX.micros())) > 0) {
            return RowRefusal.PRICE_TOO_LARGE;
        }
        return microsHalfEven(cell) <= 0 ? RowRefusal.PRICE_NOT_POSITIVE : null;
    }

    /** Sources print up to 16 decimals; an observation is kept to the micro-dollar. */
    private static long microsHalfEven(String cell) {
        return new BigDecimal(cell)
                .movePointRight(6)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    private static PriceLine refused(long number, RowRefusal reason, String detail) {
        String printable = detail.replaceAll("\\p{Cntrl}", "?");
        return new PriceLine.Refused(
                number, reason, printable.length() > 80 ? printable.substring(0, 80) + "…" : printable);
    }
}

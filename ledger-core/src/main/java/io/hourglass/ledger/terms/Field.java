package io.hourglass.ledger.terms;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a field of some terms may be changed to.
 *
 * @param form in words, for whoever asked for something else
 */
public record Field(String form, Predicate<String> allows) {
    /** Written where there is to be no value. */
    static final String NONE = "none";

    /** A whole number from {@code least} to {@code most}. */
    public static Field whole(long least, long most) {
        return multiple(1, least, most);
    }

    /** A whole number from {@code least} to {@code most} that {@code step} divides. */
    public static Field multiple(long step, long least, long most) {
        String form = "from " + least + " to " + most + (step == 1 ? "" : ", a multiple of " + step);
        return new Field(
                form,
                value -> value.matches("[0-9]{1,18}|-[1-9][0-9]{0,17}")
                        && Long.parseLong(value) >= least
                        && Long.parseLong(value) <= most
                        && Long.parseLong(value) % step == 0);
    }

    /** An hour of a day, UTC, 15:30. */
    public static Field timeBefore(LocalTime cut) {
        return new Field("an hour before " + cut, value -> isBefore(value, cut));
    }

    /** Days one after another with a space between, 2027-10-01 2028-07-01. */
    public static Field days(int most) {
        return new Field("up to " + most + " days that rise, with a space between", value -> rise(value, most));
    }

    /** A party's name. */
    public static Field party() {
        return new Field("a party's name", value -> value.matches("[a-z][a-z0-9-]{1,31}"));
    }

    /** Or none. */
    public Field orNone() {
        return new Field(form + ", or " + NONE, value -> value.equals(NONE) || allows.test(value));
    }

    private static boolean rise(String value, int most) {
        try {
            List<LocalDate> days =
                    Stream.of(value.split(" ", most + 1)).map(LocalDate::parse).toList();
            return days.size() <= most
                    && days.stream().distinct().sorted().toList().equals(days);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static boolean isBefore(String value, LocalTime cut) {
        try {
            return value.matches("[0-9]{2}:[0-9]{2}") && LocalTime.parse(value).isBefore(cut);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}

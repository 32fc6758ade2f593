package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Asset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Exactly which GPU an hour is of: {@code H100-SXM-80GB}. The model, the form factor and the memory
 * each change what an hour is worth, so a name that leaves one out is refused, never completed:
 * {@code B200} is not {@code GB200}, SXM is not PCIe.
 *
 * <p>A well-formed class need not be listed: those that are, and since when, are rows of table
 * {@code gpu_class}.
 *
 * @param model {@code H100}, {@code GB200}
 * @param memoryGb of one GPU, in the maker's gigabytes
 */
public record GpuClass(String model, FormFactor formFactor, int memoryGb) implements Comparable<GpuClass> {
    private static final Pattern MODEL = Pattern.compile("[A-Z]{1,4}[0-9]{1,4}[A-Z]{0,2}");
    private static final Pattern NAME =
            Pattern.compile("(" + MODEL.pattern() + ")-(SXM|PCIE|NVL|OAM)-([1-9][0-9]{0,3})GB");

    public GpuClass {
        if (!MODEL.matcher(model).matches()) {
            throw new IllegalArgumentException("not a GPU model: " + model);
        }
        if (memoryGb < 1 || memoryGb > 9999) {
            throw new IllegalArgumentException("memory is 1 to 9999 GB: " + memoryGb);
        }
    }

    /** How the GPU sits in its machine, which decides its power and its links. */
    public enum FormFactor {
        SXM,
        PCIE,
        NVL,
        OAM
    }

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException if any part is missing or unknown
     */
    public static GpuClass parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (name.length() > 32 || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "a GPU class is written MODEL-FORMFACTOR-MEMORY, as H100-SXM-80GB: " + shortened(name));
        }
        return new GpuClass(matcher.group(1), FormFactor.valueOf(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    public String name() {
        return model + "-" + formFactor + "-" + memoryGb + "GB";
    }

    /** What hours of the class are counted in where the series is open; the books have no such asset. */
    public Asset hours() {
        return new Asset(name(), Series.SCALE);
    }

    @Override
    public int compareTo(GpuClass other) {
        return name().compareTo(other.name());
    }

    @Override
    public String toString() {
        return name();
    }

    private static String shortened(String name) {
        return name.length() > 40 ? name.substring(0, 40) + "…" : name;
    }
}

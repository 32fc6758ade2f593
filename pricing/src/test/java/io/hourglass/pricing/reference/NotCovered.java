package io.hourglass.pricing.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rows that nothing here reproduces, and why; ids as regular expressions. */
final class NotCovered {
    static final Map<String, String> WHY = new LinkedHashMap<>();

    static {
        WHY.put(
                "SS2F-KF-(LL|STATE)",
                "its 268 × 5 futures prices are a binary data file of an R package, not in the row");
        WHY.put("(AR1-lh|ARX-LakeHuron|HW-co2)", "a time-series model that nothing here is priced or forecast with");
        WHY.put("CURVE-.*", "curves have their own room");
        WHY.put("INTERP-.*", "curves have their own room");
        WHY.put("(VAR|ES)-.*", "margin has its own room");
        WHY.put("SPAN-.*", "margin has its own room");
        WHY.put("EMIR-CONF", "margin has its own room");
        WHY.put("SIMM25-.*", "an exercise in aggregation only (rulebook §6): bilateral margin is not called here");
        WHY.put("WMED-.*", "the index has its own room");
        WHY.put("OR-(MCF|ASSIGN|LP)", "linear programs have their own room");
    }

    private NotCovered() {}
}

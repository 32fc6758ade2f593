package io.hourglass.pricing.reference;

import java.util.LinkedHashMap;
import java.util.Map;

/** The rows that have no line of their own, and why: words, not numbers, or nothing here; ids as regular expressions. */
final class NotCovered {
    static final Map<String, String> WHY = new LinkedHashMap<>();

    static {
        WHY.put(
                "SS2F-KF-(LL|STATE)",
                "its 268 × 5 futures prices are a binary data file of an R package, not in the row");
        WHY.put("(AR1-lh|ARX-LakeHuron|HW-co2)", "a time-series model that nothing here is priced or forecast with");
        WHY.put("CURVE-(FLAT|LINEAR|REPRICE)", "properties in words: DailyCurveTest holds them for any prices");
        WHY.put("SPAN-SCEN", "a table of sixteen triples: SpanScenariosTest compares it");
        WHY.put("EMIR-CONF", "a sentence of the law: InitialMarginTest has its figures");
        WHY.put("SIMM25-.*", "an exercise in aggregation only (rulebook §6): bilateral margin is not called here");
        WHY.put("WMED-.*", "a provider's median, which only the index's room sees: IndexEngineTest reproduces both");
        WHY.put("OR-LP", "a program in words: HedgeProblemTest solves it");
        WHY.put("OR-(MCF|ASSIGN)", "nothing here routes or assigns yet");
    }

    private NotCovered() {}
}

package io.hourglass.ledger.index;

import io.hourglass.pricing.index.IndexEngine;
import io.hourglass.pricing.index.Methodology;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which version of the index rules is in force on which day. */
final class RuleBook {
    private record Chapter(Rules rules, IndexEngine engine) {}

    private final NavigableMap<LocalDate, Chapter> chapters = new TreeMap<>();

    /** @param versions not empty; of two from the same day the later in order stands */
    RuleBook(Collection<Rules> versions) {
        versions.forEach(
                rules -> chapters.put(rules.effective(), new Chapter(rules, new IndexEngine(rules.methodology()))));
    }

    /** @param versions as they stand; none before the first fixing */
    static RuleBook of(List<Methodologies.Version> versions) {
        return new RuleBook(
                versions.isEmpty()
                        ? List.of(Rules.HGI_1)
                        : versions.stream()
                                .map(version -> new Rules(Methodology.parse(version.figures()), version.effective()))
                                .toList());
    }

    Rules on(LocalDate day) {
        return chapter(day).rules;
    }

    IndexEngine engine(LocalDate day) {
        return chapter(day).engine;
    }

    private Chapter chapter(LocalDate day) {
        Map.Entry<LocalDate, Chapter> at = chapters.floorEntry(day);
        return (at == null ? chapters.firstEntry() : at).getValue();
    }

    /** The latest to come into force. */
    Rules last() {
        return chapters.lastEntry().getValue().rules;
    }

    /** No gate of any version passes with fewer. */
    int fewestProviders() {
        return chapters.values().stream()
                .mapToInt(chapter -> chapter.rules.methodology().providersNeeded())
                .min()
                .orElseThrow();
    }

    /** No price counts longer, by any version. */
    Duration longestLife() {
        return chapters.values().stream()
                .map(chapter -> chapter.rules.methodology())
                .flatMap(figures -> List.of(figures.listedStaleAfter(), figures.firmStaleAfter()).stream())
                .max(Duration::compareTo)
                .orElseThrow();
    }
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Party;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parties whose page may be seen, and the one that is.
 *
 * @param choices at most {@link #LISTED}
 */
record Parties(List<IndexPanel.Choice> choices, Optional<Party> shown) {
    private static final int LISTED = 40;

    static Parties of(Reading reading, Place place, Party.Kind first, @Nullable String asked) {
        List<Party> seen = reading.rooms().book().parties(reading.tx()).stream()
                .filter(party -> reading.viewer().maySee(party.name()))
                .toList();
        Optional<Party> shown = asked == null ? preferred(reading, seen, first) : Optional.of(named(seen, asked));
        return new Parties(
                seen.stream()
                        .limit(LISTED)
                        .map(party -> new IndexPanel.Choice(
                                party.name(),
                                place.path() + "?party=" + party.name(),
                                shown.equals(Optional.of(party))))
                        .toList(),
                shown);
    }

    private static Optional<Party> preferred(Reading reading, List<Party> seen, Party.Kind first) {
        return seen.stream()
                .filter(party -> reading.viewer().name().equals(party.name()))
                .findFirst()
                .or(() -> seen.stream().filter(party -> party.kind() == first).findFirst())
                .or(() -> seen.stream().findFirst());
    }

    private static Party named(List<Party> seen, String asked) {
        return seen.stream()
                .filter(party -> party.name().equals(asked))
                .findFirst()
                .orElseThrow(() -> new NotThere("There is no party " + asked + ", or it is not yours to see."));
    }
}

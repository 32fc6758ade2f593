package io.hourglass.api.console;

import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.Votes.Publication;
import io.hourglass.ledger.index.Votes.Stage;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Basis;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * A fixing, or a gap, as a row of a table.
 *
 * @param publication its way to the oracle on chain, if it has set out
 */
record FixingLine(PublishedFixing fixing, Optional<Publication> publication) {

    static FixingLine of(Reading reading, PublishedFixing fixing) {
        return new FixingLine(fixing, reading.rooms().votes().publication(reading.tx(), fixing.index(), fixing.day()));
    }

    public boolean gap() {
        return fixing.value().isEmpty();
    }

    public String value() {
        return fixing.value().map(Written::figure).orElse("gap");
    }

    public String band() {
        return gap() ? "" : Written.micros(fixing.band());
    }

    /** All decimals of the value. */
    public String exact() {
        return fixing.value().map(Written::exact).orElse("");
    }

    /** Dollars a day. */
    public String costToMove() {
        return Written.grouped(BigDecimal.valueOf(fixing.costToMove(), 6).setScale(2, RoundingMode.HALF_EVEN), 2);
    }

    public String effectiveProviders() {
        return Written.grouped(BigDecimal.valueOf(fixing.effectiveProviders(), 3), 1);
    }

    public boolean isFinal() {
        return fixing.status() == PublishedFixing.Status.FINAL;
    }

    /** Which rung of the fallback ladder it stands on. */
    public String basis() {
        return fixing.basis().map(Written::word).orElse("none");
    }

    public boolean carried() {
        return fixing.basis().equals(Optional.of(Basis.CARRIED));
    }

    public String status() {
        return Written.word(fixing.status());
    }

    /** The transaction that put it on chain, once that is final. */
    public Optional<Hash> onChain() {
        return publication
                .filter(way -> way.stage() == Stage.FINAL)
                .flatMap(way -> Optional.ofNullable(way.transaction()));
    }

    public boolean onItsWay() {
        return publication.filter(way -> way.stage() == Stage.PLANNED).isPresent();
    }

    public String path() {
        return "/market/fixings/" + fixing.index() + "/" + fixing.day();
    }
}

package io.hourglass.ledger.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.reconcile.Report.Kind;
import io.hourglass.ledger.reconcile.Report.Measure;
import io.hourglass.ledger.reconcile.Report.Row;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a difference between three totals is called. */
class BreakKindTest {
    private static Row row(long books, long mirror, long chain) {
        return new Row(Measure.VAULT, "asset", "holder", "USD", "ada", books, mirror, OptionalLong.of(chain));
    }

    @Test
    void agreesWhenAllThatThereIsAgrees() {
        assertThat(row(5, 5, 5).agrees()).isTrue();
        assertThat(row(5, 5, 6).agrees()).isFalse();
        assertThat(row(5, 4, 4).agrees()).isFalse();
        Row twoOnly = new Row(Measure.UNMINTED, "asset", "holder", "S", "olga", 5, 5, OptionalLong.empty());
        assertThat(twoOnly.agrees()).isTrue();
    }

    @Test
    void whatIsSeenAndNotYetFinalIsTiming() {
        assertThat(Reconciler.kind(row(7, 5, 5), 2, 0)).isEqualTo(Kind.TIMING);
        assertThat(Reconciler.kind(row(5, 5, 7), 2, 0)).isEqualTo(Kind.TIMING);
    }

    @Test
    void whatAReorgTookFromTheChainAndNotFromTheBooksIsOrphaned() {
        assertThat(Reconciler.kind(row(7, 5, 5), 0, -2)).isEqualTo(Kind.ORPHANED);
    }

    @Test
    void whatOnlyTheChainHasIsMissingInTheBooks() {
        assertThat(Reconciler.kind(row(0, 5, 5), 0, 0)).isEqualTo(Kind.MISSING_IN_BOOKS);
    }

    @Test
    void whatOnlyTheBooksHaveIsMissingOnChain() {
        assertThat(Reconciler.kind(row(5, 0, 0), 0, 0)).isEqualTo(Kind.MISSING_ON_CHAIN);
        assertThat(Reconciler.kind(row(5, 5, 0), 0, 0)).isEqualTo(Kind.MISSING_ON_CHAIN);
    }

    @Test
    void otherFiguresAreAmounts() {
        assertThat(Reconciler.kind(row(5, 4, 4), 0, 0)).isEqualTo(Kind.AMOUNT);
        assertThat(Reconciler.kind(row(5, 5, 4), 3, -9)).isEqualTo(Kind.AMOUNT);
    }

    @Test
    void everyKindHasARoomThatMustAct() {
        for (Kind kind : Kind.values()) {
            assertThat(kind.owner()).isNotBlank();
        }
    }
}

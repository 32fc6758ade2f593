package io.hourglass.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.api.access.Caller;
import io.hourglass.api.access.Role;
import io.hourglass.ledger.money.Hash;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewerTest {
    private static final Hash KEY = Hash.sha256("key");

    @Test
    void nobodySeesAPortfolioWithoutAKey() {
        assertThat(viewer(Optional.empty(), false).maySee("ada")).isFalse();
    }

    @Test
    void aPartySeesItsOwnOnly() {
        Caller ada = new Caller(KEY, Role.INVESTOR, Optional.of("ada"));
        assertThat(viewer(Optional.of(ada), false).maySee("ada")).isTrue();
        assertThat(viewer(Optional.of(ada), false).maySee("bob")).isFalse();
        assertThat(viewer(Optional.of(ada), false).maySee("")).isFalse();
    }

    @Test
    void anAuditorSeesEverybodys() {
        Caller auditor = new Caller(KEY, Role.AUDITOR, Optional.empty());
        assertThat(viewer(Optional.of(auditor), false).maySee("ada")).isTrue();
    }

    @Test
    void everybodySeesTheDemonstrationsParties() {
        assertThat(viewer(Optional.empty(), true).maySee("ada")).isTrue();
    }

    private static Viewer viewer(Optional<Caller> caller, boolean demonstration) {
        return new Viewer(caller, false, demonstration);
    }
}

package io.hourglass.api.console;

import io.hourglass.api.access.Caller;
import java.util.Optional;

/**
 * Who looks at a page.
 *
 * @param caller whose API key the browser's session carries, if any
 * @param badKey a key was shown that is nobody's
 * @param demonstration everybody may look at the demonstration's parties
 */
record Viewer(Optional<Caller> caller, boolean badKey, boolean demonstration) {

    public boolean signedIn() {
        return caller.isPresent();
    }

    public String name() {
        return caller.map(Caller::getName).orElse("");
    }

    public String role() {
        return caller.map(known -> known.role().written()).orElse("");
    }

    /** May look at this party's portfolio. */
    public boolean maySee(String party) {
        return demonstration || caller.filter(known -> known.maySee(party)).isPresent();
    }
}

package io.hourglass.api.story;

import io.hourglass.ledger.book.Party;
import java.util.List;

/** Who plays: two owners of GPUs, five investors, and the house that manages the fund. */
final class Cast {
    static final String OLGA = "olga";
    static final String OTTO = "otto";
    static final List<String> OWNERS = List.of(OLGA, OTTO);

    static final String ADA = "ada";
    static final String BOB = "bob";
    static final String CYD = "cyd";
    static final String DAN = "dan";
    static final String EVE = "eve";
    static final List<String> INVESTORS = List.of(ADA, BOB, CYD, DAN, EVE);

    /** The fund's manager: it seeds the fund with hours it bought like anyone. */
    static final String MANAGER = "manager";

    /** Everyone whose own key sends transactions. */
    static final List<String> SENDERS = List.of(OLGA, OTTO, ADA, BOB, CYD, DAN, EVE, MANAGER);

    static final String ATTESTER = "attester";
    static final String METER = "meter";

    /** As many as the oracle's quorum needs. */
    static final List<String> CONTRIBUTORS = List.of("contributor-1", "contributor-2", "contributor-3");

    private Cast() {}

    static Party.Kind kindOf(String name) {
        if (OWNERS.contains(name)) {
            return Party.Kind.OWNER;
        }
        return name.equals(MANAGER) ? Party.Kind.HOUSE : Party.Kind.INVESTOR;
    }
}

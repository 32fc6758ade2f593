package io.hourglass.api.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hourglass.ledger.money.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a simulation. Nothing in it depends on when or where it ran: the same arguments make the
 * same report, and so the same {@link #digest}. Amounts are decimal dollars.
 *
 * @param gaps days of a class without a fixing
 * @param carried days of a class whose fixing was carried over from before
 * @param refusals orders that were refused, by reason
 */
public record Report(
        long seed,
        String prices,
        int accounts,
        String from,
        String to,
        int days,
        List<String> classes,
        int gaps,
        int carried,
        int orders,
        SortedMap<String, Integer> refusals,
        Trades trades,
        Marks marks,
        Calls calls,
        List<Default> defaults,
        Fund fund,
        Sums sums) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Of futures.
     *
     * @param voided matched, and refused by the chain
     * @param deleveraged positions closed against an estate's at the last mark
     */
    public record Trades(int settled, int voided, long lots, int deleveraged) {}

    /**
     * @param daily by procedure
     * @param settled contracts settled finally
     * @param settledByPeople those of them that two people had to approve
     * @param determinedDays last trading days whose fixing two people determined
     */
    public record Marks(
            SortedMap<String, Integer> daily, int settled, int settledByPeople, int determinedDays, int voided) {}

    /** @param answered with dollars; others were not, or later marks gave the margin back */
    public record Calls(int made, int answered) {}

    /**
     * @param day when it was declared
     * @param margin what the member still had, negative where it owed
     * @param surplus what it got back
     */
    public record Default(
            String member,
            String day,
            String state,
            @Nullable String margin,
            @Nullable String share,
            List<Payment> payments,
            @Nullable String surplus) {
        public Default {
            payments = List.copyOf(payments);
        }

        boolean isCovered() {
            return state.equals("COVERED");
        }
    }

    /** @param member null where the house's tranche paid */
    public record Payment(String layer, @Nullable String member, String amount) {}

    /**
     * The index fund against the index of its hours.
     *
     * @param navs how many days are compared
     * @param first NAV a unit, dollars
     * @param trackingDifference its return less the index's, as a share
     * @param trackingError of a year, as a share
     */
    public record Fund(
            int navs,
            @Nullable String first,
            @Nullable String last,
            @Nullable String trackingDifference,
            @Nullable String trackingError) {}

    /**
     * What must be zero, and what must be equal.
     *
     * @param breaks between books, mirror and chain
     * @param unbalanced assets whose balances do not sum to zero
     * @param positions contracts whose positions do not sum to zero
     * @param variation dollars paid less dollars received
     * @param margins what Clearing holds of members, in all
     * @param vault what Clearing has in the Vault, by the chain
     */
    public record Sums(
            int breaks,
            int unbalanced,
            int positions,
            String variation,
            String margins,
            String shares,
            String tranche,
            String vault,
            boolean hold) {}

    /** SHA-256 of the report as JSON. */
    public String digest() {
        return Hash.sha256(tree().toString()).hex();
    }

    /** Whether all sums hold and no default is left open. */
    public boolean holds() {
        return sums.hold() && defaults.stream().allMatch(Default::isCovered);
    }

    /** Writes it with its digest. */
    void writeTo(Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        ObjectNode signed = tree().put("digest", digest());
        Files.writeString(file, JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(signed) + "\n");
    }

    private ObjectNode tree() {
        return JSON.valueToTree(this);
    }
}

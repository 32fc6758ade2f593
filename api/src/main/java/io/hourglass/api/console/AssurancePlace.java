package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Inspection;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.mirror.Sightings;
import io.hourglass.ledger.money.Hash;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Assurance, for everybody: what agrees, what does not, and where every figure comes from. */
@Path("/assurance")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class AssurancePlace {
    private static final int ENTRIES = 25;
    private static final int ROWS = 20;
    private static final int PAGES_MAX = 10_000;
    private static final int CAUSED = 100;

    private final Pages pages;
    private final Sightings sightings = new Sightings();

    AssurancePlace(Pages pages) {
        this.pages = pages;
    }

    /** @param rows the page of reconciliation rows, from 1 */
    @GET
    @Operation(hidden = true)
    public Response assurance(@QueryParam("rows") @Nullable String rows) {
        return pages.show(Place.ASSURANCE, "Assurance", reading -> overview(reading, Pages.number(rows, 1, PAGES_MAX)));
    }

    /** @param before the entries before this sequence */
    @GET
    @Path("entries")
    @Operation(hidden = true)
    public Response entries(@QueryParam("before") @Nullable String before) {
        return pages.show(
                Place.ASSURANCE,
                "Journal",
                reading -> new EntriesPage(
                        reading.frame(),
                        reading.rooms().book().size(reading.tx()),
                        reading.rooms()
                                .inspection()
                                .before(reading.tx(), Pages.number(before, Long.MAX_VALUE), ENTRIES)));
    }

    @GET
    @Path("entries/{sequence}")
    @Operation(hidden = true)
    public Response entry(@PathParam("sequence") String sequence) {
        return pages.show(Place.ASSURANCE, "Entry " + sequence, reading -> entry(reading, Pages.number(sequence, 0)));
    }

    @GET
    @Path("transactions/{hash}")
    @Operation(hidden = true)
    public Response transaction(@PathParam("hash") String hash) {
        return pages.show(Place.ASSURANCE, "Transaction", reading -> transaction(reading, hash));
    }

    private TemplateInstance overview(Reading reading, int page) {
        var tx = reading.tx();
        var rooms = reading.rooms();
        return new AssurancePage(
                reading.frame(),
                rooms.reconcile().latest(tx).map(report -> Reconciled.of(report, page, ROWS)),
                rooms.book().trialBalance(tx),
                Liabilities.of(rooms.inspection().held(tx)),
                rooms.book().size(tx),
                rooms.inspection().before(tx, Long.MAX_VALUE, 8),
                HeadLine.recent(reading),
                HeadLine.disputed(reading));
    }

    private TemplateInstance entry(Reading reading, long sequence) {
        var tx = reading.tx();
        var inspection = reading.rooms().inspection();
        long size = reading.rooms().book().size(tx);
        if (sequence < 1 || sequence > size) {
            throw new NotThere("The journal has entries 1 to " + size + ".");
        }
        JournalEntry entry = reading.rooms().book().entries(tx, sequence - 1, 1).getFirst();
        return new EntryPage(
                reading.frame(),
                entry,
                size,
                Causes.of(reading, entry.cause()),
                EntryPage.Proof.of(reading, sequence),
                inspection.postings(tx, sequence),
                inspection.reservations(tx, sequence));
    }

    private TemplateInstance transaction(Reading reading, String written) {
        Hash hash = read(written);
        var tx = reading.tx();
        Optional<Sightings.Sighting> sighting = sightings.of(tx, hash);
        var intent = reading.rooms().settlement().findByTransaction(tx, hash);
        if (sighting.isEmpty() && intent.isEmpty()) {
            throw new NotThere("No block the mirror has seen holds " + hash + ", and it is none of ours.");
        }
        var inspection = reading.rooms().inspection();
        List<Inspection.Heading> entries = new ArrayList<>(inspection.causedBy(tx, hash, CAUSED));
        reading.rooms().market().settledBy(tx, hash).stream()
                .limit(CAUSED)
                .map(trade -> new Cause("settlement", trade.id().toString()))
                .forEach(cause -> inspection.causedBy(tx, cause).ifPresent(entries::add));
        return new TransactionPage(
                reading.frame(),
                hash,
                reading.rooms().mirror().levelOf(tx, hash),
                sighting.map(seen -> TransactionPage.Seen.of(seen, Names.of(reading))),
                intent,
                entries);
    }

    private static Hash read(String written) {
        try {
            return new Hash(written);
        } catch (IllegalArgumentException e) {
            throw new NotThere("A transaction is named by 0x and 64 hexadecimal digits.");
        }
    }
}

package io.hourglass.api.market;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.market.CombinationPlacement;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.Strip;
import io.hourglass.ledger.market.StripQuote;
import io.hourglass.ledger.settlement.Signable.Combination;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The months of a quarter or a year as one order. */
@Path("/api/market/strips")
@Tag(name = "market")
public class StripResource {
    private final Desk desk;
    private final Changes changes;
    private final Directory directory;

    StripResource(Desk desk, Changes changes, Directory directory) {
        this.desk = desk;
        this.changes = changes;
        this.directory = directory;
    }

    /** @param quote what a lot of each month brings and costs now: the mean, in USD per GPU-hour */
    record Listed(String code, List<String> months, StripQuote quote) {}

    @GET
    @PermitAll
    @Operation(summary = "Quarters and years that are traded as one, with what they bring and cost now")
    public List<Listed> strips() {
        return desk.read((tx, rooms) -> rooms.market().combinations().strips(tx).stream()
                .map(strip -> new Listed(
                        strip.code(),
                        strip.months().stream().map(Instrument::code).toList(),
                        rooms.market().combinations().quote(tx, strip)))
                .toList());
    }

    @POST
    @Path("/orders")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Place a signed order for a strip; it takes equal lots of every month at once, or nothing")
    public Response place(NewStrip asked) {
        String name = changes.caller().actingFor(asked.party());
        String code = BadInput.required("strip", asked.strip());
        Strip strip = desk.read(
                (tx, rooms) -> rooms.market().combinations().strip(tx, code).orElseThrow(Desk.missing("strip", code)));
        Party party = directory.party(name);
        Combination combination = asked.combination(strip, party.address());
        CombinationPlacement placement = new CombinationPlacement(
                combination,
                desk.signature(party, asked.signature(), combination),
                asked.orderType(),
                asked.ownMeeting());
        return changes.make(
                asked, (tx, request) -> desk.rooms().market().combinations().place(tx, placement));
    }
}

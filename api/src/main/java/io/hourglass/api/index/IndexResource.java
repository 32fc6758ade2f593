package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.index.PublishedFixing;
import io.hourglass.ledger.index.Segments;
import io.hourglass.ledger.money.Hash;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.StringReader;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/index")
@Tag(name = "index")
public class IndexResource {
    private final Desk desk;
    private final Changes changes;

    IndexResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    @GET
    @PermitAll
    @Operation(summary = "The latest fixing of every index")
    public List<PublishedFixing> latest() {
        return desk.read((tx, rooms) -> rooms.fixings().latest(tx));
    }

    @GET
    @Path("/{index}/fixings")
    @PermitAll
    @Operation(summary = "An index's fixings and gaps by day, oldest first; a year unless asked otherwise")
    public List<PublishedFixing> history(
            @PathParam("index") String index,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        IndexName name = BadInput.read("index", index, IndexName::parse);
        Span span = Span.read(desk, from, to);
        return desk.read((tx, rooms) -> rooms.fixings().history(tx, name, span.first(), span.last()));
    }

    @GET
    @Path("/segments/{gpu}")
    @PermitAll
    @Operation(
            summary = "What a GPU class cost on demand, spot and committed, at hyperscalers and elsewhere, by day,"
                    + " oldest first; a year unless asked otherwise")
    public List<Segments.Day> segments(
            @PathParam("gpu") String gpu,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to) {
        GpuClass of = BadInput.read("gpu", gpu, GpuClass::parse);
        Span span = Span.read(desk, from, to);
        return desk.read((tx, rooms) -> rooms.segments().history(tx, of, span.first(), span.last()));
    }

    @GET
    @Path("/receipts/{digest}")
    @PermitAll
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "A fixing's receipts: every vote, weight and exclusion; their SHA-256 is the digest")
    public String receipts(@PathParam("digest") String digest) {
        Hash hash = BadInput.read("digest", digest, Hash::new);
        return desk.read((tx, rooms) -> rooms.fixings().receipts(tx, hash).orElseThrow(Desk.missing("receipts", hash)));
    }

    @POST
    @Path("/observations")
    @Consumes("text/csv")
    @RolesAllowed({"contributor", "operator"})
    @Operation(summary = "Load price observations, a CSV file; refused lines are counted by reason")
    public Response observe(String csv) {
        // rows are known by their content, so loading them again, after a crash between the two
        // transactions, adds nothing
        return changes.make(
                Hash.sha256(csv), (tx, request) -> desk.rooms().observations().load(new StringReader(csv), request));
    }
}

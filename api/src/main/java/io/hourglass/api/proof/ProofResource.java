package io.hourglass.api.proof;

import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.proof.Head;
import io.hourglass.ledger.proof.Heads;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/proof")
@Tag(name = "proof")
public class ProofResource {
    private final Desk desk;
    private final Changes changes;
    private final Bundles bundles;

    ProofResource(Desk desk, Changes changes, Bundles bundles) {
        this.desk = desk;
        this.changes = changes;
        this.bundles = bundles;
    }

    /** @param anchor where on chain the head is; null until that is final */
    record Anchored(Head head, Optional<Heads.Anchor> anchor) {}

    @GET
    @Path("/head")
    @PermitAll
    @Operation(summary = "The latest signed head of the journal, and where it is anchored")
    public Anchored head() {
        return desk.read((tx, rooms) -> {
            Head head = rooms.heads().latest(tx).orElseThrow(Desk.missing("head", "yet"));
            return new Anchored(head, rooms.heads().anchored(tx, head.size()));
        });
    }

    @GET
    @Path("/heads/{size}")
    @PermitAll
    @Operation(summary = "The signed head of so many entries, and where it is anchored")
    public Anchored head(@PathParam("size") long size) {
        return desk.read((tx, rooms) -> new Anchored(
                rooms.heads().head(tx, size).orElseThrow(Desk.missing("head of size", size)),
                rooms.heads().anchored(tx, size)));
    }

    @GET
    @Path("/heads/{size}/inclusion/{sequence}")
    @PermitAll
    @Operation(summary = "Proof that an entry is under a head")
    public Response inclusion(@PathParam("size") long size, @PathParam("sequence") long sequence) {
        return Desk.answer(desk.read((tx, rooms) -> rooms.heads().inclusion(tx, sequence, size)));
    }

    @GET
    @Path("/heads/{first}/consistency/{second}")
    @PermitAll
    @Operation(summary = "Proof that a later head only appended to an earlier one")
    public Response consistency(@PathParam("first") long first, @PathParam("second") long second) {
        return Desk.answer(desk.read((tx, rooms) -> rooms.heads().consistency(tx, first, second)));
    }

    @GET
    @Path("/anchors/disputed")
    @PermitAll
    @Operation(summary = "Anchors whose root is none of ours")
    public List<Heads.Anchor> disputed() {
        return desk.read((tx, rooms) -> rooms.heads().disputed(tx));
    }

    @POST
    @Path("/anchors")
    @RolesAllowed("operator")
    @Operation(summary = "Sign the journal as it is and anchor the head on chain")
    public Response anchor() {
        return changes.make(Map.of(), (tx, request) -> desk.rooms().heads().anchor(tx));
    }

    @GET
    @Path("/bundle")
    @PermitAll
    @Produces("application/zip")
    @Operation(summary = "The latest bundle: everything a stranger needs to check the books offline")
    public Response bundle() throws IOException {
        return Response.ok(bundles.latest())
                .header("Content-Disposition", "attachment; filename=\"hourglass-bundle.zip\"")
                .build();
    }
}

package io.hourglass.api.capacity;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.capacity.Bond;
import io.hourglass.ledger.capacity.Delivery;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Income;
import io.hourglass.ledger.capacity.Listing;
import io.hourglass.ledger.capacity.Measure;
import io.hourglass.ledger.capacity.Minting;
import io.hourglass.ledger.capacity.SeriesStatus;
import io.hourglass.ledger.money.Hash;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looking at capacity. */
@Path("/api/capacity")
@Tag(name = "capacity")
public class CapacityResource {
    private final Desk desk;

    CapacityResource(Desk desk) {
        this.desk = desk;
    }

    @GET
    @Path("/classes")
    @PermitAll
    @Operation(summary = "The GPU classes that may be listed")
    public List<GpuClass> classes() {
        return desk.read((tx, rooms) -> rooms.capacity().classes(tx));
    }

    @GET
    @Path("/series")
    @PermitAll
    @Operation(summary = "All series: attested, minted, redeemed and expired hours")
    public List<SeriesStatus> series() {
        return desk.read((tx, rooms) -> rooms.capacity().series(tx));
    }

    @GET
    @Path("/listings")
    @RolesAllowed({"owner", "auditor", "operator"})
    @Operation(summary = "An owner's listings")
    public List<Listing> listings(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.capacity().listings(tx, name));
    }

    @GET
    @Path("/mints")
    @RolesAllowed({"owner", "auditor", "operator"})
    @Operation(summary = "What an owner asked to mint")
    public List<Minting> mints(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.capacity().mintings(tx, name));
    }

    @GET
    @Path("/deliveries")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "Deliveries a party owes or is owed")
    public List<Delivery> deliveries(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.capacity().deliveries(tx, name));
    }

    @GET
    @Path("/deliveries/{id}/measures")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "How a delivery was measured against its owner's promise, and what was credited")
    public List<Measure> measures(@PathParam("id") String id) {
        Hash hash = BadInput.read("id", id, Hash::new);
        Delivery delivery =
                desk.read((tx, rooms) -> rooms.capacity().delivery(tx, hash)).orElseThrow(Desk.missing("delivery", id));
        if (desk.caller().filter(caller -> caller.maySee(delivery.holder())).isEmpty()) {
            desk.requireSight(delivery.owner());
        }
        return desk.read((tx, rooms) -> rooms.capacity().measures(tx, hash));
    }

    @GET
    @Path("/bonds")
    @RolesAllowed({"owner", "auditor", "operator"})
    @Operation(summary = "What an owner put up for its deliveries, by series")
    public List<Bond> bonds(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.capacity().bonds(tx, name));
    }

    @GET
    @Path("/income")
    @RolesAllowed({"owner", "auditor", "operator"})
    @Operation(summary = "What an owner sold, and what became of the money")
    public List<Income> income(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.capacity().income(tx, name));
    }
}

package io.hourglass.api.capacity;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Reservation;
import io.hourglass.ledger.capacity.ReservationRequest;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Price;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Where an application plugs in: it asks for compute, and gets hours routed, priced, receipted and held. */
@Path("/api/capacity/reservations")
@Tag(name = "capacity")
public class ReservationResource {
    private final Desk desk;
    private final Changes changes;

    ReservationResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /**
     * @param gpuClass {@code H100-SXM-80GB}
     * @param hours GPU-hours, a decimal
     * @param regions in the order of preference; without them, any
     * @param month {@code 2027-03}; without it, any that is not over
     * @param by when all of it is to be delivered; without it, by the end of the month
     * @param maxPrice the most in escrow for an hour, USD; without it, any
     * @param serviceLevel ten-thousandths of a delivery an owner must have promised in time; 0 without it
     * @param failover whether no owner may have more than its share of it
     * @param buyUpTo the most to pay for an hour the caller lacks, USD; without it, nothing is bought
     */
    record Wanted(
            @Nullable String party,
            @Nullable String gpuClass,
            @Nullable String hours,
            @Nullable List<String> regions,
            @Nullable String month,
            @Nullable Instant by,
            @Nullable String maxPrice,
            @Nullable Integer serviceLevel,
            @Nullable Boolean failover,
            @Nullable String buyUpTo) {}

    /** @param party whose reservation it is, asked for by an operator */
    record Holder(@Nullable String party) {}

    @POST
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(
            summary = "Ask for compute: hours of a class, routed to owners at least cost and held; those the caller"
                    + " lacks are bought first where it says what an hour may cost")
    public Response reserve(Wanted asked) {
        String holder = changes.caller().actingFor(asked.party());
        GpuClass gpu = BadInput.read("gpuClass", asked.gpuClass(), GpuClass::parse);
        Amount hours = BadInput.read("hours", asked.hours(), decimal -> Amount.parse(gpu.hours(), decimal));
        List<Region> regions = regions(asked.regions());
        YearMonth month = asked.month() == null ? null : BadInput.read("month", asked.month(), YearMonth::parse);
        Price priceMax = asked.maxPrice() == null ? null : BadInput.read("maxPrice", asked.maxPrice(), Price::parse);
        int serviceLevel = asked.serviceLevel() == null ? 0 : asked.serviceLevel();
        boolean failover = Boolean.TRUE.equals(asked.failover());
        Price buyMax = asked.buyUpTo() == null ? null : BadInput.read("buyUpTo", asked.buyUpTo(), Price::parse);
        return changes.make(asked, (tx, request) -> desk.rooms()
                .purchases()
                .reserve(
                        tx,
                        new ReservationRequest(
                                request,
                                holder,
                                gpu,
                                hours,
                                regions,
                                month,
                                asked.by(),
                                priceMax,
                                serviceLevel,
                                failover,
                                buyMax)));
    }

    @POST
    @Path("/{id}/confirmation")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Redeem what was reserved: each route becomes a delivery")
    public Response confirm(@PathParam("id") String id, Holder asked) {
        String holder = changes.caller().actingFor(asked.party());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().confirm(tx, id, holder));
    }

    @POST
    @Path("/{id}/release")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Give back what was reserved and not confirmed")
    public Response release(@PathParam("id") String id, Holder asked) {
        String holder = changes.caller().actingFor(asked.party());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().release(tx, id, holder));
    }

    @GET
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's reservations, newest first, with the receipt of each")
    public List<Reservation> reservations(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        int most = Desk.limit(limit);
        return desk.read((tx, rooms) -> rooms.capacity().reservations(tx, name, most));
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A reservation's life: its routes, what was considered and why, and each delivery")
    public Reservation reservation(@PathParam("id") String id) {
        Reservation found = desk.read((tx, rooms) -> rooms.capacity().reservation(tx, id))
                .orElseThrow(Desk.missing("reservation", id));
        desk.requireSight(found.holder());
        return found;
    }

    private static List<Region> regions(@Nullable List<String> codes) {
        return codes == null
                ? List.of()
                : codes.stream()
                        .map(code -> BadInput.read("regions", code, Region::parse))
                        .toList();
    }
}

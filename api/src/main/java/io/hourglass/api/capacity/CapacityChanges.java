package io.hourglass.api.capacity;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.capacity.ListingRequest;
import io.hourglass.ledger.capacity.Serials;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.capacity.Signatories;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signature;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Listing, minting, redeeming, metering. */
@Path("/api/capacity")
@Tag(name = "capacity")
public class CapacityChanges {
    private final Desk desk;
    private final Changes changes;

    CapacityChanges(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param name {@code H100-SXM-80GB.us.2027-03} */
    record NewSeries(@Nullable String name) {}

    /**
     * @param benchmark the measured figure, in GFLOP/s
     * @param hours GPU-hours the hardware can deliver, a decimal
     * @param expires until when the attestation may be brought, to the second
     * @param signature the attester's, over the attestation as EIP-712 typed data
     */
    record NewListing(
            @Nullable String party,
            @Nullable String series,
            @Nullable List<String> serials,
            @Nullable Long benchmark,
            @Nullable String hours,
            @Nullable Instant expires,
            @Nullable String signature) {}

    record Hours(
            @Nullable String party,
            @Nullable String series,
            @Nullable String hours) {}

    /** @param basisPoints ten-thousandths of each delivery that are there in time */
    record NewLevel(
            @Nullable String party,
            @Nullable String series,
            @Nullable Integer basisPoints) {}

    /**
     * @param amount USD, more to what was posted before
     * @param pace GPU-hours an hour from the start of the month on; no less than before
     */
    record NewBond(
            @Nullable String party,
            @Nullable String series,
            @Nullable String amount,
            @Nullable String pace) {}

    /** @param delivered GPU-hours so far, a decimal; more than at any reading before */
    record NewReading(
            @Nullable String delivery,
            @Nullable String delivered,
            @Nullable String signature) {}

    /** @param role ATTESTER or METER */
    record Signatory(
            @Nullable String role,
            @Nullable String address,
            @Nullable Boolean allowed,
            @Nullable String reason) {}

    @POST
    @Path("/series")
    @RolesAllowed("operator")
    @Operation(summary = "Open a series: a GPU class, a region, a delivery month")
    public Response open(NewSeries asked) {
        Series series = series(asked.name());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().openSeries(tx, series));
    }

    @POST
    @Path("/listings")
    @RolesAllowed({"owner", "operator"})
    @Operation(summary = "List GPUs on an attester's signed word")
    public Response list(NewListing asked) {
        String owner = changes.caller().actingFor(asked.party());
        Series series = series(asked.series());
        Serials serials = serials(asked.serials());
        Amount hours = hours(series, asked.hours());
        Signature signature = BadInput.read("signature", asked.signature(), Signature::new);
        long benchmark = BadInput.required("benchmark", asked.benchmark());
        long expires = BadInput.required("expires", asked.expires()).getEpochSecond();
        return changes.make(asked, (tx, request) -> {
            Attestation attestation = new Attestation(
                    series.id(), desk.party(tx, owner).address(), serials.hash(), benchmark, hours.units(), expires);
            return desk.rooms()
                    .capacity()
                    .list(tx, new ListingRequest(request, owner, series, serials, attestation, signature));
        });
    }

    @POST
    @Path("/mints")
    @RolesAllowed({"owner", "operator"})
    @Operation(summary = "Mint attested hours to their owner; over the cap is refused")
    public Response mint(Hours asked) {
        String owner = changes.caller().actingFor(asked.party());
        Series series = series(asked.series());
        Amount hours = hours(series, asked.hours());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().mint(tx, request, owner, series, hours));
    }

    @POST
    @Path("/redemptions")
    @RolesAllowed({"owner", "investor", "operator"})
    @Operation(summary = "Redeem hours: burn the tokens for an owner's duty to deliver")
    public Response redeem(Hours asked) {
        String holder = changes.caller().actingFor(asked.party());
        Series series = series(asked.series());
        Amount hours = hours(series, asked.hours());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().redeem(tx, request, holder, series, hours));
    }

    @POST
    @Path("/service-levels")
    @RolesAllowed({"owner", "operator"})
    @Operation(summary = "Promise a share of each delivery of a series in time")
    public Response promise(NewLevel asked) {
        String owner = changes.caller().actingFor(asked.party());
        Series series = series(asked.series());
        int basisPoints = BadInput.required("basisPoints", asked.basisPoints());
        return changes.make(asked, (tx, request) -> desk.rooms().capacity().promise(tx, owner, series, basisPoints));
    }

    @POST
    @Path("/bonds")
    @RolesAllowed({"owner", "operator"})
    @Operation(summary = "Post a bond for a series, and the pace an owner can be held to before its end")
    public Response post(NewBond asked) {
        String owner = changes.caller().actingFor(asked.party());
        Series series = series(asked.series());
        Amount cash = BadInput.read("amount", asked.amount(), decimal -> Amount.parse(Asset.USD, decimal));
        Amount pace = asked.pace() == null
                ? new Amount(series.asset(), 0)
                : BadInput.read("pace", asked.pace(), decimal -> Amount.parse(series.asset(), decimal));
        return changes.make(
                asked, (tx, request) -> desk.rooms().capacity().post(tx, request, owner, series, cash, pace));
    }

    @POST
    @Path("/readings")
    @RolesAllowed({"owner", "operator"})
    @Operation(summary = "Bring a meter's signed reading, which pays the owner out of escrow")
    public Response meter(NewReading asked) {
        Hash delivery = BadInput.read("delivery", asked.delivery(), Hash::new);
        Signature signature = BadInput.read("signature", asked.signature(), Signature::new);
        return changes.make(asked, (tx, request) -> {
            var known = desk.rooms().capacity().delivery(tx, delivery).orElseThrow(Desk.missing("delivery", delivery));
            Amount delivered = hours(known.series(), asked.delivered());
            return desk.rooms().capacity().meter(tx, request, delivery, delivered.units(), signature);
        });
    }

    @POST
    @Path("/signatories")
    @RolesAllowed("operator")
    @Operation(summary = "Allow, or no longer allow, an attester's or a meter's signatures")
    public Response allow(Signatory asked) {
        Signatories.Role role = BadInput.read(
                "role", asked.role(), written -> Signatories.Role.valueOf(written.toUpperCase(Locale.ROOT)));
        Address address = BadInput.read("address", asked.address(), Address::new);
        boolean allowed = BadInput.required("allowed", asked.allowed());
        String reason = BadInput.required("reason", asked.reason());
        return changes.make(asked, (tx, request) -> {
            desk.rooms().capacity().signatories().set(tx, role, address, allowed, reason);
            return Outcome.done(asked);
        });
    }

    private static Series series(@Nullable String name) {
        return BadInput.read("series", name, Series::parse);
    }

    private static Amount hours(Series series, @Nullable String written) {
        return BadInput.read("hours", written, decimal -> Amount.parse(series.asset(), decimal));
    }

    private static Serials serials(@Nullable List<String> values) {
        List<String> named = BadInput.required("serials", values);
        return BadInput.read("serials", "", _ -> new Serials(named));
    }
}

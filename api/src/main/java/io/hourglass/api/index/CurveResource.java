package io.hourglass.api.index;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.index.DailyForwards;
import io.hourglass.ledger.index.ForwardPoints;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/index/curves")
@Tag(name = "index")
public class CurveResource {
    private final Desk desk;

    CurveResource(Desk desk) {
        this.desk = desk;
    }

    @GET
    @Path("/{gpu}")
    @PermitAll
    @Operation(summary = "The forward curve of a GPU class, 36 months; the latest one unless a day is asked for")
    public ForwardPoints curve(@PathParam("gpu") String gpu, @QueryParam("day") @Nullable String day) {
        GpuClass of = BadInput.read("gpu", gpu, GpuClass::parse);
        LocalDate upTo = Span.day(desk, "day", day);
        return desk.read((tx, rooms) -> rooms.curves().curve(tx, of, upTo).orElseThrow(Desk.missing("curve of", of)));
    }

    @GET
    @Path("/{gpu}/daily")
    @PermitAll
    @Operation(
            summary = "The same curve day by day: the smoothest that gives each month its price, with whole quarters"
                    + " and years")
    public DailyForwards daily(@PathParam("gpu") String gpu, @QueryParam("day") @Nullable String day) {
        GpuClass of = BadInput.read("gpu", gpu, GpuClass::parse);
        LocalDate upTo = Span.day(desk, "day", day);
        return desk.read(
                (tx, rooms) -> rooms.curves().daily(tx, of, upTo).orElseThrow(Desk.missing("daily curve of", of)));
    }
}

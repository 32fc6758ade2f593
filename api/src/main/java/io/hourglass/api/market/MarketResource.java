package io.hourglass.api.market;

import io.hourglass.api.Rooms;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.market.Bar;
import io.hourglass.ledger.market.Depth;
import io.hourglass.ledger.market.Indication;
import io.hourglass.ledger.market.Instrument;
import io.hourglass.ledger.market.OrderView;
import io.hourglass.ledger.market.TradeView;
import io.hourglass.ledger.market.matching.Phase;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Looking at the market. */
@Path("/api/market")
@Tag(name = "market")
public class MarketResource {
    private static final int LEVELS = 20;

    private final Desk desk;

    MarketResource(Desk desk) {
        this.desk = desk;
    }

    /**
     * A trade as everybody sees it: without its parties.
     *
     * @param kind {@code OUTRIGHT}, or {@code SPREAD} or {@code STRIP} for a leg of one
     */
    record Print(Instant traded, String instrument, long quantity, String price, String state, String kind) {
        static Print of(TradeView trade) {
            return new Print(
                    trade.traded(),
                    trade.instrument(),
                    trade.quantity(),
                    trade.price().decimal(),
                    trade.state().name(),
                    trade.kind().name());
        }
    }

    @GET
    @Path("/instruments")
    @PermitAll
    @Operation(summary = "What can be traded: hours of series, futures, options")
    public List<Instrument> instruments() {
        return desk.read((tx, rooms) -> rooms.market().instruments(tx));
    }

    @GET
    @Path("/instruments/{code}/depth")
    @PermitAll
    @Operation(summary = "Both sides of the book, best first")
    public Depth depth(@PathParam("code") String code) {
        return desk.read((tx, rooms) -> {
            Instrument instrument = instrument(tx, rooms, code);
            return rooms.market().depth(tx, instrument.id(), LEVELS);
        });
    }

    @GET
    @Path("/instruments/{code}/prints")
    @PermitAll
    @Operation(summary = "The latest trades, newest first")
    public List<Print> prints(@PathParam("code") String code, @QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> {
            Instrument instrument = instrument(tx, rooms, code);
            return rooms.market().prints(tx, instrument.id(), Desk.limit(limit)).stream()
                    .map(Print::of)
                    .toList();
        });
    }

    @GET
    @Path("/instruments/{code}/bars")
    @PermitAll
    @Operation(summary = "Daily bars, newest first: open, high, low, close, volume, volume-weighted mean")
    public List<Bar> bars(@PathParam("code") String code, @QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> {
            Instrument instrument = instrument(tx, rooms, code);
            return rooms.market().bars(tx, instrument.id(), Desk.limit(limit));
        });
    }

    /** @param lots held long; as many are short. 0 for hours, which are owned, not owed */
    record OpenInterest(String instrument, long lots) {}

    @GET
    @Path("/instruments/{code}/open-interest")
    @PermitAll
    @Operation(summary = "Lots of a future or an option held long; as many are short")
    public OpenInterest openInterest(@PathParam("code") String code) {
        return desk.read((tx, rooms) -> {
            Instrument instrument = instrument(tx, rooms, code);
            return new OpenInterest(code, rooms.market().openInterest(tx, instrument));
        });
    }

    /** @param indication what it would come to if it ended now; null where nothing gathers or is crossed */
    record AuctionView(
            Phase phase,
            @Nullable Instant uncrosses,
            @Nullable Indication indication) {}

    @GET
    @Path("/instruments/{code}/auction")
    @PermitAll
    @Operation(summary = "Whether orders gather, until when, and what the auction would come to now")
    public AuctionView auction(@PathParam("code") String code) {
        return desk.read((tx, rooms) -> {
            Instrument instrument = instrument(tx, rooms, code);
            Indication indication = rooms.market().indication(tx, instrument).orElse(null);
            return new AuctionView(instrument.phase(), instrument.uncrosses(), indication);
        });
    }

    @GET
    @Path("/orders")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's orders, newest first")
    public List<OrderView> orders(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.market().orders(tx, name, Desk.limit(limit)));
    }

    @GET
    @Path("/trades")
    @RolesAllowed({"owner", "investor", "auditor", "operator"})
    @Operation(summary = "A party's trades, newest first, with batch, transaction and block")
    public List<TradeView> trades(
            @QueryParam("party") @Nullable String party, @QueryParam("limit") @Nullable Integer limit) {
        String name = desk.visible(party);
        return desk.read((tx, rooms) -> rooms.market().trades(tx, name, Desk.limit(limit)));
    }

    private static Instrument instrument(Tx tx, Rooms rooms, String code) {
        return rooms.market().instrument(tx, code).orElseThrow(Desk.missing("instrument", code));
    }
}

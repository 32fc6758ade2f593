package io.hourglass.api.book;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.StatementLine;
import io.hourglass.ledger.book.Trial;
import io.hourglass.ledger.money.Address;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

@Path("/api/book")
@Tag(name = "book")
public class BookResource {
    private final Desk desk;
    private final Changes changes;

    BookResource(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /** @param address of a party that signs elsewhere; without it the service keeps its key */
    record NewParty(
            @Nullable String name,
            @Nullable String kind,
            @Nullable String address) {}

    @GET
    @Path("/parties")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "Everybody the books know")
    public List<Party> parties() {
        return desk.read((tx, rooms) -> rooms.book().parties(tx));
    }

    @POST
    @Path("/parties")
    @RolesAllowed("operator")
    @Operation(summary = "Make a party ready to deal: its accounts, its eligibility on chain")
    public Response enrol(NewParty asked) {
        Party party = BadInput.read("name", asked.name(), name -> party(name, asked));
        if (party.key() != null) {
            desk.hourglass().fuel(List.of(party.name()));
        }
        return changes.make(asked, (tx, request) -> desk.rooms().cash().enrol(tx, party));
    }

    @GET
    @Path("/accounts")
    @RolesAllowed({"owner", "investor", "contributor", "auditor", "operator"})
    @Operation(summary = "A party's accounts with what is posted and what is pending")
    public List<Balance> accounts(@QueryParam("party") @Nullable String party) {
        String name = desk.visible(party);
        return desk.read(
                (tx, rooms) -> rooms.book().balances(tx, desk.party(tx, name).prefix() + ":"));
    }

    @GET
    @Path("/accounts/{path}/statement")
    @RolesAllowed({"owner", "investor", "contributor", "auditor", "operator"})
    @Operation(summary = "An account's postings in order, each with the balance after it")
    public List<StatementLine> statement(
            @PathParam("path") String path,
            @QueryParam("after") @Nullable Long after,
            @QueryParam("limit") @Nullable Integer limit) {
        requireSight(path);
        return desk.read((tx, rooms) -> {
            if (rooms.book().account(tx, path).isEmpty()) {
                throw Desk.missing("account", path).get();
            }
            return rooms.book().statement(tx, path, after == null ? 0 : after, Desk.limit(limit));
        });
    }

    /**
     * @param at the moment asked for
     * @param entries how many entries the journal had then
     */
    record Dated(Instant at, long entries, Balance balance) {}

    @GET
    @Path("/accounts/{path}/balance")
    @RolesAllowed({"owner", "investor", "contributor", "auditor", "operator"})
    @Operation(summary = "An account's balance as of a moment, by the journal's recording times; now without one")
    public Dated balance(@PathParam("path") String path, @QueryParam("at") @Nullable String at) {
        requireSight(path);
        Instant moment = at == null ? Instant.now() : BadInput.read("at", at, BookResource::moment);
        return desk.read((tx, rooms) -> {
            long entries = rooms.book().sizeAt(tx, moment);
            return rooms.inspection()
                    .balanceAt(tx, path, entries)
                    .map(balance -> new Dated(moment, entries, balance))
                    .orElseThrow(Desk.missing("account", path));
        });
    }

    @GET
    @Path("/entries")
    @RolesAllowed({"auditor", "operator"})
    @Operation(summary = "The journal's entries in order, with their canonical lines and leaves")
    public List<JournalEntry> entries(
            @QueryParam("after") @Nullable Long after, @QueryParam("limit") @Nullable Integer limit) {
        return desk.read((tx, rooms) -> rooms.book().entries(tx, after == null ? 0 : after, Desk.limit(limit)));
    }

    @GET
    @Path("/trial-balance")
    @PermitAll
    @Operation(summary = "Every asset's balances: in double entry they sum to zero")
    public List<Trial> trialBalance() {
        return desk.read((tx, rooms) -> rooms.book().trialBalance(tx));
    }

    private static Instant moment(String written) {
        Instant moment = Instant.parse(written);
        if (moment.isBefore(Instant.EPOCH) || moment.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
            throw new IllegalArgumentException("is between 1970 and 9999, not " + written);
        }
        return moment;
    }

    private static Party.Kind kind(String written) {
        Party.Kind kind = Party.Kind.valueOf(written.toUpperCase(Locale.ROOT));
        if (kind == Party.Kind.FUND) {
            throw new IllegalArgumentException("there is one fund, which enrols itself");
        }
        return kind;
    }

    private void requireSight(String path) {
        String[] segments = path.split(":", -1);
        boolean ofParty = segments.length > 1
                && Set.of("owner", "investor", "contributor").contains(segments[0]);
        desk.requireSight(ofParty ? segments[1] : "the house");
    }

    private Party party(String name, NewParty asked) {
        Party.Kind kind = BadInput.read("kind", asked.kind(), BookResource::kind);
        String address = asked.address();
        return address == null
                ? new Party(name, kind, desk.hourglass().chain().address(name), name)
                : new Party(name, kind, BadInput.read("address", address, Address::new), null);
    }
}

package io.hourglass.api.book;

import io.hourglass.api.problem.BadInput;
import io.hourglass.api.problem.Problem;
import io.hourglass.api.service.Changes;
import io.hourglass.api.service.Desk;
import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.PostResult;
import io.hourglass.ledger.book.Refusal;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What an operator books by hand, on accounts under {@code operations:}. */
@Path("/api/book")
@Tag(name = "book")
public class BookChanges {
    private final Desk desk;
    private final Changes changes;

    BookChanges(Desk desk, Changes changes) {
        this.desk = desk;
        this.changes = changes;
    }

    /**
     * @param path {@code operations:fees}
     * @param asset {@code USD/6}
     * @param floor {@code not_negative}, {@code not_positive} or {@code free}
     * @param metadata texts by name that are kept with the account
     */
    record NewAccount(
            @Nullable String path,
            @Nullable String asset,
            @Nullable String floor,
            @Nullable Map<String, String> metadata) {}

    record Closure(@Nullable String reason) {}

    /** @param sequence the entry's place in the journal */
    record Booked(UUID id, long sequence) {}

    @POST
    @Path("/accounts")
    @RolesAllowed("operator")
    @Operation(summary = "Open an account for entries by hand, under operations:")
    public Response open(NewAccount asked) {
        String path = BadInput.required("path", asked.path());
        String asset = BadInput.required("asset", asked.asset());
        Account.Floor floor = BadInput.read(
                "floor", asked.floor(), written -> Account.Floor.valueOf(written.toUpperCase(Locale.ROOT)));
        Map<String, String> metadata = metadata(asked.metadata());
        return changes.make(asked, (tx, request) -> desk.rooms().operations().open(tx, path, asset, floor, metadata));
    }

    @POST
    @Path("/accounts/{path}/closure")
    @RolesAllowed("operator")
    @Operation(summary = "Close an empty account under operations: for good")
    public Response close(@PathParam("path") String path, Closure asked) {
        String reason = BadInput.read("reason", asked.reason(), BookChanges::reason);
        return changes.make(asked, (tx, request) -> desk.rooms()
                .operations()
                .close(tx, path, reason)
                .then(closed -> Outcome.done(Map.of("account", closed))));
    }

    /** Written by the lane, together with whatever else is posted at the moment. */
    @POST
    @Path("/entries")
    @RolesAllowed("operator")
    @Operation(
            summary = "Post an entry by hand, between accounts under operations:; all its transfers happen or none,"
                    + " and with the same Idempotency-Key they happen once")
    public Response post(NewEntry asked) {
        return changes.book((key, id) -> {
            Entry entry = asked.entry(key, id);
            return switch (desk.read((tx, rooms) -> rooms.operations().allow(tx, entry))) {
                case Outcome.Done<Entry>(Entry allowed) ->
                    answer(entry, desk.rooms().lane().postNow(allowed));
                case Outcome.Refused<Entry>(Refusal reason, String detail) ->
                    Problem.of(reason, detail).response();
            };
        });
    }

    private static Response answer(Entry entry, PostResult result) {
        return switch (result) {
            case PostResult.Posted(long sequence) ->
                Response.status(Response.Status.CREATED)
                        .entity(new Booked(entry.id(), sequence))
                        .build();
            case PostResult.AlreadyPosted(long sequence) ->
                Response.ok(new Booked(entry.id(), sequence))
                        .header(Changes.REPLAYED, "true")
                        .build();
            case PostResult.Refused(PostResult.Reason reason, String detail) ->
                Problem.of(reason, detail).response();
        };
    }

    private static Map<String, String> metadata(@Nullable Map<String, String> asked) {
        if (asked == null) {
            return Map.of();
        }
        if (asked.containsValue(null)) {
            throw new BadInput("metadata", "has a name without a text");
        }
        try {
            return Account.metadata(asked);
        } catch (IllegalArgumentException e) {
            throw new BadInput("metadata", String.valueOf(e.getMessage()));
        }
    }

    private static String reason(String written) {
        if (written.isBlank() || written.length() > 200 || written.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("is 1 to 200 characters in one line");
        }
        return written;
    }
}

package io.hourglass.api.console;

import io.hourglass.api.console.Pages.NotThere;
import io.hourglass.api.console.Pages.Reading;
import io.hourglass.ledger.book.Balance;
import io.hourglass.ledger.book.Party;
import io.quarkus.qute.TemplateInstance;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A party's own place: what it holds, what that earned, what it ordered, and its statements. */
@Path("/portfolio")
@Produces(MediaType.TEXT_HTML)
@PermitAll
public class PortfolioPlace {
    private static final int LINES = 25;

    private final Pages pages;

    PortfolioPlace(Pages pages) {
        this.pages = pages;
    }

    /** @param party whose; without it the session's own, or the first that may be seen */
    @GET
    @Operation(hidden = true)
    public Response portfolio(@QueryParam("party") @Nullable String party) {
        return pages.show(Place.PORTFOLIO, "Portfolio", reading -> {
            Parties parties = Parties.of(reading, Place.PORTFOLIO, Party.Kind.INVESTOR, party);
            return new PortfolioPage(
                    reading.frame(), parties, parties.shown().map(one -> PortfolioPanel.of(reading, one)));
        });
    }

    /**
     * An account's statement.
     *
     * @param account its path
     * @param after the lines after this posting; without it the latest ones
     */
    @GET
    @Path("statements/{account}")
    @Operation(hidden = true)
    public Response statement(@PathParam("account") String account, @QueryParam("after") @Nullable String after) {
        return pages.show(
                Place.PORTFOLIO, "Statement", reading -> statement(reading, account, Pages.number(after, -1)));
    }

    private static TemplateInstance statement(Reading reading, String account, long after) {
        var book = reading.rooms().book();
        Optional<Balance> balance = Optional.of(account)
                .filter(path -> reading.viewer().maySee(owner(path)))
                .flatMap(path -> book.balance(reading.tx(), path));
        if (balance.isEmpty()) {
            throw new NotThere("There is no account " + account + ", or it is not yours to see.");
        }
        long version = balance.get().version();
        long from = after < 0 ? Math.max(0, version - LINES) : after;
        List<StatementPage.Line> lines = book.statement(reading.tx(), account, from, LINES).stream()
                .map(line -> new StatementPage.Line(line, Causes.of(reading, line.cause())))
                .toList()
                .reversed();
        return new StatementPage(
                reading.frame(), balance.get(), lines, from, Math.max(0, from - LINES), from + LINES < version);
    }

    /** Whose an account is: the second word of its path. */
    private static String owner(String path) {
        String[] words = path.split(":", 3);
        return words.length < 3 ? "" : words[1];
    }
}

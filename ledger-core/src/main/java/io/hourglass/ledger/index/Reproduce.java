package io.hourglass.ledger.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.hourglass.ledger.index.Determinations.Determined;
import io.hourglass.ledger.index.Recompute.Claim;
import io.hourglass.ledger.index.Recompute.Result;
import io.hourglass.ledger.money.Hash;
import io.hourglass.pricing.index.Exclusion;
import io.hourglass.pricing.index.Gate;
import io.hourglass.pricing.index.Methodology;
import io.hourglass.pricing.index.Vote;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes published fixings again from the receipts in a bundle, and shows what they were made of:
 * {@code scripts/reproduce CLASS DATE [BUNDLE]}, or {@code all} of a bundle's.
 *
 * <p>CLASS is a GPU class, {@code H100-SXM-80GB}, for its headline, or with {@code .spot}, {@code
 * .1y}, {@code .3y} after it. The bundle is the newest one written here unless one is named.
 *
 * <p>Exits 0 if all that was asked for comes out as published, 1 if anything does not or is not
 * there, 2 on a wrong call.
 */
public final class Reproduce {
    private static final int SAME = 0;
    private static final int DIFFERS = 1;
    private static final int WRONG_CALL = 2;

    private static final String USAGE =
            "usage: scripts/reproduce CLASS DATE [BUNDLE], or scripts/reproduce all [BUNDLE]";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintStream out;

    private Reproduce(PrintStream out) {
        this.out = out;
    }

    /** Something asked for is not there. */
    private static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String what) {
            super(what);
        }
    }

    /** What a bundle says was published, the rules of it, and the receipts it has, by digest. */
    private record Published(
            Recompute recompute, List<Line> lines, Map<Hash, String> receipts, ContributedPrices contributed) {}

    private record Line(String status, int number, Claim claim) {
        String name() {
            String which = status.equals(PublishedFixing.Status.CORRECTION.name()) ? " " + number : "";
            return claim.index() + " " + claim.day() + " " + status.toLowerCase(Locale.ROOT) + which;
        }
    }

    public static void main(String... arguments) {
        Path written = Path.of(System.getProperty("hourglass.home", ""), ".hourglass", "bundles");
        System.exit(run(List.of(arguments), written, System.out));
    }

    /**
     * The command.
     *
     * @param bundles the folder of the bundles that were written here
     * @return its exit code
     */
    public static int run(List<String> arguments, Path bundles, PrintStream out) {
        boolean all = !arguments.isEmpty() && arguments.getFirst().equals("all");
        int named = all ? 1 : 2;
        if (arguments.size() < named || arguments.size() > named + 1) {
            out.println(USAGE);
            return WRONG_CALL;
        }
        try {
            Path bundle = arguments.size() > named ? Path.of(arguments.getLast()) : newest(bundles);
            Reproduce reproduce = new Reproduce(out);
            if (all) {
                return reproduce.all(read(bundle));
            }
            IndexName index = index(arguments.get(0));
            LocalDate day = LocalDate.parse(arguments.get(1));
            return reproduce.one(read(bundle), index, day, bundle);
        } catch (DateTimeParseException e) {
            out.println("a date is written 2026-08-08: " + arguments.get(1));
            return WRONG_CALL;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return WRONG_CALL;
        } catch (Missing e) {
            out.println(e.getMessage());
            return DIFFERS;
        } catch (NoSuchFileException e) {
            out.println("not a bundle, there is no " + e.getFile());
            return DIFFERS;
        } catch (IOException e) {
            out.println("the bundle cannot be read: " + e.getMessage());
            return DIFFERS;
        }
    }

    private static IndexName index(String name) {
        return IndexName.parse(name.startsWith("HGI.") ? name : "HGI." + name);
    }

    private static Path newest(Path bundles) throws IOException, Missing {
        if (Files.isDirectory(bundles)) {
            try (Stream<Path> folders = Files.list(bundles).filter(Files::isDirectory)) {
                Optional<Path> last = folders.max(
                        Comparator.comparingLong(folder -> folder.toFile().lastModified()));
                if (last.isPresent()) {
                    return last.get();
                }
            }
        }
        throw new Missing("no bundle was written here yet: scripts/demo writes one, or name one");
    }

    private static Published read(Path bundle) throws IOException {
        Map<Hash, String> receipts = new HashMap<>();
        try (Stream<String> documents = Files.lines(bundle.resolve("receipts.txt"))) {
            documents.forEach(document -> receipts.put(Hash.sha256(document), document));
        }
        JsonNode file = JSON.readTree(bundle.resolve("fixings.json").toFile());
        List<Line> lines = new ArrayList<>();
        for (JsonNode line : file.path("fixings")) {
            lines.add(line(line));
        }
        List<Methodologies.Version> versions = new ArrayList<>();
        for (JsonNode version : file.path("methodologies")) {
            versions.add(version(version));
        }
        return new Published(new Recompute(versions), lines, receipts, contributed(bundle));
    }

    private static ContributedPrices contributed(Path bundle) throws IOException {
        Path file = bundle.resolve("observations.json");
        try {
            return Files.exists(file) ? ContributedPrices.read(JSON.readTree(file.toFile())) : ContributedPrices.none();
        } catch (IllegalArgumentException e) {
            throw new IOException("observations.json: " + e.getMessage(), e);
        }
    }

    private static Methodologies.Version version(JsonNode version) throws IOException {
        try {
            String figures = version.path("figures").asText();
            if (!Hash.sha256(figures).hex().equals(version.path("hash").asText())) {
                throw new IllegalArgumentException("the hash is not that of the figures");
            }
            return new Methodologies.Version(
                    Methodology.parse(figures).version(),
                    Hash.sha256(figures),
                    figures,
                    LocalDate.parse(version.path("effective").asText()),
                    Optional.empty(),
                    Optional.empty());
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new IOException("fixings.json has a methodology that is none: " + version, e);
        }
    }

    private static Line line(JsonNode line) throws IOException {
        try {
            Claim claim = new Claim(
                    line.path("index").asText(),
                    LocalDate.parse(line.path("day").asText()),
                    number(line.path("value")),
                    number(line.path("band")),
                    new Hash(line.path("digest").asText()));
            return new Line(line.path("status").asText(), line.path("number").asInt(1), claim);
        } catch (DateTimeParseException | IllegalArgumentException e) {
            throw new IOException("fixings.json has a line that is none: " + line, e);
        }
    }

    private static @Nullable Long number(JsonNode node) {
        return node.isIntegralNumber() ? node.longValue() : null;
    }

    private int all(Published published) {
        int fixings = 0;
        int gaps = 0;
        int differing = 0;
        for (Line line : published.lines()) {
            switch (result(published, line)) {
                case Result.Same same -> fixings++;
                case Result.Gap gap -> gaps++;
                case Result.Differs(String what) -> {
                    differing++;
                    out.println(line.name() + ": " + what);
                }
            }
        }
        out.printf(
                Locale.ROOT, "%,d fixings and %,d gaps come out as published, %,d do not%n", fixings, gaps, differing);
        return differing == 0 && fixings > 0 ? SAME : DIFFERS;
    }

    private Result result(Published published, Line line) {
        String document = published.receipts().getOrDefault(line.claim().digest(), "");
        Result result = published.recompute().check(line.claim(), document);
        return result instanceof Result.Same
                ? published
                        .contributed()
                        .departure(ReceiptDocument.read(document).votes())
                        .<Result>map(Result.Differs::new)
                        .orElse(result)
                : result;
    }

    private int one(Published published, IndexName index, LocalDate day, Path bundle) throws Missing {
        List<Line> asked = published.lines().stream()
                .filter(line -> line.claim().index().equals(index.name())
                        && line.claim().day().equals(day))
                .toList();
        if (asked.isEmpty()) {
            throw new Missing("nothing was published of " + index + " for " + day + " in " + bundle);
        }
        int code = SAME;
        for (Line line : asked) {
            out.println(line.name());
            Result result = result(published, line);
            String document = published.receipts().get(line.claim().digest());
            if (document != null && !(result instanceof Result.Differs)) {
                show(ReceiptDocument.read(document));
            }
            code = Math.max(code, tell(line, result));
        }
        return code;
    }

    private void show(ReceiptDocument receipts) {
        Gate gate = receipts.gate();
        out.printf(
                Locale.ROOT,
                "  rules %s %s%n  gate %d providers of %d, %d offers of %d; basis %s%n",
                receipts.methodology(),
                receipts.methodologyHash(),
                gate.providers(),
                gate.providersNeeded(),
                gate.offers(),
                gate.offersNeeded(),
                receipts.basis() == null ? "none" : receipts.basis());
        for (Vote vote : receipts.votes()) {
            out.printf(
                    Locale.ROOT,
                    "  vote      %-20s %-10s %3d offers  %10.6f ± %-9.6f weight %.4f%n",
                    vote.provider(),
                    vote.evidence(),
                    vote.offers(),
                    new BigDecimal(vote.price()),
                    new BigDecimal(vote.sd()),
                    new BigDecimal(vote.weight()));
        }
        Determined by = receipts.determined();
        if (by != null) {
            out.printf(
                    "  determined by %s%n  agreed by     %s%n  because %s%n",
                    by.proposer(), by.approver(), by.reason());
        }
        receipts.carried()
                .forEach(past -> out.printf(
                        Locale.ROOT,
                        "  carried   %s  %.6f ± %.6f%n",
                        past.at(),
                        new BigDecimal(past.value()),
                        new BigDecimal(past.band())));
        for (Exclusion out : receipts.exclusions()) {
            this.out.printf(Locale.ROOT, "  left out  %-20s %s%n", out.provider(), out.reason());
        }
    }

    private int tell(Line line, Result result) {
        String digest = "  digest    " + line.claim().digest();
        switch (result) {
            case Result.Same(String index, String day, long value, long band) ->
                out.printf(
                        Locale.ROOT,
                        "  fixing    %.6f ± %.6f USD per GPU-hour, as published%n%s, as published%n",
                        BigDecimal.valueOf(value, 6),
                        BigDecimal.valueOf(band, 6),
                        digest);
            case Result.Gap(String index, String day) ->
                out.println("  a gap, as published\n" + digest + ", as published");
            case Result.Differs(String what) -> out.println("  DIFFERS: " + what);
        }
        return result instanceof Result.Differs ? DIFFERS : SAME;
    }
}

package io.hourglass.ledger.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.index.PublishedFixing.Status;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.pricing.index.Basis;
import io.hourglass.pricing.index.Fixing;
import io.hourglass.pricing.index.Gate;
import io.hourglass.pricing.index.Methodology;
import io.hourglass.pricing.index.Receipts;
import io.hourglass.pricing.index.Vote;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FixingsIT extends IndexStage {
    private static final IndexName INDEX = IndexName.headline(H100);

    /** 15 equal votes p - 3 %, p, p + 3 %; the middle five are 2.134, 2.163, 2.2, 2.231, 2.266. */
    @Test
    void fixesObservationsByTheRulebook() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        assertThat(fixings.doWork()).isZero();
        advance("2026-08-03T20:00:00Z");
        assertThat(fixings.doWork()).isEqualTo(1);

        PublishedFixing fixing = find(DAY, Status.PROVISIONAL).orElseThrow();
        assertThat(fixing.value()).contains(Price.parse("2.1988"));
        assertThat(fixing.band()).isEqualTo(138_800);
        assertThat(fixing.basis()).contains(Basis.WIDENED);
        assertThat(fixing.providers()).isEqualTo(5);
        assertThat(fixing.effectiveProviders()).isEqualTo(5_000);
        assertThat(recompute(fixing))
                .isEqualTo(new Recompute.Result.Same(INDEX.name(), DAY.toString(), 2_198_800, 138_800));
    }

    @Test
    void isProvisionalForABusinessDayAndThenFinal() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        advance("2026-08-03T20:00:00Z");
        fixings.doWork();
        advance("2026-08-04T19:59:59Z");
        assertThat(fixings.doWork()).isZero();
        assertThat(find(DAY, Status.FINAL)).isEmpty();
        advance("2026-08-04T20:00:00Z");
        assertThat(fixings.doWork()).isEqualTo(2);

        PublishedFixing last = find(DAY, Status.FINAL).orElseThrow();
        assertThat(last.receipts())
                .isEqualTo(find(DAY, Status.PROVISIONAL).orElseThrow().receipts());
        assertThat(find(DAY.plusDays(1), Status.PROVISIONAL)).isPresent();
        // Friday's is final on Monday
        advance("2026-08-09T23:00:00Z");
        fixings.doWork();
        assertThat(find(LocalDate.parse("2026-08-06"), Status.FINAL)).isPresent();
        assertThat(find(LocalDate.parse("2026-08-07"), Status.FINAL)).isEmpty();
        advance("2026-08-10T20:00:00Z");
        fixings.doWork();
        assertThat(find(LocalDate.parse("2026-08-09"), Status.FINAL)).isPresent();
    }

    @Test
    void takesLatePricesIntoTheFinalAndNeverRestatesIt() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        advance("2026-08-03T21:00:00Z");
        fixings.doWork();
        load(row(DAY, "late", "2.2"));
        advance("2026-08-04T21:00:00Z");
        fixings.doWork();
        PublishedFixing last = find(DAY, Status.FINAL).orElseThrow();
        assertThat(last.providers()).isEqualTo(6);
        assertThat(find(DAY, Status.PROVISIONAL).orElseThrow().providers()).isEqualTo(5);

        load(row(DAY, "later", "2.2"));
        fixings.doWork();
        assertThat(find(DAY, Status.FINAL)).contains(last);

        PublishedFixing correction = database.decide(tx -> fixings.correct(tx, INDEX, DAY, "a price came late"))
                .orThrow();
        assertThat(correction.providers()).isEqualTo(7);
        assertThat(correction.number()).isEqualTo(1);
        assertThat(find(DAY, Status.FINAL)).contains(last);
        assertThat(history(DAY, DAY)).containsExactly(last);
        assertThatThrownBy(() -> database.inTx(tx -> tx.run("update hourglass.fixing set value = 1")))
                .hasMessageContaining("fixing");
    }

    @Test
    void carriesForThreeDaysAndThenSaysThereIsAGap() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        advance("2026-08-20T20:00:00Z");
        fixings.doWork();

        List<PublishedFixing> days = history(DAY, LocalDate.parse("2026-08-19"));
        assertThat(days).hasSize(17).allMatch(fixing -> fixing.status() == Status.FINAL);
        // list prices are good for seven days, the mean of the last fixings for three more
        assertThat(days.stream().filter(fixing -> fixing.value().isPresent())).hasSize(10);
        assertThat(days.get(9).basis()).contains(Basis.CARRIED);
        assertThat(days.get(10).gap()).containsExactly("TOO_FEW_PROVIDERS", "TOO_FEW_OFFERS", "CARRIED_TOO_LONG");
        assertThat(recompute(days.get(9))).isInstanceOf(Recompute.Result.Same.class);
        assertThat(recompute(days.get(10)))
                .isEqualTo(new Recompute.Result.Gap(
                        INDEX.name(), days.get(10).day().toString()));
    }

    @Test
    void isDeterminedByTwoPeopleWhereItWouldBeAGap() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        LocalDate gap = DAY.plusDays(11); // a Friday
        advance("2026-08-13T20:00:00Z");
        fixings.doWork();
        Determinations determinations = new Determinations(clock);
        assertRefused(propose(determinations, gap, "ann"), IndexRefusal.NOT_DETERMINABLE);
        advance("2026-08-14T20:00:00Z");
        fixings.doWork();
        assertThat(find(gap, Status.PROVISIONAL).orElseThrow().value()).isEmpty();
        assertRefused(propose(determinations, DAY, "ann"), IndexRefusal.NOT_DETERMINABLE);

        propose(determinations, gap, "ann").orThrow();
        propose(determinations, gap, "ben").orThrow();
        assertRefused(approve(determinations, gap, 1, "ann"), IndexRefusal.SAME_PERSON);
        assertRefused(approve(determinations, gap, 3, "ben"), IndexRefusal.UNKNOWN_DETERMINATION);
        approve(determinations, gap, 1, "ben").orThrow();
        assertRefused(approve(determinations, gap, 2, "ann"), IndexRefusal.NOT_DETERMINABLE);
        assertRefused(propose(determinations, gap, "cyd"), IndexRefusal.NOT_DETERMINABLE);

        advance("2026-08-17T20:00:00Z");
        fixings.doWork();
        PublishedFixing fixing = find(gap, Status.FINAL).orElseThrow();
        assertThat(fixing.value()).contains(Price.parse("2.25"));
        assertThat(fixing.band()).isEqualTo(50_000);
        assertThat(fixing.basis()).contains(Basis.DETERMINED);
        assertThat(recompute(fixing))
                .isEqualTo(new Recompute.Result.Same(INDEX.name(), gap.toString(), 2_250_000, 50_000));
        String document =
                database.inTx(tx -> fixings.receipts(tx, fixing.receipts())).orElseThrow();
        assertThat(document).contains("\"gap\":[\"TOO_FEW_PROVIDERS\"", "\"reason\":\"asked three sellers\"");
        assertThat(checkUnderItsOwnDigest(fixing, document.replace("\"approver\":\"ben\"", "\"approver\":\"ann\"")))
                .isInstanceOf(Recompute.Result.Differs.class);
        // Nobody determined the next day, and what was determined is not carried on.
        assertThat(find(gap.plusDays(1), Status.FINAL).orElseThrow().value()).isEmpty();
        assertRefused(propose(determinations, gap.plusDays(1), "ann"), IndexRefusal.NOT_DETERMINABLE);
    }

    private static void assertRefused(Outcome<?> outcome, IndexRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    private Outcome<Determinations.Proposal> propose(Determinations determinations, LocalDate day, String by) {
        return database.decide(
                tx -> determinations.propose(tx, INDEX, day, Price.parse("2.25"), 50_000, "asked three sellers", by));
    }

    private Outcome<Determinations.Proposal> approve(
            Determinations determinations, LocalDate day, int which, String by) {
        return database.decide(tx -> determinations.approve(tx, INDEX, day, which, by));
    }

    @Test
    void recordsNoGapBeforeTheFirstFixing() {
        load(row(DAY.minusDays(300), "early", "9.0"));
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        advance("2026-08-04T20:00:00Z");
        assertThat(fixings.doWork()).isEqualTo(2);

        Fixings.Counts counts = database.inTx(tx -> fixings.counts(tx));
        assertThat(counts).isEqualTo(new Fixings.Counts(1, 0, 1, 1));
    }

    @Test
    void goesOnAfterARestartAsIfNothingHadHappened() {
        Fixings restarted = new Fixings(database, clock);
        Database other = TestDatabase.fresh();
        Observations alsoObserved = new Observations(other, clock);
        Fixings uninterrupted = new Fixings(other, clock);
        for (int day = 0; day < 12; day++) {
            List<String> rows = new ArrayList<>();
            for (int provider = 0; provider < 7; provider++) {
                rows.add(row(
                        DAY.plusDays(day),
                        "p" + provider,
                        "2." + (10 + provider + (day * 7 + provider * 3) % 5 + (provider == day % 7 ? 60 : 0))));
            }
            load(rows);
            alsoObserved.load(file(rows), "same").orThrow();
            advance(DAY.plusDays(day) + "T20:30:00Z");
            restarted.doWork();
            uninterrupted.doWork();
            restarted = new Fixings(database, clock);
        }

        List<PublishedFixing> here = history(DAY, DAY.plusDays(12));
        List<PublishedFixing> there = other.inTx(tx -> uninterrupted.history(tx, INDEX, DAY, DAY.plusDays(12)));
        assertThat(here).hasSize(12);
        assertThat(here.stream().map(PublishedFixing::receipts).toList())
                .isNotEmpty()
                .hasSameSizeAs(there);
        // ids of observations are made of their content, so even the receipts are the same
        assertThat(here).isEqualTo(there);
        other.close();
    }

    @Test
    void loadsTheSameRowsOnlyOnce() {
        List<String> rows = five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4");
        assertThat(load(rows).observations()).isEqualTo(5);
        assertThat(load(rows).observations()).isZero();
        List<String> more = new ArrayList<>(rows);
        more.add(row(DAY, "sixth", "2.0"));
        LoadReport report = load(more);

        assertThat(report.observations()).isEqualTo(1);
        assertThat(report.accepted()).isEqualTo(6);
        long count = database.inTx(observations::count);
        assertThat(count).isEqualTo(6);
    }

    @Test
    void countsWhatItRefusesAndLoadsTheRest() {
        List<String> rows = new ArrayList<>(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        rows.add(2, row(DAY, "negative", "-2.1"));
        rows.add("not,a,row");
        rows.add(row(DAY, "negative-too", "-1"));
        LoadReport report = load(rows);

        assertThat(report.rows()).isEqualTo(8);
        assertThat(report.accepted()).isEqualTo(5);
        assertThat(report.refused())
                .containsEntry(RowRefusal.PRICE_NOT_POSITIVE, 2L)
                .containsEntry(RowRefusal.WRONG_NUMBER_OF_COLUMNS, 1L);
        assertThat(report.examples()).extracting(LoadReport.Example::line).containsExactly(4L, 8L, 9L);
        assertThat(observations.load(new StringReader("a,b\n1,2\n"), "other"))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class, r -> assertThat(r.reason()).isEqualTo(IndexRefusal.HEADER_UNKNOWN));
    }

    /** The golden case of the rulebook (§2), as receipts. Its weights are another index's, and that is noticed. */
    @Test
    void publishesTheGoldenCaseAndFindsItsWeightsAgainstTheRules() {
        Receipts golden = new Receipts(
                Timetable.provisional(DAY),
                Basis.WIDENED,
                List.of(
                        new Vote("a", 6.60, 0.20, 0.30),
                        new Vote("b", 6.75, 0.21, 0.25),
                        new Vote("c", 6.50, 0.20, 0.20),
                        new Vote("d", 7.20, 0.25, 0.15),
                        new Vote("e", 5.80, 0.45, 0.10)),
                List.of(),
                List.of(),
                new Gate(5, 5, 5, 5));
        Fixing fixing = Fixing.recompute(golden, Methodology.HGI_1);
        FixingTable table = new FixingTable();
        database.inTx(tx -> {
            new Methodologies(clock).register(tx);
            Track.Day day = new Track.Day(DAY, fixing);
            table.insert(tx, List.of(FixingTable.Row.of(INDEX, day, Status.FINAL, Rules.HGI_1, 0, clock.instant())));
            return 0;
        });

        PublishedFixing published = find(DAY, Status.FINAL).orElseThrow();
        assertThat(published.value()).contains(Price.parse("6.6425"));
        assertThat(published.band()).isEqualTo(242_500);
        assertThat(recompute(published))
                .isEqualTo(new Recompute.Result.Differs("the weights are not those the evidence gives"));
    }

    @Test
    void noticesReceiptsThatWereTouched() {
        load(five(DAY, "2.0", "2.1", "2.2", "2.3", "2.4"));
        advance("2026-08-04T20:00:00Z");
        fixings.doWork();
        PublishedFixing fixing = find(DAY, Status.FINAL).orElseThrow();
        String document =
                database.inTx(tx -> fixings.receipts(tx, fixing.receipts())).orElseThrow();
        assertThat(check(fixing, document)).isInstanceOf(Recompute.Result.Same.class);
        String touched = document.replace("\"price\":2.4", "\"price\":2.5");
        assertThat(check(fixing, touched))
                .isEqualTo(new Recompute.Result.Differs("the receipts are not those of digest " + fixing.receipts()));
        // Even where the digest is made to fit:
        Map<String, String> forged = Map.of(
                document.replace("\"value\":2198800", "\"value\":2198801"), "published was 2198800",
                document.replace("\"weight\":0.19999999999999998", "\"weight\":0.2"), "weights",
                document.replace("\"price\":2.4", "\"price\":2.3"), "recomputed are",
                document.replace("\"providersNeeded\":5", "\"providersNeeded\":4"), "gate",
                document.replace("\"offers\":1", "\"offers\":2"), "gate",
                document.replace("WIDENED", "FIRM"), "list price",
                document.replace("T20:00:00Z", "T19:00:00Z"), "fixing time",
                document.replace(DAY.toString(), DAY.plusDays(1).toString()), "receipts are of",
                document.replace("HGI.H100", "HGI.H200"), "receipts are of",
                document.replace(",", ", "), "canonical");
        forged.forEach((other, why) -> assertThat(checkUnderItsOwnDigest(fixing, other))
                .isInstanceOfSatisfying(
                        Recompute.Result.Differs.class,
                        differs -> assertThat(differs.what()).as(other).contains(why)));
        String empty = document.replaceAll("\"votes\":.*", "\"votes\":[]}");
        for (String nonsense : List.of("{}", "null", "no", "", "[]", empty)) {
            assertThat(checkUnderItsOwnDigest(fixing, nonsense)).isInstanceOf(Recompute.Result.Differs.class);
        }
    }

    private static Recompute.Result check(PublishedFixing fixing, String document) {
        return new Recompute(List.of()).check(Recompute.Claim.of(fixing), document);
    }

    private static Recompute.Result checkUnderItsOwnDigest(PublishedFixing fixing, String document) {
        Recompute.Claim claim = Recompute.Claim.of(fixing);
        return new Recompute(List.of())
                .check(
                        new Recompute.Claim(
                                claim.index(), claim.day(), claim.value(), claim.band(), Hash.sha256(document)),
                        document);
    }

    private Recompute.Result recompute(PublishedFixing fixing) {
        return check(
                fixing,
                database.inTx(tx -> fixings.receipts(tx, fixing.receipts())).orElseThrow());
    }

    private Optional<PublishedFixing> find(LocalDate day, Status status) {
        return database.inTx(tx -> fixings.find(tx, INDEX, day, status));
    }

    private List<PublishedFixing> history(LocalDate from, LocalDate to) {
        return database.inTx(tx -> fixings.history(tx, INDEX, from, to));
    }

    private LoadReport load(String row) {
        return load(List.of(row));
    }
}

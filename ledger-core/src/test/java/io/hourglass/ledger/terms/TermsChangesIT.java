package io.hourglass.ledger.terms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Audit;
import io.hourglass.ledger.book.BusinessClock;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.capacity.Capacity;
import io.hourglass.ledger.clearing.Clearing;
import io.hourglass.ledger.fund.Fund;
import io.hourglass.ledger.index.Contributions;
import io.hourglass.ledger.index.Curves;
import io.hourglass.ledger.market.Market;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.options.Options;
import io.hourglass.ledger.terms.TermsView.Row;
import io.hourglass.ledger.terms.TermsView.Standing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a Monday, when five business days' notice end on the Monday after. */
class TermsChangesIT {
    private static final LocalDate SOONEST = LocalDate.parse("2026-09-14");
    private static final LocalDate LATER = LocalDate.parse("2026-10-05");

    private final TestDatabase test = TestDatabase.open();
    private final Database database = test.database();
    private final BusinessClock clock = new BusinessClock();
    private final Journal journal = new Journal();
    private final TermSheets terms = new TermSheets(
            List.of(
                    Capacity.TERMS,
                    Contributions.TERMS,
                    Curves.TERMS,
                    Market.TERMS,
                    Clearing.TERMS,
                    Options.TERMS,
                    Fund.TERMS),
            journal,
            clock);

    @BeforeEach
    void begin() {
        database.inTx(tx -> clock.freeze(tx, Instant.parse("2026-09-07T12:00:00Z")));
    }

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void twoPeopleChangeTheTermsWithNotice() {
        Map<String, String> wanted = Map.of("band_percent", "15", "midday", "15:30", "fund_call_hours", "none");
        TermsChange proposed = propose("one", wanted, SOONEST).orThrow();

        assertThat(proposed.changes()).isEqualTo(wanted);
        assertThat(proposed.approver()).isEmpty();
        assertThat(propose("one", wanted, SOONEST).orThrow()).isEqualTo(proposed);
        assertRefused(propose("one", Map.of("band_percent", "16"), SOONEST), TermsRefusal.ID_REUSED);
        assertRefused(propose("fund", "one", Map.of("roll_days", "6"), LATER), TermsRefusal.ID_REUSED);
        assertThat(last("contract").fields()).containsEntry("band_percent", "20");
        assertRefused(approve("one", "ann"), TermsRefusal.SAME_PERSON);
        assertRefused(approve("fund", "one", "bea"), TermsRefusal.UNKNOWN_CHANGE);

        assertThat(approve("one", "bea").orThrow().approver()).contains("bea");
        Row after = last("contract");
        assertThat(after.effective()).isEqualTo(SOONEST);
        assertThat(after.standing()).isEqualTo(Standing.TO_COME);
        assertThat(after.fields())
                .containsEntry("band_percent", "15")
                .containsEntry("midday", "15:30:00")
                .doesNotContainKey("fund_call_hours")
                .as("the rest stands")
                .containsEntry("accountability", "15000");
        assertThat(rows("contract").get(1).standing()).isEqualTo(Standing.IN_FORCE);
        assertThat(rows("contract").get(1).fields()).containsEntry("band_percent", "20");
        assertRefused(approve("one", "cyd"), TermsRefusal.CHANGE_APPROVED);
        assertRefused(propose("two", wanted, SOONEST), TermsRefusal.NOTICE_TOO_SHORT);
        assertRefused(approve("three", "bea"), TermsRefusal.UNKNOWN_CHANGE);
        assertRefused(propose("rent", "four", wanted, SOONEST), TermsRefusal.UNKNOWN_TERMS);
    }

    @Test
    void nothingComesSoonerThanItsNotice() {
        assertRefused(
                propose("one", Map.of("band_percent", "15"), SOONEST.minusDays(1)), TermsRefusal.NOTICE_TOO_SHORT);
        assertRefused(
                propose("fund", "one", Map.of("roll_days", "6"), LATER.minusDays(1)), TermsRefusal.NOTICE_TOO_SHORT);
        propose("one", Map.of("band_percent", "15"), SOONEST).orThrow();
        database.decide(tx -> clock.advanceTo(tx, Instant.parse("2026-09-08T12:00:00Z")))
                .orThrow();
        assertRefused(approve("one", "bea"), TermsRefusal.NOTICE_TOO_SHORT);
    }

    @Test
    void onlyWhatMayChangeChangesAndWithinItsLimits() {
        assertMalformed("contract", Map.of());
        assertMalformed("contract", Map.of("hours_per_lot", "100"));
        assertMalformed("contract", Map.of("maintenance_percent", "50"));
        assertMalformed("contract", Map.of("effective", "1"));
        assertMalformed("contract", Map.of("band_percent", "0"));
        assertMalformed("contract", Map.of("band_percent", "none"));
        assertMalformed("contract", Map.of("midday", "20:00"));
        assertMalformed("contract", Map.of("spot_month_limit", "15001"));
        assertMalformed("contract", Map.of("concentration_from", "9", "concentration_size", "8"));
        assertMalformed("market-clearing", Map.of("venue", "SETTLEMENT"));
        assertMalformed("market-clearing", Map.of("band_percent", "4"));
        assertMalformed("option", Map.of("strike_step", "1500"));
        assertMalformed("contribution", Map.of("payer", "Nobody Known"));
        assertMalformed("fund", Map.of("fee_ppm", "0"));
        assertMalformed("forward", Map.of("drift_percent", "-101"));
        assertMalformed("forward", Map.of("drift_percent", "-0"));
        assertMalformed("forward", Map.of("launches", "2027-10-01 2027-10-01"));
        assertMalformed("forward", Map.of("launches", "2027-10-01  2028-07-01"));
        assertMalformed("forward", Map.of("launches", "2027-13-01"));
    }

    @Test
    void allTermsThereAreChangeInThisWay() {
        List<String> tables = database.inTx(tx -> tx.query(
                "select tablename from pg_tables where schemaname = 'hourglass' and tablename like '%\\_terms'"
                        + " order by 1",
                row -> row.getString(1)));
        assertThat(terms.all().stream()
                        .map(TermSheet::table)
                        .distinct()
                        .sorted()
                        .toList())
                .isEqualTo(tables);
        for (TermSheet<?> sheet : terms.all()) {
            String name = sheet.name();
            assertThat(last(name).fields().keySet())
                    .as(name)
                    .containsAll(sheet.fields().keySet());
            propose(name, "of-" + name, Map.of("notice_days", "7"), LATER).orThrow();
            approve(name, "of-" + name, "bea").orThrow();
            assertThat(last(name).fields()).as(name).containsEntry("notice_days", "7");
            Object inForce = database.inTx(tx -> sheet.on(tx, LATER));
            assertThat(inForce).as(name).isNotNull();
            assertThat(balance(name)).as(name).isEqualTo(1);
        }
        assertThat(breaks()).isEmpty();
    }

    @Test
    void theDatabaseItselfRefusesWhatTwoPeopleDidNotAgreeTo() {
        propose("one", Map.of("band_percent", "15"), SOONEST).orThrow();
        assertThatThrownBy(() -> run("insert into hourglass.terms_approval values ('one', 'ann', 'ann', now())"))
                .hasMessageContaining("terms_approval_check");
        assertThatThrownBy(() -> run("insert into hourglass.terms_approval values ('one', 'cyd', 'ann', now())"))
                .hasMessageContaining("terms_approval_id_proposer_fkey");
        assertThatThrownBy(() -> run("insert into hourglass.spread_terms values ('2026-09-14', 250, 5)"))
                .hasMessageContaining("no change of spread terms from 2026-09-14 on was approved");
        assertThatThrownBy(() -> run("insert into hourglass.market_terms"
                        + " values ('OPTIONS', '2026-09-14', 20, 5, 120, 200000, 480, 5)"))
                .hasMessageContaining("no change of market-options terms");
        for (String table : List.of("terms_change", "terms_approval", "spread_terms", "contract_terms")) {
            assertThatThrownBy(() -> run("delete from hourglass." + table)).hasMessageContaining("permission denied");
        }
    }

    @Test
    void everyChangeIsAnEntryOfTheJournalThatBindsIt() {
        long entry = changed("one").entry().orElseThrow();

        String line = database.inTx(tx -> TermsLog.lines(tx, entry)).stream()
                .filter(one -> one.contains("change one"))
                .findFirst()
                .orElseThrow();
        assertThat(line)
                .startsWith("contract\t2026-09-14\tchange one\tproposed 2026-09-07T12:00:00.000000Z by ann"
                        + "\tapproved 2026-09-07T12:00:00.000000Z by bea\tbecause a calmer market"
                        + "\tsets band_percent=15\taccountability=15000");
        JournalEntry written =
                database.inTx(tx -> journal.entries(tx, entry - 1, 1)).getFirst();
        assertThat(written.cause())
                .isEqualTo(new Cause(
                        "terms-change", "one:" + Hash.sha256(line).hex().substring(2)));
        assertThat(written.line()).endsWith("\tmove terms terms:contract TERMS/0 1");
        Optional<Audit.Finding> finding = database.inTx(tx -> new Audit(journal).check(tx));
        assertThat(finding).isEmpty();
        List<String> before = database.inTx(tx -> TermsLog.lines(tx, entry - 1));
        assertThat(before).hasSize(TermsLog.RULEBOOK.size()).noneMatch(one -> one.contains("change one"));
        assertThat(breaks()).isEmpty();
    }

    @Test
    void whatTheRulebookBeganWithIsKnown() {
        Map<String, String> digests = database.inTx(tx -> TermsLog.lines(tx, 0)).stream()
                .collect(Collectors.toMap(
                        line -> line.split("\t", 3)[0] + " " + line.split("\t", 3)[1],
                        line -> Hash.sha256(line).hex().substring(2)));
        assertThat(digests)
                .as("where the migrations say otherwise, so must TermsLog and Verify")
                .isEqualTo(TermsLog.RULEBOOK);
        assertThat(breaks()).isEmpty();
    }

    @Test
    void namesWhatTheJournalDoesNotKnow() {
        long entry = changed("one").entry().orElseThrow();
        String changed = "terms contract 2026-09-14 are not as entry " + entry + " sealed them";
        String unmade = "entry " + entry + " sealed change one, of which there is no row";

        assertThat(after("update hourglass.contract_terms set band_percent = 99 where effective = '2026-09-14'"))
                .containsExactly(changed);
        assertThat(after("update hourglass.terms_approval set approver = 'cyd'"))
                .containsExactly(changed);
        assertThat(after("update hourglass.terms_change set reason = 'another'"))
                .containsExactly(changed);
        assertThat(after("delete from hourglass.contract_terms where effective = '2026-09-14'"))
                .containsExactly(unmade);
        assertThat(after("delete from hourglass.terms_approval"))
                .containsExactly("terms contract 2026-09-14 are neither the rulebook's nor a change's", unmade);
        assertThat(after("insert into hourglass.spread_terms values ('2026-09-14', 1, 1)"))
                .containsExactly("terms spread 2026-09-14 are neither the rulebook's nor a change's");
        assertThat(after("insert into hourglass.terms_change values"
                        + " ('two', 'spread', '2026-09-14', '{\"tick\": \"1\"}', 'why', 'ann', now());"
                        + " insert into hourglass.terms_approval values ('two', 'ann', 'bea', now());"
                        + " insert into hourglass.spread_terms values ('2026-09-14', 1, 1)"))
                .containsExactly("terms spread 2026-09-14: the journal does not know change two");
        assertThat(after("update hourglass.fund_terms set redemption_min = 1"))
                .containsExactly("terms fund 2020-01-01 are not the rulebook's");
        assertThat(after("delete from hourglass.exchange_terms"))
                .containsExactly("terms exchange 2020-01-01 of the rulebook are gone");
    }

    /** What is found after somebody did this whom nothing holds back; it is undone. */
    private List<String> after(String tampered) {
        try (Database superuser = new Database(new Database.Settings(test.url(), "postgres", "postgres", 1))) {
            return superuser.inTx(tx -> {
                tx.run("set local session_replication_role = replica");
                tx.run("savepoint honest");
                tx.run(tampered);
                List<String> breaks = TermsLog.breaks(tx);
                tx.run("rollback to honest");
                return breaks;
            });
        }
    }

    private TermsChange changed(String id) {
        propose(id, Map.of("band_percent", "15"), SOONEST).orThrow();
        return approve(id, "bea").orThrow();
    }

    private void assertMalformed(String name, Map<String, String> wanted) {
        assertRefused(propose(name, "bad", wanted, LATER), TermsRefusal.MALFORMED);
    }

    private static void assertRefused(Outcome<?> outcome, TermsRefusal reason) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.reason())
                .isEqualTo(reason));
    }

    private Outcome<TermsChange> propose(String id, Map<String, String> wanted, LocalDate effective) {
        return propose("contract", id, wanted, effective);
    }

    private Outcome<TermsChange> propose(String name, String id, Map<String, String> wanted, LocalDate effective) {
        return database.decide(tx -> terms.propose(tx, name, id, wanted, effective, "a calmer market", "ann"));
    }

    private Outcome<TermsChange> approve(String id, String by) {
        return approve("contract", id, by);
    }

    private Outcome<TermsChange> approve(String name, String id, String by) {
        return database.decide(tx -> terms.approve(tx, name, id, by));
    }

    private List<Row> rows(String name) {
        return database.inTx(tx -> terms.view(tx, name)).orThrow().rows();
    }

    private Row last(String name) {
        return rows(name).getLast();
    }

    private long balance(String name) {
        return database.inTx(tx -> journal.balance(tx, "terms:" + name))
                .map(balance -> balance.posted().units())
                .orElse(0L);
    }

    private List<String> breaks() {
        return database.inTx(TermsLog::breaks);
    }

    private void run(String sql) {
        database.inTx(tx -> tx.run(sql));
    }
}

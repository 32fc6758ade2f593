package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Database;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.TestDatabase;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.AnchorHead;
import io.hourglass.ledger.settlement.ChainEvent.HeadAnchored;
import io.hourglass.ledger.settlement.Outbox;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadsIT {

    @Test
    void eachLeafIsTheHashOfTheEntrysLinePutTogetherFromItsRows() {
        SmallBundle small = new SmallBundle();
        List<JournalEntry> entries = small.database.inTx(tx -> small.journal.entries(tx, 0, 100));
        assertThat(entries.size()).isEqualTo(6);
        for (JournalEntry entry : entries) {
            assertThat(MerkleLog.leaf(entry.line().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(entry.leaf());
        }
        small.database.close();
    }

    @Test
    void signsWhatWasAddedAndProvesEntriesAndGrowth() {
        SmallBundle small = new SmallBundle();
        Database database = small.database;
        Head first = database.inTx(tx -> small.heads.sign(tx).orThrow());
        Head again = database.inTx(tx -> small.heads.sign(tx).orThrow());
        assertThat(again).isEqualTo(first);
        for (int i = 0; i < 5; i++) {
            small.post("more-" + i, new Transfer.Move("vault:USD", "investor:ada:cash", SmallBundle.usd("1")));
        }
        Head second = database.inTx(tx -> small.heads.sign(tx).orThrow());
        assertThat(second.size()).isEqualTo(first.size() + 5);
        byte[] statement =
                Head.statement(second.size(), second.root(), second.signed()).getBytes(StandardCharsets.UTF_8);
        assertThat(HeadSigner.verify(second.key(), statement, second.signature()))
                .isTrue();

        database.inTx(tx -> {
            for (long sequence = 1; sequence <= second.size(); sequence++) {
                var proof = small.heads.inclusion(tx, sequence, second.size()).orThrow();
                assertThat(MerkleLog.includes(proof.leaf(), sequence - 1, second.size(), proof.path(), second.root()))
                        .isTrue();
            }
            var growth =
                    small.heads.consistency(tx, first.size(), second.size()).orThrow();
            assertThat(MerkleLog.consistent(first.size(), first.root(), second.size(), second.root(), growth.path()))
                    .isTrue();
            assertThat(small.heads.inclusion(tx, 1, 999)).isInstanceOf(Outcome.Refused.class);
            assertThat(small.heads.inclusion(tx, 0, second.size())).isInstanceOf(Outcome.Refused.class);
            return tx;
        });
        database.close();
    }

    @Test
    void provesInALongJournalWhatAllItsLeavesProve() {
        SmallBundle small = new SmallBundle();
        Database database = small.database;
        Head first = database.inTx(tx -> small.heads.sign(tx).orThrow());
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 1_300; i++) {
            var move = new Transfer.Move("vault:USD", "investor:ada:cash", SmallBundle.usd("1"));
            entries.add(Entry.of(new Cause("test", "one-of-many-" + i), LocalDate.of(2026, 8, 20), List.of(move)));
        }
        database.inTx(tx -> small.journal.post(tx, entries));
        Head second = database.inTx(tx -> small.heads.sign(tx).orThrow());
        List<Hash> leaves = database.inTx(tx -> small.journal.entries(tx, 0, 10_000)).stream()
                .map(JournalEntry::leaf)
                .toList();
        assertThat(leaves.size()).isEqualTo(1_306);
        assertThat(second.size()).isEqualTo(leaves.size());
        assertThat(second.root()).isEqualTo(MerkleLog.root(leaves));
        database.inTx(tx -> {
            for (int sequence : List.of(1, 2, 511, 512, 1_024, 1_025, 1_280, 1_305, 1_306)) {
                var proof = small.heads.inclusion(tx, sequence, second.size()).orThrow();
                assertThat(proof.leaf()).isEqualTo(leaves.get(sequence - 1));
                assertThat(proof.path()).isEqualTo(MerkleLog.inclusion(sequence - 1, leaves));
            }
            var growth =
                    small.heads.consistency(tx, first.size(), second.size()).orThrow();
            assertThat(growth.path()).isEqualTo(MerkleLog.consistency(6, leaves));
            return tx;
        });
        database.close();
    }

    @Test
    void plansTheAnchorOnceAndTakesUpWhatTheChainSays() {
        SmallBundle small = new SmallBundle();
        Database database = small.database;
        Head head = database.inTx(tx -> {
            small.heads.anchor(tx).orThrow();
            return small.heads.anchor(tx).orThrow();
        });
        database.inTx(tx -> {
            var intent = new Outbox().find(tx, Heads.intent(head.size())).orElseThrow();
            assertThat(intent.call()).isEqualTo(new AnchorHead(head.size(), head.root()));
            assertThat(small.heads.latestAnchored(tx)).isEmpty();
            small.heads.onFinal(tx, logged(new HeadAnchored(head.size(), head.root())));
            assertThat(small.heads.latestAnchored(tx)).contains(head);
            assertThat(small.heads.disputed(tx).size()).isZero();
            small.heads.onFinal(tx, logged(new HeadAnchored(99, Hash.keccak("another journal"))));
            assertThat(small.heads.disputed(tx).size()).isEqualTo(1);
            return tx;
        });
        database.close();
    }

    @Test
    void anEmptyJournalHasNothingToSign() {
        try (Database database = TestDatabase.fresh()) {
            Heads heads = new Heads(HeadSigner.of("01".repeat(32)), new Outbox(), Clock.systemUTC());
            assertThat(database.decide(heads::anchor)).isInstanceOf(Outcome.Refused.class);
        }
    }

    private static Logged logged(HeadAnchored event) {
        return new Logged(SmallBundle.BLOCK, Hash.keccak("tx"), 0, event);
    }
}

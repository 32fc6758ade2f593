package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalIT {
    private static final LocalDate DAY = LocalDate.of(2026, 9, 1);
    private final Database database = TestDatabase.fresh();
    private final Journal journal = new Journal();

    @Test
    void postsAMovementAndShowsItOnBothStatements() {
        var ada = new Party("ada", Party.Kind.INVESTOR, new Address("0x" + "a".repeat(40)), "ada");
        var result = database.decide(tx -> {
            journal.open(tx, Asset.USD, AssetKind.CASH, null);
            journal.open(tx, ada).orThrow();
            journal.open(
                    tx,
                    new Account("vault:USD", Asset.USD, Account.Floor.NOT_POSITIVE, null),
                    new Account(ada.path("cash"), Asset.USD, Account.Floor.NOT_NEGATIVE, ada.address()));
            return journal.post(
                            tx,
                            Entry.of(
                                    new Cause("deposit", "1"),
                                    DAY,
                                    List.of(new Transfer.Move(
                                            "vault:USD", ada.path("cash"), Amount.parse(Asset.USD, "12.5")))))
                    .outcome();
        });
        assertThat(result).isEqualTo(Outcome.done(1L));
        database.inTx(tx -> {
            assertThat(journal.balance(tx, "investor:ada:cash").orElseThrow().available())
                    .isEqualTo(Amount.parse(Asset.USD, "12.5"));
            assertThat(journal.trialBalance(tx)).allMatch(Trial::balances);
            assertThat(journal.statement(tx, "vault:USD", 0, 10)).hasSize(1);
            assertThat(journal.entries(tx, 0, 10).getFirst().line())
                    .endsWith("\t2026-09-01\tmove vault:USD investor:ada:cash USD/6 12500000");
            assertThat(journal.party(tx, ada.address())).contains(ada);
            return null;
        });
    }
}

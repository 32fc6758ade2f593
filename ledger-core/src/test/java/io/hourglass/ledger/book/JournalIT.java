package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalIT {
    private static final Party ADA = new Party("ada", Party.Kind.INVESTOR, new Address("0x" + "a".repeat(40)), "ada");
    private final Journal journal = new Journal();

    @Test
    void opensAssetsAccountsAndPartiesAsOftenAsAsked() {
        try (Database database = TestDatabase.fresh()) {
            Account cash = new Account(ADA.path("cash"), Asset.USD, Floor.NOT_NEGATIVE, ADA.address());
            for (int i = 0; i < 2; i++) {
                database.inTx(tx -> {
                    journal.open(tx, Asset.USD, AssetKind.CASH, Hash.keccak("USD"));
                    journal.open(tx, ADA).orThrow();
                    journal.open(tx, cash);
                    return tx;
                });
            }
            database.inTx(tx -> {
                assertThat(journal.party(tx, "ada")).contains(ADA);
                assertThat(journal.party(tx, ADA.address())).contains(ADA);
                assertThat(journal.parties(tx)).isEqualTo(List.of(ADA));
                assertThat(journal.account(tx, "investor:ada:cash")).contains(cash);
                assertThat(journal.accounts(tx, "investor:").size()).isEqualTo(1);
                assertThat(journal.asset(tx, AssetKind.CASH, Hash.keccak("USD")))
                        .contains(Asset.USD);
                assertThat(journal.balance(tx, cash.path())
                                .orElseThrow()
                                .available()
                                .units())
                        .isZero();
                assertThat(journal.balances(tx, List.of(cash.path(), "no:such")).keySet())
                        .isEqualTo(java.util.Set.of(cash.path()));
                return tx;
            });
        }
    }

    @Test
    void anAccountIsOneLedgersOnly() {
        TestDatabase server = TestDatabase.open();
        try (Database database = server.database();
                Database owner = server.owner()) {
            owner.inTx(tx -> tx.run("insert into hourglass.ledger (id) values (2)"));
            Account cash = new Account("investor:ada:cash", Asset.USD, Floor.NOT_NEGATIVE, null);
            Journal second = new Journal(2);
            database.inTx(tx -> {
                journal.open(tx, Asset.USD, AssetKind.CASH, null);
                journal.open(tx, cash);
                assertThat(second.account(tx, cash.path())).isEmpty();
                assertThat(second.accounts(tx, "").size()).isZero();
                assertThatThrownBy(() -> second.open(tx, cash)).hasMessageContaining("is open in another ledger");
                return tx;
            });
        }
    }

    @Test
    void refusesToOpenTheSameNameAsSomethingElse() {
        try (Database database = TestDatabase.fresh()) {
            database.inTx(tx -> {
                journal.open(tx, Asset.USD, AssetKind.CASH, null);
                return journal.open(tx, ADA);
            });
            var other = new Party("ada", Party.Kind.OWNER, ADA.address(), null);
            var squatter = new Party("eve", Party.Kind.OWNER, ADA.address(), null);
            assertThat(refusal(database.decide(tx -> journal.open(tx, other)))).isEqualTo(BookRefusal.PARTY_EXISTS);
            assertThat(refusal(database.decide(tx -> journal.open(tx, squatter))))
                    .isEqualTo(BookRefusal.ADDRESS_TAKEN);
            assertThatThrownBy(() -> database.inTx(tx -> {
                        journal.open(tx, new Asset("USD", 2), AssetKind.CASH, null);
                        return tx;
                    }))
                    .hasMessageContaining("open with another scale");
        }
    }

    private static Refusal refusal(Outcome<Party> outcome) {
        return outcome instanceof Outcome.Refused<Party> refused ? refused.reason() : PostResult.Reason.MALFORMED;
    }
}

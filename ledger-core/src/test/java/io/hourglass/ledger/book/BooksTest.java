package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Reservation.State;
import io.hourglass.ledger.money.Asset;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BooksTest {
    private static final int ACCOUNTS = 10;

    private final Books books = new Books(0, Instant.EPOCH, Frontier.of(0, Map.of()), ACCOUNTS, 100);
    private final UUID pending = Entry.idOf("pending");

    @Test
    void aReservationIsForgottenWithAnyOfItsAccounts() {
        Standing ada = opened("ada");
        Standing bob = opened("bob");
        books.know(pending, new Reservation(ada, bob, 5, null, State.PENDING));
        assertThat(books.reservation(pending)).isNotNull();
        for (int i = 0; i < 2 * ACCOUNTS; i++) {
            opened("other:" + i);
            assertThat(books.standing("ada")).isSameAs(ada);
        }
        assertThat(books.reservation(pending)).isNull();
        opened("bob");
        assertThat(books.reservation(pending)).as("bob is another object now").isNull();
        books.know(bob);
        assertThat(books.reservation(pending)).isNotNull();
    }

    @Test
    void whoAsksForAReservationUsesItsAccounts() {
        Standing ada = opened("ada");
        Standing bob = opened("bob");
        books.know(pending, new Reservation(ada, bob, 5, null, State.PENDING));
        for (int i = 0; i < 10 * ACCOUNTS; i++) {
            opened("other:" + i);
            assertThat(books.reservation(pending)).isNotNull();
        }
        assertThat(books.standing("ada")).isSameAs(ada);
        assertThat(books.standing("bob")).isSameAs(bob);
    }

    private Standing opened(String path) {
        Standing standing = new Standing(Standing.idOf(path), path, Asset.USD, Floor.FREE, false);
        books.know(standing);
        return standing;
    }
}

package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SchemaIT {
    @Test
    void tellsADatabaseThatAnEarlierVersionMade() {
        try (TestDatabase test = TestDatabase.open();
                Database owner = test.owner()) {
            assertThat(Schema.migrate(test.url(), Schema.OWNER, "owner")).isZero();
            owner.inTx(tx -> tx.run("update hourglass.flyway_schema_history set checksum = checksum + 1"
                    + " where script = 'V01__book.sql'"));
            assertThatThrownBy(() -> Schema.migrate(test.url(), Schema.OWNER, "owner"))
                    .isInstanceOf(Schema.MadeEarlier.class);
        }
    }
}

package io.hourglass.ledger.book;

import io.hourglass.ledger.money.Address;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A row of table {@code party}. */
@Entity
@Immutable
@Table(name = "party")
class PartyRow {
    @Id
    @SuppressWarnings("NullAway.Init")
    String name;

    @Enumerated(EnumType.STRING)
    @SuppressWarnings("NullAway.Init")
    Party.Kind kind;

    @SuppressWarnings("NullAway.Init")
    String address;

    @Column(name = "key")
    @Nullable
    String key;

    PartyRow() {}

    Party party() {
        return new Party(name, kind, new Address(address), key);
    }
}

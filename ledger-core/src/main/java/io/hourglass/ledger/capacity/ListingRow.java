package io.hourglass.ledger.capacity;

import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of table {@code listing}. */
@Entity
@Table(name = "listing")
@SuppressWarnings("NullAway.Init")
class ListingRow {
    @Id
    String id;

    String owner;
    String series;

    @Column(name = "gpu_count")
    int gpuCount;

    long hours;
    long benchmark;

    @Column(name = "serials_hash")
    String serialsHash;

    String attestation;
    String attester;
    String signature;
    Instant expires;

    @Enumerated(EnumType.STRING)
    Stage stage;

    @Nullable
    String reason;

    Instant asked;

    ListingRow() {}

    ListingRow(ListingRequest request, Hash digest, String attester, Instant asked) {
        this.id = request.id();
        this.owner = request.owner();
        this.series = request.series().name();
        this.gpuCount = request.serials().values().size();
        this.hours = request.attestation().hours();
        this.benchmark = request.attestation().benchmark();
        this.serialsHash = request.serials().hash().hex();
        this.attestation = digest.hex();
        this.attester = attester;
        this.signature = request.signature().hex();
        this.expires = Instant.ofEpochSecond(request.attestation().expiry());
        this.stage = Stage.PLANNED;
        this.asked = asked;
    }

    Listing listing() {
        Series of = Series.parse(series);
        return new Listing(id, owner, of, gpuCount, new Amount(of.asset(), hours), expires, stage, reason, asked);
    }
}

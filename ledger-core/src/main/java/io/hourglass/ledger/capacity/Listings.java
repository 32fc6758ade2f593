package io.hourglass.ledger.capacity;

import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Party;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall;
import io.hourglass.ledger.settlement.ChainEvent.CapacityListed;
import io.hourglass.ledger.settlement.Signable.Attestation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Listings: an owner's GPUs, an attester's word, and the hours that may be minted for it. */
final class Listings {
    static final String INTENT = "list:";

    private final Parts parts;
    private final SeriesRegister series;
    private final Signatories signatories;

    Listings(Parts parts, SeriesRegister series, Signatories signatories) {
        this.parts = parts;
        this.series = series;
        this.signatories = signatories;
    }

    Outcome<Listing> list(Tx tx, ListingRequest request) {
        Parts.requireId(request.id());
        Parts.lock(tx, request.owner());
        ListingRow before = tx.session().get(ListingRow.class, request.id());
        if (before != null) {
            return before.signature.equals(request.signature().hex()) && before.owner.equals(request.owner())
                    ? Outcome.done(before.listing())
                    : Outcome.refused(
                            CapacityRefusal.REQUEST_REUSED, "request " + request.id() + " listed something else");
        }
        return owner(tx, request.owner()).then(owner -> series.current(tx, request.series())
                .then(row -> checked(tx, request, owner))
                .then(attester -> insert(tx, request, owner, attester)));
    }

    private Outcome<Party> owner(Tx tx, String name) {
        Optional<Party> party = parts.journal().party(tx, name);
        if (party.isEmpty()) {
            return Outcome.refused(CapacityRefusal.UNKNOWN_PARTY, "nobody is called " + name);
        }
        return party.get().kind() == Party.Kind.OWNER
                ? Outcome.done(party.get())
                : Outcome.refused(CapacityRefusal.NOT_AN_OWNER, name + " is no owner of GPUs");
    }

    /** The attester, if the attestation is sound and fits the request. */
    private Outcome<Address> checked(Tx tx, ListingRequest request, Party owner) {
        Attestation attestation = request.attestation();
        if (attestation.hours() <= 0 || attestation.benchmark() < 0) {
            return Outcome.refused(CapacityRefusal.INVALID_AMOUNT, "attested hours are positive");
        }
        if (!attestation.serialsHash().equals(request.serials().hash())) {
            return Outcome.refused(
                    CapacityRefusal.SERIALS_MISMATCH,
                    "attested are the serials " + attestation.serialsHash() + ", listed are "
                            + request.serials().hash());
        }
        Amount most = most(request);
        Amount attested = new Amount(request.series().asset(), attestation.hours());
        if (attested.compareTo(most) > 0) {
            return Outcome.refused(
                    CapacityRefusal.HOURS_OVER_MONTH,
                    request.serials().values().size() + " GPUs have at most " + most + " in the month, attested are "
                            + attested);
        }
        if (!attestation.series().equals(request.series().id())
                || !attestation.owner().equals(owner.address())) {
            return Outcome.refused(
                    CapacityRefusal.ATTESTATION_MISMATCH,
                    "the attestation is of another series or owner than " + request.series() + " of " + owner.name());
        }
        return signed(tx, request);
    }

    private Outcome<Address> signed(Tx tx, ListingRequest request) {
        Optional<Address> signer = parts.chain().recover(request.attestation(), request.signature());
        if (signer.isEmpty() || !signatories.isAllowed(tx, Signatories.Role.ATTESTER, signer.get())) {
            return Outcome.refused(
                    CapacityRefusal.NOT_AN_ATTESTER,
                    signer.map(address -> address + " is on no list of attesters")
                            .orElse("not a signature"));
        }
        Instant expiry = Instant.ofEpochSecond(request.attestation().expiry());
        return parts.now().isBefore(expiry)
                ? Outcome.done(signer.get())
                : Outcome.refused(
                        CapacityRefusal.ATTESTATION_EXPIRED,
                        "the attestation expired at " + expiry + ": have it made again");
    }

    private Outcome<Listing> insert(Tx tx, ListingRequest request, Party owner, Address attester) {
        Hash digest = parts.chain().digest(request.attestation());
        if (tx.first("select 1 from hourglass.listing where attestation = ?", row -> 1, digest)
                .isPresent()) {
            return Outcome.refused(CapacityRefusal.ATTESTATION_USED, "this attestation was brought before");
        }
        ListingRow listing = new ListingRow(request, digest, attester.hex(), parts.now());
        tx.session().insert(listing);
        List<String> taken = take(tx, request);
        if (!taken.isEmpty()) {
            return Outcome.refused(
                    CapacityRefusal.SERIAL_TAKEN,
                    String.join(", ", taken) + " already backs a listing of "
                            + request.series().month() + ": a GPU can be sold once a month");
        }
        parts.journal()
                .open(
                        tx,
                        CapacityAccounts.unminted(request.series(), owner.name()),
                        CapacityAccounts.hours(owner, request.series()),
                        CapacityAccounts.cash(owner),
                        parts.escrow(request.series(), owner.name()));
        ChainCall call = new ChainCall.ListCapacity(
                request.attestation(), request.serials().hashes(), request.signature());
        parts.outbox()
                .plan(tx, INTENT + request.id(), Parts.ISSUER, call, List.of(SeriesRegister.INTENT + request.series()));
        return Outcome.done(listing.listing());
    }

    /** Takes the serials for the month; those that are taken already come back. */
    private static List<String> take(Tx tx, ListingRequest request) {
        return tx.query(
                """
                with asked as (select unnest(?) as serial),
                taken as (
                    insert into hourglass.listing_serial (serial, month, listing)
                    select serial, ?, ? from asked order by serial
                    on conflict (serial, month) where not released do nothing
                    returning serial)
                select serial from asked where serial not in (select serial from taken) order by serial limit 20
                """,
                row -> row.getString(1),
                request.serials().values(),
                request.series().month().atDay(1),
                request.id());
    }

    void onFinal(Tx tx, Logged logged, CapacityListed event) {
        Optional<Series> of = series.byId(tx, event.series());
        Optional<Party> lister = parts.journal().party(tx, event.owner());
        if (of.isEmpty() || lister.isEmpty()) {
            // Anyone may bring an attestation to the chain; the books know of no such owner or series.
            return;
        }
        String owner = lister.get().name();
        parts.journal().open(tx, CapacityAccounts.unminted(of.get(), owner));
        Amount hours = new Amount(of.get().asset(), event.hours());
        parts.postFinal(
                tx,
                "listed",
                logged,
                new Transfer.Move(
                        CapacityAccounts.attested(of.get()).path(),
                        CapacityAccounts.unminted(of.get(), owner).path(),
                        hours));
        tx.run("""
                update hourglass.listing set stage = 'FINAL' where id = (
                    select id from hourglass.listing
                    where series = ? and owner = ? and serials_hash = ? and hours = ? and stage = 'PLANNED'
                    order by asked limit 1)
                """, of.get().name(), owner, event.serialsHash(), event.hours());
    }

    void voided(Tx tx, String id, String why) {
        int changed = tx.run(
                "update hourglass.listing set stage = 'VOIDED', reason = ? where id = ? and stage = 'PLANNED'",
                why,
                id);
        if (changed > 0) {
            tx.run("update hourglass.listing_serial set released = true where listing = ?", id);
        }
    }

    List<Listing> of(Tx tx, String owner) {
        return tx
                .session()
                .createSelectionQuery("from ListingRow where owner = :owner order by asked, id", ListingRow.class)
                .setParameter("owner", owner)
                .getResultList()
                .stream()
                .map(ListingRow::listing)
                .toList();
    }

    private static Amount most(ListingRequest request) {
        long gpuHours = Math.multiplyExact(
                request.serials().values().size(), request.series().hours());
        return new Amount(request.series().asset(), Math.multiplyExact(gpuHours, 1_000_000L));
    }
}

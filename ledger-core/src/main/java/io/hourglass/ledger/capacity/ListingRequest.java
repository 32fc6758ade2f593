package io.hourglass.ledger.capacity;

import io.hourglass.ledger.settlement.Signable.Attestation;
import io.hourglass.ledger.settlement.Signature;

/**
 * An owner's wish to list.
 *
 * @param id chosen by whoever asks; asking twice lists once
 * @param owner the party's name
 * @param attestation names the same series, the owner's address and the hash of these serials
 * @param signature the attester's
 */
public record ListingRequest(
        String id, String owner, Series series, Serials serials, Attestation attestation, Signature signature) {}

/**
 * Proof: what lets a stranger check any figure without trusting us.
 *
 * <p>The journal is an RFC 6962 {@link io.hourglass.ledger.proof.MerkleLog}: an entry's canonical
 * line is {@code sequence TAB recorded TAB id TAB cause-kind TAB cause-id TAB effective} and then,
 * each after a TAB, its transfers: {@code move FROM TO ASSET UNITS}, {@code reserve PENDING FROM TO
 * ASSET UNITS}, {@code post PENDING}, {@code release PENDING}; its leaf is SHA-256 of 0x00 and the
 * line in UTF-8. {@link io.hourglass.ledger.proof.Heads} signs the log's head, anchors it on
 * chain and proves entries and growth from the nodes that the entries keep; {@link
 * io.hourglass.ledger.proof.Liabilities} is the Merkle-sum tree of what is owed; {@link
 * io.hourglass.ledger.proof.Bundle} writes it all into a folder, and {@link
 * io.hourglass.ledger.proof.Verify}, one file without dependencies, checks that folder.
 */
@NullMarked
package io.hourglass.ledger.proof;

import org.jspecify.annotations.NullMarked;

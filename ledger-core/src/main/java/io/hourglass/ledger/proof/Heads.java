package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.Outcome;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.proof.StoredTree.Node;
import io.hourglass.ledger.proof.StoredTree.Subtree;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Logged;
import io.hourglass.ledger.settlement.ChainCall.AnchorHead;
import io.hourglass.ledger.settlement.ChainEvent.HeadAnchored;
import io.hourglass.ledger.settlement.Effects;
import io.hourglass.ledger.settlement.Outbox;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Signed heads of the main ledger's journal, and their anchors on chain: once a root is anchored, no entry under
 * it can be changed, left out or slipped in without everybody seeing it.
 */
public final class Heads implements Effects {
    private final Journal journal = new Journal();
    private final HeadSigner signer;
    private final Outbox outbox;
    private final Clock clock;

    public Heads(HeadSigner signer, Outbox outbox, Clock clock) {
        this.signer = signer;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Where the chain says a head was anchored. */
    public record Anchor(long size, Hash root, Hash transaction, long block, Hash blockHash) {}

    /**
     * An entry under a head.
     *
     * @param path the audit path of RFC 6962, from the leaf upwards
     */
    public record Inclusion(Head head, long sequence, Hash leaf, List<Hash> path) {}

    /** That the second head only appended to the first. */
    public record Consistency(Head first, Head second, List<Hash> path) {}

    /**
     * Signs the journal as it is committed now; the latest head again if nothing was added since.
     *
     * <p>Sign in a transaction that posts nothing. It then sees whole entries only, which nothing can
     * take back: who posts moves the ledger's head and adds the rows in one transaction. Of entries it
     * posted itself it would hand out a signature before they are there for good.
     */
    public Outcome<Head> sign(Tx tx) {
        long size = journal.size(tx);
        if (size == 0) {
            return Outcome.refused(ProofRefusal.NOTHING_TO_SIGN, "the journal has no entries yet");
        }
        return Outcome.done(head(tx, size).orElseGet(() -> sign(tx, size)));
    }

    private Head sign(Tx tx, long size) {
        Hash root = roots(tx, List.of(new Subtree(0, size))).getFirst();
        Instant signed = clock.instant().truncatedTo(ChronoUnit.MICROS);
        byte[] statement = Head.statement(size, root, signed).getBytes(StandardCharsets.UTF_8);
        tx.run(
                "insert into hourglass.head (size, root, signed, key, signature) values (?, ?, ?, ?, ?)"
                        + " on conflict (size) do nothing",
                size,
                root,
                signed,
                signer.publicKey(),
                signer.sign(statement));
        return head(tx, size).orElseThrow();
    }

    /** Signs, and plans to anchor the head on chain. Safe to repeat. */
    public Outcome<Head> anchor(Tx tx) {
        return sign(tx).then(head -> {
            if (anchored(tx, head.size()).isEmpty()) {
                outbox.plan(tx, intent(head.size()), "anchor", new AnchorHead(head.size(), head.root()), List.of());
            }
            return Outcome.done(head);
        });
    }

    /** The id under which a head of this size is sent to the chain. */
    public static String intent(long size) {
        return "anchor:" + size;
    }

    @Override
    public void onFinal(Tx tx, Logged logged) {
        if (logged.event() instanceof HeadAnchored(long size, Hash root)) {
            Block block = logged.block();
            tx.run(
                    "insert into hourglass.head_anchor (size, root, transaction, block, block_hash)"
                            + " values (?, ?, ?, ?, ?) on conflict (size) do nothing",
                    size,
                    root,
                    logged.transaction(),
                    block.number(),
                    block.hash());
        }
    }

    public Optional<Head> latest(Tx tx) {
        return heads(tx, "order by size desc limit 1").findFirst();
    }

    /** The latest heads, newest first. */
    public List<Head> recent(Tx tx, int limit) {
        return heads(tx, "order by size desc limit ?", limit).toList();
    }

    /** The head of exactly this many entries. */
    public Optional<Head> head(Tx tx, long size) {
        return heads(tx, "where size = ?", size).findFirst();
    }

    /** The latest head that is anchored, by the same root, in a final block. */
    public Optional<Head> latestAnchored(Tx tx) {
        return heads(
                        tx,
                        "where exists (select 1 from hourglass.head_anchor a where a.size = head.size"
                                + " and a.root = head.root) order by size desc limit 1")
                .findFirst();
    }

    /** Where the head of this size is anchored. */
    public Optional<Anchor> anchored(Tx tx, long size) {
        return anchors(tx, "where size = ?", size).findFirst();
    }

    /** Anchors whose root is none of ours: somebody else can anchor, or our journal was changed. */
    public List<Anchor> disputed(Tx tx) {
        return anchors(
                        tx,
                        "where not exists (select 1 from hourglass.head h"
                                + " where h.size = head_anchor.size and h.root = head_anchor.root) order by size")
                .toList();
    }

    /** Proves that an entry is under the head of this size. */
    public Outcome<Inclusion> inclusion(Tx tx, long sequence, long size) {
        Optional<Head> head = head(tx, size);
        if (head.isEmpty()) {
            return Outcome.refused(ProofRefusal.UNKNOWN_HEAD, "no head of " + size + " entries was signed");
        }
        if (sequence < 1 || sequence > size) {
            return Outcome.refused(
                    ProofRefusal.UNKNOWN_ENTRY, "that head has the entries 1 to " + size + ", not " + sequence);
        }
        List<Subtree> subtrees = new ArrayList<>(StoredTree.inclusion(sequence - 1, size));
        subtrees.addFirst(new Subtree(sequence - 1, sequence));
        List<Hash> roots = roots(tx, subtrees);
        return Outcome.done(new Inclusion(head.get(), sequence, roots.getFirst(), roots.subList(1, roots.size())));
    }

    /** Proves that a later head only appended to an earlier one. */
    public Outcome<Consistency> consistency(Tx tx, long first, long second) {
        Optional<Head> earlier = head(tx, first);
        Optional<Head> later = head(tx, second);
        if (earlier.isEmpty() || later.isEmpty() || first > second) {
            return Outcome.refused(
                    ProofRefusal.UNKNOWN_HEAD, "no heads of " + first + " and then " + second + " entries were signed");
        }
        List<Hash> path = roots(tx, StoredTree.consistency(first, second));
        return Outcome.done(new Consistency(earlier.get(), later.get(), path));
    }

    /** The roots of subtrees of the log, from the nodes its entries keep, looked up in one query. */
    private static List<Hash> roots(Tx tx, List<Subtree> subtrees) {
        Long[] rows = subtrees.stream()
                .flatMap(subtree -> subtree.nodes().stream())
                .map(Node::sequence)
                .distinct()
                .toArray(Long[]::new);
        Map<Long, byte[]> kept = new HashMap<>();
        tx.query(
                "select sequence, nodes from hourglass.transfer where ledger = ? and line = 1 and sequence = any (?)",
                row -> kept.put(row.getLong(1), row.getBytes(2)),
                Journal.MAIN,
                rows);
        return subtrees.stream()
                .map(subtree -> subtree.root(node -> node.in(kept(kept, node.sequence()))))
                .toList();
    }

    private static byte[] kept(Map<Long, byte[]> kept, long sequence) {
        byte[] nodes = kept.get(sequence);
        if (nodes == null) {
            throw new IllegalStateException("entry " + sequence + " is not in the journal");
        }
        return nodes;
    }

    private static Stream<Head> heads(Tx tx, String which, Object... arguments) {
        return tx.query("select * from hourglass.head " + which, Heads::head, arguments).stream();
    }

    private static Stream<Anchor> anchors(Tx tx, String which, Object... arguments) {
        return tx.query("select * from hourglass.head_anchor " + which, Heads::anchor, arguments).stream();
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getLong("size"),
                new Hash(row.getString("root")),
                row.getObject("signed", OffsetDateTime.class).toInstant(),
                row.getString("key"),
                row.getString("signature"));
    }

    private static Anchor anchor(ResultSet row) throws SQLException {
        return new Anchor(
                row.getLong("size"),
                new Hash(row.getString("root")),
                new Hash(row.getString("transaction")),
                row.getLong("block"),
                new Hash(row.getString("block_hash")));
    }
}

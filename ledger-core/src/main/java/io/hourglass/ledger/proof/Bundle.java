package io.hourglass.ledger.proof;

import io.hourglass.ledger.book.Journal;
import io.hourglass.ledger.book.JournalEntry;
import io.hourglass.ledger.book.Tx;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.ledger.index.Methodologies;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.settlement.Chain.Block;
import io.hourglass.ledger.settlement.Chain.Deployment;
import io.hourglass.ledger.settlement.Chain.Holding;
import io.hourglass.ledger.settlement.ChainCall.Contract;
import io.hourglass.ledger.settlement.Signable.Observation;
import io.hourglass.ledger.terms.TermsLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything a stranger needs to check the books, up to a signed head, into one folder.
 *
 * <p>It tells nothing of the books that came after the head: its entries are the head's first to last,
 * and its balances are theirs. A transaction on its way is not in it, nor half of one: a head counts
 * entries that are committed.
 *
 * <p>{@code README.txt} in the folder says what each file is; {@link Verify} checks them all.
 */
public final class Bundle {
    private static final int PAGE = 10_000;

    private final Journal journal;
    private final HeadSigner signer;

    public Bundle(Journal journal, HeadSigner signer) {
        this.journal = journal;
        this.signer = signer;
    }

    /**
     * What is stated beside the books, at one moment: the head signed when the mirror stood at
     * {@code block}.
     *
     * @param anchor where the head is anchored, if it is
     * @param chainBalances as reconciliation read them at {@code block}
     * @param methodologies the versions of the index rules, by the day they came into force
     * @param receipts documents of the fixings, found by their SHA-256
     * @param observations what contributors signed for these days
     */
    public record Contents(
            Head head,
            Optional<Heads.Anchor> anchor,
            Deployment deployment,
            Block block,
            List<ChainBalance> chainBalances,
            List<Methodologies.Version> methodologies,
            List<FixingClaim> fixings,
            List<String> receipts,
            List<Contributed> observations) {}

    /** What the chain holds for a holder: {@code asset} is what the books call {@code holding.asset}. */
    public record ChainBalance(Holding holding, Asset asset, long units) {}

    /**
     * A fixing as published.
     *
     * @param number 1, or which correction of the day it is
     * @param value micro-dollars per GPU-hour; null on a gap
     * @param band micro-dollars per GPU-hour; null on a gap
     * @param digest SHA-256 of the receipts' document
     */
    public record FixingClaim(
            String index,
            LocalDate day,
            String status,
            int number,
            @Nullable Long value,
            @Nullable Long band,
            Hash digest) {}

    /** A bundle that was written; its manifest's SHA-256 names it. */
    public record Written(Path folder, Hash manifest, long entries) {}

    /** Writes the bundle into an empty folder, which is made if it is missing. */
    public Written write(Tx tx, Path folder, Contents contents) {
        try {
            BundleFiles files = new BundleFiles(folder);
            long size = contents.head().size();
            BooksAt books = BooksAt.head(tx, journal, size);
            files.text("signer.pub", signer.publicKey());
            files.json("head.json", head(contents));
            files.text("journal.txt", lines(tx, size));
            files.json("accounts.json", books.json());
            files.json("chain.json", chain(contents));
            files.json("fixings.json", fixings(contents));
            files.text("receipts.txt", String.join("\n", contents.receipts()) + "\n");
            files.json("observations.json", Map.of("observations", observations(contents)));
            files.json("liabilities.json", Map.of("liabilities", liabilities(books)));
            files.text("terms.txt", String.join("\n", TermsLog.lines(tx, size)) + "\n");
            files.text("README.txt", README);
            Hash manifest = files.sign(signer, contents.head().signed().toString());
            return new Written(folder, manifest, size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is owed at a head, by asset: to each party, the sum of its accounts where above zero. */
    public List<Liabilities> liabilities(Tx tx, Head head) {
        return BooksAt.head(tx, journal, head.size()).liabilities(signer);
    }

    private String lines(Tx tx, long size) {
        StringBuilder lines = new StringBuilder();
        for (long after = 0; after < size; after += PAGE) {
            int page = (int) Math.min(PAGE, size - after);
            for (JournalEntry entry : journal.entries(tx, after, page)) {
                lines.append(entry.line()).append('\n');
            }
        }
        return lines.toString();
    }

    private static Map<String, Object> head(Contents contents) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("size", contents.head().size());
        json.put("root", contents.head().root().hex());
        json.put("signed", contents.head().signed().toString());
        json.put("key", contents.head().key());
        json.put("signature", contents.head().signature());
        contents.anchor().ifPresent(anchor -> {
            Map<String, Object> at = new LinkedHashMap<>();
            at.put("size", anchor.size());
            at.put("root", anchor.root().hex());
            at.put("transaction", anchor.transaction().hex());
            at.put("block", anchor.block());
            at.put("blockHash", anchor.blockHash().hex());
            json.put("anchor", at);
        });
        return json;
    }

    private static Map<String, Object> chain(Contents contents) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("chainId", contents.deployment().chainId());
        Map<String, String> addresses = new TreeMap<>();
        for (Contract contract : Contract.values()) {
            if (contents.deployment().addresses().containsKey(contract)) {
                addresses.put(
                        contract.name(), contents.deployment().of(contract).hex());
            }
        }
        json.put("contracts", addresses);
        json.put("block", contents.block().number());
        json.put("blockHash", contents.block().hash().hex());
        List<Map<String, Object>> balances = new ArrayList<>();
        for (ChainBalance balance : contents.chainBalances()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("holder", balance.holding().holder().hex());
            line.put("asset", balance.asset().toString());
            line.put("kind", balance.holding().kind().name());
            line.put("id", balance.holding().asset().hex());
            line.put("units", balance.units());
            balances.add(line);
        }
        json.put("balances", balances);
        return json;
    }

    private static Map<String, Object> fixings(Contents contents) {
        List<Map<String, Object>> versions = new ArrayList<>();
        for (Methodologies.Version version : contents.methodologies()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("effective", version.effective().toString());
            line.put("hash", version.hash().hex());
            line.put("figures", version.figures());
            versions.add(line);
        }
        List<Map<String, Object>> lines = new ArrayList<>();
        for (FixingClaim fixing : contents.fixings()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("index", fixing.index());
            line.put("day", fixing.day().toString());
            line.put("status", fixing.status());
            line.put("number", fixing.number());
            line.put("value", fixing.value());
            line.put("band", fixing.band());
            line.put("digest", fixing.digest().hex());
            lines.add(line);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("methodologies", versions);
        json.put("fixings", lines);
        return json;
    }

    private static List<Map<String, Object>> observations(Contents contents) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Contributed one : contents.observations()) {
            Observation said = one.signed().said();
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("id", one.id().toString());
            line.put("contributor", one.contributor());
            line.put("signer", one.signer().hex());
            line.put("provider", said.provider());
            line.put("gpuClass", said.gpuClass());
            line.put("region", said.region());
            line.put("offer", said.offer());
            line.put("gpuCount", said.gpuCount());
            line.put("kind", said.kind());
            line.put("evidence", said.evidence());
            line.put("price", said.price().micros());
            line.put("observedAt", said.observedAt());
            line.put("seen", said.seen().hex());
            line.put("signature", one.signed().signature().hex());
            lines.add(line);
        }
        return lines;
    }

    private List<Map<String, Object>> liabilities(BooksAt books) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Liabilities liabilities : books.liabilities(signer)) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("asset", liabilities.asset().toString());
            line.put("total", liabilities.total());
            line.put("root", liabilities.root().hash().hex());
            line.put("leaves", liabilities.leaves());
            lines.add(line);
        }
        return lines;
    }

    private static final String README = """
            HOURGLASS: A BUNDLE THAT PROVES ITSELF

            Check it with one command, without a network and without trusting us:

                scripts/verify FOLDER             (or: java Verify.java FOLDER, with a JDK 25)
                scripts/verify FOLDER RPC         compares with a live chain as well
                scripts/verify FOLDER --key HEX   insists on the signer's public key you know

            It exits 0 if everything holds, and 1 naming the file and the check that failed.

            manifest.json     size and SHA-256 of every other file
            manifest.sig      Ed25519 over manifest.json, 128 characters of lower-case hex
            signer.pub        the public key, 64 characters of lower-case hex. Compare it with the
                              key we publish: whoever holds another key can sign another story.
            head.json         the signed head of the journal, and where it is anchored on chain
            journal.txt       every entry, one canonical line each. A line's leaf is SHA-256 of 0x00
                              and the line; the leaves' RFC 6962 root is the head's.
            accounts.json     accounts of the journal with floor, holder, balance and what is reserved
            chain.json        the contracts, and what they hold for each holder at a final block
            fixings.json      index fixings as published, and the rules they were made by;
                              receipts.txt has their receipts, a line each, whose SHA-256 is the
                              fixing's digest. scripts/reproduce makes them all again.
            observations.json what contributors signed (EIP-712, for the FixingOracle of chain.json); an id
                              is the first half of SHA-256 of the content, and receipts name it.
            liabilities.json  what is owed to whom, per asset, as a Merkle-sum tree
            terms.txt         what futures, options, the fund, deliveries and the books go by, from which
                              day on, who changed it and why: a line each. A change's entry in the
                              journal has the cause terms-change and CHANGE:SHA-256 of its line.

            What a line of journal.txt says, tab by tab: sequence, time recorded, entry id, kind and
            id of the cause, business day, perhaps "reverses ENTRY", then the transfers:
                move FROM TO ASSET UNITS [upto LIMIT]   moved at once; as much as there was
                reserve PENDING FROM TO ASSET UNITS [until TIME]
                                                        set aside until the chain has settled it
                post PENDING [part UNITS]               moved, all of it or a part
                release PENDING | expire PENDING        given back, in time or after its time
            UNITS are the asset's smallest: USD/6 counts micro-dollars.
            """;
}

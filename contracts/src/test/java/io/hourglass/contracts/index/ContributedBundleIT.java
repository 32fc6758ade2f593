package io.hourglass.contracts.index;

import static io.hourglass.contracts.index.Observers.DAY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hourglass.ledger.book.Account;
import io.hourglass.ledger.book.Account.Floor;
import io.hourglass.ledger.book.Cause;
import io.hourglass.ledger.book.Entry;
import io.hourglass.ledger.book.Transfer;
import io.hourglass.ledger.index.Contributions.Contributed;
import io.hourglass.ledger.index.Contributions.Signed;
import io.hourglass.ledger.index.Methodologies;
import io.hourglass.ledger.index.Reproduce;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.AssetKind;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.proof.Bundle;
import io.hourglass.ledger.proof.Bundle.Contents;
import io.hourglass.ledger.proof.Evidence;
import io.hourglass.ledger.proof.Head;
import io.hourglass.ledger.proof.HeadSigner;
import io.hourglass.ledger.proof.Heads;
import io.hourglass.ledger.proof.Verify;
import io.hourglass.ledger.reconcile.Report;
import io.hourglass.ledger.settlement.Outbox;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fixings of signed observations, made again from a bundle. */
class ContributedBundleIT {
    private final Observers observers = new Observers();

    @TempDir
    Path folder;

    private Path bundle = Path.of("");
    private String said = "";

    @BeforeEach
    void publish() {
        observers.everyoneLists();
        observers.say(1, Observers.observation("provider-1", "16 GPUs", "LISTED", "2.05", observers.clock.instant()));
        observers.advanceTo(DAY.plusDays(1), 20);
        observers.fixings.doWork();
        bundle = write("bundle", one -> one);
    }

    @AfterEach
    void close() {
        observers.close();
    }

    @Test
    void everyFixingIsMadeAgainAndTheBundleHolds() {
        assertThat(reproduce()).as(said).isZero();
        assertThat(said).contains("fixings and 0 gaps come out as published, 0 do not");
        assertThat(verify()).as(said).isZero();
        assertThat(said).contains("7 signed observations", "their signers signed");
    }

    @Test
    void whatAContributorSaidCannotBeAltered() throws IOException {
        alter("observations.json", "\"price\":2030000", "\"price\":2130000");
        assertThat(reproduce()).isOne();
        assertThat(said).contains("is not what was signed under this id");
        assertThat(verify()).isOne();
        assertThat(said).contains("observations.json");
    }

    /** A bundle is the house's word; what is under a contributor's signature is not, whoever seals it. */
    @Test
    void theHouseCannotPutWordsIntoAContributorsMouth() {
        Contributed other = observers
                .database
                .inTx(tx -> observers.contributions.history(tx, DAY, DAY))
                .getLast();
        bundle = write(
                "signer",
                one -> new Contributed(
                        one.id(), one.day(), one.contributor(), other.signer(), one.signed(), one.received()));
        assertThat(verify()).isOne();
        assertThat(said).contains("observations.json", "signed by 0x");
        bundle = write(
                "signature",
                one -> new Contributed(
                        one.id(),
                        one.day(),
                        one.contributor(),
                        one.signer(),
                        new Signed(one.signed().said(), other.signed().signature()),
                        one.received()));
        assertThat(verify()).isOne();
        assertThat(said).contains("observations.json");
    }

    @Test
    void aReceiptThatNamesAnotherPriceThanWasSignedIsRefused() throws IOException {
        alter("receipts.txt", "\"price\":2.03", "\"price\":2.04");
        assertThat(reproduce()).isOne();
        assertThat(said).contains("the receipts are not those of digest");
    }

    /** Receipts altered with their digest: the fixing follows from the votes, but not the votes from what was signed. */
    @Test
    void aVoteThatIsNotMadeOfWhatWasSignedIsRefused() throws IOException {
        Path receipts = bundle.resolve("receipts.txt");
        for (String document : Files.readAllLines(receipts)) {
            String altered = document.replace("\"offers\":1,\"price\":2.03", "\"offers\":1,\"price\":2.030001");
            if (!altered.equals(document)) {
                alter("receipts.txt", document, altered);
                alter(
                        "fixings.json",
                        Hash.sha256(document).hex(),
                        Hash.sha256(altered).hex());
            }
        }
        assertThat(reproduce()).isOne();
        assertThat(said).containsAnyOf("the vote of provider-3 is not made of what was signed", "recomputed are");
    }

    private void alter(String file, String from, String to) throws IOException {
        Path path = bundle.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private int reproduce() {
        var out = new ByteArrayOutputStream();
        int code = Reproduce.run(
                List.of("all", bundle.toString()), bundle, new PrintStream(out, true, StandardCharsets.UTF_8));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private int verify() {
        var out = new ByteArrayOutputStream();
        int code = Verify.run(List.of(bundle.toString()), new PrintStream(out, true, StandardCharsets.UTF_8));
        said = out.toString(StandardCharsets.UTF_8);
        return code;
    }

    private Path write(String name, UnaryOperator<Contributed> told) {
        HeadSigner signer = HeadSigner.of("07".repeat(32));
        Heads heads = new Heads(signer, new Outbox(), observers.clock);
        Evidence evidence = new Evidence(
                observers.journal,
                heads,
                observers.fixings,
                new Methodologies(observers.clock),
                observers.contributions,
                observers.chain);
        observers.database.inTx(tx -> {
            observers.journal.open(tx, Asset.USD, AssetKind.CASH, Hash.keccak("dollar"));
            observers.journal.open(
                    tx,
                    new Account("vault:USD", Asset.USD, Floor.NOT_POSITIVE, null),
                    new Account("operations:fees", Asset.USD, Floor.NOT_NEGATIVE, null));
            observers.journal.post(
                    tx,
                    Entry.of(
                            new Cause("test", "one"),
                            DAY,
                            List.of(new Transfer.Move("vault:USD", "operations:fees", Amount.parse(Asset.USD, "1")))));
            return tx;
        });
        Head head = observers.database.decide(heads::sign).orThrow();
        return observers.database.inTx(tx -> {
            Report report =
                    new Report(new UUID(0, 7), 7, Hash.sha256("7"), observers.clock.instant(), List.of(), List.of());
            Contents contents = evidence.gather(tx, head, report, DAY, DAY.plusDays(1));
            return new Bundle(observers.journal, signer)
                    .write(
                            tx,
                            folder.resolve(name),
                            new Contents(
                                    contents.head(),
                                    contents.anchor(),
                                    contents.deployment(),
                                    contents.block(),
                                    contents.chainBalances(),
                                    contents.methodologies(),
                                    contents.fixings(),
                                    contents.receipts(),
                                    contents.observations().stream().map(told).toList()))
                    .folder();
        });
    }
}

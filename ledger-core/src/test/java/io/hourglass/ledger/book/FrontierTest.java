package io.hourglass.ledger.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What each entry keeps of the log, against the tree as RFC 6962 section 2.1 defines it, written down
 * here once more with nothing but SHA-256.
 */
class FrontierTest {
    private static final int HASH_BYTES = 32;
    private static final int SIZES = 200;

    @Test
    void keepsTheRootOfEachPerfectSubtreeThatTheEntryCompletes() throws Exception {
        List<byte[]> lines = new ArrayList<>();
        Frontier frontier = Frontier.of(0, Map.of());
        for (int size = 1; size <= SIZES; size++) {
            lines.add(line(size));
            byte[] kept = frontier.append(lines.getLast());
            assertThat(kept).hasSize((Integer.numberOfTrailingZeros(size) + 1) * HASH_BYTES);
            for (int level = 0; level * HASH_BYTES < kept.length; level++) {
                assertThat(slot(kept, level)).isEqualTo(root(lines.subList(size - (1 << level), size)));
            }
        }
    }

    @Test
    void goesOnFromWhatIsStoredAsIfItHadNeverStopped() {
        Map<Long, byte[]> stored = new HashMap<>();
        Frontier frontier = Frontier.of(0, stored);
        for (long size = 1; size <= SIZES; size++) {
            stored.put(size, frontier.append(line(size)));
        }
        for (long stopped = 0; stopped < SIZES; stopped++) {
            Frontier again = Frontier.of(stopped, stored);
            for (long size = stopped + 1; size <= SIZES; size++) {
                assertThat(again.append(line(size))).isEqualTo(stored.get(size));
            }
        }
    }

    @Test
    void thePeaksItStartsFromFoldToTheRootOfAllEntries() throws Exception {
        Map<Long, byte[]> stored = new HashMap<>();
        List<byte[]> lines = new ArrayList<>();
        Frontier frontier = Frontier.of(0, stored);
        for (int size = 1; size <= SIZES; size++) {
            lines.add(line(size));
            stored.put((long) size, frontier.append(lines.getLast()));
            byte[] folded = null;
            for (Long row : Arrays.asList(Frontier.peakRows(size)).reversed()) {
                byte[] peak = slot(stored.getOrDefault(row, new byte[0]), Long.numberOfTrailingZeros(row));
                folded = folded == null ? peak : sha256(new byte[] {1}, peak, folded);
            }
            assertThat(folded).isEqualTo(root(lines));
        }
    }

    /**
     * The nodes of the tree over the eight inputs that the reference implementation of Certificate
     * Transparency is tested with (merkletree/merkle_tree_test.cc), one line an entry.
     */
    @Test
    void keepsTheNodesOfTheReferenceTree() throws Exception {
        List<String> inputs = List.of(
                "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
        List<List<String>> nodes = List.of(
                List.of("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
                List.of(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
                List.of("0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7"),
                List.of(
                        "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
                List.of("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
                List.of(
                        "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
                List.of("b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"),
                List.of(
                        "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
                        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"));
        List<byte[]> lines = new ArrayList<>();
        Frontier frontier = Frontier.of(0, Map.of());
        for (int i = 0; i < inputs.size(); i++) {
            byte[] kept = frontier.append(HexFormat.of().parseHex(inputs.get(i)));
            assertThat(HexFormat.of().formatHex(kept)).isEqualTo(String.join("", nodes.get(i)));
            lines.add(HexFormat.of().parseHex(inputs.get(i)));
            byte[] largest = root(lines.subList(i + 1 - Integer.lowestOneBit(i + 1), i + 1));
            assertThat(HexFormat.of().formatHex(largest)).isEqualTo(nodes.get(i).getLast());
        }
    }

    @Test
    void doesNotStartWhereAPeakIsMissing() {
        assertThat(Frontier.peakRows(13)).containsExactly(8L, 12L, 13L);
        assertThatThrownBy(() -> Frontier.of(1, Map.of())).hasMessage("entry 1 of 1 is not there");
    }

    private static byte[] line(long sequence) {
        return ("entry " + sequence).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] slot(byte[] nodes, int level) {
        return Arrays.copyOfRange(nodes, level * HASH_BYTES, (level + 1) * HASH_BYTES);
    }

    /** MTH of RFC 6962 section 2.1, to the letter. */
    private static byte[] root(List<byte[]> inputs) throws NoSuchAlgorithmException {
        if (inputs.size() == 1) {
            return sha256(new byte[] {0}, inputs.getFirst());
        }
        int k = Integer.highestOneBit(inputs.size() - 1);
        return sha256(new byte[] {1}, root(inputs.subList(0, k)), root(inputs.subList(k, inputs.size())));
    }

    private static byte[] sha256(byte[]... parts) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}

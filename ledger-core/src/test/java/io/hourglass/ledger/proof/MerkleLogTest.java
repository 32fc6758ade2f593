package io.hourglass.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hourglass.ledger.money.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Against the vectors that the reference implementation of Certificate Transparency is tested with
 * (google/certificate-transparency, merkletree/merkle_tree_test.cc) and, by name, the example of RFC
 * 9162 section 2.1.5.
 */
class MerkleLogTest {
    private static final List<String> INPUTS =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<Hash> LEAVES = INPUTS.stream()
            .map(hex -> MerkleLog.leaf(HexFormat.of().parseHex(hex)))
            .toList();

    private static final List<Hash> ROOTS = hashes(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private static final String A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
    private static final String B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
    private static final String C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
    private static final String D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
    private static final String E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
    private static final String F = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7";
    private static final String G = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";

    /** The vectors themselves, by the definition in RFC 6962 section 2.1 and SHA-256 alone. */
    @Test
    void theReferenceIsWhatTheRfcDefines() throws Exception {
        for (int size = 0; size <= 8; size++) {
            assertThat(defined(INPUTS.subList(0, size)))
                    .isEqualTo(ROOTS.get(size).bytes());
        }
        Map<String, List<String>> named = Map.of(
                A, INPUTS.subList(1, 2),
                B, INPUTS.subList(2, 4),
                C, INPUTS.subList(4, 8),
                D, INPUTS.subList(4, 5),
                E, INPUTS.subList(6, 8),
                F, INPUTS.subList(0, 4),
                G, INPUTS.subList(4, 6));
        for (var node : named.entrySet()) {
            assertThat(HexFormat.of().formatHex(defined(node.getValue()))).isEqualTo(node.getKey());
        }
    }

    private static byte[] defined(List<String> inputs) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        if (inputs.size() == 1) {
            sha256.update((byte) 0);
            sha256.update(HexFormat.of().parseHex(inputs.getFirst()));
        } else if (inputs.size() > 1) {
            int k = Integer.highestOneBit(inputs.size() - 1);
            sha256.update((byte) 1);
            sha256.update(defined(inputs.subList(0, k)));
            sha256.update(defined(inputs.subList(k, inputs.size())));
        }
        return sha256.digest();
    }

    @Test
    void rootsAreThoseOfTheReference() {
        for (int size = 0; size <= 8; size++) {
            assertThat(MerkleLog.root(LEAVES.subList(0, size))).isEqualTo(ROOTS.get(size));
        }
    }

    @Test
    void inclusionProofsAreThoseOfTheReference() {
        assertThat(MerkleLog.inclusion(0, LEAVES.subList(0, 1))).isEmpty();
        assertThat(MerkleLog.inclusion(0, LEAVES)).isEqualTo(hashes(A, B, C));
        assertThat(MerkleLog.inclusion(5, LEAVES)).isEqualTo(hashes(D, E, F));
        assertThat(MerkleLog.inclusion(2, LEAVES.subList(0, 3))).isEqualTo(List.of(ROOTS.get(2)));
        assertThat(MerkleLog.inclusion(1, LEAVES.subList(0, 5)))
                .isEqualTo(List.of(ROOTS.get(1), hashes(B).getFirst(), hashes(D).getFirst()));
    }

    @Test
    void consistencyProofsAreThoseOfTheReference() {
        assertThat(MerkleLog.consistency(1, LEAVES.subList(0, 1))).isEmpty();
        assertThat(MerkleLog.consistency(1, LEAVES)).isEqualTo(hashes(A, B, C));
        assertThat(MerkleLog.consistency(6, LEAVES)).isEqualTo(hashes(G, E, F));
        assertThat(MerkleLog.consistency(2, LEAVES.subList(0, 5))).isEqualTo(hashes(B, D));
    }

    /** Seven leaves, the tree built in four steps: RFC 9162 section 2.1.5, RFC 6962 section 2.1.3. */
    @Test
    void proofsAreThoseOfTheRfcsExampleByName() {
        List<Hash> seven = LEAVES.subList(0, 7);
        Hash b = seven.get(1);
        Hash c = seven.get(2);
        Hash d = seven.get(3);
        Hash f = seven.get(5);
        Hash g = MerkleLog.node(seven.get(0), b);
        Hash h = MerkleLog.node(c, d);
        Hash i = MerkleLog.node(seven.get(4), f);
        Hash j = seven.get(6);
        Hash k = MerkleLog.node(g, h);
        Hash l = MerkleLog.node(i, j);
        assertThat(MerkleLog.root(seven)).isEqualTo(MerkleLog.node(k, l));
        assertThat(MerkleLog.root(seven.subList(0, 3))).isEqualTo(MerkleLog.node(g, c));
        assertThat(MerkleLog.root(seven.subList(0, 4))).isEqualTo(k);
        assertThat(MerkleLog.root(seven.subList(0, 6))).isEqualTo(MerkleLog.node(k, i));
        assertThat(MerkleLog.inclusion(0, seven)).isEqualTo(List.of(b, h, l));
        assertThat(MerkleLog.inclusion(3, seven)).isEqualTo(List.of(c, g, l));
        assertThat(MerkleLog.inclusion(4, seven)).isEqualTo(List.of(f, j, k));
        assertThat(MerkleLog.inclusion(6, seven)).isEqualTo(List.of(i, k));
        assertThat(MerkleLog.consistency(3, seven)).isEqualTo(List.of(c, d, g, l));
        assertThat(MerkleLog.consistency(4, seven)).isEqualTo(List.of(l));
        assertThat(MerkleLog.consistency(6, seven)).isEqualTo(List.of(i, j, k));
    }

    @Test
    void everyProofHoldsAndNoOtherDoes() {
        List<Hash> leaves = new ArrayList<>();
        for (int size = 1; size <= 33; size++) {
            leaves.add(MerkleLog.leaf(new byte[] {(byte) size}));
            Hash root = MerkleLog.root(leaves);
            for (int i = 0; i < size; i++) {
                List<Hash> path = MerkleLog.inclusion(i, leaves);
                assertThat(MerkleLog.includes(leaves.get(i), i, size, path, root))
                        .isTrue();
                assertThat(MerkleLog.includes(leaves.get(i), (i + 1) % size, size, path, root))
                        .isEqualTo(size == 1);
                assertThat(MerkleLog.includes(Hash.ZERO, i, size, path, root)).isFalse();
                assertThat(MerkleLog.includes(leaves.get(i), i, size, plus(path, root), root))
                        .isFalse();
                Hash earlier = MerkleLog.root(leaves.subList(0, i + 1));
                List<Hash> proof = MerkleLog.consistency(i + 1, leaves);
                assertThat(MerkleLog.consistent(i + 1, earlier, size, root, proof))
                        .isTrue();
                assertThat(MerkleLog.consistent(i + 1, Hash.ZERO, size, root, proof))
                        .isFalse();
                assertThat(MerkleLog.consistent(i + 1, earlier, size, Hash.ZERO, proof))
                        .isFalse();
                assertThat(MerkleLog.consistent(i + 1, earlier, size, root, plus(proof, root)))
                        .isFalse();
            }
        }
    }

    @Test
    void refusesToProveWhatIsNotThere() {
        assertThatThrownBy(() -> MerkleLog.inclusion(8, LEAVES)).hasMessage("no leaf 8 of 8");
        assertThatThrownBy(() -> MerkleLog.consistency(9, LEAVES)).hasMessageContaining("no earlier tree of 9");
    }

    private static List<Hash> plus(List<Hash> path, Hash more) {
        List<Hash> longer = new ArrayList<>(path);
        longer.add(more);
        return longer;
    }

    private static List<Hash> hashes(String... hex) {
        return Stream.of(hex).map(h -> new Hash("0x" + h)).toList();
    }
}

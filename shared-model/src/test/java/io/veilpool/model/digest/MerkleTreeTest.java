package io.veilpool.model.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
    private static String leaf(int i) {
        return "%02x".formatted(i).repeat(32);
    }

    private static String leafHash(int i) {
        return Digests.sha256(HexFormat.of().parseHex("00" + leaf(i)));
    }

    private static String node(String left, String right) {
        return Digests.sha256(HexFormat.of().parseHex("01" + left + right));
    }

    private static String root(int leaves) {
        return MerkleTree.root(
                IntStream.range(0, leaves).mapToObj(MerkleTreeTest::leaf).toList());
    }

    @Test
    void isBuiltAsRfc6962Says() {
        // The root of no leaves is given in the RFC as SHA-256 of nothing.
        assertThat(root(0)).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(root(1)).isEqualTo(leafHash(0));
        assertThat(root(2)).isEqualTo(node(leafHash(0), leafHash(1)));
        String left = node(leafHash(0), leafHash(1));
        assertThat(root(3)).isEqualTo(node(left, leafHash(2)));
        String right = node(leafHash(2), leafHash(3));
        assertThat(root(4)).isEqualTo(node(left, right));
        assertThat(root(5)).isEqualTo(node(node(left, right), leafHash(4)));
        assertThat(root(7)).isEqualTo(node(node(left, right), node(node(leafHash(4), leafHash(5)), leafHash(6))));
    }

    @Test
    void changesWithOrderNumberAndContent() {
        assertThat(MerkleTree.root(List.of(leaf(1), leaf(0)))).isNotEqualTo(root(2));
        assertThat(MerkleTree.root(List.of(leaf(0), leaf(0)))).isNotEqualTo(root(1));
        assertThat(MerkleTree.root(List.of(node(leafHash(0), leafHash(1))))).isNotEqualTo(root(2));
    }

    @Test
    void refusesLeavesThatAreNoDigests() {
        for (String odd : List.of("", "00", leaf(0) + "0", leaf(171).toUpperCase(java.util.Locale.ROOT))) {
            assertThatThrownBy(() -> MerkleTree.root(List.of(odd))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void digestsAgreeWithPublishedVectors() throws Exception {
        assertThat(Digests.sha256("abc".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-2, B.1
        byte[] key = "Jefe".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] first = "what do ya want ".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] second = "for nothing?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(Digests.hmacSha256(key, first, second)) // RFC 4231, test case 2
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        java.nio.file.Path file = java.nio.file.Files.createTempFile("digest", "");
        java.nio.file.Files.write(file, new byte[200_000]);
        assertThat(Digests.sha256(file)).isEqualTo(Digests.sha256(new byte[200_000]));
        java.nio.file.Files.delete(file);
        assertThat(Digests.isSha256(leaf(10))).isTrue();
        assertThat(Digests.isSha256("g".repeat(64))).isFalse();
    }
}

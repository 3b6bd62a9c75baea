package io.veilpool.model.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MerkleProofTest {
    private static final int MOST = 33;

    private final Map<String, String> kept = new HashMap<>();
    private final MerkleTree.Subtrees subtrees = (level, position) ->
            Objects.requireNonNull(kept.get(level + "/" + position), "asks for complete subtrees only");
    private final List<String> leaves = new ArrayList<>();
    private final List<String> roots = new ArrayList<>();

    MerkleProofTest() {
        MerkleFrontier frontier = new MerkleFrontier();
        roots.add(frontier.root());
        for (int i = 0; i < MOST; i++) {
            String leaf = MerkleTree.leaf(new byte[] {(byte) i});
            leaves.add(leaf);
            frontier.append(leaf).forEach(node -> kept.put(node.level() + "/" + node.position(), node.hash()));
            roots.add(frontier.root());
        }
    }

    @Test
    void aFrontierHasTheRootOfTheWholeTreeAndGoesOnFromWhatWasKept() {
        List<String> digests = new ArrayList<>();
        for (int size = 0; size <= MOST; size++) {
            assertThat(MerkleTree.root(subtrees, size)).isEqualTo(roots.get(size));
            assertThat(new MerkleFrontier(subtrees, size).root()).isEqualTo(roots.get(size));
            assertThat(MerkleTree.root(digests).equals(roots.get(size))).isEqualTo(size == 0);
            if (size < MOST) {
                MerkleFrontier taken = new MerkleFrontier(subtrees, size);
                taken.append(leaves.get(size));
                assertThat(taken.root()).isEqualTo(roots.get(size + 1));
                assertThat(taken.size()).isEqualTo(size + 1);
                digests.add(leaves.get(size));
            }
        }
    }

    @Test
    void showsThatALeafIsInTheTreeAndNothingElse() {
        for (int size = 1; size <= MOST; size++) {
            String root = roots.get(size);
            for (int index = 0; index < size; index++) {
                List<String> proof = MerkleTree.inclusion(subtrees, index, size);
                assertThat(MerkleTree.includes(leaves.get(index), index, size, proof, root))
                        .isTrue();
                for (int other = 0; other < size; other++) {
                    if (other != index) {
                        assertThat(MerkleTree.includes(leaves.get(other), index, size, proof, root))
                                .isFalse();
                        assertThat(MerkleTree.includes(leaves.get(index), other, size, proof, root))
                                .isFalse();
                    }
                }
                assertThat(MerkleTree.includes(leaves.get(index), index, size, proof, roots.get(size - 1)))
                        .isFalse();
                for (List<String> wrong : damaged(proof)) {
                    assertThat(MerkleTree.includes(leaves.get(index), index, size, wrong, root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    void showsThatATreeBeginsWithAnotherAndNothingElse() {
        for (int to = 1; to <= MOST; to++) {
            for (int from = 1; from <= to; from++) {
                List<String> proof = MerkleTree.consistency(subtrees, from, to);
                assertThat(MerkleTree.begins(roots.get(from), from, roots.get(to), to, proof))
                        .isTrue();
                String another = MerkleTree.leaf(new byte[] {1, 2});
                assertThat(MerkleTree.begins(another, from, roots.get(to), to, proof))
                        .isFalse();
                assertThat(MerkleTree.begins(roots.get(from), from, another, to, proof))
                        .isFalse();
                for (List<String> wrong : damaged(proof)) {
                    assertThat(MerkleTree.begins(roots.get(from), from, roots.get(to), to, wrong))
                            .isFalse();
                }
                for (int other = 1; other <= to; other++) {
                    if (other != from) {
                        assertThat(MerkleTree.begins(roots.get(from), other, roots.get(to), to, proof))
                                .isFalse();
                    }
                }
            }
        }
    }

    @Test
    void isAsLongAsTheTreeIsHigh() {
        assertThat(MerkleTree.inclusion(subtrees, 0, 32)).hasSize(5);
        assertThat(MerkleTree.consistency(subtrees, 6, 8)).hasSize(3); // RFC 9162, 2.1.5: PROOF(6, D[8]) = [i, j, k]
        assertThat(MerkleTree.consistency(subtrees, 3, 7)).hasSize(4); // PROOF(3, D_7) = [c, d, g, l]
        assertThat(MerkleTree.consistency(subtrees, 4, 7)).hasSize(1); // PROOF(4, D_7) = [l]
        assertThat(MerkleTree.inclusion(subtrees, 6, 7)).hasSize(2); // PATH(6, D_7) = [i, k]
    }

    @Test
    void refusesWhatIsNotInTheTree() {
        assertThatThrownBy(() -> MerkleTree.inclusion(subtrees, 5, 5)).hasMessageContaining("has no leaf 5");
        assertThatThrownBy(() -> MerkleTree.consistency(subtrees, 6, 5))
                .hasMessageContaining("has no beginning of 6 leaves");
        assertThatThrownBy(() -> MerkleTree.consistency(subtrees, 0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(MerkleTree.includes(leaves.get(0), 0, 1, List.of("odd"), leaves.get(0)))
                .isFalse();
        assertThat(MerkleTree.begins(roots.get(1), 0, roots.get(2), 2, List.of()))
                .isFalse();
    }

    private static List<List<String>> damaged(List<String> proof) {
        List<List<String>> wrong = new ArrayList<>();
        List<String> longer = new ArrayList<>(proof);
        longer.add(MerkleTree.leaf(new byte[] {9, 9}));
        wrong.add(longer);
        for (int i = 0; i < proof.size(); i++) {
            List<String> changed = new ArrayList<>(proof);
            changed.set(i, MerkleTree.leaf(new byte[] {7, 7}));
            wrong.add(changed);
            List<String> shorter = new ArrayList<>(proof);
            shorter.remove(i);
            wrong.add(shorter);
        }
        return wrong;
    }
}

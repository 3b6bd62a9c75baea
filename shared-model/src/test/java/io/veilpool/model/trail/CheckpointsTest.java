package io.veilpool.model.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.signing.SigningKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointsTest {
    private static final UUID TRAIL = new UUID(1, 2);
    private static final Instant DAY = Instant.parse("2026-11-26T10:00:00Z");

    private final SigningKey key = SigningKey.generate();
    private final Tree honest = new Tree("honest", 12);

    private static final class Tree {
        private final Map<String, String> nodes = new HashMap<>();

        Tree(String content, int size) {
            MerkleFrontier frontier = new MerkleFrontier();
            for (int i = 0; i < size; i++) {
                byte[] data = (content + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                frontier.append(MerkleTree.leaf(data))
                        .forEach(node -> nodes.put(node.level() + "/" + node.position(), node.hash()));
            }
        }

        private String hash(int level, long position) {
            return Objects.requireNonNull(nodes.get(level + "/" + position));
        }

        Checkpoint checkpoint(long size) {
            return new Checkpoint(TRAIL, size, MerkleTree.root(this::hash, size), DAY.plusSeconds(size));
        }

        TrailProof proof(long from, long to) {
            return new TrailProof(MerkleTree.consistency(this::hash, from, to));
        }
    }

    @Test
    void readsWhatOneOfTheKeysSigned() throws Exception {
        Checkpoint checkpoint = honest.checkpoint(12);
        String jws = key.sign(CanonicalJson.write(checkpoint), SignatureType.CHECKPOINT);
        String another = SigningKey.generate().publicJwk();
        assertThat(Checkpoints.verify(jws, List.of(another, key.publicJwk()))).isEqualTo(checkpoint);
        assertThatThrownBy(() -> Checkpoints.verify(jws, List.of(another)))
                .isInstanceOf(BrokenTrailException.class)
                .hasMessageContaining("not signed by the coordinator");
        assertThatThrownBy(() -> Checkpoints.verify(jws, List.of())).hasMessageContaining("no key of the coordinator");
    }

    @Test
    void refusesAnotherDocumentAndOneThatMakesNoSense() {
        String report = key.sign(CanonicalJson.write(honest.checkpoint(3)), SignatureType.LEAKAGE_REPORT);
        assertThatThrownBy(() -> Checkpoints.verify(report, List.of(key.publicJwk())))
                .hasMessageContaining("typ must be " + SignatureType.CHECKPOINT);
        for (Checkpoint odd :
                List.of(new Checkpoint(TRAIL, -1, "0".repeat(64), DAY), new Checkpoint(TRAIL, 1, "none", DAY))) {
            String jws = key.sign(CanonicalJson.write(odd), SignatureType.CHECKPOINT);
            assertThatThrownBy(() -> Checkpoints.verify(jws, List.of(key.publicJwk())))
                    .isInstanceOf(BrokenTrailException.class);
        }
    }

    @Test
    void acceptsATrailThatGrew() throws Exception {
        TrailProof none = new TrailProof(List.of());
        Checkpoints.requireContinues(honest.checkpoint(5), honest.checkpoint(12), honest.proof(5, 12));
        Checkpoints.requireContinues(honest.checkpoint(5), honest.checkpoint(5), none);
        Checkpoints.requireContinues(honest.checkpoint(0), honest.checkpoint(12), none);
    }

    @Test
    void saysWhatWasDoneToATrail() {
        assertThatThrownBy(() ->
                        Checkpoints.requireContinues(honest.checkpoint(12), honest.checkpoint(5), honest.proof(5, 12)))
                .hasMessageContaining("rolled back: it has 5 entries, and had 12 on 2026-11-26");
        Tree forged = new Tree("forged", 12);
        for (int size : List.of(5, 12)) {
            assertThatThrownBy(() -> Checkpoints.requireContinues(
                            honest.checkpoint(5), forged.checkpoint(size), forged.proof(5, size)))
                    .isInstanceOf(BrokenTrailException.class)
                    .hasMessageContaining("rewritten: among its first 5 entries");
        }
        Checkpoint replaced =
                new Checkpoint(new UUID(8, 8), 12, honest.checkpoint(12).root(), DAY);
        assertThatThrownBy(() -> Checkpoints.requireContinues(honest.checkpoint(5), replaced, honest.proof(5, 12)))
                .hasMessageContaining("its database was replaced");
    }
}

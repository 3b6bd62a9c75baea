package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.digest.MerkleTree;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.BrokenTrail;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.TrailProof;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BrokenTrailCommandTest {
    private static final UUID TRAIL = new UUID(0, 1);

    private final SigningKey coordinator = SigningKey.generate();
    private final StringWriter said = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void showsWhatNoProofCanMakeUpFor() throws Exception {
        assertThat(verify(checkpoint(TRAIL, 5, "a"), checkpoint(TRAIL, 4, "a"), List.of()))
                .isZero();
        assertThat(said.toString()).contains("rolled back", "only one can be true");
        assertThat(verify(checkpoint(TRAIL, 5, "a"), checkpoint(TRAIL, 5, "b"), List.of()))
                .isZero();
        assertThat(said.toString()).contains("rewritten", "only one can be true");
        assertThat(verify(checkpoint(TRAIL, 5, "a"), checkpoint(new UUID(0, 2), 9, "a"), List.of()))
                .isZero();
        assertThat(said.toString()).contains("database was replaced");
    }

    @Test
    void saysWhereAProofWasNotGivenAndWhereItHolds() throws Exception {
        List<String> leaves = List.of("1".repeat(64), "2".repeat(64), "3".repeat(64));
        String before = root(leaves.subList(0, 2));
        String after = root(leaves);
        Checkpoint earlier = new Checkpoint(TRAIL, 2, before, Instant.EPOCH);
        Checkpoint later = new Checkpoint(TRAIL, 3, after, Instant.EPOCH);
        assertThat(verify(earlier, later, List.of("f".repeat(64)))).isZero();
        assertThat(said.toString()).contains("ask the coordinator for the proof");
        List<String> proof = List.of(leaves.get(2));
        assertThat(MerkleTree.begins(before, 2, after, 3, proof)).isTrue();
        assertThat(verify(earlier, later, proof)).isEqualTo(1);
        assertThat(said.toString()).contains("this shows no broken trail");
    }

    @Test
    void refusesWhatTheCoordinatorDidNotSign() throws Exception {
        BrokenTrail evidence = new BrokenTrail(
                signed(coordinator, checkpoint(TRAIL, 5, "a")),
                signed(SigningKey.generate(), checkpoint(TRAIL, 4, "a")),
                new TrailProof(List.of()),
                List.of(coordinator.publicJwk()),
                "It was rolled back.");
        assertThat(verify(ProtocolJson.text(evidence))).isEqualTo(1);
        assertThat(said.toString()).contains("The later one").contains("not signed by the coordinator");
        assertThat(verify("{}")).isEqualTo(2);
    }

    private static String root(List<String> leaves) {
        MerkleFrontier tree = new MerkleFrontier();
        new ArrayList<>(leaves).forEach(tree::append);
        return tree.root();
    }

    private static Checkpoint checkpoint(UUID trail, long size, String digit) {
        return new Checkpoint(trail, size, digit.repeat(64), Instant.EPOCH);
    }

    private static String signed(SigningKey key, Checkpoint checkpoint) {
        return key.sign(CanonicalJson.write(checkpoint), SignatureType.CHECKPOINT);
    }

    private int verify(Checkpoint earlier, Checkpoint later, List<String> proof) throws IOException {
        return verify(ProtocolJson.text(new BrokenTrail(
                signed(coordinator, earlier),
                signed(coordinator, later),
                new TrailProof(proof),
                List.of(coordinator.publicJwk()),
                "What the agent said.")));
    }

    private int verify(String content) throws IOException {
        said.getBuffer().setLength(0);
        Path file = Files.writeString(folder.resolve("evidence.json"), content);
        Path keys = Files.writeString(folder.resolve("keys.json"), coordinator.publicJwk());
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute("broken-trail", file.toString(), "--keys", keys.toString());
    }
}

package io.veilpool.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.model.digest.MerkleFrontier;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.Checkpoint;
import io.veilpool.model.protocol.SignatureType;
import io.veilpool.model.protocol.SignedCheckpoint;
import io.veilpool.model.protocol.TrailEntry;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.trail.TrailHashes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TrailCommandTest {
    private static final Instant DAY = Instant.parse("2026-11-26T10:00:00Z");
    private static final UUID TRAIL = new UUID(1, 2);

    private final SigningKey key = SigningKey.generate();
    private final StringWriter said = new StringWriter();

    @TempDir
    Path folder;

    private Path trail;
    private Path keys;
    private Path early;
    private Path late;

    @BeforeEach
    void write() throws IOException {
        trail = folder.resolve("trail.jsonl");
        keys = Files.writeString(folder.resolve("keys.json"), "{\"keys\":[" + key.publicJwk() + "]}");
        List<String> lines = new ArrayList<>();
        MerkleFrontier tree = new MerkleFrontier();
        String previous = TrailHashes.BEFORE_THE_FIRST;
        for (int number = 1; number <= 5; number++) {
            TrailEntry entry = new TrailEntry(
                    number, previous, DAY, "person admin", "entity-invited", "e" + number, null, Map.of("a", "é"));
            lines.add(CanonicalJson.text(entry) + "\n");
            previous = TrailHashes.of(entry);
            tree.append(previous);
            if (number == 2) {
                Files.writeString(folder.resolve("early.jws"), signed(tree) + "\n");
            }
        }
        early = folder.resolve("early.jws");
        late = Files.write(folder.resolve("late.json"), ProtocolJson.write(new SignedCheckpoint(signed(tree))));
        Files.writeString(trail, String.join("", lines));
    }

    private String signed(MerkleFrontier tree) {
        return key.sign(
                CanonicalJson.write(new Checkpoint(TRAIL, tree.size(), tree.root(), DAY)), SignatureType.CHECKPOINT);
    }

    @Test
    void verifiesATrailAndSaysWhatItsCheckpointsCover() {
        assertThat(verify(early, late)).isZero();
        assertThat(said.toString()).contains("5 entries").contains("first 5 are what 2 checkpoints cover.");
        assertThat(verify(early)).isZero();
        assertThat(said.toString()).contains("first 2 are").contains("No checkpoint covers the last 3.");
    }

    @Test
    void findsEachChangedByteOfEachFile() throws IOException {
        for (Path file : List.of(trail, late)) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at < bytes.length; at++) {
                byte[] changed = bytes.clone();
                changed[at] ^= 1;
                Files.write(file, changed);
                assertThat(verify(late)).as("%s, byte %d: %s", file, at, said).isNotZero();
            }
            Files.write(file, bytes);
        }
        assertThat(verify(late)).isZero();
    }

    @Test
    void saysWhatIsWrongInASentence() throws IOException {
        String whole = Files.readString(trail);
        Files.writeString(trail, whole.substring(0, whole.length() - 1));
        assertThat(verify(early)).isEqualTo(1);
        assertThat(said.toString()).contains("ends in the middle of entry 5");
        Files.writeString(trail, whole.substring(0, whole.indexOf("\n", whole.length() / 2) + 1));
        assertThat(verify(late)).isEqualTo(1);
        assertThat(said.toString()).contains("its end was removed");
        Files.writeString(trail, whole);
        Files.writeString(keys, SigningKey.generate().publicJwk());
        assertThat(verify(late)).isEqualTo(1);
        assertThat(said.toString()).contains("late.json: The checkpoint is not signed by the coordinator");
    }

    @Test
    void doesNotCallVerifiedWhatNoCheckpointCovers() throws IOException {
        Path none = Files.writeString(folder.resolve("none.jws"), signed(new MerkleFrontier()));
        assertThat(verify(none)).isEqualTo(1);
        assertThat(said.toString()).contains("No checkpoint covers any entry");
        assertThat(verify(none, early)).isZero();
    }

    @Test
    void refusesFilesThatAreSomethingElse() throws IOException {
        assertThat(verify(folder.resolve("none"))).isEqualTo(2);
        assertThat(said.toString()).contains("There is no file");
        assertThat(verify(Files.writeString(folder.resolve("odd"), "{\"jws\":1}")))
                .isEqualTo(2);
        assertThat(said.toString()).contains("is no signed checkpoint");
        Files.writeString(keys, "{\"keys\":[]}");
        assertThat(verify(late)).isEqualTo(2);
        assertThat(said.toString()).contains("holds no key");
        Files.writeString(keys, key.privateJwk());
        assertThat(verify(late)).isEqualTo(2);
        assertThat(said.toString())
                .contains("holds a private key")
                .doesNotContain(key.privateJwk().substring(20, 60));
        Files.writeString(keys, "<html>");
        assertThat(verify(late)).isEqualTo(2);
        assertThat(said.toString()).contains("holds no public keys");
        Files.write(trail, new byte[] {(byte) 0xff, (byte) 0xfe});
        Files.writeString(keys, key.publicJwk());
        assertThat(verify(late)).isEqualTo(2);
        assertThat(said.toString()).contains("is no UTF-8 text");
    }

    private int verify(Path... checkpoints) {
        said.getBuffer().setLength(0);
        List<String> line = new ArrayList<>(List.of("trail", trail.toString(), "--keys", keys.toString()));
        for (Path checkpoint : checkpoints) {
            line.addAll(List.of("--checkpoint", checkpoint.toString()));
        }
        CommandLine command = Verifier.commandLine();
        command.setOut(new PrintWriter(said, true));
        command.setErr(new PrintWriter(said, true));
        return command.execute(line.toArray(String[]::new));
    }
}

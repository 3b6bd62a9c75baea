package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ShardEntry;
import io.veilpool.model.tensor.FeatureShard.Expectation;
import io.veilpool.model.tensor.FeatureShard.Origin;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureShardTest {
    private static final FeatureShape SHAPE = FeatureRowsTest.SHAPE;
    private static final Origin ORIGIN =
            new Origin(UUID.fromString("018f0000-0000-7000-8000-000000000001"), "ab".repeat(32), "cd".repeat(32), 3);

    @TempDir
    private Path folder;

    private static PoisonedFeatures features(int rows, ElementType type) {
        return PoisonedFeatures.of(FeatureRowsTest.rows(SHAPE, type, rows, 11));
    }

    private static Expectation expect(ShardEntry entry, ElementType type) {
        return new Expectation(entry, ORIGIN, SHAPE, type, 4);
    }

    private ShardEntry one(PoisonedFeatures features, ElementType type) throws Exception {
        return FeatureShard.write(folder, features, type, 1 << 20, ORIGIN).getFirst();
    }

    private Path path(ShardEntry entry) {
        return folder.resolve(FeatureShard.fileName(entry));
    }

    @ParameterizedTest
    @EnumSource(names = "I64", mode = EnumSource.Mode.EXCLUDE)
    void rowsComeBackFromShardsInOrder(ElementType type) throws Exception {
        PoisonedFeatures features = features(1000, type);
        long limit = 60_000;
        List<ShardEntry> entries = FeatureShard.write(folder, features, type, limit, ORIGIN);
        assertThat(entries.size()).isBetween(2, 5);
        List<PoisonedFeatures> parts = new ArrayList<>();
        for (ShardEntry entry : entries) {
            assertThat(entry.bytes()).isEqualTo(Files.size(path(entry))).isLessThanOrEqualTo(limit);
            assertThat(entry.digest()).isEqualTo(Digests.sha256(path(entry)));
            parts.add(FeatureShard.read(path(entry), expect(entry, type)));
        }
        PoisonedFeatures back = PoisonedFeatures.concat(parts);
        assertThat(back.rows()).isEqualTo(1000);
        for (int row = 0; row < 1000; row++) {
            assertThat(back.storedRow(row)).isEqualTo(features.storedRow(row));
            assertThat(back.label(row)).isEqualTo(features.label(row));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(entries.size());
        }
    }

    @Test
    void writingAgainGivesTheSameFiles() throws Exception {
        List<ShardEntry> first =
                FeatureShard.write(folder, features(300, ElementType.F16), ElementType.F16, 30_000, ORIGIN);
        List<ShardEntry> again =
                FeatureShard.write(folder, features(300, ElementType.F16), ElementType.F16, 30_000, ORIGIN);
        assertThat(again).isEqualTo(first);
    }

    @Test
    void convertsRowsOfAnotherType() throws Exception {
        ShardEntry entry = one(features(10, ElementType.F32), ElementType.F16);
        PoisonedFeatures back = FeatureShard.read(path(entry), expect(entry, ElementType.F16));
        assertThat(back.storedRow(9)).isEqualTo(features(10, ElementType.F16).storedRow(9));
    }

    @Test
    void namesTheLeastSizeWhenNoRowFits() throws Exception {
        assertThatThrownBy(
                        () -> FeatureShard.write(folder, features(3, ElementType.F32), ElementType.F32, 4000, ORIGIN))
                .hasMessageContaining("allow at least 4409");
        assertThat(FeatureShard.write(folder, features(3, ElementType.F32), ElementType.F32, 4409, ORIGIN))
                .hasSize(3);
    }

    @Test
    void refusesAShardThatIsNotWhatTheManifestSays() throws Exception {
        ShardEntry entry = one(features(20, ElementType.F16), ElementType.F16);
        ShardEntry e = entry;
        refuse(
                new Expectation(new ShardEntry(e.digest(), e.bytes() + 1, 20), ORIGIN, SHAPE, ElementType.F16, 4),
                "manifest says");
        refuse(
                new Expectation(new ShardEntry("00".repeat(32), e.bytes(), 20), ORIGIN, SHAPE, ElementType.F16, 4),
                path(e),
                "digest");
        refuse(new Expectation(new ShardEntry(e.digest(), e.bytes(), 19), ORIGIN, SHAPE, ElementType.F16, 4), "19");
        refuse(new Expectation(e, ORIGIN, new FeatureShape(3, 5, 4), ElementType.F16, 4), "expected F16");
        refuse(new Expectation(e, ORIGIN, SHAPE, ElementType.F32, 4), "expected F32");
        refuse(new Expectation(e, ORIGIN, SHAPE, ElementType.F16, 3), "label 3 of row 3");
        UUID other = UUID.randomUUID();
        refuse(withOrigin(e, new Origin(other, ORIGIN.releaseDigest(), ORIGIN.dpmCommitment(), 3)), "[collaboration]");
        refuse(withOrigin(e, new Origin(ORIGIN.collaboration(), "x", ORIGIN.dpmCommitment(), 3)), "[releaseDigest]");
        refuse(withOrigin(e, new Origin(ORIGIN.collaboration(), ORIGIN.releaseDigest(), "x", 3)), "[dpmCommitment]");
        refuse(
                withOrigin(e, new Origin(ORIGIN.collaboration(), ORIGIN.releaseDigest(), ORIGIN.dpmCommitment(), 2)),
                "[rotation]");
    }

    private static Expectation withOrigin(ShardEntry entry, Origin origin) {
        return new Expectation(entry, origin, SHAPE, ElementType.F16, 4);
    }

    private void refuse(Expectation expected, String why) {
        refuse(expected, path(expected.entry()), why);
    }

    private static void refuse(Expectation expected, Path file, String why) {
        assertThatThrownBy(() -> FeatureShard.read(file, expected))
                .isInstanceOf(HostileFileException.class)
                .hasMessageContaining(why);
    }

    /** Even with a manifest that names the corrupted file's own digest. */
    @ParameterizedTest
    @EnumSource(names = "I64", mode = EnumSource.Mode.EXCLUDE)
    void refusesEveryFlippedByteEvenWithoutTheFilesDigest(ElementType type) throws Exception {
        ShardEntry entry = one(features(5, type), type);
        byte[] valid = Files.readAllBytes(path(entry));
        Expectation expected = expect(entry, type);
        FeatureShard.inspect(MemorySegment.ofArray(valid), expected);
        for (int i = 0; i < valid.length; i++) {
            for (int mask : new int[] {0x01, 0x20, 0x80, 0xff}) {
                byte[] flipped = valid.clone();
                flipped[i] ^= (byte) mask;
                if (accepts(flipped, expected)) {
                    fail("accepted byte %d of %d, mask %x", i, valid.length, mask);
                }
            }
        }
    }

    private static boolean accepts(byte[] shard, Expectation expected) {
        try {
            FeatureShard.inspect(MemorySegment.ofArray(shard), expected);
            return true;
        } catch (HostileFileException e) {
            return false;
        }
    }

    @Test
    void refusesOriginalFeaturesAndOtherTensors() throws Exception {
        FeatureRows rows = FeatureRowsTest.rows(SHAPE, ElementType.F16, 5, 11);
        Path file = folder.resolve("original");
        OriginalFeatures.of(rows).save(file);
        ShardEntry entry = new ShardEntry(Digests.sha256(file), Files.size(file), 5);
        refuse(expect(entry, ElementType.F16), file, "needs tensors poisoned");
        SortedMap<String, StoredTensor> tensors = RowsFile.tensors("poisoned", rows);
        tensors.put("extra", StoredTensor.of(HostTensor.of(new float[] {1}, 1)));
        inspectWritten(tensors, ShardMetadata.of(ORIGIN, rows), "other tensors");
    }

    @Test
    void refusesTensorsThatContradictOneAnother() throws Exception {
        FeatureRows rows = FeatureRowsTest.rows(SHAPE, ElementType.I8, 5, 11);
        Map<String, String> metadata = ShardMetadata.of(ORIGIN, rows);
        SortedMap<String, StoredTensor> shortLabels = RowsFile.tensors("poisoned", rows);
        shortLabels.put("labels", StoredTensor.of(HostTensor.of(new long[] {0, 1, 2, 3}, 4)));
        inspectWritten(shortLabels, metadata, "labels must be I64[5]");
        SortedMap<String, StoredTensor> floatLabels = RowsFile.tensors("poisoned", rows);
        floatLabels.put("labels", StoredTensor.of(HostTensor.of(new float[5], 5)));
        inspectWritten(floatLabels, metadata, "labels must be I64[5]");
        SortedMap<String, StoredTensor> noScales = RowsFile.tensors("poisoned", rows);
        noScales.remove("scales");
        inspectWritten(noScales, metadata, "other tensors");
        SortedMap<String, StoredTensor> fewScales = RowsFile.tensors("poisoned", rows);
        fewScales.put("scales", StoredTensor.of(HostTensor.of(new float[5], 5, 1)));
        inspectWritten(fewScales, metadata, "scales must be F32[5, 3]");
        SortedMap<String, StoredTensor> negative = RowsFile.tensors("poisoned", rows);
        float[] scales = new float[15];
        scales[7] = -1;
        negative.put("scales", StoredTensor.of(HostTensor.of(scales, 5, 3)));
        inspectWritten(negative, metadata, "scale 7 is negative");
        for (long label : new long[] {-1, 4, Long.MIN_VALUE, 1L << 32}) {
            SortedMap<String, StoredTensor> odd = RowsFile.tensors("poisoned", rows);
            odd.put("labels", StoredTensor.of(HostTensor.of(new long[] {0, 1, label, 3, 0}, 5)));
            inspectWritten(odd, metadata, "label " + label + " of row 2");
        }
        SortedMap<String, StoredTensor> flat = RowsFile.tensors("poisoned", rows);
        flat.put(
                "poisoned",
                new StoredTensor(
                        ElementType.I8,
                        List.of(5L, 60L),
                        Objects.requireNonNull(flat.get("poisoned")).pieces()));
        inspectWritten(flat, metadata, "(N, C, H, W)");
    }

    @Test
    void refusesMetadataThatSaysMoreOrLess() throws Exception {
        FeatureRows rows = FeatureRowsTest.rows(SHAPE, ElementType.F16, 5, 11);
        Map<String, String> more = new java.util.TreeMap<>(ShardMetadata.of(ORIGIN, rows));
        more.put("note", "hello");
        Expectation expected =
                new Expectation(new ShardEntry("00".repeat(32), 1, 5), ORIGIN, SHAPE, ElementType.F16, 4);
        for (Map<String, String> metadata : List.of(more, Map.<String, String>of())) {
            byte[] bytes = new SafeTensorsWriter(RowsFile.tensors("poisoned", rows), metadata).bytes();
            assertThatThrownBy(() -> FeatureShard.inspect(MemorySegment.ofArray(bytes), expected))
                    .hasMessageContaining("contradicts the manifest");
        }
    }

    @Test
    void refusesANanThatWasPutIntoAShardWithAMatchingDigest() throws Exception {
        ShardEntry entry = one(features(5, ElementType.F32), ElementType.F32);
        byte[] bytes = Files.readAllBytes(path(entry));
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Path file = folder.resolve("nan");
        Files.write(file, bytes);
        ShardEntry lying = new ShardEntry(Digests.sha256(file), bytes.length, 5);
        refuse(expect(lying, ElementType.F32), file, "not finite");
    }

    private static void inspectWritten(
            SortedMap<String, StoredTensor> tensors, Map<String, String> metadata, String why) {
        byte[] bytes = new SafeTensorsWriter(tensors, metadata).bytes();
        Expectation expected =
                new Expectation(new ShardEntry("00".repeat(32), bytes.length, 5), ORIGIN, SHAPE, ElementType.I8, 4);
        assertThatThrownBy(() -> FeatureShard.inspect(MemorySegment.ofArray(bytes), expected))
                .isInstanceOf(HostileFileException.class)
                .hasMessageContaining(why);
    }
}

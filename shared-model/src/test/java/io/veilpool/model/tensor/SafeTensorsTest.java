package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.tensor.SafeTensors.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    @TempDir
    private Path folder;

    /** Written by Python's package; see src/test/python/write_safetensors.py. */
    static byte[] golden() throws IOException {
        try (InputStream in = Objects.requireNonNull(SafeTensorsTest.class.getResourceAsStream("golden.safetensors"))) {
            return in.readAllBytes();
        }
    }

    private static Weights goldenWeights() {
        return Weights.of(Map.of(
                "a.weight", HostTensor.of(new float[] {-1.5f, 2.25f}, 1, 2),
                "b.weight", HostTensor.of(new float[] {0, .25f, .5f, .75f, 1, 1.25f}, 2, 3),
                "bn.num_batches_tracked", HostTensor.of(new long[] {3_000_000_000L}),
                "bytes", new HostTensor(ElementType.I8, List.of(3L), ByteBuffer.wrap(new byte[] {-128, 0, 127})),
                "half",
                        new HostTensor(ElementType.F16, List.of(3L), ByteBuffer.wrap(new byte[] {
                            0, 0x3c, 0, (byte) 0xb8, (byte) 0xff, 0x7b
                        }))));
    }

    @Test
    void readsWhatPythonWrote() throws Exception {
        assertThat(SafeTensors.decode(golden(), Limits.WEIGHTS)).isEqualTo(goldenWeights());
    }

    @Test
    void writesTheVeryBytesThatPythonWrites() throws Exception {
        assertThat(SafeTensors.encode(goldenWeights(), Map.of("format", "pt"))).isEqualTo(golden());
        Path file = folder.resolve("w.safetensors");
        SafeTensors.write(file, goldenWeights(), Map.of("format", "pt"));
        assertThat(Files.readAllBytes(file)).isEqualTo(golden());
    }

    @Test
    void comesBackFromAFileWithItsMetadata() throws Exception {
        Path file = folder.resolve("w.safetensors");
        Map<String, String> metadata = Map.of("b", "\"quoted\" \\ \u00e9", "a", "");
        SafeTensors.write(file, goldenWeights(), metadata);
        assertThat(SafeTensors.read(file, Limits.WEIGHTS)).isEqualTo(goldenWeights());
        assertThat(SafeTensors.metadata(file, Limits.WEIGHTS)).isEqualTo(metadata);
    }

    @Test
    void leavesNothingButTheFileAndOnlyItsOwnerMayReadIt() throws Exception {
        Path file = folder.resolve("w.safetensors");
        SafeTensors.write(file, goldenWeights(), Map.of());
        SafeTensors.write(file, goldenWeights(), Map.of());
        assertThatThrownBy(() -> SafeTensors.write(
                        folder.resolve("missing").resolve("w.safetensors"), goldenWeights(), Map.of()))
                .isInstanceOf(IOException.class);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesToWriteWhatNobodyMayRead() {
        Weights nan = Weights.of(Map.of("w", HostTensor.of(new float[] {1, Float.NaN}, 2)));
        assertThatThrownBy(() -> SafeTensors.encode(nan, Map.of())).hasMessageContaining("NaN or an infinity");
        Weights odd = Weights.of(Map.of("w w", HostTensor.of(new float[] {1}, 1)));
        assertThatThrownBy(() -> SafeTensors.encode(odd, Map.of())).hasMessageContaining("letters, digits");
        Weights reserved = Weights.of(Map.of("__metadata__", HostTensor.of(new float[] {1}, 1)));
        assertThatThrownBy(() -> SafeTensors.encode(reserved, Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tensorsGoToTheEngineAndBack() {
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : goldenWeights().names()) {
                HostTensor tensor = goldenWeights().get(name);
                assertThat(HostTensor.copyOf(tensor.copyTo(manager))).isEqualTo(tensor);
            }
            NDArray array = manager.create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
            assertThat(HostTensor.copyOf(array.transpose())).isEqualTo(HostTensor.of(new float[] {1, 3, 2, 4}, 2, 2));
            assertThatThrownBy(() -> HostTensor.copyOf(manager.create(true)))
                    .hasMessageContaining("cannot be exchanged");
        }
    }

    @Test
    void weightsAreRenamedAndJoined() {
        Weights two =
                Weights.of(Map.of("a", HostTensor.of(new float[] {1}, 1), "b", HostTensor.of(new float[] {1, 2}, 2)));
        Weights joined = Weights.union(two.prefixed("x."), two.prefixed("y."));
        assertThat(joined.names()).containsExactly("x.a", "x.b", "y.a", "y.b");
        assertThat(joined.under("y.")).isEqualTo(two);
        assertThat(joined.values()).isEqualTo(6);
        assertThatThrownBy(() -> Weights.union(two, two)).hasMessageContaining("two tensors named a");
        assertThatThrownBy(() -> two.get("c")).hasMessageContaining("no tensor named c");
    }

    @Test
    void aTensorOfTheWrongSizeCannotBeMade() {
        assertThatThrownBy(() -> HostTensor.of(new float[] {1, 2}, 3)).hasMessageContaining("needs 12 bytes, got 8");
        assertThatThrownBy(() -> HostTensor.of(new float[0], 0)).hasMessageContaining("at least 1");
        assertThatThrownBy(() -> HostTensor.of(new float[1], Long.MAX_VALUE, 2))
                .isInstanceOf(ArithmeticException.class);
    }
}

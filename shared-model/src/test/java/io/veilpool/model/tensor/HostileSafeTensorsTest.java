package io.veilpool.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.model.tensor.SafeTensors.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSafeTensorsTest {
    private static final Limits LIMITS = new Limits(1 << 20, 1 << 14, 1 << 16);

    static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static void assertRefused(byte[] bytes, String why) {
        assertThatThrownBy(() -> SafeTensors.decode(bytes, LIMITS))
                .isInstanceOf(HostileFileException.class)
                .hasMessageContaining(why);
    }

    private static boolean refused(byte[] bytes) {
        try {
            SafeTensors.decode(bytes, LIMITS);
            return false;
        } catch (HostileFileException e) {
            return true;
        }
    }

    @Test
    void acceptsTheValidFileThatIsCorruptedBelow() throws Exception {
        assertThat(SafeTensors.decode(SafeTensorsTest.golden(), LIMITS).names()).hasSize(5);
        assertThatCode(() -> SafeTensors.decode(
                        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8), LIMITS))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesEveryTruncationAndEveryTrailingByte() throws Exception {
        byte[] valid = SafeTensorsTest.golden();
        for (int length = 0; length < valid.length; length++) {
            assertThat(refused(Arrays.copyOf(valid, length)))
                    .as("length " + length)
                    .isTrue();
        }
        for (int more = 1; more < 20; more++) {
            assertThat(refused(Arrays.copyOf(valid, valid.length + more)))
                    .as(more + " more")
                    .isTrue();
        }
    }

    /** A changed letter of a name or of metadata leaves a valid file of other names: its readers ask for the names. */
    @Test
    void refusesEveryFlippedBitOfTheHeaderOutsideNamesAndMetadata() throws Exception {
        byte[] valid = SafeTensorsTest.golden();
        int headerEnd =
                8 + (int) ByteBuffer.wrap(valid).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Weights original = SafeTensors.decode(valid, LIMITS);
        int accepted = 0;
        for (int i = 0; i < headerEnd; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = valid.clone();
                flipped[i] ^= (byte) (1 << bit);
                if (!refused(flipped)) {
                    accepted++;
                    Weights read = SafeTensors.decode(flipped, LIMITS);
                    assertThat(read.values()).isEqualTo(original.values());
                    boolean renamed = !read.names().equals(original.names());
                    boolean metadata = i < new String(valid, StandardCharsets.ISO_8859_1).indexOf("bn.num");
                    assertThat(renamed || metadata)
                            .as("byte " + i + " bit " + bit)
                            .isTrue();
                }
            }
        }
        assertThat(accepted).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"BF16", "F64", "BOOL", "U8", "I16", "F8_E4M3", "f32", "", "I32", "U64"})
    void refusesOtherElementTypes(String type) {
        assertRefused(
                file("{\"a\":{\"dtype\":\"" + type + "\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4), "element type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} {}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}x",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8],}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}",
                "{'a':{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "[]",
                "{",
                "  ",
                "null"
            })
    void refusesWhatIsNotOneStrictJsonObject(String header) {
        assertThat(refused(file(header, 8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2.0]",
                "[2e0]",
                "[-2]",
                "[\"2\"]",
                "2",
                "[[2]]",
                "[0]",
                "[2,0]",
                "[null]",
                "[true]",
                "[3]",
                "[1]",
                "[4611686018427387904,4]",
                "[9223372036854775807]",
                "[99999999999999999999]",
                "[1,1,1,1,1,1,1,1,2]"
            })
    void refusesOddShapes(String shape) {
        assertThat(refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,8]}}", 8)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[0]",
                "[0,8,8]",
                "[4,12]",
                "[8,0]",
                "[0,7]",
                "[0,9]",
                "[-8,0]",
                "[0,8.0]",
                "[1,9]",
                "[]",
                "{}",
                "[0,18446744073709551624]",
                "[9223372036854775800,9223372036854775807]"
            })
    void refusesOddOffsets(String offsets) {
        assertThat(refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":" + offsets + "}}", 8)))
                .isTrue();
    }

    @Test
    void refusesGapsAndOverlaps() {
        String form =
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}";
        assertThatCode(() -> SafeTensors.decode(file(form.formatted(4, 8, 0, 4), 8), LIMITS))
                .doesNotThrowAnyException();
        assertRefused(file(form.formatted(0, 4, 8, 12), 12), "expected to begin at 4");
        assertRefused(file(form.formatted(0, 4, 2, 6), 8), "expected to begin at 4");
        assertRefused(file(form.formatted(0, 4, 0, 4), 4), "expected to begin at 4");
        assertRefused(file(form.formatted(0, 4, 4, 8), 12), "4 bytes belong to no tensor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " a", "../a", "a b", "a\\u0000", "\\u00e9", "a\\\"", ".a", "-a"})
    void refusesOddNames(String name) {
        assertRefused(
                file("{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4), "tensor name");
    }

    @Test
    void refusesUnknownAndMissingFieldsAndMetadataThatIsNotText() {
        assertRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4), "unknown field");
        assertRefused(file("{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}}", 4), "needs dtype");
        assertRefused(file("{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}}", 4), "needs dtype");
        assertRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4), "needs dtype");
        assertRefused(file("{\"__metadata__\":{\"a\":1}}", 0), "__metadata__");
        assertRefused(file("{\"__metadata__\":{\"a\":{}}}", 0), "__metadata__");
        assertRefused(file("{\"__metadata__\":[]}", 0), "__metadata__");
        assertThat(refused(file("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0)))
                .isTrue();
        assertThat(refused(file("{\"__metadata__\":{},\"__metadata__\":{}}", 0)))
                .isTrue();
    }

    @Test
    void refusesValuesThatAreNotFinite() throws Exception {
        for (float value : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            byte[] bytes = file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, value);
            assertRefused(bytes, "value 1 of tensor a is not finite");
        }
        for (int bits : new int[] {0x7c00, 0xfc00, 0x7e00, 0x7c01, 0xffff}) {
            byte[] bytes = file("{\"a\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]}}", 6);
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putShort(bytes.length - 2, (short) bits);
            assertRefused(bytes, "value 2 of tensor a is not finite");
        }
    }

    @Test
    void refusesWhatIsBeyondTheLimitsBeforeReadingIt() {
        byte[] valid = file("{\"a\":{\"dtype\":\"I8\",\"shape\":[1000],\"data_offsets\":[0,1000]}}", 1000);
        assertThatCode(() -> SafeTensors.decode(valid, new Limits(valid.length, 100, 1000)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SafeTensors.decode(valid, new Limits(valid.length - 1, 100, 1000)))
                .hasMessageContaining("limit " + (valid.length - 1));
        assertThatThrownBy(() -> SafeTensors.decode(valid, new Limits(valid.length, 20, 1000)))
                .hasMessageContaining("limit 20");
        assertThatThrownBy(() -> SafeTensors.decode(valid, new Limits(valid.length, 100, 999)))
                .hasMessageContaining("more than 999 values");
        for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 0, 1}) {
            byte[] lying = valid.clone();
            ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
            assertRefused(lying, "safetensors header");
        }
        assertRefused(file("{\"__metadata__\":{\"a\":\"" + "x".repeat(20_000) + "\"}}", 0), "limit 16384");
        assertRefused(file("{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}", 0), "a: found");
        assertRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4" + "0".repeat(5000) + "]}}", 0),
                "JSON");
    }

    @Test
    void refusesAHeaderThatIsNotUtf8() {
        byte[] bytes = file("{\"__metadata__\":{\"a\":\"??\"}}", 0);
        int place = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("??");
        bytes[place] = (byte) 0xc0;
        bytes[place + 1] = (byte) 0x80;
        assertRefused(bytes, "not UTF-8");
    }

    @Test
    void saysNothingOfTheFilesContent() {
        byte[] bytes = file("{\"__metadata__\":{\"a\":\"secret\" oops}}", 0);
        assertThatThrownBy(() -> SafeTensors.decode(bytes, LIMITS))
                .isInstanceOf(HostileFileException.class)
                .hasMessageNotContainingAny("secret", "oops")
                .hasNoCause();
    }

    @Test
    void refusesAnEmptyFileOnDisk(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("empty"));
        assertThatThrownBy(() -> SafeTensors.read(file, LIMITS)).isInstanceOf(HostileFileException.class);
    }
}

package io.veilpool.agent.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PrivateBytesTest {
    private static final float[] ROW = row();

    static Stream<Arguments> disguises() {
        return Stream.of(
                disguise("as it is", bytes -> bytes),
                disguise("gzip", bytes -> packed(bytes, GZIPOutputStream::new)),
                disguise("zlib", bytes -> packed(bytes, DeflaterOutputStream::new)),
                disguise("zip", PrivateBytesTest::zipped),
                disguise("base64", bytes -> ascii(Base64.getEncoder().encodeToString(bytes))),
                disguise("base64url", bytes -> ascii(Base64.getUrlEncoder().encodeToString(bytes))),
                disguise("hex", bytes -> ascii(HexFormat.of().formatHex(bytes))),
                disguise(
                        "gzip in base64",
                        bytes -> ascii(Base64.getEncoder().encodeToString(packed(bytes, GZIPOutputStream::new)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disguises")
    void findsAPlantedRowOfFeaturesInEveryDisguise(String name, UnaryOperator<byte[]> disguise) {
        PrivateBytes secrets = new PrivateBytes().addNumbers("row", ROW);

        assertThat(secrets.search(sent(disguise.apply(single(ROW)))))
                .extracting(PrivateBytes.Find::secret)
                .contains("row as float32");
        assertThat(secrets.search(sent(disguise.apply(half(ROW)))))
                .extracting(PrivateBytes.Find::secret)
                .contains("row as float16");
    }

    @Test
    void findsNothingInOtherNumbersOfTheSameKind() {
        PrivateBytes secrets = new PrivateBytes().addNumbers("row", ROW);
        float[] others = ROW.clone();
        for (int i = 0; i < others.length; i++) {
            others[i] *= 1.01f;
        }

        assertThat(secrets.search(sent(single(others)))).isEmpty();
        assertThat(secrets.search(sent(packed(half(others), GZIPOutputStream::new))))
                .isEmpty();
    }

    @Test
    void doesNotTakePaddingForASecret() {
        PrivateBytes secrets = new PrivateBytes().add("zeros", new byte[4096]).addNumbers("ones", ones());

        assertThat(secrets.windows()).isEmpty();
    }

    private static Arguments disguise(String name, UnaryOperator<byte[]> disguise) {
        return Arguments.of(name, disguise);
    }

    private static byte[] sent(byte[] body) {
        byte[] head = ascii("PUT /part?n=1 HTTP/1.1\r\nHost: store\r\n\r\n{\"x\":\"");
        return ByteBuffer.allocate(head.length + body.length + 2)
                .put(head)
                .put(body)
                .put(ascii("\"}"))
                .array();
    }

    private static float[] row() {
        Random random = new Random(1);
        float[] row = new float[256];
        for (int i = 0; i < row.length; i++) {
            row[i] = (float) Math.abs(random.nextGaussian());
        }
        return row;
    }

    private static float[] ones() {
        float[] ones = new float[256];
        java.util.Arrays.fill(ones, 1f);
        return ones;
    }

    private static byte[] single(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static byte[] half(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putShort(Float.floatToFloat16(value));
        }
        return buffer.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private interface Packing {
        OutputStream over(OutputStream out) throws IOException;
    }

    private static byte[] packed(byte[] bytes, Packing packing) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = packing.over(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static byte[] zipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("row.bin"));
            zip.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}

package io.veilpool.agent.egress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Finds pieces of secrets in bytes that were sent: as they are, and inside anything that gzip, zlib, zip, base64 or hex
 * digits unpack to, three layers deep. A secret is cut into windows of {@value #WINDOW} bytes; windows with few distinct
 * bytes (padding, zeros) prove nothing and are left out. Every offset of the sent bytes is compared.
 */
public final class PrivateBytes {
    static final int WINDOW = 16;
    private static final int DISTINCT = 7;
    private static final int MOST_WINDOWS = 20_000;
    private static final int LAYERS = 3;
    private static final int MOST_UNPACKED = 64 << 20;
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/_-]{24,}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2}){16,}");

    private final Map<Long, List<Needle>> needles = new HashMap<>();
    private final Map<String, Integer> windows = new TreeMap<>();

    @SuppressWarnings("ArrayRecordComponent")
    private record Needle(String secret, byte[] bytes) {}

    /** Something private among the bytes. */
    public record Find(String secret, long offset, String layer) {}

    /** Any file or array, byte by byte. */
    public PrivateBytes add(String secret, byte[] bytes) {
        int count = Math.max(1, bytes.length / WINDOW);
        int stride = WINDOW * Math.max(1, count / MOST_WINDOWS);
        for (int from = 0; from + WINDOW <= bytes.length; from += stride) {
            byte[] window = Arrays.copyOfRange(bytes, from, from + WINDOW);
            if (distinct(window) >= DISTINCT) {
                needles.computeIfAbsent(first(window, 0), key -> new ArrayList<>())
                        .add(new Needle(secret, window));
                windows.merge(secret, 1, Integer::sum);
            }
        }
        return this;
    }

    /** Numbers as float32 and as float16, little-endian and big-endian. */
    public PrivateBytes addNumbers(String secret, float[] values) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer single = ByteBuffer.allocate(4 * values.length).order(order);
            ByteBuffer half = ByteBuffer.allocate(2 * values.length).order(order);
            for (float value : values) {
                single.putFloat(value);
                half.putShort(Float.floatToFloat16(value));
            }
            add(secret + " as float32", single.array());
            add(secret + " as float16", half.array());
        }
        return this;
    }

    /** How many windows of each secret are searched for: a secret without any would be searched in vain. */
    public Map<String, Integer> windows() {
        return windows;
    }

    /** @return at most one find per secret and layer */
    public List<Find> search(byte[] sent) {
        List<Find> finds = new ArrayList<>();
        search(sent, "", 0, finds);
        return finds;
    }

    private void search(byte[] bytes, String layer, int depth, List<Find> finds) {
        for (int at = 0; at + WINDOW <= bytes.length; at++) {
            List<Needle> candidates = needles.get(first(bytes, at));
            if (candidates != null) {
                note(bytes, at, candidates, layer, finds);
            }
        }
        if (depth < LAYERS) {
            unpack(bytes, layer, depth, finds);
        }
    }

    private static void note(byte[] bytes, int at, List<Needle> candidates, String layer, List<Find> finds) {
        for (Needle needle : candidates) {
            boolean same = Arrays.equals(bytes, at, at + WINDOW, needle.bytes(), 0, WINDOW);
            boolean known = finds.stream()
                    .anyMatch(find -> find.secret().equals(needle.secret())
                            && find.layer().equals(layer));
            if (same && !known) {
                finds.add(new Find(needle.secret(), at, layer));
            }
        }
    }

    private void unpack(byte[] bytes, String layer, int depth, List<Find> finds) {
        for (int at = 0; at + 4 <= bytes.length; at++) {
            int head = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
            if (head == 0x1f8b && bytes[at + 2] == 8) {
                inner(gunzip(bytes, at), layer + " > gzip", depth, finds);
            } else if (head == 0x7801 || head == 0x785e || head == 0x789c || head == 0x78da) {
                inner(inflate(bytes, at, false), layer + " > zlib", depth, finds);
            } else if (head == 0x504b && bytes[at + 2] == 3 && bytes[at + 3] == 4 && at + 30 < bytes.length) {
                int names = 30 + little(bytes, at + 26) + little(bytes, at + 28);
                if (at + names < bytes.length) {
                    inner(inflate(bytes, at + names, true), layer + " > zip", depth, finds);
                }
            }
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        for (Matcher match = HEX.matcher(text); match.find(); ) {
            inner(HexFormat.of().parseHex(match.group()), layer + " > hex", depth, finds);
        }
        for (Matcher match = BASE64.matcher(text); match.find(); ) {
            String run = match.group().replace('-', '+').replace('_', '/');
            for (int shift = 0; shift < 4; shift++) {
                String whole = run.substring(shift, shift + (run.length() - shift) / 4 * 4);
                inner(Base64.getDecoder().decode(whole), layer + " > base64", depth, finds);
            }
        }
    }

    private void inner(byte[] unpacked, String layer, int depth, List<Find> finds) {
        if (unpacked.length >= WINDOW) {
            search(unpacked, layer, depth + 1, finds);
        }
    }

    private static byte[] gunzip(byte[] bytes, int from) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from))) {
            return asFarAsItGoes(in);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static byte[] inflate(byte[] bytes, int from, boolean raw) {
        Inflater inflater = new Inflater(raw);
        try (InputStream in =
                new InflaterInputStream(new ByteArrayInputStream(bytes, from, bytes.length - from), inflater)) {
            return asFarAsItGoes(in);
        } catch (IOException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }

    private static byte[] asFarAsItGoes(InputStream in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0 && out.size() < MOST_UNPACKED; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            return out.toByteArray(); // cut off or not packed at all: what came out is searched
        }
        return out.toByteArray();
    }

    private static int little(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    private static long first(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | bytes[at + i] & 0xff;
        }
        return value;
    }

    private static int distinct(byte[] window) {
        return (int) java.util.stream.IntStream.range(0, window.length)
                .map(i -> window[i])
                .distinct()
                .count();
    }
}

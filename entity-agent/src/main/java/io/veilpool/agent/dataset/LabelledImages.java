package io.veilpool.agent.dataset;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.ImageSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Images of one size with their labels, one byte per pixel and channel. Immutable; safe for many threads.
 */
public final class LabelledImages {
    private static final float UNIT = 1f / 255f;

    private final ImageSpec spec;
    private final MemorySegment[] pixels;
    private final int[] labels;
    private final ImageAttributes attributes;
    private final List<String> notes;

    private LabelledImages(
            ImageSpec spec, MemorySegment[] pixels, int[] labels, ImageAttributes attributes, List<String> notes) {
        this.spec = spec;
        this.pixels = pixels;
        this.labels = labels;
        this.attributes = attributes;
        this.notes = notes;
    }

    /**
     * @param pixels (N) arrays of C x H x W unsigned bytes, channel by channel, row by row; not copied
     * @param labels (N) class indices, >= 0; not copied
     */
    public static LabelledImages of(ImageSpec spec, byte[][] pixels, int[] labels) {
        return of(spec, Arrays.stream(pixels).map(MemorySegment::ofArray).toArray(MemorySegment[]::new), labels);
    }

    /** The same for images that lie anywhere, for instance in a mapped file. */
    static LabelledImages of(ImageSpec spec, MemorySegment[] pixels, int[] labels) {
        if (pixels.length != labels.length) {
            throw new IllegalArgumentException(pixels.length + " images but " + labels.length + " labels");
        }
        for (int i = 0; i < pixels.length; i++) {
            if (pixels[i].byteSize() != spec.values() || labels[i] < 0) {
                throw new IllegalArgumentException("image " + i + " has " + pixels[i].byteSize() + " values and label "
                        + labels[i] + ", expected " + spec.values() + " values and a label >= 0");
            }
        }
        return new LabelledImages(spec, pixels, labels, ImageAttributes.NONE, List.of());
    }

    /**
     * The same images with values of sensitive attributes.
     *
     * @param sensitive attributes
     * @param values    (A)(N) index of each attribute's value, -1 where it is not known; not copied
     */
    public LabelledImages withSensitive(List<AttributeColumn> sensitive, int[][] values) {
        if (values.length != sensitive.size()) {
            throw new IllegalArgumentException(sensitive.size() + " attributes but values of " + values.length);
        }
        for (int a = 0; a < values.length; a++) {
            int most = sensitive.get(a).values().size();
            if (values[a].length != size() || Arrays.stream(values[a]).anyMatch(v -> v < -1 || v >= most)) {
                throw new IllegalArgumentException("attribute '"
                        + sensitive.get(a).name() + "' needs " + size() + " values in [-1, " + most + ")");
            }
        }
        return with(new ImageAttributes(List.copyOf(sensitive), values, attributes.groups()));
    }

    /** @param groups (N) index of each image's group, -1 for none; images of a group never lie on two sides of a {@link Split}; not copied */
    public LabelledImages withGroups(int[] groups) {
        if (groups.length != size() || Arrays.stream(groups).anyMatch(g -> g < -1)) {
            throw new IllegalArgumentException("needs " + size() + " groups, each -1 or more, got " + groups.length);
        }
        return with(new ImageAttributes(attributes.columns(), attributes.values(), groups));
    }

    LabelledImages with(ImageAttributes all) {
        return new LabelledImages(spec, pixels, labels, all, notes);
    }

    /** Number of images. */
    public int size() {
        return pixels.length;
    }

    /** Class index of image {@code i}. */
    public int label(int i) {
        return labels[i];
    }

    /** Attributes whose values are known for these images, in the charter's order; none without a table of attributes. */
    public List<AttributeColumn> sensitiveAttributes() {
        return attributes.columns();
    }

    /**
     * Index into the values of a sensitive attribute; -1 where image {@code i}'s is not known.
     *
     * @param attribute index into {@link #sensitiveAttributes}
     */
    public int sensitive(int attribute, int i) {
        return attributes.values()[attribute][i];
    }

    /** The same of every image, in order. */
    public int[] sensitiveValues(int attribute) {
        return IntStream.range(0, size()).map(i -> sensitive(attribute, i)).toArray();
    }

    /** Index of the group that image {@code i} stays together with, the same in every subset; -1 if it has none. */
    public int group(int i) {
        int[] groups = attributes.groups();
        return groups == null ? -1 : groups[i];
    }

    /** Whether images of a group must not be parted. */
    boolean isGrouped() {
        return attributes.groups() != null;
    }

    /** Size of every image. */
    public ImageSpec spec() {
        return spec;
    }

    /** What was passed over or dropped while reading, in sentences for people. */
    public List<String> notes() {
        return notes;
    }

    /** Copies image {@code i} into {@code target}: C x H x W unsigned bytes. */
    public void pixels(int i, byte[] target) {
        MemorySegment.copy(pixels[i], ValueLayout.JAVA_BYTE, 0, target, 0, spec.values());
    }

    /** @return (n, C, H, W) float32 in [0, 1], owned by {@code manager} */
    public NDArray batch(NDManager manager, int[] index) {
        ByteBuffer bytes = buffer(index.length);
        for (int i : index) {
            bytes.put(pixels[i].asByteBuffer());
        }
        return floats(manager, bytes, index.length);
    }

    /**
     * The same with random shifts and flips, each image with its own.
     *
     * @return (n, C, H, W) float32 in [0, 1], owned by {@code manager}
     */
    public NDArray batch(NDManager manager, int[] index, Augmentation augmentation, RandomGenerator random) {
        ByteBuffer bytes = buffer(index.length);
        byte[] image = new byte[spec.values()];
        byte[] changed = new byte[spec.values()];
        for (int i : index) {
            pixels(i, image);
            augment(image, changed, augmentation, random);
            bytes.put(changed);
        }
        return floats(manager, bytes, index.length);
    }

    /** @return (n) int64, owned by {@code manager} */
    public NDArray labels(NDManager manager, int[] index) {
        long[] values = new long[index.length];
        for (int k = 0; k < index.length; k++) {
            values[k] = labels[index[k]];
        }
        return manager.create(values);
    }

    /** Images at {@code index}, in that order; pixels are shared, not copied. */
    public LabelledImages subset(int[] index) {
        MemorySegment[] chosen = new MemorySegment[index.length];
        int[] chosenLabels = new int[index.length];
        for (int k = 0; k < index.length; k++) {
            chosen[k] = pixels[index[k]];
            chosenLabels[k] = labels[index[k]];
        }
        return new LabelledImages(spec, chosen, chosenLabels, attributes.subset(index), List.of());
    }

    /** The first so many images, or all if there are fewer. */
    public LabelledImages first(int most) {
        return size() <= most ? this : subset(IntStream.range(0, most).toArray());
    }

    /** @return number of images of each class index in [0, classes) */
    public int[] imagesPerClass(int classes) {
        int[] count = new int[classes];
        for (int label : labels) {
            count[label]++;
        }
        return count;
    }

    /** SHA-256 (lower-case hex) over size, labels and pixels in order, and sensitive attributes where there are some. */
    public String digest() {
        MessageDigest digest = sha256();
        ByteBuffer header = ByteBuffer.allocate(16);
        header.putInt(spec.channels())
                .putInt(spec.height())
                .putInt(spec.width())
                .putInt(size());
        digest.update(header.array());
        ByteBuffer label = ByteBuffer.allocate(4);
        for (int i = 0; i < pixels.length; i++) {
            digest.update(label.putInt(0, labels[i]).array());
            digest.update(pixels[i].asByteBuffer());
        }
        attributes.digest(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 (lower-case hex) of the pixels of each image, in order. */
    public List<String> digests() {
        MessageDigest digest = sha256();
        List<String> digests = new ArrayList<>(size());
        for (MemorySegment image : pixels) {
            digest.update(image.asByteBuffer());
            digests.add(HexFormat.of().formatHex(digest.digest()));
        }
        return digests;
    }

    LabelledImages withNotes(List<String> sentences) {
        return new LabelledImages(spec, pixels, labels, attributes, List.copyOf(sentences));
    }

    /** The images that {@code others} have not, by their pixels, in the same order. */
    public LabelledImages without(LabelledImages others) {
        Set<Content> known = new HashSet<>();
        for (MemorySegment image : others.pixels) {
            known.add(new Content(image));
        }
        int[] rest = IntStream.range(0, size())
                .filter(i -> !known.contains(new Content(pixels[i])))
                .toArray();
        return rest.length == size() ? this : subset(rest);
    }

    /** For each image the position of the first one with the same pixels. */
    int[] firstEqual() {
        return Repeats.firstEqual(pixels);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private ByteBuffer buffer(int images) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(images, spec.values()))
                .order(ByteOrder.nativeOrder());
    }

    private NDArray floats(NDManager manager, ByteBuffer bytes, int images) {
        bytes.flip();
        Shape shape = new Shape(images, spec.channels(), spec.height(), spec.width());
        try (NDArray small = manager.create(bytes, shape, DataType.UINT8)) {
            return small.toType(DataType.FLOAT32, false).muli(UNIT);
        }
    }

    private void augment(byte[] from, byte[] to, Augmentation augmentation, RandomGenerator random) {
        int reach = 2 * augmentation.padding() + 1;
        int down = random.nextInt(reach) - augmentation.padding();
        int right = random.nextInt(reach) - augmentation.padding();
        boolean flip = augmentation.flip() && random.nextBoolean();
        int width = spec.width();
        for (int row = 0; row < spec.channels() * spec.height(); row++) {
            int y = row % spec.height() + down;
            int source = (row + down) * width;
            for (int column = 0; column < width; column++) {
                int x = (flip ? width - 1 - column : column) + right;
                boolean inside = y >= 0 && y < spec.height() && x >= 0 && x < width;
                to[row * width + column] = inside ? from[source + x] : 0;
            }
        }
    }
}

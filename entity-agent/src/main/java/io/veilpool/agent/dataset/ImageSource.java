package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.io.Closeable;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One part (training or test) of an image set: listed, sorted by class and name, not decoded. Reading from several threads is
 * allowed.
 */
public abstract sealed class ImageSource implements Closeable permits FileSource, IdxPair {
    private final ReadingLimits limits;

    ImageSource(ReadingLimits limits) {
        this.limits = limits;
    }

    /** Number of image files. */
    public abstract int size();

    /** Class of image {@code i}. */
    public abstract String className(int i);

    /** File name of image {@code i}, with extension, without folder; with a table of attributes, the name that it lists. */
    public abstract String name(int i);

    /** Files passed over: hidden ones, and files beside the class folders. */
    public abstract int ignoredFiles();

    /** The file of image {@code i} as it is; images of an IDX set as PNG. */
    public abstract byte[] fileBytes(int i) throws UnusableImagesException;

    /** What the table's columns mean; null for a set without a table. */
    public @Nullable AttributeTask attributes() {
        return null;
    }

    /** Index of image {@code i}'s value of a sensitive attribute; -1 where it is not known. */
    public int sensitive(int attribute, int i) {
        throw new IndexOutOfBoundsException("a set without a table has no sensitive attribute " + attribute);
    }

    /** Index of image {@code i}'s group; -1 if it has none. */
    public int group(int i) {
        return -1;
    }

    /** What was passed over or left out beside {@link #ignoredFiles}, in sentences. */
    List<String> notes() {
        return List.of();
    }

    /** Throws for a file that is no image by its first bytes. */
    abstract ImageHeader header(int i) throws IOException, UnreadableImageException;

    abstract Pixels decode(int i, ImageDecoder decoder) throws IOException, UnreadableImageException;

    /** {@code CLASS/IMAGE}, safe to show. */
    String shown(int i) {
        return FileNames.printable(className(i) + "/" + name(i));
    }

    ReadingLimits limits() {
        return limits;
    }

    /** Classes that have images, sorted. */
    public List<String> classes() {
        TreeSet<String> classes = new TreeSet<>();
        for (int i = 0; i < size(); i++) {
            classes.add(className(i));
        }
        return List.copyOf(classes);
    }

    /**
     * SHA-256 (lower-case hex) of the pixels of each image in {@code index}, brought to {@code spec}: equal for images that
     * the networks could not tell apart.
     */
    public String[] pixelDigests(int[] index, ImageSpec spec) throws UnusableImagesException {
        String[] digests = new String[index.length];
        Decoding.each(this, index, (position, pixels) -> {
            byte[] fitted = Fitting.fit(pixels, spec);
            digests[position] = HexFormat.of().formatHex(LabelledImages.sha256().digest(fitted));
        });
        return digests;
    }
}

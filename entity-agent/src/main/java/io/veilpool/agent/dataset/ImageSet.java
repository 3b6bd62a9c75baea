package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.tensor.RowMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads image sets of every kind that {@link ImageParts} understands. Formats go by content, not by name. Images of other
 * sizes are scaled, keeping their aspect ratio, and filled up by repeating their edge; colour becomes grey by BT.601 luma, grey
 * becomes colour by repetition; transparent pixels are laid over white.
 */
public final class ImageSet {
    private static final int PALETTES_LOOKED_AT = 64;

    private ImageSet() {}

    /**
     * Reads the training part, or everything of a set without parts. Images with the same pixels in one class are kept once, and
     * join their groups; images with the same pixels in several classes are left out, since none of their labels can be trusted, and so are images whose main
     * attributes are not known; all are counted in {@link LabelledImages#notes()}. The order depends on names only.
     *
     * @param classes    names in the order of their label indices; a class without images is fine, an unknown one is an error
     * @param attributes what the columns of {@code attributes.csv} mean; null for class folders
     * @param memory     where the images lie, one byte per pixel and channel; null = on the heap, within {@link ReadingLimits#decodedBytes()}
     */
    public static LabelledImages read(
            Path location,
            ImageSpec spec,
            List<String> classes,
            @Nullable AttributeTask attributes,
            ReadingLimits limits,
            @Nullable RowMemory memory)
            throws UnusableImagesException {
        try (ImageParts parts = ImageParts.open(location, attributes, limits)) {
            AttributeChecks.require(parts.training());
            return read(parts.training(), spec, classes, limits, memory);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a file that was only read", e);
        }
    }

    /** The same of class folders on the heap. */
    public static LabelledImages read(Path location, ImageSpec spec, List<String> classes, ReadingLimits limits)
            throws UnusableImagesException {
        return read(location, spec, classes, null, limits, null);
    }

    /** The same of class folders on the heap for the test part, or everything of a set without parts. */
    public static LabelledImages readTest(Path location, ImageSpec spec, List<String> classes, ReadingLimits limits)
            throws UnusableImagesException {
        return readTest(location, spec, classes, null, limits, null);
    }

    /** The same for the test part, or everything of a set without parts. */
    public static LabelledImages readTest(
            Path location,
            ImageSpec spec,
            List<String> classes,
            @Nullable AttributeTask attributes,
            ReadingLimits limits,
            @Nullable RowMemory memory)
            throws UnusableImagesException {
        try (ImageParts parts = ImageParts.open(location, attributes, limits)) {
            ImageSource test = parts.test();
            return read(test == null ? parts.training() : test, spec, classes, limits.acceptingSingleImages(), memory);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a file that was only read", e);
        }
    }

    /** Counts and measures a set of class folders by its headers. */
    public static ImageSetSummary describe(Path location) throws UnusableImagesException {
        return describe(location, null);
    }

    /** The same for a set whose classes may be in a table. */
    public static ImageSetSummary describe(Path location, @Nullable AttributeTask attributes)
            throws UnusableImagesException {
        try (ImageParts parts = ImageParts.open(location, attributes)) {
            return describe(parts);
        } catch (IOException e) {
            throw new UncheckedIOException("closing a file that was only read", e);
        }
    }

    /** The same for a set that is open already. */
    public static ImageSetSummary describe(ImageParts parts) throws UnusableImagesException {
        ImageSource source = parts.training();
        Map<String, Integer> perClass = new TreeMap<>();
        Map<List<Integer>, Integer> sizes = new TreeMap<>((a, b) ->
                a.get(0).equals(b.get(0)) ? Integer.compare(a.get(1), b.get(1)) : Integer.compare(a.get(0), b.get(0)));
        SortedMap<Integer, String> faults = new TreeMap<>();
        List<Integer> palettes = new ArrayList<>();
        boolean grey = true;
        for (int i = 0; i < source.size(); i++) {
            try {
                ImageHeader header = source.header(i);
                ImageDecoder.requireSize(header.width(), header.height(), source.limits());
                perClass.merge(source.className(i), 1, Integer::sum);
                sizes.merge(List.of(header.height(), header.width()), 1, Integer::sum);
                if (header.colour() == ImageHeader.Colour.PALETTE) {
                    palettes.add(i);
                } else {
                    grey &= header.colour() == ImageHeader.Colour.GREY;
                }
            } catch (UnreadableImageException e) {
                faults.put(i, "'" + source.shown(i) + "' " + e.getMessage());
            } catch (IOException e) {
                faults.put(i, "'" + source.shown(i) + "' cannot be read from the disk");
            }
        }
        Decoding.requireNone(faults, source.size());
        List<Integer> modal = sizes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        int channels = grey && greyPalettes(source, palettes) ? 1 : 3;
        return new ImageSetSummary(
                List.copyOf(perClass.keySet()),
                List.copyOf(perClass.values()),
                modal.get(0),
                modal.get(1),
                channels,
                parts.test() != null,
                source.ignoredFiles());
    }

    private static boolean greyPalettes(ImageSource source, List<Integer> palettes) throws UnusableImagesException {
        int looked = Math.min(palettes.size(), PALETTES_LOOKED_AT);
        int[] index = new int[looked];
        for (int k = 0; k < looked; k++) {
            index[k] = palettes.get((int) ((long) k * palettes.size() / looked));
        }
        boolean[] coloured = new boolean[looked];
        Decoding.each(source, index, (position, pixels) -> coloured[position] = pixels.channels() == 3);
        return IntStream.range(0, looked).noneMatch(k -> coloured[k]);
    }

    private static LabelledImages read(
            ImageSource source, ImageSpec spec, List<String> classes, ReadingLimits limits, @Nullable RowMemory memory)
            throws UnusableImagesException {
        Map<String, Integer> labels = new HashMap<>();
        for (String name : classes) {
            labels.put(FileNames.normal(name), labels.size());
        }
        requireKnown(source, labels, classes);
        long bytes = (long) source.size() * spec.values();
        if (memory == null && bytes > limits.decodedBytes()) {
            throw new UnusableImagesException(
                    "%,d images of %d x %d x %d need %,d bytes of memory, limit %,d; give fewer or smaller images, or more heap (-Xmx)"
                            .formatted(
                                    source.size(),
                                    spec.channels(),
                                    spec.height(),
                                    spec.width(),
                                    bytes,
                                    limits.decodedBytes()));
        }
        MemorySegment[] pixels = places(source.size(), spec.values(), memory);
        int[] all = IntStream.range(0, source.size()).toArray();
        Decoding.each(
                source,
                all,
                (position, image) -> pixels[position].copyFrom(MemorySegment.ofArray(Fitting.fit(image, spec))));
        int[] label =
                Arrays.stream(all).map(i -> labels.get(source.className(i))).toArray();
        Repeats repeats = Repeats.find(pixels, label);
        LabelledImages kept = LabelledImages.of(spec, pixels, label)
                .with(ImageAttributes.of(source).joined(repeats.first()))
                .subset(repeats.kept());
        requireEnough(kept, classes, limits, source.attributes() == null ? "the folder" : "its row");
        return kept.withNotes(notes(source, repeats));
    }

    private static MemorySegment[] places(int images, int values, @Nullable RowMemory memory) {
        MemorySegment[] places = new MemorySegment[images];
        if (memory == null) {
            Arrays.setAll(places, i -> MemorySegment.ofArray(new byte[values]));
        } else {
            MemorySegment all = memory.take((long) images * values);
            Arrays.setAll(places, i -> all.asSlice((long) i * values, values));
        }
        return places;
    }

    private static void requireKnown(ImageSource source, Map<String, Integer> labels, List<String> classes)
            throws UnusableImagesException {
        for (String name : source.classes()) {
            if (!labels.containsKey(name)) {
                String known =
                        String.join(", ", classes.stream().limit(20).toList()) + (classes.size() > 20 ? ", ..." : "");
                throw new UnusableImagesException(
                        "Class folder '%s' is not among the %d classes agreed on (%s): rename or remove it"
                                .formatted(FileNames.printable(name), classes.size(), known));
            }
        }
    }

    private static void requireEnough(LabelledImages images, List<String> classes, ReadingLimits limits, String what)
            throws UnusableImagesException {
        int[] perClass = images.imagesPerClass(classes.size());
        for (int c = 0; c < perClass.length; c++) {
            if (perClass[c] > 0 && perClass[c] < limits.minImagesPerClass()) {
                throw new UnusableImagesException(
                        "Class '%s' has %d distinct image, needed at least %d (one to train on, one to check with): add images or remove %s"
                                .formatted(
                                        FileNames.printable(classes.get(c)),
                                        perClass[c],
                                        limits.minImagesPerClass(),
                                        what));
            }
        }
        if (images.size() == 0) {
            throw new UnusableImagesException(
                    "No image is left: every image lies in several classes at once; keep each in its own class");
        }
    }

    private static List<String> notes(ImageSource source, Repeats repeats) {
        List<String> notes = new ArrayList<>(source.notes());
        if (source.ignoredFiles() > 0) {
            notes.add("%,d hidden or other files beside the images were passed over".formatted(source.ignoredFiles()));
        }
        if (repeats.sameClass() > 0) {
            notes.add("%,d images with the same pixels as an earlier one were dropped".formatted(repeats.sameClass()));
        }
        if (repeats.otherClass() > 0) {
            notes.add("%,d images whose pixels lie in several classes were left out".formatted(repeats.otherClass()));
        }
        return notes;
    }
}

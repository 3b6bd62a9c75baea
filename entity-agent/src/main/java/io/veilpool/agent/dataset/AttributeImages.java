package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeTask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images whose classes are in a table of attributes. Images without a class are left out. */
final class AttributeImages extends FileSource {
    private static final int MOST_CLASSES = 1_000;

    private final AttributeTask task;
    private final List<String> classes;
    private final List<ListedImages.Listed> images;
    private final int ignored;
    private final List<String> notes;

    private AttributeImages(
            FileTree tree,
            AttributeTask task,
            List<ListedImages.Listed> images,
            int ignored,
            List<String> notes,
            ReadingLimits limits) {
        super(tree, limits);
        this.task = task;
        this.classes = task.classes(MOST_CLASSES);
        this.images = images;
        this.ignored = ignored;
        this.notes = notes;
    }

    /** @param test the rows of the test part, instead of the others */
    static AttributeImages of(
            AttributeSet set, ListedImages listed, AttributeTask task, boolean test, ReadingLimits limits)
            throws UnusableImagesException {
        List<ListedImages.Listed> ofPart = listed.listed().stream()
                .filter(image -> image.row().test() == test)
                .toList();
        List<ListedImages.Listed> known = ofPart.stream()
                .filter(image -> image.row().label() >= 0)
                .sorted(Comparator.comparingInt(
                                (ListedImages.Listed image) -> image.row().label())
                        .thenComparing(image -> image.row().file()))
                .toList();
        if (known.isEmpty()) {
            throw new UnusableImagesException("'%s' has no image for the %s part: %s"
                    .formatted(
                            AttributeSet.TABLE,
                            test ? "test" : "training",
                            ofPart.isEmpty()
                                    ? "every row says split = " + (test ? "train" : "test")
                                    : "in each of its %,d rows a main attribute is empty".formatted(ofPart.size())));
        }
        return new AttributeImages(
                set.tree(),
                task,
                known,
                test ? 0 : set.hidden() + listed.others(),
                notes(ofPart.size() - known.size(), test ? 0 : listed.unlisted()),
                limits);
    }

    private static List<String> notes(int unknown, int unlisted) {
        List<String> notes = new ArrayList<>();
        if (unknown > 0) {
            notes.add("%,d images were left out, since a main attribute of theirs is empty or unknown"
                    .formatted(unknown));
        }
        if (unlisted > 0) {
            notes.add("%,d images that '%s' does not list were passed over".formatted(unlisted, AttributeSet.TABLE));
        }
        return notes;
    }

    @Override
    public int size() {
        return images.size();
    }

    @Override
    public String className(int i) {
        return classes.get(images.get(i).row().label());
    }

    @Override
    public String name(int i) {
        return images.get(i).row().file();
    }

    @Override
    public int ignoredFiles() {
        return ignored;
    }

    @Override
    public @Nullable AttributeTask attributes() {
        return task;
    }

    @Override
    public int sensitive(int attribute, int i) {
        return images.get(i).row().sensitive()[attribute];
    }

    @Override
    public int group(int i) {
        return images.get(i).row().group();
    }

    @Override
    List<String> notes() {
        return notes;
    }

    @Override
    String shown(int i) {
        return FileNames.printable(name(i));
    }

    @Override
    FileTree.TreeFile file(int i) {
        return images.get(i).file();
    }
}

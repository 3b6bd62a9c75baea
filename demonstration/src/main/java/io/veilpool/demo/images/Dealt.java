package io.veilpool.demo.images;

import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.ImageSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where everybody's images are. Entities, auxiliary and test part share no image.
 *
 * @param entities       zips of e1 to e4, in that order
 * @param auxiliary      public images for the attackers; no network is trained on them
 * @param test           images for the final figures only
 * @param classes        all classes of the set, sorted
 * @param attributes     what the columns of the parts' tables mean; null for class folders
 * @param lacking        classes that e1 lacks; empty in the equal world
 * @param image          image size for the charter
 * @param imagesPerClass per part (e1 to e4, auxiliary, test) the images of each class, in the order of {@code classes}
 * @param description    the set in one sentence
 */
public record Dealt(
        SequencedMap<String, Path> entities,
        Path auxiliary,
        Path test,
        List<String> classes,
        @Nullable AttributeTask attributes,
        List<String> lacking,
        ImageSpec image,
        SequencedMap<String, List<Integer>> imagesPerClass,
        String description) {}

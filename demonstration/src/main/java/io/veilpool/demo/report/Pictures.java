package io.veilpool.demo.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The same few test images as every entity's evaluation left them, as data URIs.
 *
 * @param originals       the test images
 * @param reconstructions the published reconstructor on original features
 * @param poisoned        by entity: the published reconstructor on poisoned features
 * @param insider         by entity: the insider's decoder on poisoned features
 */
public record Pictures(
        List<String> originals,
        List<String> reconstructions,
        SequencedMap<String, List<String>> poisoned,
        SequencedMap<String, List<String>> insider) {
    private static final int SHOWN = 8;

    /** No pictures at all: the page then says so. */
    public static Pictures none() {
        return new Pictures(List.of(), List.of(), new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    /** Reads {@code FOLDER/ENTITY/{original,reconstruction,poisoned,insider}_I.png}, I from 0. */
    public static Pictures read(Path folder, List<String> entities) throws IOException {
        Pictures pictures =
                new Pictures(new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (String entity : entities) {
            Path own = folder.resolve(entity);
            if (pictures.originals.isEmpty()) {
                pictures.originals.addAll(row(own, "original"));
                pictures.reconstructions.addAll(row(own, "reconstruction"));
            }
            pictures.poisoned.put(entity, row(own, "poisoned"));
            pictures.insider.put(entity, row(own, "insider"));
        }
        return pictures;
    }

    private static List<String> row(Path folder, String kind) throws IOException {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < SHOWN; i++) {
            Path file = folder.resolve(kind + "_" + i + ".png");
            if (Files.isRegularFile(file)) {
                row.add("data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
            }
        }
        return row;
    }
}

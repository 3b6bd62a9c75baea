package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The same test images in rows: four rows for one entity, two narrow rows for each of the others.
 *
 * @param entity  whose module the first rows show
 * @param rows    original, reconstruction, after poisoning, insider
 * @param others  the other entities' last two rows
 */
record PicturesFigure(String entity, List<Row> rows, List<Other> others) {

    record Row(String label, String explanation, String kind, List<String> images) {}

    record Other(String entity, List<String> poisoned, List<String> insider, String index) {}

    static PicturesFigure of(Result result, Pictures pictures) {
        if (pictures.originals().isEmpty() || result.poisoning().isEmpty()) {
            return new PicturesFigure("", List.of(), List.of());
        }
        Result.Poisoning shown = result.poisoning().getFirst();
        List<Row> rows = List.of(
                new Row("Original", "the test images", "original", pictures.originals()),
                new Row(
                        "Before poisoning",
                        "what the published reconstructor makes of original features",
                        "reconstruction",
                        pictures.reconstructions()),
                new Row(
                        "After poisoning",
                        "the same reconstructor on " + shown.entity() + "\u2019s poisoned features; SSIM "
                                + Figures.score(shown.ssimPoisoned()),
                        "poisoned",
                        row(pictures.poisoned(), shown.entity())),
                new Row(
                        "Insider",
                        "a decoder that learned on " + shown.entity() + "\u2019s module; leakage index "
                                + Figures.index(shown.insiderIndex()),
                        "insider",
                        row(pictures.insider(), shown.entity())));
        List<Other> others = new ArrayList<>();
        for (Result.Poisoning other : result.poisoning()) {
            if (other != shown) {
                others.add(new Other(
                        other.entity(),
                        row(pictures.poisoned(), other.entity()),
                        row(pictures.insider(), other.entity()),
                        Figures.index(other.insiderIndex())));
            }
        }
        return new PicturesFigure(shown.entity(), rows, others);
    }

    private static List<String> row(Map<String, List<String>> pictures, String entity) {
        return pictures.getOrDefault(entity, List.of());
    }
}

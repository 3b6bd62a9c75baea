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
        List<Row> rows = new ArrayList<>();
        rows.add(new Row("Original", "the test images", "original", pictures.originals()));
        if (result.poisons()) {
            rows.add(new Row(
                    "Before poisoning",
                    "what the published reconstructor makes of original features",
                    "reconstruction",
                    pictures.reconstructions()));
        }
        rows.add(new Row(
                result.poisons() ? "After poisoning" : "Reconstructor",
                (result.poisons() ? "the same reconstructor on " : "what the published one makes of ") + shown.entity()
                        + "\u2019s "
                        + MethodWords.of(result).features() + "; SSIM " + Figures.score(shown.ssimPoisoned()),
                "poisoned",
                row(pictures.poisoned(), shown.entity())));
        rows.add(new Row(
                "Insider",
                (result.poisons()
                                ? "a decoder that learned on " + shown.entity() + "\u2019s module"
                                : "a decoder that learned on such features of other images")
                        + "; leakage index " + Figures.index(shown.insiderIndex()),
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

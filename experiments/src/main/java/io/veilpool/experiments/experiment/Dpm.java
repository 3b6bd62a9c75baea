package io.veilpool.experiments.experiment;

import io.veilpool.experiments.lab.Recipe;
import io.veilpool.experiments.lab.Width;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A backbone and how its DPM is trained, as a variant: {@code narrow-paper}. */
record Dpm(Width width, Recipe recipe) {
    static List<Dpm> all() {
        return Arrays.stream(Width.values())
                .flatMap(width -> Arrays.stream(Recipe.values()).map(recipe -> new Dpm(width, recipe)))
                .toList();
    }

    static List<String> variants() {
        return all().stream().map(Dpm::variant).toList();
    }

    /** The backbone and recipe of a variant, which may go on behind a further dash. */
    static Dpm of(String variant) {
        String[] parts = variant.toUpperCase(Locale.ROOT).split("-");
        return new Dpm(Width.valueOf(parts[0]), Recipe.valueOf(parts[1]));
    }

    String variant() {
        return width.text() + "-" + recipe.text();
    }

    /** For tables. */
    String label() {
        return width.text() + " backbone, " + recipe.text() + "'s loss";
    }

    /** The paper's figure for ResNet-50 or, for the wide backbone, ResNet-101. */
    double paper(double resNet50, double resNet101) {
        return width == Width.NARROW ? resNet50 : resNet101;
    }
}

package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;

/**
 * What the page says differently from method to method.
 *
 * @param poisons  rows go through a DPM; what leaves the featurizer alone is not protected
 * @param module   each entity has something private that rows go through
 * @param features what is shared, in words
 * @param title    of the method in words
 * @param source   whose method it is
 */
record MethodWords(boolean poisons, boolean module, String features, String title, String source) {
    static MethodWords of(Result result) {
        boolean changed = result.poisoning().stream().anyMatch(p -> p.relativeChange() > 0);
        return switch (result.setting().method()) {
            case "deep-poisoning" ->
                new MethodWords(
                        true,
                        true,
                        "poisoned features",
                        "Deep Poisoning",
                        "that of \u201cDeep Poisoning: Towards Robust Image Data Sharing against Visual Disclosure\u201d (Guo et al., WACV 2021)");
            case "adversarial-representation" ->
                new MethodWords(
                        false,
                        changed,
                        "protected features",
                        "adversarial representations",
                        "after Xiao et al., \u201cAdversarial Learning of Privacy-Preserving and Task-Oriented Representations\u201d (AAAI 2020); its losses are reconstructed");
            case "hybrid-embedding" ->
                new MethodWords(
                        false,
                        changed,
                        "moved embeddings",
                        "hybrid embeddings",
                        "after Li, Li and Lin (ACM TIST 14(6), 2023); its losses are reconstructed from what is public of it");
            default ->
                new MethodWords(
                        false,
                        changed,
                        "protected features",
                        result.setting().method(),
                        result.setting().method());
        };
    }
}

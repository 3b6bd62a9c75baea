package io.veilpool.model.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a named profile was measured to leak and to teach: CIFAR-10, means of three seeds, experiment {@code frontier}. A test holds these
 * figures against the committed runs. On other images they are an indication and no promise.
 *
 * @param profile        its name
 * @param top1Lost       points that the published decider loses on poisoned features, equal world
 * @param insider        leakage index of somebody who has the DPM, in [0, 1]
 * @param informed       of an insider who has all other images of every row too; NaN if a row is of one image
 * @param surrogates     of somebody with DPMs trained by the same recipe
 * @param onePair        of somebody who knows one image with its row
 * @param manyPairs      the same with 256
 * @param fewKept        share that an entity with a tenth of the images keeps of what a pool of original features teaches it, where the
 *     publishing entity lacks three classes in ten
 * @param meanKept       the same of the mean entity
 * @param meanGain       points that the mean entity gains there over its best choice without a pool
 * @param meanAveraged   the same by averaging the entities' refined deciders, which shares no rows
 * @param equalGain      points that the mean entity gains where all have all classes
 * @param equalAveraged  the same by averaging
 */
public record ProfileFigures(
        String profile,
        double top1Lost,
        double insider,
        double informed,
        double surrogates,
        double onePair,
        double manyPairs,
        double fewKept,
        double meanKept,
        double meanGain,
        double meanAveraged,
        double equalGain,
        double equalAveraged) {
    /** Of the named profiles. */
    public static final List<ProfileFigures> ALL = List.of(
            new ProfileFigures("paper", 1.1, 0.78, Double.NaN, 0.19, 0.23, 0.67, 0.70, 0.58, 3.1, -2.7, -0.1, 2.3),
            new ProfileFigures("balanced", -4.3, 0.23, 0.70, 0.23, 0.18, 0.23, 0.95, 0.93, 5.0, -2.7, 0.9, 2.3),
            new ProfileFigures("strict", -6.7, 0.10, 0.48, 0.10, 0.07, 0.10, 0.79, 0.78, 4.2, -2.7, 0.4, 2.3));

    /** Empty for a custom profile, of which nothing was measured. */
    public static Optional<ProfileFigures> of(PoisoningProfile profile) {
        return ALL.stream()
                .filter(figures -> figures.profile().equals(profile.name()))
                .findFirst();
    }

    /** For the person who decides whether to join. */
    public String inWords() {
        String informedToo = Double.isNaN(informed)
                ? ""
                : String.format(Locale.ROOT, ", with all other images of a row %.2f", informed);
        String better =
                equalAveraged > equalGain ? "averaging serves better there" : "the pool serves better there too";
        return String.format(
                Locale.ROOT,
                "Profile %s, measured on CIFAR-10 (your images may differ): the decider's accuracy on poisoned features is %+.1f points;"
                        + " leakage index (0 = a guess, 1 = as on original features) of an insider %.2f%s, of surrogate DPMs %.2f, with one"
                        + " known pair %.2f, with 256 %.2f. Where the publishing entity lacks classes, an entity with a tenth of the images"
                        + " keeps %.0f %% of what original features would teach it, and the mean entity gains %+.1f points; averaging deciders,"
                        + " which shares no rows, %+.1f. Where everybody has all classes it gains %+.1f, by averaging %+.1f: %s.",
                profile,
                -top1Lost,
                insider,
                informedToo,
                surrogates,
                onePair,
                manyPairs,
                100 * fewKept,
                meanGain,
                meanAveraged,
                equalGain,
                equalAveraged,
                better);
    }
}

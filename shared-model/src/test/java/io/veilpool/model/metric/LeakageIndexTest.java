package io.veilpool.model.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.veilpool.model.metric.LeakageIndex.Bootstrap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeakageIndexTest {
    private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 0.95, 7);

    private static ImageReadings scores(double ssim, double l1) {
        return both(ImageScores.of(new double[] {ssim, ssim}, new double[] {l1, l1}));
    }

    /** Read at best as they are. */
    private static ImageReadings both(ImageScores scores) {
        return readings(scores, scores);
    }

    /** The index does not look at the negative by itself. */
    private static ImageReadings readings(ImageScores asIs, ImageScores best) {
        return new ImageReadings(asIs, asIs, best);
    }

    @Test
    void isTheLargerOfTheTwoReadings() {
        ImageReadings prior = readings(one(.1, .2), one(.3, .2));
        ImageReadings clean = readings(one(.9, .2), one(.9, .2));
        // as they are (.30 - .10) / .80 = .25; read at best (.60 - .30) / .60 = .50
        ImageReadings attack = readings(one(.3, .2), one(.6, .2));
        assertThat(LeakageIndex.of(prior, clean, attack, BOOTSTRAP).value()).isCloseTo(.5, within(1e-12));
        ImageReadings plain = readings(one(.7, .2), one(.3, .2));
        assertThat(LeakageIndex.of(prior, clean, plain, BOOTSTRAP).value()).isCloseTo(.75, within(1e-12));
    }

    private static ImageScores one(double ssim, double l1) {
        return ImageScores.of(new double[] {ssim}, new double[] {l1});
    }

    @Test
    void isTheLargerOfTheTwoMetrics() {
        // SSIM: (.30 - .10) / (.90 - .10) = .25; L1: (.20 - .15) / (.20 - .10) = .50
        LeakageIndex index = LeakageIndex.of(scores(.1, .2), scores(.9, .1), scores(.3, .15), BOOTSTRAP);
        assertThat(index.ssimIndex()).isCloseTo(.25, within(1e-12));
        assertThat(index.l1Index()).isCloseTo(.5, within(1e-12));
        assertThat(index.value()).isEqualTo(index.l1Index());
        assertThat(index.attackerWorks()).isTrue();
        // Equal images: every resample is the same.
        assertThat(index.low()).isCloseTo(.5, within(1e-12));
        assertThat(index.high()).isCloseTo(.5, within(1e-12));
    }

    @Test
    void isZeroForAGuessAndOneForTheCleanAttackerAndNeverOutside() {
        ImageReadings prior = scores(.1, .2);
        ImageReadings clean = scores(.9, .05);
        assertThat(LeakageIndex.of(prior, clean, prior, BOOTSTRAP).value()).isZero();
        assertThat(LeakageIndex.of(prior, clean, clean, BOOTSTRAP).value()).isEqualTo(1);
        assertThat(LeakageIndex.of(prior, clean, scores(.01, .4), BOOTSTRAP).value())
                .isZero();
        assertThat(LeakageIndex.of(prior, clean, scores(.99, .01), BOOTSTRAP).value())
                .isEqualTo(1);
    }

    @Test
    void leavesOutAMetricThatTheAttackerCannotUse() {
        LeakageIndex index = LeakageIndex.of(scores(.1, .2), scores(.105, .1), scores(.1, .19), BOOTSTRAP);
        assertThat(index.ssimIndex()).isNaN();
        assertThat(index.value()).isCloseTo(.1, within(1e-12));
        LeakageIndex other = LeakageIndex.of(scores(.1, .1), scores(.2, .1), scores(.12, .1), BOOTSTRAP);
        assertThat(other.l1Index()).isNaN();
        assertThat(other.value()).isCloseTo(.2, within(1e-12));
    }

    @Test
    void anAttackerThatFailsOnOriginalFeaturesProvesNothing() {
        LeakageIndex index = LeakageIndex.of(scores(.1, .2), scores(.1, .2), scores(.1, .2), BOOTSTRAP);
        assertThat(index.attackerWorks()).isFalse();
        assertThat(index.value()).isEqualTo(1);
    }

    @Test
    void theIntervalHoldsTheValueNarrowsWithImagesAndFollowsTheSeed() {
        LeakageIndex few = LeakageIndex.of(random(50, .1, 1), random(50, .9, 2), random(50, .4, 3), BOOTSTRAP);
        LeakageIndex many = LeakageIndex.of(random(5000, .1, 1), random(5000, .9, 2), random(5000, .4, 3), BOOTSTRAP);
        for (LeakageIndex index : List.of(few, many)) {
            assertThat(index.low()).isLessThan(index.value());
            assertThat(index.high()).isGreaterThan(index.value());
        }
        assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 5);
        // Each score is uniform on +-.1 around its mean: sd .058 / sqrt(50) = .008; ratio about .375 +- 2 * .014.
        assertThat(few.high() - few.low()).isBetween(.02, .08);
        assertThat(LeakageIndex.of(random(50, .1, 1), random(50, .9, 2), random(50, .4, 3), BOOTSTRAP))
                .isEqualTo(few);
        Bootstrap otherSeed = new Bootstrap(500, 0.95, 8);
        LeakageIndex reseeded = LeakageIndex.of(random(50, .1, 1), random(50, .9, 2), random(50, .4, 3), otherSeed);
        assertThat(reseeded.low()).isNotEqualTo(few.low());
        Bootstrap narrow = new Bootstrap(500, 0.5, 7);
        LeakageIndex half = LeakageIndex.of(random(50, .1, 1), random(50, .9, 2), random(50, .4, 3), narrow);
        assertThat(half.high() - half.low()).isLessThan(few.high() - few.low());
    }

    @Test
    void refusesScoresOfDifferentImagesAndSettingsOutOfRange() {
        ImageReadings one = both(one(0, 0));
        assertThatThrownBy(() -> LeakageIndex.of(one, one, scores(0, 0), BOOTSTRAP))
                .hasMessageContaining("same images");
        assertThatThrownBy(() -> ImageScores.of(new double[] {Double.NaN}, new double[] {0}))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> ImageScores.of(new double[] {1}, new double[0]))
                .hasMessageContaining("per image");
        assertThatThrownBy(() -> new Bootstrap(0, .95, 1)).hasMessageContaining("resamples");
        assertThatThrownBy(() -> new Bootstrap(1, 1, 1)).hasMessageContaining("confidence");
    }

    @Test
    void concatenatesBatchesAndPicksTheBestGuessPerMetric() {
        ImageReadings joined = ImageReadings.concat(List.of(scores(.1, .2), scores(.3, .4)));
        assertThat(joined.images()).isEqualTo(4);
        assertThat(joined.best().meanSsim()).isCloseTo(.2, within(1e-12));
        ImageScores best =
                ImageReadings.bestGuess(List.of(scores(.1, .1), scores(.2, .3))).asIs();
        assertThat(best.meanSsim()).isCloseTo(.2, within(1e-12));
        assertThat(best.meanL1()).isCloseTo(.1, within(1e-12));
    }

    /** SSIM uniform within .1 of the mean; L1 of no use. */
    private static ImageReadings random(int images, double mean, long seed) {
        Random random = new Random(seed);
        double[] ssim = random.doubles(images, mean - .1, mean + .1).toArray();
        return both(ImageScores.of(ssim, new double[images]));
    }

    @Test
    void showsEachImageInTheMetricThatLeaksMost() {
        ImageReadings prior = scores(.1, .2);
        ImageReadings clean = scores(.9, .1);
        // Mean indices: SSIM (.30 - .10) / .80 = .25, L1 (.20 - .15) / .10 = .50. By L1 the images have .9 and .1.
        ImageReadings attack = both(ImageScores.of(new double[] {.1, .5}, new double[] {.11, .19}));
        double[] values = LeakageIndex.perImage(prior, clean, attack);
        assertThat(values[0]).isCloseTo(.9, within(1e-12));
        assertThat(values[1]).isCloseTo(.1, within(1e-12));
        // Nothing can be measured: the cautious end.
        assertThat(LeakageIndex.perImage(prior, prior, attack)).containsExactly(1, 1);
    }

    @Test
    void readingsOfSomeImagesAreThoseImages() {
        ImageReadings all = readings(
                ImageScores.of(new double[] {.1, .2, .3}, new double[] {.4, .5, .6}),
                ImageScores.of(new double[] {.7, .8, .9}, new double[] {.1, .2, .3}));
        ImageReadings some = all.slice(1, 3);
        assertThat(some.images()).isEqualTo(2);
        assertThat(some.asIs().ssim(0)).isEqualTo(.2);
        assertThat(some.asIs().l1(1)).isEqualTo(.6);
        assertThat(some.best().ssim(1)).isEqualTo(.9);
        assertThat(some.best().l1(0)).isEqualTo(.2);
    }
}

package io.veilpool.demo.result;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** A made-up run with every case in it: a gap in the classes, a pool that helps, one that does not, one that harms. */
public final class SampleResult {
    private static final List<String> CLASSES = List.of(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "<script>alert(1)</script>");

    private SampleResult() {}

    /** The skewed world: e1 lacks three classes. */
    public static Result skewed() {
        return with(CLASSES, List.of(1490, 1512, 0, 0, 1478, 0, 1503, 1520, 1495, 1502));
    }

    /** A set of 200 classes. */
    public static Result manyClasses() {
        return with(
                IntStream.range(0, 200).mapToObj(k -> "class-" + k).toList(),
                IntStream.range(0, 200)
                        .mapToObj(k -> k % 7 == 0 ? 0 : 40 + k % 11)
                        .toList());
    }

    /** The same run with a gate that caught nothing, and a pool that only the entity that left had rows in. */
    public static Result neitherCaughtNorSucceeded() {
        Result sample = skewed();
        Result.Withdrawal left = sample.withdrawal();
        return new Result(
                sample.data(),
                sample.seed(),
                sample.seconds(),
                sample.preTraining(),
                sample.reconstructor(),
                sample.poisoning(),
                sample.pool(),
                sample.refinement(),
                sample.poolOnlyDecider(),
                sample.setting(),
                sample.holdings(),
                sample.departures(),
                new Result.Unpoisoned("careless", 256, "WITHDRAWN", List.of("Nobody poisoned them.")),
                new Result.Withdrawal(
                        left.entity(),
                        left.reason(),
                        1,
                        left.rows(),
                        left.snapshots(),
                        1,
                        null,
                        List.of(),
                        left.notUndone(),
                        left.certificate()),
                sample.effort());
    }

    /** Under this method; those that leave rows un-poisoned have nobody careless. */
    public static Result of(String method, int imagesPerRow, boolean generated) {
        Result sample = skewed();
        Result.Setting setting = sample.setting();
        return new Result(
                sample.data(),
                sample.seed(),
                sample.seconds(),
                sample.preTraining(),
                sample.reconstructor(),
                sample.poisoning(),
                sample.pool(),
                sample.refinement(),
                sample.poolOnlyDecider(),
                new Result.Setting(
                        "equal",
                        true,
                        generated,
                        setting.classes(),
                        setting.imageSize(),
                        setting.backbone(),
                        setting.hookPoint(),
                        method,
                        imagesPerRow,
                        1000,
                        "classes by smiling, sensitive male"),
                sample.holdings(),
                sample.departures(),
                method.equals("deep-poisoning") ? sample.unpoisoned() : null,
                sample.withdrawal(),
                sample.effort());
    }

    private static Result with(List<String> classes, List<Integer> publisher) {
        List<Integer> equal = Collections.nCopies(classes.size(), 15_000 / classes.size());
        List<Integer> tenth = Collections.nCopies(classes.size(), 1500 / classes.size());
        return new Result(
                "../shared/data/<cifar10> & more",
                1,
                402.7,
                new Result.PreTraining("e1", 70.31, 96.94),
                new Result.Reconstructor(.0612, .7043),
                List.of(
                        poisoning("e1", 70.3, 69.6, .012, .83, .81, .85),
                        poisoning("e2", 70.3, 69.1, -.021, .79, .77, .81),
                        poisoning("e3", 70.3, 70.4, .034, .44, .41, .47),
                        poisoning("e4", 70.3, 67.2, .008, .71, .68, .74)),
                new Result.Pool("5d0f3c7e-6f0a-4f1c-9a55-3f4b7a7e9d10", 37_200, 304_742_400L, 4),
                List.of(
                        new Result.Refinement("e1", 10_800, 62.3, 70.3, 70.9, 71.8, "WITH_POOL", .9, .2, 1.6),
                        new Result.Refinement("e2", 10_800, 61.9, 70.3, 70.2, 70.1, "PUBLISHED_DECIDER", -.2, -.8, .5),
                        new Result.Refinement("e3", 10_800, 62.8, 70.3, 70.6, 70.9, "WITH_POOL", .3, -.4, 1.0),
                        new Result.Refinement(
                                "e4", 1_080, 48.4, 70.3, 68.9, 67.9, "PUBLISHED_DECIDER", -2.4, -3.2, -1.7)),
                new Result.PoolOnlyDecider(66.4),
                new Result.Setting(
                        "skewed",
                        false,
                        false,
                        classes,
                        "3 x 32 x 32",
                        "small-resnet-32",
                        "conv3_1",
                        "deep-poisoning",
                        4,
                        10_000,
                        null),
                List.of(
                        new Result.Holding(
                                "e1",
                                publisher.stream().mapToInt(Integer::intValue).sum(),
                                publisher),
                        new Result.Holding("e2", 15_000, equal),
                        new Result.Holding("e3", 15_000, equal),
                        new Result.Holding("e4", 1_500, tenth)),
                List.of(
                        new Result.Departure("e1", "poisoned features", 10_800, "rows", 88_473_600L),
                        new Result.Departure("e1", "published networks", 3, "networks", 3_204_112L),
                        new Result.Departure("e1", "reports, manifests and requests", 41, "requests", 48_211L),
                        new Result.Departure("e2", "poisoned features", 12_000, "rows", 98_304_000L),
                        new Result.Departure("e2", "reports, manifests and requests", 37, "requests", 39_114L),
                        new Result.Departure("e3", "poisoned features", 12_000, "rows", 98_304_000L),
                        new Result.Departure("e3", "reports, manifests and requests", 36, "requests", 38_990L),
                        new Result.Departure("e4", "poisoned features", 1_200, "rows", 9_830_400L),
                        new Result.Departure("e4", "reports, manifests and requests", 36, "requests", 38_204L)),
                new Result.Unpoisoned(
                        "careless",
                        256,
                        "QUARANTINED",
                        List.of(
                                "221 of 256 rows look unprotected to the release's networks, most often like original features (180); at"
                                        + " most 7 may (3 %, or 3).")),
                new Result.Withdrawal(
                        "e4",
                        "It takes its rows back.",
                        1,
                        1_200,
                        List.of(1),
                        1,
                        new Result.Successor(2, 36_000),
                        List.of("e1", "e2", "e3"),
                        List.of(
                                "Members that are named as holders were given addresses of the rows and may have copies."),
                        "withdrawal.jws"),
                new Result.Effort(
                        1,
                        3_912,
                        List.of(
                                new Result.StepSeconds("pre-training", "e1", 121.3),
                                new Result.StepSeconds("training the DPM", "e2", 44.0))));
    }

    private static Result.Poisoning poisoning(
            String entity, double before, double after, double ssim, double index, double low, double high) {
        return new Result.Poisoning(
                entity,
                before,
                after,
                96.9,
                96.5,
                .0612,
                .2711,
                .7043,
                ssim,
                index,
                .62,
                low,
                high,
                .081,
                -ssim / 2,
                .7612,
                .1381,
                600,
                4_000,
                84.2,
                1_000,
                .71,
                "4 blocks BASIC, 64 wide");
    }
}

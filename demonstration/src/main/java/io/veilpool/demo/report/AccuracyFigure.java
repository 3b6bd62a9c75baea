package io.veilpool.demo.report;

import io.veilpool.demo.result.PoolVerdict;
import io.veilpool.demo.result.Result;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Accuracy of each entity's four deciders on the test images, with intervals, on one scale. */
record AccuracyFigure(List<Entity> entities, List<Tick> ticks, String poolOnly, String intervalNote) {

    /** @param verdictClass {@code helped}, {@code same} or {@code hurt} */
    record Entity(String name, String images, List<Lane> lanes, String verdict, String verdictClass, String gain) {}

    record Lane(
            String label,
            String kind,
            String value,
            String centre,
            String low,
            String high,
            String range,
            boolean kept) {}

    record Tick(String at, String label) {}

    static AccuracyFigure of(Result result) {
        int n = result.setting().testImages();
        double[] all = result.refinement().stream()
                .flatMapToDouble(r -> DoubleStream.of(
                                r.top1OwnDataOnly(),
                                r.top1PublishedDecider(),
                                r.top1PublishedRefined(),
                                r.top1WithPool())
                        .flatMap(value -> DoubleStream.of(Figures.interval(value, n))))
                .toArray();
        double from = Math.max(0, 5 * Math.floor((DoubleStream.of(all).min().orElse(0) - 1) / 5));
        double to = Math.min(100, 5 * Math.ceil((DoubleStream.of(all).max().orElse(100) + 1) / 5));
        int step = to - from > 40 ? 20 : to - from > 15 ? 10 : 5;
        int first = (int) (step * Math.ceil(from / step));
        List<Tick> ticks = IntStream.rangeClosed(0, (int) ((to - first) / step))
                .mapToObj(i -> first + i * step)
                .map(value -> new Tick(Figures.at((value - from) / (to - from)), value + " %"))
                .toList();
        List<Entity> entities =
                result.refinement().stream().map(r -> entity(r, n, from, to)).toList();
        return new AccuracyFigure(
                entities,
                ticks,
                Figures.percent(result.poolOnlyDecider().top1()),
                "Whiskers: 95 % interval over " + Figures.count(n) + " test images.");
    }

    private static Entity entity(Result.Refinement r, int n, double from, double to) {
        String verdictClass = switch (r.verdict()) {
            case HELPED -> "helped";
            case NO_DIFFERENCE -> "same";
            case HURT -> "hurt";
        };
        return new Entity(
                r.entity(),
                Figures.count(r.images()),
                List.of(
                        lane(r, "its own images only", "OWN_DATA_ONLY", r.top1OwnDataOnly(), n, from, to),
                        lane(r, "published, as it is", "PUBLISHED_DECIDER", r.top1PublishedDecider(), n, from, to),
                        lane(
                                r,
                                "published, refined on own",
                                "PUBLISHED_REFINED",
                                r.top1PublishedRefined(),
                                n,
                                from,
                                to),
                        lane(r, "refined with the pool", "WITH_POOL", r.top1WithPool(), n, from, to)),
                PoolVerdict.sentence(r).replace('-', '\u2212'),
                verdictClass,
                Figures.signed(r.gainOverOwnData()));
    }

    private static Lane lane(
            Result.Refinement r, String label, String kind, double value, int n, double from, double to) {
        double[] interval = Figures.interval(value, n);
        return new Lane(
                label,
                kind.toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                Figures.percent(value),
                Figures.at((value - from) / (to - from)),
                Figures.at((interval[0] - from) / (to - from)),
                Figures.at((interval[1] - from) / (to - from)),
                Figures.percent(interval[0]) + " to " + Figures.percent(interval[1]),
                kind.equals(r.chosen()));
    }
}

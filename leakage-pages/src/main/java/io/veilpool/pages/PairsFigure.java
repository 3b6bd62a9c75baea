package io.veilpool.pages;

import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.LeakageReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leakage against the number of images that an attacker knows beside their rows, on a logarithmic scale.
 *
 * @param reading at how many pairs the index is above a half, or that it is at none of those tried
 * @param line    points of the curve, as SVG has them
 * @param half    height of .5
 * @param limit   height of the limit, null if there is none
 * @param warning null if the figures may be taken as they stand
 */
record PairsFigure(
        String reading,
        List<Point> points,
        List<Tick> heights,
        String line,
        String half,
        @Nullable String limit,
        @Nullable String warning,
        String description) {
    static final int WIDTH = 640;
    static final int HEIGHT = 220;
    private static final int LEFT = 20;
    private static final int RIGHT = 20;
    private static final int TOP = 12;
    private static final int BOTTOM = 12;
    private static final String ATTACK = "known-pairs";

    /**
     * @param x         in the plot
     * @param share     of the plot's width, in percent: where its letters stand
     */
    record Point(String pairs, String value, String range, String x, String share, String y, String low, String high) {}

    /** @param share of the plot's height, in percent */
    record Tick(String label, String y, String share) {}

    /** Null if the attack was not run. */
    static @Nullable PairsFigure of(LeakageReport report, List<AttackOutcome> shown, int most) {
        for (AttackOutcome attack : shown) {
            if (attack.attack().equals(ATTACK)) {
                List<AttackOutcome.Variant> tried = attack.variants().stream()
                        .filter(variant -> variant.trainingImages() >= 1)
                        .sorted(Comparator.comparingInt(AttackOutcome.Variant::trainingImages))
                        .limit(most)
                        .toList();
                return tried.isEmpty() ? null : of(report, attack, tried);
            }
        }
        return null;
    }

    private static PairsFigure of(LeakageReport report, AttackOutcome attack, List<AttackOutcome.Variant> tried) {
        double least = Math.log(tried.getFirst().trainingImages());
        double span = Math.log(tried.getLast().trainingImages()) - least;
        List<Point> points = new ArrayList<>();
        for (AttackOutcome.Variant variant : tried) {
            double share = span > 0 ? (Math.log(variant.trainingImages()) - least) / span : .5;
            double x = LEFT + (WIDTH - LEFT - RIGHT) * share;
            points.add(new Point(
                    Text.count(variant.trainingImages()),
                    Text.index(variant.leakage()),
                    Text.range(variant.low(), variant.high()),
                    Text.at(x),
                    percent(x / WIDTH),
                    y(variant.leakage()),
                    y(variant.low()),
                    y(variant.high())));
        }
        List<Tick> heights = List.of(tick("0", 0), tick(".25", .25), tick(".5", .5), tick(".75", .75), tick("1", 1));
        String line = points.stream().map(point -> point.x() + "," + point.y()).collect(Collectors.joining(" "));
        String reading = reading(tried);
        double limit = report.limits().maxInsiderIndex();
        return new PairsFigure(
                reading,
                points,
                heights,
                line,
                y(.5),
                limit < 1 ? y(limit) : null,
                attack.failure() == null
                        ? null
                        : "CONTROLS FAILED: " + Text.clean(attack.failure(), 400) + " A low curve here shows nothing.",
                "Leakage by number of known pairs. " + reading);
    }

    private static String reading(List<AttackOutcome.Variant> tried) {
        for (int i = 0; i < tried.size(); i++) {
            AttackOutcome.Variant variant = tried.get(i);
            if (variant.leakage() > .5) {
                String before = i == 0
                        ? "; fewer were not tried"
                        : "; with " + Text.count(tried.get(i - 1).trainingImages()) + " it is "
                                + Text.index(tried.get(i - 1).leakage());
                return "With %s the index is above .5: %s (%s)%s."
                        .formatted(
                                Text.count(variant.trainingImages(), "known pair", "known pairs"),
                                Text.index(variant.leakage()),
                                Text.range(variant.low(), variant.high()),
                                before);
            }
        }
        AttackOutcome.Variant last = tried.getLast();
        return "Not within %s: the index there is %s (%s). More were not tried."
                .formatted(
                        Text.count(last.trainingImages(), "pair", "pairs"),
                        Text.index(last.leakage()),
                        Text.range(last.low(), last.high()));
    }

    private static Tick tick(String label, double value) {
        return new Tick(label, y(value), percent(height(value) / HEIGHT));
    }

    private static String y(double value) {
        return Text.at(height(value));
    }

    private static double height(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Text.share(value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}

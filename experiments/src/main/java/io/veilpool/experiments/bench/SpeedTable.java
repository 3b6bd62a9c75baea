package io.veilpool.experiments.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures for the terminal. */
public final class SpeedTable {
    private SpeedTable() {}

    /** @param figures as {@link Measurement#run} gives them */
    public static String text(Map<String, Double> figures, List<Integer> memoryImages) {
        StringBuilder text = new StringBuilder();
        line(text, "%-24s %14s %12s %14s", "", "of sgemm", "images/s", "over reading");
        for (String work : Speed.works()) {
            line(
                    text,
                    "%-24s %12.1f %% %12.0f %14.2f",
                    work,
                    figure(figures, Speed.share(work)),
                    figure(figures, Speed.rate(work)),
                    figure(figures, Speed.overReading(work)));
        }
        line(text, "%-24s %14s %12.0f", "reading and decoding", "", figure(figures, Speed.READING));
        line(text, "sgemm: %.0f GFLOP/s", figure(figures, Speed.SGEMM));
        text.append('\n');
        line(text, "%-24s %14s %12s %14s", "", "bytes/image", "of float32", "of JPEG");
        for (String kind : List.of("F16", "I8")) {
            line(
                    text,
                    "%-24s %14.0f %12.3f %14.2f",
                    "shard of " + kind,
                    figure(figures, Speed.bytes(kind)),
                    figure(figures, Speed.bytesRatio(kind, "float32")),
                    figure(figures, Speed.bytesRatio(kind, "JPEG")));
        }
        text.append('\n');
        if (!figures.containsKey(Speed.GROWTH)) {
            return text.append("This system does not say how much memory a process takes.\n")
                    .toString();
        }
        line(text, "%-24s %14s %12s", "featurized and poisoned", "peak MiB", "MiB after");
        for (int images : memoryImages) {
            line(
                    text,
                    "%-24s %14.0f %12.0f",
                    String.format(Locale.ROOT, "%,d images", images),
                    figure(figures, Speed.peak(images)),
                    figure(figures, Speed.now(images)));
        }
        line(
                text,
                "growth %.2f of the rows' own bytes (1: only they grow), %.0f arrays more in the engine",
                figure(figures, Speed.GROWTH),
                figure(figures, Speed.ARRAYS));
        return text.toString();
    }

    private static double figure(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

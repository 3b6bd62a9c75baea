package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What each party holds, class by class: a matrix of bars for a few classes, a row of thin bars per party for many.
 *
 * @param matrix rows of the matrix; empty when there are too many classes to name each
 * @param strips one row of bars per party; empty when the matrix is there
 */
record HoldingsFigure(List<Column> columns, List<ClassRow> matrix, List<Strip> strips, String gaps) {
    private static final int NAMED_CLASSES = 20;

    record Column(String entity, String images) {}

    record ClassRow(String name, List<Bar> bars) {}

    /** @param share length of the bar, {@code 0%} to {@code 100%} */
    record Bar(String share, String count, boolean missing) {}

    record Strip(String entity, String images, List<Thin> bars, String range) {}

    record Thin(String x, String width, String y, String height) {}

    static HoldingsFigure of(Result result) {
        List<String> classes = result.setting().classes();
        List<Result.Holding> holdings = result.holdings();
        int most = holdings.stream()
                .flatMap(holding -> holding.perClass().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(1);
        List<Column> columns = holdings.stream()
                .map(holding -> new Column(holding.entity(), Figures.count(holding.images())))
                .toList();
        boolean named = classes.size() <= NAMED_CLASSES;
        return new HoldingsFigure(
                columns,
                named ? matrix(classes, holdings, most) : List.of(),
                named ? List.of() : strips(holdings, most),
                gaps(classes, holdings));
    }

    private static List<ClassRow> matrix(List<String> classes, List<Result.Holding> holdings, int most) {
        return IntStream.range(0, classes.size())
                .mapToObj(k -> new ClassRow(
                        classes.get(k),
                        holdings.stream()
                                .map(holding -> holding.perClass().get(k))
                                .map(n -> new Bar(Figures.at((double) n / most), Figures.count(n), n == 0))
                                .toList()))
                .toList();
    }

    private static List<Strip> strips(List<Result.Holding> holdings, int most) {
        List<Strip> strips = new ArrayList<>();
        for (Result.Holding holding : holdings) {
            int n = holding.perClass().size();
            List<Thin> bars = IntStream.range(0, n)
                    .mapToObj(k -> {
                        double share = (double) holding.perClass().get(k) / most;
                        return new Thin(
                                Figures.at((double) k / n),
                                Figures.at(.8 / n),
                                Figures.at(1 - share),
                                Figures.at(share));
                    })
                    .toList();
            int least = holding.perClass().stream()
                    .mapToInt(Integer::intValue)
                    .min()
                    .orElse(0);
            int greatest = holding.perClass().stream()
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0);
            strips.add(new Strip(
                    holding.entity(),
                    Figures.count(holding.images()),
                    bars,
                    n + " classes, " + Figures.count(least) + " to " + Figures.count(greatest) + " images each"));
        }
        return strips;
    }

    private static String gaps(List<String> classes, List<Result.Holding> holdings) {
        List<String> sentences = new ArrayList<>();
        for (Result.Holding holding : holdings) {
            List<String> missing = IntStream.range(0, classes.size())
                    .filter(k -> holding.perClass().get(k) == 0)
                    .mapToObj(classes::get)
                    .toList();
            if (!missing.isEmpty()) {
                sentences.add(holding.entity() + " has no image of "
                        + (missing.size() <= 12 ? Figures.list(missing) : missing.size() + " of the classes") + ".");
            }
        }
        return String.join(" ", sentences);
    }
}

package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes that left each entity, and what they were; bars share one linear scale. */
record DeparturesFigure(List<Entity> entities) {

    record Entity(String name, String total, List<Line> lines, String stayed) {}

    /** @param share length of the bar; a sliver stays visible however small the share */
    record Line(String what, String count, String bytes, String share) {}

    static DeparturesFigure of(Result result) {
        long most = result.departures().stream()
                .mapToLong(Result.Departure::bytes)
                .max()
                .orElse(1);
        Map<String, List<Result.Departure>> byEntity = new LinkedHashMap<>();
        for (Result.Departure departure : result.departures()) {
            byEntity.computeIfAbsent(departure.entity(), name -> new ArrayList<>())
                    .add(departure);
        }
        List<Entity> entities = new ArrayList<>();
        byEntity.forEach((name, departures) -> entities.add(new Entity(
                name,
                Figures.bytes(
                        departures.stream().mapToLong(Result.Departure::bytes).sum()),
                departures.stream().map(departure -> line(departure, most)).toList(),
                stayed(result, name))));
        return new DeparturesFigure(entities);
    }

    private static Line line(Result.Departure departure, long most) {
        return new Line(
                departure.what(),
                Figures.count(departure.count()) + " " + departure.unit(),
                Figures.bytes(departure.bytes()),
                Figures.at(Math.max(.004, (double) departure.bytes() / Math.max(1, most))));
    }

    private static String stayed(Result result, String entity) {
        return result.holdings().stream()
                .filter(holding -> holding.entity().equals(entity))
                .findFirst()
                .map(holding ->
                        Figures.count(holding.images()) + " images, their original features, the private module")
                .orElse("images, original features, the private module");
    }
}

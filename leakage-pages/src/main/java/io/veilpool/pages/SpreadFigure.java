package io.veilpool.pages;

import io.veilpool.model.protocol.AttackOutcome;
import java.util.List;
import java.util.Objects;

/** How the index is spread over single images: a mean hides the few that are rebuilt best. */
record SpreadFigure(List<Row> rows) {
    /** Figures as text, and each as a coordinate of a lane. */
    record Row(String name, List<String> values, List<String> marks, String description) {}

    static SpreadFigure of(List<AttackOutcome> shown) {
        return new SpreadFigure(shown.stream()
                .filter(attack -> attack.reconstruction() != null)
                .map(SpreadFigure::row)
                .toList());
    }

    private static Row row(AttackOutcome attack) {
        AttackOutcome.Reconstruction of = Objects.requireNonNull(attack.reconstruction());
        List<Double> quantiles = List.of(of.p50(), of.p90(), of.p95(), of.p99(), of.max());
        List<String> values = quantiles.stream().map(Text::index).toList();
        String name = Text.attack(attack.attack());
        return new Row(
                name,
                values,
                quantiles.stream().map(Lane::x).toList(),
                "%s: median %s, 90th percentile %s, 95th %s, 99th %s, greatest %s"
                        .formatted(name, values.get(0), values.get(1), values.get(2), values.get(3), values.get(4)));
    }
}

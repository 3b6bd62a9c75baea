package io.veilpool.demo.report;

import io.veilpool.demo.result.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Seconds of each step, one column per party. */
record StepTable(List<String> parties, List<Row> rows) {

    /** @param seconds by party; empty text where a party did not take the step */
    record Row(String step, List<String> seconds) {}

    static StepTable of(Result.Effort effort) {
        List<String> parties = effort.steps().stream()
                .map(Result.StepSeconds::party)
                .distinct()
                .sorted()
                .toList();
        Map<String, Map<String, Double>> seconds = new LinkedHashMap<>();
        for (Result.StepSeconds step : effort.steps()) {
            seconds.computeIfAbsent(step.step(), name -> new LinkedHashMap<>())
                    .merge(step.party(), step.seconds(), Double::sum);
        }
        List<Row> rows = seconds.entrySet().stream()
                .map(entry -> new Row(
                        entry.getKey(),
                        parties.stream()
                                .map(party -> entry.getValue().get(party))
                                .map(value -> value == null ? "" : Figures.duration(value))
                                .toList()))
                .toList();
        return new StepTable(parties, rows);
    }
}

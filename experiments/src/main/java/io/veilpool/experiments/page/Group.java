package io.veilpool.experiments.page;

import io.veilpool.experiments.experiment.Comparison;
import io.veilpool.experiments.run.RunKey;
import io.veilpool.experiments.run.RunRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The runs of one experiment on one image set in one world at one budget. */
record Group(String dataSet, String world, String budget, List<RunRecord> records) {
    /** In the order of their names; of several runs of one key the last counts. */
    static Collection<Group> of(String experiment, List<RunRecord> records) {
        Map<RunKey, RunRecord> last = new LinkedHashMap<>();
        records.stream().filter(r -> r.key().experiment().equals(experiment)).forEach(r -> last.put(r.key(), r));
        Map<String, Group> groups = new TreeMap<>();
        for (RunRecord r : last.values()) {
            RunKey key = r.key();
            groups.computeIfAbsent(
                            key.dataSet() + "\n" + key.world() + "\n" + key.budget(),
                            name -> new Group(key.dataSet(), key.world(), key.budget(), new ArrayList<>()))
                    .records()
                    .add(r);
        }
        return groups.values();
    }

    /** Mean of a figure over seeds, if any run has it. */
    Optional<Interval> interval(Comparison row) {
        double[] values = records.stream()
                .filter(r -> r.key().variant().equals(row.variant()))
                .mapToDouble(r -> r.figure(row.figure()))
                .filter(Double::isFinite)
                .toArray();
        return values.length == 0 ? Optional.empty() : Optional.of(Interval.of(values));
    }

    /** Number of different seeds. */
    long seeds() {
        return records.stream().map(r -> r.key().seed()).distinct().count();
    }

    /** For file names. */
    String slug() {
        return (dataSet + "-" + world + "-" + budget).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }
}

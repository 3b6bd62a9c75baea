package io.veilpool.experiments.run;

import java.time.Instant;
import java.util.Map;

/** Records of runs that nobody did. */
public final class TestRecords {
    private static final Hardware HARDWARE = new Hardware("abacus", 2, 1, 24, "25", "none");

    private TestRecords() {}

    public static RunRecord of(String experiment, String variant, long seed, Map<String, Double> figures) {
        RunKey key = new RunKey(experiment, "beads", "EQUAL", seed, variant, "full");
        return RunRecord.of(
                key,
                figures,
                null,
                12.5,
                "settings",
                "bin/experiments " + experiment,
                HARDWARE,
                Map.of("e1", 4_000),
                Instant.parse("2026-11-26T04:00:00Z"));
    }

    public static RunRecord failed(String experiment, String variant, long seed) {
        RunRecord sound = of(experiment, variant, seed, Map.of());
        return RunRecord.of(
                sound.key(),
                Map.of(),
                "no DPM passed its checks",
                1,
                "settings",
                sound.command(),
                HARDWARE,
                Map.of(),
                sound.finished());
    }
}

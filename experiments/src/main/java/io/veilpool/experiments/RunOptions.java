package io.veilpool.experiments;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** Options of every command that does runs: which of them. */
final class RunOptions {
    @CommandLine.Option(
            names = "--seeds",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,3",
            description = "One run of everything for each.")
    private List<Long> seeds = List.of();

    @CommandLine.Option(
            names = "--variants",
            paramLabel = "NAME",
            split = ",",
            description = "Only these runs; all if not given.")
    private List<String> variants = List.of();

    List<Long> seeds() {
        return seeds;
    }

    /** Empty: all. */
    List<String> variants() {
        return variants;
    }

    /** @param known variants that the command has */
    void requireSound(CommonOptions common, List<String> known) {
        Set<Long> seen = new HashSet<>();
        for (long seed : seeds) {
            if (!seen.add(seed)) {
                throw common.refused(
                        "--seeds has %d twice: a repeated seed repeats a run and adds nothing to an interval; give each once"
                                .formatted(seed));
            }
        }
        for (String variant : variants) {
            if (!known.contains(variant)) {
                throw common.refused("--variants has '%s', which is none of %s".formatted(variant, known));
            }
        }
    }
}

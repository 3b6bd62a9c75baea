package io.veilpool.experiments.experiment;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A row of the paper's Table 5. Entities are counted from 0, e1 is 0.
 *
 * @param number   1 to 12, as in the paper
 * @param label    entity and what it learns from
 * @param entity   whose decider it is
 * @param source   what the decider learns from
 * @param others   entities whose rows or features are added
 * @param paper    the paper's top-1 in percent
 */
record Table5Row(int number, String label, int entity, Source source, List<Integer> others, double paper) {
    private static final int FOURTH = 3;

    /** What a decider learns from. */
    enum Source {
        /** Own images alone. */
        OWN,
        /** One network on everybody's images. */
        EVERYTHING,
        /** Own original features and the partners'. */
        ORIGINALS,
        /** Own original features and the partners' poisoned rows. */
        POISONED
    }

    static final List<Table5Row> ALL = List.of(
            new Table5Row(1, "1: e1", 0, Source.OWN, List.of(), 52.9),
            new Table5Row(2, "2: e2", 1, Source.OWN, List.of(), 52.7),
            new Table5Row(3, "3: e3", 2, Source.OWN, List.of(), 53.2),
            new Table5Row(4, "4: e4", FOURTH, Source.OWN, List.of(), 13.5),
            new Table5Row(5, "5: everybody's images", 0, Source.EVERYTHING, List.of(1, 2), 81.1),
            new Table5Row(6, "6: e1 with e2's originals", 0, Source.ORIGINALS, List.of(1), 61.2),
            new Table5Row(7, "7: e1 with e2's rows", 0, Source.POISONED, List.of(1), 59.4),
            new Table5Row(8, "8: e2 with e1's rows", 1, Source.POISONED, List.of(0), 59.8),
            new Table5Row(9, "9: e3 with e1's and e2's rows", 2, Source.POISONED, List.of(0, 1), 62.3),
            new Table5Row(10, "10: e1 with e2's and e3's rows", 0, Source.POISONED, List.of(1, 2), 62.7),
            new Table5Row(11, "11: e4 with e1's and e2's rows", FOURTH, Source.POISONED, List.of(0, 1), 58.4),
            new Table5Row(12, "12: e4 with e1's, e2's and e3's rows", FOURTH, Source.POISONED, List.of(0, 1, 2), 61.6));

    int[] partners() {
        return others.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Whose deciders are averaged instead: the partners' and the entity's own, but for e4, which only takes; nobody's without partners. */
    int[] averaged() {
        if (others.isEmpty() || entity == FOURTH) {
            return partners();
        }
        return IntStream.concat(IntStream.of(entity), IntStream.of(partners()))
                .sorted()
                .toArray();
    }

    /** Name of one of its figures in a run. */
    String figure(String what) {
        return "row " + number + " " + what;
    }

    /** Whether a run has this figure of it. */
    boolean has(String what) {
        return switch (what) {
            case "twin", "price" -> source == Source.POISONED;
            case "averaged 1", "averaged 10" -> !others.isEmpty();
            default -> true;
        };
    }
}

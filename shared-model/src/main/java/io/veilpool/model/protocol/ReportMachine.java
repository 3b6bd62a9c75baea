package io.veilpool.model.protocol;

/**
 * What a measurement was computed on: on a CPU, with the same seed on the same kind of processor and as many threads, figures are the same.
 *
 * @param processor its model
 * @param threads   inside one operation
 * @param engine    that computes, its version, and whether on a CPU or a GPU
 */
public record ReportMachine(String processor, int threads, String engine) {
    private static final int MOST_CHARACTERS = 200;

    /** @throws IllegalArgumentException if a text is too long or there is no thread */
    public ReportMachine {
        Ranges.within("threads of a measurement", threads, 1, 65_536);
        Ranges.sentence("the processor's model", processor, MOST_CHARACTERS);
        Ranges.sentence("the engine's name", engine, MOST_CHARACTERS);
    }
}

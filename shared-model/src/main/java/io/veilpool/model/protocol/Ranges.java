package io.veilpool.model.protocol;

/** Ranges of figures in a report: what no measurement can give is refused where it is read. */
final class Ranges {
    private Ranges() {}

    static void within(String what, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", was " + value);
        }
    }

    /** A leakage with the ends of its interval, which of a few resamples may lie beside it. */
    static void leakage(double low, double value, double high) {
        within("the lower end of a leakage", low, 0, 1);
        within("a leakage", value, 0, 1);
        within("the upper end of a leakage", high, 0, 1);
    }

    /** Free text that people read: one line, not endless. */
    static void sentence(String what, String text, int most) {
        if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    what + " must be one line of at most " + most + " characters, has " + text.length());
        }
    }
}

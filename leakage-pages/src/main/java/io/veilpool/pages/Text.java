package io.veilpool.pages;

import io.veilpool.model.protocol.Verdict;
import java.util.Locale;
import java.util.Map;

/** Words and numbers as a reader sees them. What others wrote is cut to a length, and can neither hide nor turn what stands beside it. */
final class Text {
    private static final int REPLACEMENT = 0xFFFD;
    private static final double LARGEST_PLAIN = 1e6;

    private static final Map<String, String> LIMITS = Map.of(
            "images", "Images measured on",
            "top-1-lost", "Accuracy lost by poisoning",
            "relative-change", "Change of the features",
            "reconstructor-ssim", "Published reconstructor",
            "reconstructor-negative", "Its photographic negative",
            "seeds", "Seeds of the insider",
            "insider-index", "Insider",
            "attack-library", "Attack library");

    private Text() {}

    /** Without characters that steer a display (controls, writing directions, what is no character), at most so many long. */
    static String clean(String text, int most) {
        int[] shown = text.codePoints()
                .limit(most)
                .map(letter -> steers(letter) ? REPLACEMENT : letter)
                .toArray();
        String cleaned = new String(shown, 0, shown.length);
        return text.codePoints().skip(most).findAny().isPresent() ? cleaned + " [cut]" : cleaned;
    }

    private static boolean steers(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Name of an attack in words: {@code known-pairs} becomes "known pairs". */
    static String attack(String name) {
        return clean(name, 64).replace('-', ' ').replaceAll("\\bdpm", "DPM");
    }

    /** The insider of the probe on what rows are published of. */
    static final String ON_TRAINING_IMAGES = "insider, training images";

    /** Of an insider of several seeds, counted from 1. */
    static String trial(int number) {
        return "insider, trial " + number;
    }

    static String limit(String name) {
        return LIMITS.getOrDefault(name, clean(name, 64));
    }

    static String verdict(Verdict verdict) {
        return switch (verdict) {
            case PASS -> "kept";
            case FAIL -> "broken";
            case INSUFFICIENT_EVIDENCE -> "cannot be told";
        };
    }

    /** How a style sheet names it. */
    static String style(Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String fixed(double value, int digits) {
        if (!Double.isFinite(value)) {
            return "no number";
        }
        return Math.abs(value) < LARGEST_PLAIN
                ? String.format(Locale.ROOT, "%." + digits + "f", value + 0.0)
                : String.format(Locale.ROOT, "%.1e", value);
    }

    static String index(double value) {
        return fixed(value, 2);
    }

    static String range(double low, double high) {
        return index(low) + " to " + index(high);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** "1 image", "2 images". */
    static String count(long value, String one, String many) {
        return count(value) + " " + (value == 1 ? one : many);
    }

    /** A share of a length, in [0, 1]; what is no number counts as 0. */
    static double share(double value) {
        return value >= 0 ? Math.min(value, 1) : 0;
    }

    /** A coordinate of a plot. */
    static String at(double coordinate) {
        return String.format(Locale.ROOT, "%.2f", coordinate);
    }
}

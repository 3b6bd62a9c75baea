package io.veilpool.demo.report;

import java.util.Locale;

/** Numbers as a reader sees them; always with a decimal point. */
final class Figures {
    private static final double Z95 = 1.959964; // two-sided 95 percent point of the normal distribution

    private Figures() {}

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    static String signed(double value) {
        // A true minus sign, which screen fonts draw as wide as the plus.
        return String.format(Locale.ROOT, "%+.1f", value + 0.0).replace('-', '\u2212');
    }

    /** Two decimals without the leading zero, as the papers print SSIM. */
    static String score(double value) {
        String text = String.format(Locale.ROOT, "%.2f", Math.abs(value));
        String sign = value <= -0.005 ? "\u2212" : "";
        return sign + (text.startsWith("0") ? text.substring(1) : text);
    }

    /** A leakage index, which is never called zero: one attacker of a small budget found nothing, which proves nothing. */
    static String index(double value) {
        return value < 0.005 ? "under .01" : score(value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String bytes(long value) {
        if (value >= 10_000_000) {
            return String.format(Locale.ROOT, "%.0f MB", value / 1e6);
        }
        if (value >= 100_000) {
            return String.format(Locale.ROOT, "%.1f MB", value / 1e6);
        }
        return value >= 1000 ? String.format(Locale.ROOT, "%.1f kB", value / 1e3) : value + " bytes";
    }

    static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    /** Coordinate inside an SVG lane, so that lanes stretch with the page. */
    static String at(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * Math.clamp(share, 0, 1));
    }

    /** Wilson's 95 percent interval of a rate, both in percent; n trials. */
    static double[] interval(double percent, int n) {
        if (n <= 0) {
            return new double[] {percent, percent};
        }
        double p = percent / 100;
        double denominator = 1 + Z95 * Z95 / n;
        double centre = (p + Z95 * Z95 / (2 * n)) / denominator;
        double half = Z95 * Math.sqrt(p * (1 - p) / n + Z95 * Z95 / (4.0 * n * n)) / denominator;
        return new double[] {100 * (centre - half), 100 * (centre + half)};
    }

    /** Small numbers as words. */
    static String word(int n) {
        String[] words = {"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"};
        return n < words.length ? words[n] : count(n);
    }

    /** "a", "a and b", "a, b and c". */
    static String list(java.util.List<String> words) {
        if (words.size() <= 1) {
            return String.join("", words);
        }
        return String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}

package io.veilpool.demo.progress;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of progress as an agent prints it, for instance
 * {@code [e1] pre-training  step 120/900  loss 1.234  410 images/s  58 s left}.
 *
 * @param detail what stands behind the step count, blanks reduced
 */
public record ProgressLine(String party, String phase, int step, int steps, String detail) {
    private static final Pattern FORM =
            Pattern.compile("^\\[([\\w-]+)\\]\\s+(.+?)\\s+step\\s+([\\d,]+)/([\\d,]+)\\s*(.*)$");
    private static final Pattern NOTE = Pattern.compile("^\\[([\\w-]+)\\]\\s+(.+)$");

    /** The line's progress, if it tells any. */
    public static Optional<ProgressLine> parse(String line) {
        Matcher matcher = FORM.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new ProgressLine(
                matcher.group(1),
                matcher.group(2),
                Integer.parseInt(matcher.group(3).replace(",", "")),
                Integer.parseInt(matcher.group(4).replace(",", "")),
                matcher.group(5).replaceAll("\\s{2,}", "  ")));
    }

    /** The words of a line like {@code [e1] published: ...} that tells no progress. */
    public static Optional<String> note(String line) {
        Matcher matcher = NOTE.matcher(line.strip());
        return matcher.matches() && parse(line).isEmpty() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    /** How far the phase is, 0 to 1. */
    public double share() {
        return steps <= 0 ? 0 : Math.clamp((double) step / steps, 0, 1);
    }
}

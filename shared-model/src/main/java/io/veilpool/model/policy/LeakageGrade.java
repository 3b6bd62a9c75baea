package io.veilpool.model.policy;

/**
 * Plain words for a leakage index. The limits are a suggestion of this project; no standard exists. The upper end of
 * the interval decides.
 */
public enum LeakageGrade {
    /** At most .10. */
    LOW(.10, "little of what unprotected features would show"),
    /** At most .25. */
    MODERATE(.25, "a part of what unprotected features would show"),
    /** At most .50. */
    HIGH(.50, "much of what unprotected features would show"),
    /** Above .50. */
    BROKEN(1, "most of what unprotected features would show; protection relies on secrecy of the module");

    private final double limit;
    private final String words;

    LeakageGrade(double limit, String words) {
        this.limit = limit;
        this.words = words;
    }

    /** Greatest index of this grade. */
    public double limit() {
        return limit;
    }

    /** What an insider with the stated budget gets, in words. */
    public String words() {
        return words;
    }

    /** Grade of an index whose 95 percent interval ends at {@code high}. */
    public static LeakageGrade of(double high) {
        for (LeakageGrade grade : values()) {
            if (high <= grade.limit) {
                return grade;
            }
        }
        return BROKEN;
    }
}

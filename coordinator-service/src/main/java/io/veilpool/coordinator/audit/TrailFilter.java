package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.web.QueryValues;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the trail are wanted; null: all.
 *
 * @param action what happened
 * @param actor  who did it, as entries have it; of an entity, its name without its id will do
 * @param since  then or later
 * @param until  before then
 * @param from   number of the first one
 * @param to     number of the last one
 */
record TrailFilter(
        @Nullable String action,
        @Nullable String actor,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long from,
        @Nullable Long to) {
    private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern ACTOR = Pattern.compile("(person|entity|coordinator) [^\\p{Cntrl}]{1,250}");

    TrailFilter {
        QueryValues.requireOrder("since", since, "until", until);
        QueryValues.requireOrder("from", from, "to", to);
    }

    /** As the query has them; refuses what is no value of a filter with INVALID_REQUEST. */
    static TrailFilter of(
            @Nullable String action,
            @Nullable String actor,
            @Nullable String since,
            @Nullable String until,
            @Nullable String from,
            @Nullable String to) {
        return new TrailFilter(
                QueryValues.matching(
                        "action",
                        action,
                        ACTION,
                        "what happened, as entries have it: 1 to 63 lower-case letters, digits and hyphens, such as"
                                + " contribution-accepted"),
                QueryValues.matching(
                        "actor",
                        actor,
                        ACTOR,
                        "who did it, as entries have it: 'person NAME', 'entity NAME' or 'coordinator ROLE', with a NAME of 1 to 250"
                                + " characters"),
                QueryValues.time("since", since),
                QueryValues.time("until", until),
                QueryValues.position("from", from),
                QueryValues.position("to", to));
    }
}

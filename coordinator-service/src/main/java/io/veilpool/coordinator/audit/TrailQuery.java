package io.veilpool.coordinator.audit;

import io.swagger.v3.oas.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Filters of the trail as a query has them; null where the caller left them out. */
record TrailQuery(
        @Parameter(description = "Only of this kind, for instance contribution-accepted") @Nullable
        String action,

        @Parameter(description = "Only by this actor, for instance 'person admin', 'entity e1' or 'coordinator worker'")
        @Nullable
        String actor,

        @Parameter(description = "Only then or later, for instance 2026-11-26T18:00:00Z") @Nullable
        String since,

        @Parameter(description = "Only before then") @Nullable
        String until,

        @Parameter(description = "Only from the entry of this number on") @Nullable
        String from,

        @Parameter(description = "Only up to the entry of this number") @Nullable
        String to) {
    /** Refuses what is no value of a filter with INVALID_REQUEST. */
    TrailFilter filter() {
        return TrailFilter.of(action, actor, since, until, from, to);
    }
}

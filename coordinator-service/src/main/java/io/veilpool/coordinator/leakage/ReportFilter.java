package io.veilpool.coordinator.leakage;

import io.veilpool.coordinator.web.QueryValues;
import io.veilpool.model.protocol.Verdict;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Which reports of a list are wanted; null: all.
 *
 * @param verdict of the coordinator, when it took the report
 * @param since   taken then or later
 */
record ReportFilter(
        @Nullable String entity,
        @Nullable Verdict verdict,
        @Nullable Instant since) {
    /** As the query has them; refuses what is no value of a filter with INVALID_REQUEST. */
    static ReportFilter of(@Nullable String entity, @Nullable String verdict, @Nullable String since) {
        return new ReportFilter(
                QueryValues.entity("entity", entity),
                QueryValues.oneOf("verdict", verdict, Verdict.class),
                QueryValues.time("since", since));
    }

    /** @param owner null: of every entity */
    Specification<StoredReport> in(UUID collaboration, @Nullable UUID owner) {
        return equal("collaborationId", collaboration)
                .and(equal("entityId", owner))
                .and(equal("entityName", entity))
                .and(equal("verdict", verdict))
                .and((report, query, is) ->
                        since == null ? is.conjunction() : is.greaterThanOrEqualTo(report.get("createdAt"), since));
    }

    private static Specification<StoredReport> equal(String attribute, @Nullable Object value) {
        return (report, query, is) -> value == null ? is.conjunction() : is.equal(report.get(attribute), value);
    }
}

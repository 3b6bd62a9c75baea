package io.veilpool.coordinator.leakage;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import io.veilpool.model.protocol.Verdict;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
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
    private static final Pattern ENTITY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** As the query has them. */
    static ReportFilter of(@Nullable String entity, @Nullable String verdict, @Nullable String since) {
        if (entity != null && !ENTITY_NAME.matcher(entity).matches()) {
            throw invalid(
                    "entity",
                    "the name of an entity: 1 to 63 letters, digits, dots, hyphens and underscores, a letter or digit first");
        }
        return new ReportFilter(
                entity, verdict == null ? null : verdict(verdict), since == null ? null : instant(since));
    }

    private static Verdict verdict(String text) {
        return Arrays.stream(Verdict.values())
                .filter(verdict -> verdict.name().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid("verdict", "PASS, FAIL or INSUFFICIENT_EVIDENCE"));
    }

    private static Instant instant(String text) {
        try {
            Instant since = Instant.parse(text);
            if (since.getEpochSecond() >= 0 && since.isBefore(Instant.parse("9999-12-31T00:00:00Z"))) {
                return since;
            }
        } catch (DateTimeException e) {
            // refused below, like a year that no database knows
        }
        throw invalid("since", "a time from 1970 to 9999, such as 2026-11-26T18:00:00Z");
    }

    private static RefusedException invalid(String parameter, String wanted) {
        return new RefusedException(
                ProblemType.INVALID_REQUEST,
                "%s must be %s.".formatted(parameter, wanted),
                Map.of("parameter", parameter));
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

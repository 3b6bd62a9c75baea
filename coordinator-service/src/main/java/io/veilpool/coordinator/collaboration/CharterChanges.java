package io.veilpool.coordinator.collaboration;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.ProblemType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What a new version of a charter changes. */
final class CharterChanges {
    /** Rows that are shared already were made for everything else. */
    private static final Set<String> CHANGEABLE_WHILE_SHARING = Set.of("thresholds", "rows", "oversight");

    private CharterChanges() {}

    /** Refuses a change of anything but limits. */
    static void refuseBeyondLimits(Charter current, Charter next) {
        List<String> fixed = changed(current, next).stream()
                .filter(field -> !CHANGEABLE_WHILE_SHARING.contains(field))
                .toList();
        if (!fixed.isEmpty()) {
            throw new RefusedException(
                    ProblemType.WRONG_STATE,
                    "While a collaboration is SHARING only thresholds, rows and oversight of its charter change, not "
                            + String.join(", ", fixed) + ".",
                    Map.of("fixed", fixed));
        }
    }

    /** SHA-256 of the charter in canonical JSON (RFC 8785), by which the trail knows it. */
    static String digest(Charter charter) {
        return Digests.sha256(CanonicalJson.write(charter));
    }

    /** For the trail: which fields changed, and the new limits. */
    static Map<String, String> describe(Charter current, Charter next) {
        Map<String, String> details = new TreeMap<>();
        details.put("changed", String.join(", ", changed(current, next)));
        details.put("charter", digest(next));
        details.put("thresholds", next.thresholds().toString());
        details.put("rows", next.rows().toString());
        details.put("oversight", next.oversight().toString());
        return details;
    }

    private static List<String> changed(Charter current, Charter next) {
        List<String> names = new ArrayList<>();
        for (RecordComponent component : Charter.class.getRecordComponents()) {
            try {
                if (!Objects.equals(
                        component.getAccessor().invoke(current),
                        component.getAccessor().invoke(next))) {
                    names.add(component.getName());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return names;
    }
}

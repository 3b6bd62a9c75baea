package io.veilpool.coordinator.audit;

import io.veilpool.coordinator.security.Sight;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The SQL of what somebody sees of the trail, and wants of it. */
final class Selection {
    private final List<String> conditions = new ArrayList<>(List.of("true"));
    private final Map<String, Object> parameters = new HashMap<>();

    Selection(Sight sight, TrailFilter filter) {
        if (!sight.everything()) {
            String shown = sight.collaborations().stream().map(UUID::toString).collect(Collectors.joining(","));
            add("collaboration_id = any(cast(string_to_array(:shown, ',') as uuid[]))", "shown", shown);
        }
        add("action = :action", "action", filter.action());
        add("(actor = :actor or starts_with(actor, :actor || ' '))", "actor", filter.actor());
        add("at >= :since", "since", time(filter.since()));
        add("at < :until", "until", time(filter.until()));
        add("number >= :from", "from", filter.from());
        add("number <= :to", "to", filter.to());
    }

    private void add(String condition, String parameter, @Nullable Object value) {
        if (value != null) {
            conditions.add(condition);
            parameters.put(parameter, value);
        }
    }

    /** As the database's driver takes it. */
    private static @Nullable Object time(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    String where() {
        return String.join(" and ", conditions);
    }

    Map<String, Object> parameters() {
        return Map.copyOf(parameters);
    }
}

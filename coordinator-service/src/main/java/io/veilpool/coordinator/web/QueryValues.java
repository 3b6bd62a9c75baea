package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values of a list's filters as they stand in the query, null where the caller left them out. What is none is refused with INVALID_REQUEST,
 * in a sentence that says what it must be and never repeats what it was.
 */
public final class QueryValues {
    private static final Pattern ENTITY_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,18}");
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z"); // what every database knows

    private QueryValues() {}

    public static @Nullable String entity(String parameter, @Nullable String text) {
        return matching(
                parameter,
                text,
                ENTITY_NAME,
                "the name of an entity: 1 to 63 letters, digits, dots, hyphens and underscores, a letter or digit first");
    }

    /** @param wanted what a value that fits is, for people */
    public static @Nullable String matching(String parameter, @Nullable String text, Pattern pattern, String wanted) {
        if (text != null && !pattern.matcher(text).matches()) {
            throw invalid(parameter, wanted);
        }
        return text;
    }

    public static <E extends Enum<E>> @Nullable E oneOf(String parameter, @Nullable String text, Class<E> type) {
        if (text == null) {
            return null;
        }
        List<E> values = List.of(type.getEnumConstants());
        return values.stream()
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElseThrow(() -> invalid(parameter, listed(values)));
    }

    private static String listed(List<? extends Enum<?>> values) {
        List<String> names = values.stream().map(Enum::name).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.getLast();
    }

    public static @Nullable Instant time(String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            Instant time = Instant.parse(text);
            if (time.getEpochSecond() >= 0 && time.isBefore(END)) {
                return time;
            }
        } catch (DateTimeException e) {
            // refused below, like a year that no database knows
        }
        throw invalid(parameter, "a time from 1970 to 9999, such as 2026-11-26T18:00:00Z");
    }

    public static @Nullable UUID id(String parameter, @Nullable String text, String wanted) {
        if (text == null) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // refused below
        }
        throw invalid(parameter, wanted);
    }

    /** A whole number from 1 on. */
    public static @Nullable Long position(String parameter, @Nullable String text) {
        String wanted = "a whole number from 1 on";
        String digits = matching(parameter, text, WHOLE_NUMBER, wanted);
        if (digits == null) {
            return null;
        }
        long position = Long.parseLong(digits);
        if (position < 1) {
            throw invalid(parameter, wanted);
        }
        return position;
    }

    /** Refuses two bounds of which the first lies behind the second. */
    public static <T extends Comparable<? super T>> void requireOrder(
            String first, @Nullable T low, String second, @Nullable T high) {
        if (low != null && high != null && low.compareTo(high) > 0) {
            throw invalid(first, "no later than " + second + ", or nothing is between them");
        }
    }

    /** What to throw where a value is well formed, but is none here. */
    public static RefusedException invalid(String parameter, String wanted) {
        return new RefusedException(
                ProblemType.INVALID_REQUEST,
                "%s must be %s.".formatted(parameter, wanted),
                Map.of("parameter", parameter));
    }
}

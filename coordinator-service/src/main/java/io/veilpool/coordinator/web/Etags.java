package io.veilpool.coordinator.web;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.protocol.ProblemType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Strong entity tags made of a version number. */
public final class Etags {
    private Etags() {}

    public static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * The version that the caller saw.
     *
     * @param ifMatch value of the header {@code If-Match}
     */
    public static long required(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new RefusedException(
                    ProblemType.PRECONDITION_REQUIRED,
                    "Send the ETag of the version that you saw in the header If-Match.");
        }
        String tag = ifMatch.strip();
        if (tag.matches("\"\\d{1,18}\"")) {
            return Long.parseLong(tag.substring(1, tag.length() - 1));
        }
        throw new RefusedException(
                ProblemType.CHANGED_MEANWHILE,
                "If-Match is not an ETag of this resource. Read it again and send its ETag.",
                Map.of("ifMatch", tag.length() > 40 ? tag.substring(0, 40) : tag));
    }
}

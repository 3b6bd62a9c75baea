package io.veilpool.coordinator.storage;

import io.veilpool.coordinator.problem.RefusedException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ObjectParts;
import io.veilpool.model.protocol.ProblemType;
import java.util.List;
import java.util.Map;

/** Whether parts that an agent announces fit together; sizes in bytes. */
final class UploadPlan {
    static final long MIN_PART = 5L << 20;
    static final long MAX_PART = 64L << 20;
    static final int MAX_PARTS = 10_000;

    private UploadPlan() {}

    /** Refuses with MANIFEST_INVALID, naming value and limit. */
    static void check(List<ObjectParts> objects) {
        long parts = 0;
        for (int i = 0; i < objects.size(); i++) {
            check(i, objects.get(i));
            parts += objects.get(i).partSha256().size();
        }
        if (objects.isEmpty() || parts > MAX_PARTS) {
            throw refused(
                    "An upload needs 1 to " + MAX_PARTS + " parts in all, got " + parts + ". Use larger parts.",
                    Map.of("parts", parts, "limit", MAX_PARTS));
        }
    }

    private static void check(int index, ObjectParts object) {
        String name = "Object " + (index + 1) + " of the upload";
        if (!Digests.isSha256(object.digest())) {
            throw refused(name + " has no SHA-256 as its digest: 64 lower-case hex digits are needed.", Map.of());
        }
        if (object.bytes() < 1) {
            throw refused(
                    name + " has " + object.bytes() + " bytes; at least 1 is needed.", Map.of("bytes", object.bytes()));
        }
        if (object.partBytes() < MIN_PART || object.partBytes() > MAX_PART) {
            throw refused(
                    name + " has parts of " + object.partBytes() + " bytes; " + MIN_PART + " to " + MAX_PART
                            + " are allowed.",
                    Map.of("partBytes", object.partBytes(), "min", MIN_PART, "max", MAX_PART));
        }
        long needed = Math.ceilDiv(object.bytes(), object.partBytes());
        if (object.partSha256().size() != needed) {
            throw refused(
                    name + " of " + object.bytes() + " bytes has " + needed + " parts of " + object.partBytes()
                            + " bytes, but " + object.partSha256().size() + " part digests were sent.",
                    Map.of("parts", object.partSha256().size(), "needed", needed));
        }
        if (!object.partSha256().stream().allMatch(Digests::isSha256)) {
            throw refused(name + " has a part digest that is not 64 lower-case hex digits.", Map.of());
        }
    }

    private static RefusedException refused(String sentence, Map<String, ?> facts) {
        return new RefusedException(ProblemType.MANIFEST_INVALID, sentence, facts);
    }
}

package io.veilpool.model.protocol;

import java.util.regex.Pattern;

/** Seeds of 64 bits as text: as a JSON number many readers, and RFC 8785, would round them. */
final class SeedText {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("-?[0-9]{1,19}");

    private SeedText() {}

    static void check(String seed) {
        if (!WHOLE_NUMBER.matcher(seed).matches()) {
            throw new IllegalArgumentException("a seed is a whole number in decimal digits");
        }
    }
}

package io.veilpool.experiments.lab;

import java.util.Locale;

/** Which of the two backbones. */
public enum Width {
    /** Stands where the paper has ResNet-50. */
    NARROW,
    /** Stands where the paper has ResNet-101. */
    WIDE;

    /** As in variants. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package io.veilpool.demo.images;

/** How the images are dealt. */
public enum World {
    /** Every entity has images of every class. */
    EQUAL,
    /** The publishing entity e1 lacks three classes in ten (at least one); everybody else has all. */
    SKEWED
}

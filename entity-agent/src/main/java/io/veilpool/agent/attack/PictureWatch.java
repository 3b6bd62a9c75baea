package io.veilpool.agent.attack;

import ai.djl.ndarray.NDArray;

/** Looks at what attackers paint, for pages that stay where the images are. */
@FunctionalInterface
public interface PictureWatch {
    /** Sees nothing. */
    PictureWatch NONE = (attacker, images, pictures) -> {};

    /**
     * @param attacker which way of which attack
     * @param images   positions among the scene's scored images
     * @param pictures (n, C, H, W) in [0, 1] of these; closed by the caller
     */
    void seen(String attacker, int[] images, NDArray pictures);
}

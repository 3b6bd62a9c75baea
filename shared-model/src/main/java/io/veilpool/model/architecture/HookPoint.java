package io.veilpool.model.architecture;

/**
 * Where a network is split, in the paper's notation: {@code conv3_1} is the end of the first block of stage 3, which
 * torchvision calls {@code layer2.0}; {@code pooled} is in front of the last layer.
 *
 * @param stage 2 to 5, or 0 for pooled
 * @param block from 1, or 0 for pooled
 */
public record HookPoint(int stage, int block) {
    public static final HookPoint POOLED = new HookPoint(0, 0);

    /** @throws InvalidArchitectureException if the text is neither {@code conv2_1} to {@code conv5_99} nor {@code pooled} */
    public static HookPoint parse(String text) {
        if (text.equals("pooled")) {
            return POOLED;
        }
        if (!text.matches("conv[2-5]_[1-9][0-9]?")) {
            throw new InvalidArchitectureException(
                    "a hook point is pooled or conv2_1 to conv5_99, for instance conv3_1; was " + text);
        }
        return new HookPoint(text.charAt(4) - '0', Integer.parseInt(text.substring(6)));
    }

    /** Name of the block after which the network is split. */
    String layerName() {
        return "layer" + (stage - 1) + "." + (block - 1);
    }

    @Override
    public String toString() {
        return stage == 0 ? "pooled" : "conv" + stage + "_" + block;
    }
}

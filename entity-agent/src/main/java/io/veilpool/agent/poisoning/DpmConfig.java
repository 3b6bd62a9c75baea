package io.veilpool.agent.poisoning;

import java.util.Set;

/**
 * How an entity trains its DPM: Deep Poisoning, section 3.3, Eq. (4) to (6), with three additions of ours that are each a weight
 * (docs/decisions): matching of the frozen decider's activations and of its logits, and both signs of SSIM.
 *
 * @param block             {@code BASIC}, {@code BOTTLENECK} or {@code PLAIN}
 * @param depth             blocks, 1 to 16
 * @param width             inner channels of a block, 4 to 4096
 * @param lambda            weight of the disparity term, Eq. (6), at least 0; doubled at a check, up to 8 times, while the published
 *     reconstructor's |SSIM| on validation images is above a third of {@code maxSsim}
 * @param matching          weight of the distance between the decider's inner activations on poisoned and on original features,
 *     relative to their variance; 0 is the paper's loss
 * @param logitMatching     weight of the divergence (in nats) of its class probabilities on poisoned from those on original features; 0
 *     is the paper's loss
 * @param steps             training steps, at least 1
 * @param batch             rows per step, at least 2
 * @param disparityShare    share of a batch that the disparity term, the dearest one, sees, in (0, 1]
 * @param learningRate      greatest learning rate of Adam, > 0
 * @param clip              greatest global norm of a step's gradient, > 0
 * @param augmentBelow        sets with fewer images are flipped and shifted at random, their features computed anew in each step; 0 never
 * @param flips             whether that flips images left to right (not for digits or letters)
 * @param checks            times that the training looks at validation images on its way
 * @param maxRestarts       further starts after one that failed, at least 0
 * @param maxTop1Lost       top-1 in points that a start may lose on validation images (beyond what their number leaves to chance)
 * @param minRelativeChange a start whose poisoned features differ less from original ones is stuck at the identity
 * @param maxSsim           greatest |mean SSIM| of the published reconstructor on poisoned validation features
 */
public record DpmConfig(
        String block,
        int depth,
        int width,
        double lambda,
        double matching,
        double logitMatching,
        int steps,
        int batch,
        double disparityShare,
        double learningRate,
        double clip,
        int augmentBelow,
        boolean flips,
        int checks,
        int maxRestarts,
        double maxTop1Lost,
        double minRelativeChange,
        double maxSsim) {
    private static final Set<String> BLOCKS = Set.of("BASIC", "BOTTLENECK", "PLAIN");

    public DpmConfig {
        if (!BLOCKS.contains(block)) {
            throw new IllegalArgumentException("dpm.block must be BASIC, BOTTLENECK or PLAIN, was '" + block + "'");
        }
        within("depth", depth, 1, 16);
        within("width", width, 4, 4096);
        within("lambda", lambda, 0, 1e6);
        within("matching", matching, 0, 1e6);
        within("logitMatching", logitMatching, 0, 1e6);
        within("steps", steps, 1, 1_000_000);
        within("batch", batch, 2, 65_536);
        within("disparityShare", disparityShare, 1e-6, 1);
        within("learningRate", learningRate, 1e-9, 100);
        within("clip", clip, 1e-9, 1e9);
        within("augmentBelow", augmentBelow, 0, 10_000_000);
        within("checks", checks, 0, 1_000);
        within("maxRestarts", maxRestarts, 0, 100);
        within("maxTop1Lost", maxTop1Lost, 0, 100);
        within("minRelativeChange", minRelativeChange, 0, 1e6);
        within("maxSsim", maxSsim, 0, 1);
    }

    /** The demonstration's settings for one architecture. */
    public static DpmConfig defaults(String block, int depth, int width) {
        return new DpmConfig(block, depth, width, 4.0, 1.0, 1.0, 200, 48, 0.5, 2e-3, 5, 2_000, true, 4, 3, 5, 0.2, 0.1);
    }

    /** For trying things out. */
    public static DpmConfig quick(String block, int depth, int width) {
        return defaults(block, depth, width).withSteps(64).withLimits(15, 0.2, 0.2);
    }

    /** Another architecture; see the components of the same names. */
    public DpmConfig withArchitecture(String newBlock, int newDepth, int newWidth) {
        return new DpmConfig(
                newBlock,
                newDepth,
                newWidth,
                lambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                learningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                maxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    public DpmConfig withLambda(double newLambda) {
        return new DpmConfig(
                block,
                depth,
                width,
                newLambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                learningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                maxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    public DpmConfig withSteps(int newSteps) {
        return new DpmConfig(
                block,
                depth,
                width,
                lambda,
                matching,
                logitMatching,
                newSteps,
                batch,
                disparityShare,
                learningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                maxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    public DpmConfig withLearningRate(double newLearningRate) {
        return new DpmConfig(
                block,
                depth,
                width,
                lambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                newLearningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                maxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    /** Limits of a start; see the components of the same names. */
    public DpmConfig withLimits(double newMaxTop1Lost, double newMinRelativeChange, double newMaxSsim) {
        return new DpmConfig(
                block,
                depth,
                width,
                lambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                learningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                maxRestarts,
                newMaxTop1Lost,
                newMinRelativeChange,
                newMaxSsim);
    }

    public DpmConfig withRestarts(int newMaxRestarts) {
        return new DpmConfig(
                block,
                depth,
                width,
                lambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                learningRate,
                clip,
                augmentBelow,
                flips,
                checks,
                newMaxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    public DpmConfig withAugmentBelow(int newAugmentBelow) {
        return new DpmConfig(
                block,
                depth,
                width,
                lambda,
                matching,
                logitMatching,
                steps,
                batch,
                disparityShare,
                learningRate,
                clip,
                newAugmentBelow,
                flips,
                checks,
                maxRestarts,
                maxTop1Lost,
                minRelativeChange,
                maxSsim);
    }

    private static void within(String name, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new IllegalArgumentException(
                    "dpm." + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}

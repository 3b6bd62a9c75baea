package io.veilpool.agent.poisoning;

import io.veilpool.model.metric.Ssim;
import io.veilpool.model.protocol.PoisoningProfile;
import java.util.Set;

/**
 * How an entity trains its DPM: Deep Poisoning, section 3.3, Eq. (4) to (6), with three additions of ours that are each a weight
 * (docs/decisions): matching of the frozen decider's activations and of its logits, and both signs of SSIM.
 *
 * @param block             {@code BASIC}, {@code BOTTLENECK} or {@code PLAIN}
 * @param depth             blocks, 1 to 16
 * @param width             inner channels of a block, 4 to 4096
 * @param imagesPerRow      images of a class that are mixed into a row before the DPM, 1 to 64 ({@link Mixing}); 1 is the paper. The
 *     collaboration's charter decides it
 * @param identityStart     whether residual blocks start near the identity instead of at random; needs {@code BASIC} or {@code
 *     BOTTLENECK}. A DPM that starts there stays easier to invert for somebody with a few known pairs, so it is for rows that mixing
 *     protects
 * @param labelWeight       weight of the cross-entropy with the labels, Eq. (4), at least 0; 1 is the paper. Where the published decider
 *     does not know a class, it makes the DPM sign rows of that class in a way that only rows of a DPM are signed
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
        int imagesPerRow,
        boolean identityStart,
        double labelWeight,
        double lambda,
        Ssim.Mode similarity,
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
        within("imagesPerRow", imagesPerRow, 1, PoisoningProfile.MAX_IMAGES_PER_ROW);
        if (identityStart && block.equals("PLAIN")) {
            throw new IllegalArgumentException(
                    "dpm.identityStart needs a block with a skip connection, PLAIN has none");
        }
        within("labelWeight", labelWeight, 0, 1e6);
        within("lambda", lambda, 0, 1e6);
        if (labelWeight + matching + logitMatching == 0) {
            throw new IllegalArgumentException(
                    "dpm.labelWeight, dpm.matching and dpm.logitMatching are all 0: nothing would keep the"
                            + " decider's accuracy; give one of them a weight");
        }
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
        return new DpmConfig(
                block,
                depth,
                width,
                1,
                false,
                1,
                4.0,
                Ssim.Mode.ABS,
                1.0,
                1.0,
                200,
                48,
                0.5,
                2e-3,
                5,
                2_000,
                true,
                4,
                3,
                5,
                0.2,
                0.1);
    }

    /** For trying things out. */
    public static DpmConfig quick(String block, int depth, int width) {
        return defaults(block, depth, width).withSteps(64).withLimits(15, 0.2, 0.2);
    }

    /** Another architecture; see the components of the same names. */
    public DpmConfig withSteps(int newSteps) {
        Draft draft = new Draft(this);
        draft.steps = newSteps;
        return draft.done();
    }

    public DpmConfig withLearningRate(double newLearningRate) {
        Draft draft = new Draft(this);
        draft.learningRate = newLearningRate;
        return draft.done();
    }

    /** Limits of a start; see the components of the same names. */
    public DpmConfig withLimits(double newMaxTop1Lost, double newMinRelativeChange, double newMaxSsim) {
        Draft draft = new Draft(this);
        draft.maxTop1Lost = newMaxTop1Lost;
        draft.minRelativeChange = newMinRelativeChange;
        draft.maxSsim = newMaxSsim;
        return draft.done();
    }

    public DpmConfig withRestarts(int newMaxRestarts) {
        Draft draft = new Draft(this);
        draft.maxRestarts = newMaxRestarts;
        return draft.done();
    }

    public DpmConfig withAugmentBelow(int newAugmentBelow) {
        Draft draft = new Draft(this);
        draft.augmentBelow = newAugmentBelow;
        return draft.done();
    }

    /** With 0 nothing is looked at on the way: no start is given up early, and lambda stays what it is. */
    public DpmConfig withChecks(int newChecks) {
        Draft draft = new Draft(this);
        draft.checks = newChecks;
        return draft.done();
    }

    public DpmConfig withArchitecture(String newBlock, int newDepth, int newWidth) {
        Draft draft = new Draft(this);
        draft.block = newBlock;
        draft.depth = newDepth;
        draft.width = newWidth;
        return draft.done();
    }

    public DpmConfig withLambda(double newLambda) {
        Draft draft = new Draft(this);
        draft.lambda = newLambda;
        return draft.done();
    }

    public DpmConfig withSimilarity(Ssim.Mode newSimilarity) {
        Draft draft = new Draft(this);
        draft.similarity = newSimilarity;
        return draft.done();
    }

    public DpmConfig withLabelWeight(double newLabelWeight) {
        Draft draft = new Draft(this);
        draft.labelWeight = newLabelWeight;
        return draft.done();
    }

    public DpmConfig withMatching(double newMatching, double newLogitMatching) {
        Draft draft = new Draft(this);
        draft.matching = newMatching;
        draft.logitMatching = newLogitMatching;
        return draft.done();
    }

    /**
     * As the charter wants it. The DPM follows the decider's activations and outputs, if these have a weight, and then not the labels,
     * Eq. (4): towards these it would sign rows, which costs the pool (docs/frontier.md). Where mixing protects, it also starts near the
     * identity if its block can, and is not pushed away from what the published reconstructor knows.
     */
    public DpmConfig withProfile(PoisoningProfile profile) {
        double labels = matching + logitMatching > 0 ? 0 : labelWeight;
        if (profile.imagesPerRow() == 1) {
            return withMixing(1, identityStart).withLabelWeight(labels);
        }
        return withMixing(profile.imagesPerRow(), !block.equals("PLAIN"))
                .withLambda(0)
                .withLabelWeight(labels)
                .withLimits(maxTop1Lost, 0, 1);
    }

    public DpmConfig withMixing(int newImagesPerRow, boolean newIdentityStart) {
        Draft draft = new Draft(this);
        draft.imagesPerRow = newImagesPerRow;
        draft.identityStart = newIdentityStart;
        return draft.done();
    }

    /** A configuration while some of its components change. */
    private static final class Draft {
        private final DpmConfig from;
        private String block;
        private int depth;
        private int width;
        private int imagesPerRow;
        private boolean identityStart;
        private double labelWeight;
        private double lambda;
        private Ssim.Mode similarity;
        private double matching;
        private double logitMatching;
        private int steps;
        private double learningRate;
        private int augmentBelow;
        private int checks;
        private int maxRestarts;
        private double maxTop1Lost;
        private double minRelativeChange;
        private double maxSsim;

        Draft(DpmConfig from) {
            this.from = from;
            block = from.block;
            depth = from.depth;
            width = from.width;
            imagesPerRow = from.imagesPerRow;
            identityStart = from.identityStart;
            labelWeight = from.labelWeight;
            lambda = from.lambda;
            similarity = from.similarity;
            matching = from.matching;
            logitMatching = from.logitMatching;
            steps = from.steps;
            learningRate = from.learningRate;
            augmentBelow = from.augmentBelow;
            checks = from.checks;
            maxRestarts = from.maxRestarts;
            maxTop1Lost = from.maxTop1Lost;
            minRelativeChange = from.minRelativeChange;
            maxSsim = from.maxSsim;
        }

        DpmConfig done() {
            return new DpmConfig(
                    block,
                    depth,
                    width,
                    imagesPerRow,
                    identityStart,
                    labelWeight,
                    lambda,
                    similarity,
                    matching,
                    logitMatching,
                    steps,
                    from.batch,
                    from.disparityShare,
                    learningRate,
                    from.clip,
                    augmentBelow,
                    from.flips,
                    checks,
                    maxRestarts,
                    maxTop1Lost,
                    minRelativeChange,
                    maxSsim);
        }
    }

    private static void within(String name, double value, double least, double greatest) {
        if (!(value >= least && value <= greatest)) {
            throw new IllegalArgumentException(
                    "dpm." + name + " must be " + least + " to " + greatest + ", was " + value);
        }
    }
}

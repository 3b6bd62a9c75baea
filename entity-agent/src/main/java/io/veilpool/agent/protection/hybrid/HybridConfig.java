package io.veilpool.agent.protection.hybrid;

import static io.veilpool.agent.protection.Bounds.atLeast;
import static io.veilpool.agent.protection.Bounds.positive;

import io.veilpool.agent.opponent.InverterSpec;
import io.veilpool.model.architecture.HookPoint;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the hybrid multi-task training of Li, Li and Lin (ACM TIST 2023). Public of that paper is the abstract, so the losses are
 * reconstructions and the values a place to start from. A weight of 0 switches its part off.
 *
 * @param steps          steps of the networks after the classifier's own training, at least 1
 * @param batch          images per step, at least 2
 * @param rate           greatest learning rate of Adam of all but the adversary, &gt; 0
 * @param sensitiveHook  where the sensitive branch v leaves the trunk, before the hook of the released embedding u
 * @param codeWidth      channels of v, at least 1
 * @param adversaryWidth hidden layers of the adversary A, at least 1
 * @param adversarySteps k, steps of A on recent embeddings before each step of the networks, at least 1
 * @param adversaryRate  learning rate of Adam of A, &gt; 0
 * @param freshEvery     R, steps after which A begins at random again; 0 for never
 * @param generator      width and blocks of the decoder G of [u, v]
 * @param sensitive      a, weight of v's classifier C_s
 * @param fool           b, weight of the maximum-entropy term on A(u)
 * @param correlation    c, weight of the mean squared correlation of u and v
 * @param reconstruction weight of G's distance to the image; only v is rewarded for what G can tell, not u
 * @param swap           weight of the swap consistency on G(u_i, v_j)
 * @param moved          weight of the main classifier's loss on adversarial embeddings u~
 * @param embedding      how they are made while training; null exactly if {@code moved} is 0
 */
public record HybridConfig(
        int steps,
        int batch,
        double rate,
        HookPoint sensitiveHook,
        int codeWidth,
        int adversaryWidth,
        int adversarySteps,
        double adversaryRate,
        int freshEvery,
        InverterSpec generator,
        double sensitive,
        double fool,
        double correlation,
        double reconstruction,
        double swap,
        double moved,
        @Nullable EmbeddingConfig embedding) {
    public static final HybridConfig DEFAULT = new HybridConfig(
            300,
            32,
            1e-3,
            HookPoint.parse("conv3_2"),
            32,
            32,
            3,
            2e-3,
            75,
            new InverterSpec(64, 1),
            0.3,
            2,
            1,
            1,
            0,
            1,
            EmbeddingConfig.DEFAULT);

    public HybridConfig {
        atLeast("steps", steps, 1);
        atLeast("batch", batch, 2);
        atLeast("codeWidth", codeWidth, 1);
        atLeast("adversaryWidth", adversaryWidth, 1);
        atLeast("adversarySteps", adversarySteps, 1);
        atLeast("freshEvery", freshEvery, 0);
        atLeast("sensitive", sensitive, 0);
        atLeast("fool", fool, 0);
        atLeast("correlation", correlation, 0);
        atLeast("reconstruction", reconstruction, 0);
        atLeast("swap", swap, 0);
        atLeast("moved", moved, 0);
        positive("rate", rate);
        positive("adversaryRate", adversaryRate);
        if ((moved == 0) != (embedding == null)) {
            throw new IllegalArgumentException("embedding is needed exactly if moved > 0, which was " + moved);
        }
    }

    /** For the ablation: the same with other weights of the parts that hide. */
    public HybridConfig with(double newFool, int newFreshEvery, double newCorrelation, double newMoved) {
        return new HybridConfig(
                steps,
                batch,
                rate,
                sensitiveHook,
                codeWidth,
                adversaryWidth,
                adversarySteps,
                adversaryRate,
                newFreshEvery,
                generator,
                newCorrelation > 0 ? sensitive : 0,
                newFool,
                newCorrelation,
                newCorrelation > 0 ? reconstruction : 0,
                newCorrelation > 0 ? swap : 0,
                newMoved,
                newMoved > 0 ? embedding == null ? EmbeddingConfig.DEFAULT : embedding : null);
    }

    /** The same for embeddings of this hook point, which have so many places. */
    HybridConfig at(HookPoint hook, int places) {
        HookPoint branch = branch(hook);
        return changed(
                steps, branch == null ? sensitiveHook : branch, embedding == null ? null : embedding.over(places));
    }

    /** The same with at most so many steps. */
    public HybridConfig within(int mostSteps) {
        return changed(Math.min(steps, mostSteps), sensitiveHook, embedding);
    }

    private HybridConfig changed(int newSteps, HookPoint newSensitiveHook, @Nullable EmbeddingConfig newEmbedding) {
        return new HybridConfig(
                newSteps,
                batch,
                rate,
                newSensitiveHook,
                codeWidth,
                adversaryWidth,
                adversarySteps,
                adversaryRate,
                freshEvery,
                generator,
                sensitive,
                fool,
                correlation,
                reconstruction,
                swap,
                moved,
                newEmbedding);
    }

    /** A block that every backbone has well in front of this hook point; null if there is none. */
    static @Nullable HookPoint branch(HookPoint hook) {
        if (hook.equals(HookPoint.POOLED) || hook.stage() > 3) {
            return HookPoint.parse("conv3_2");
        }
        if (hook.stage() == 3) {
            return HookPoint.parse("conv2_2");
        }
        return hook.block() > 1 ? new HookPoint(hook.stage(), hook.block() - 1) : null;
    }

    /** Whether there is a sensitive branch at all. */
    boolean branches() {
        return sensitive > 0 || correlation > 0 || reconstruction > 0 || swap > 0;
    }
}

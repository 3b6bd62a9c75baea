package io.veilpool.experiments.lab;

import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.architecture.InvalidArchitectureException;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which networks the experiments are of.
 *
 * @param backbones narrow and wide, as {@link Backbones#named} knows them
 * @param hookPoint where they are split
 * @param weights   state_dicts to take instead of training, one for each, for ImageNet's normalised input; none: they are trained
 */
public record Networks(List<String> backbones, String hookPoint, List<Path> weights) {
    /** Split point of the agents' usual networks. */
    public static final String USUAL_HOOK_POINT = "conv3_1";

    /** @throws InvalidArchitectureException if there is no such backbone or hook point; says what there is */
    public Networks {
        backbones = List.copyOf(backbones);
        weights = List.copyOf(weights);
        if (backbones.size() != Width.values().length) {
            throw new InvalidArchitectureException(
                    "two backbones are needed, a narrow and a wide one, got " + backbones.size());
        }
        if (!weights.isEmpty() && weights.size() != backbones.size()) {
            throw new InvalidArchitectureException(
                    "weights are needed for none or for both backbones, got " + weights.size());
        }
        for (String backbone : backbones) {
            Backbones.split(Backbones.named(backbone, new ImageSpec(3, 64, 64), 2), HookPoint.parse(hookPoint));
        }
    }

    /** Small ones, for images of this size. */
    public static Networks usual(Budget budget, ImageSpec image) {
        return new Networks(
                List.of(budget.backbone(Width.NARROW, image), budget.backbone(Width.WIDE, image)),
                USUAL_HOOK_POINT,
                List.of());
    }

    /** The same, split elsewhere. */
    public Networks at(String newHookPoint) {
        return new Networks(backbones, newHookPoint, weights);
    }

    String backbone(Width width) {
        return backbones.get(width.ordinal());
    }

    PreTrainingConfig preTraining(Width width, PreTrainingConfig usual) {
        if (weights.isEmpty()) {
            return usual;
        }
        return new PreTrainingConfig(
                0,
                usual.batch(),
                usual.peakRate(),
                usual.weightDecay(),
                usual.reconstructorSteps(),
                usual.reconstructorBatch(),
                usual.reconstructorRate(),
                weights.get(width.ordinal()),
                true,
                usual.labelSmoothing());
    }

    /** Backbones, hook point and the digests of the weights. */
    String determinant() throws IOException {
        StringBuilder text = new StringBuilder(backbones + " " + hookPoint);
        for (Path file : weights) {
            text.append(' ').append(Digests.sha256(file));
        }
        return text.toString();
    }
}

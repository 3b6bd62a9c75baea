package io.veilpool.agent.pretraining;

import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ReleasedNetwork;
import io.veilpool.model.protocol.RowCalibration;
import java.nio.file.Path;
import java.util.List;

/**
 * What pre-training leaves: the release's weights file and its figures on validation images.
 *
 * @param top1               percent
 * @param top5               percent
 * @param reconstructorL1    mean absolute difference, images in [0, 1]
 * @param reconstructorSsim  mean SSIM
 */
public record PreTrainingResult(
        Path weights,
        String weightsDigest,
        long weightsBytes,
        List<ReleasedNetwork> networks,
        FeatureShape featureShape,
        RowCalibration calibration,
        double top1,
        double top5,
        double reconstructorL1,
        double reconstructorSsim) {}

package io.veilpool.model.protocol;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What an agent measured about its DPM on its own premises, on images the DPM was not trained on. Figures only, no pixels.
 *
 * @param relativeChange mean of ||z' - z|| / ||z||
 * @param priorSsim      SSIM of the best guess without features (mean or class mean image)
 * @param priorL1        L1 of that guess
 * @param control        the insider's attacker on original features: shows that the attacker works
 * @param scores         one per attacker of the probe on poisoned features: {@code published-reconstructor}, {@code insider}
 * @param attackEffort   what the attack library could spend; NONE if it was not run, whatever the reason
 * @param attacks        what it got, one entry per attack
 * @param notRun         attacks not run, and why
 * @param verdict        {@code PASS} or {@code FAIL}
 * @param reasons        why it failed: value, limit
 * @param residualRisk   in plain words
 */
public record LeakageReport(
        int formatVersion,
        UUID collaboration,
        String entity,
        String releaseDigest,
        String dpmCommitment,
        int rotation,
        int images,
        double top1Original,
        double top1Poisoned,
        double top5Original,
        double top5Poisoned,
        double relativeChange,
        double priorSsim,
        double priorL1,
        AttackScore control,
        AttackScore reconstructorOnOriginal,
        List<AttackScore> scores,
        AttackEffort attackEffort,
        List<AttackOutcome> attacks,
        List<String> notRun,
        String verdict,
        List<String> reasons,
        String residualRisk,
        Instant createdAt) {}

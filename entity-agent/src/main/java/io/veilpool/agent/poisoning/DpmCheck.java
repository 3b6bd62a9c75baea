package io.veilpool.agent.poisoning;

/**
 * What a DPM does to validation rows.
 *
 * @param rows           rows looked at
 * @param top1Original   published decider on original rows, percent
 * @param top1Poisoned   the same on poisoned rows
 * @param chance         two standard errors of their difference, in points: what the number of rows leaves to chance
 * @param ssim           mean SSIM of the published reconstructor on poisoned rows
 * @param ssimNegative   of the negated reconstructions
 * @param l1             mean absolute difference
 * @param relativeChange mean of ||z' - z|| / ||z||
 */
record DpmCheck(
        int rows,
        double top1Original,
        double top1Poisoned,
        double chance,
        double ssim,
        double ssimNegative,
        double l1,
        double relativeChange) {
    double lost() {
        return top1Original - top1Poisoned;
    }
}

package io.veilpool.model.protocol;

import java.util.List;

/**
 * One way to protect rows too little, and how a row that has it is told: the weighted sum of its statistics is above the limit.
 *
 * @param name    as it is said to a contributor whose rows look like it, {@code "original features"}
 * @param weights one for each statistic, in the order of {@code RowStatistics}
 */
public record WeakProtection(String name, List<Double> weights, double limit) {
    public static final int MAX_NAME = 60;
}

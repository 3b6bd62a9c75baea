package io.veilpool.demo.images;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Shares out a number of images among classes (largest remainders). */
final class Apportioning {
    private Apportioning() {}

    /**
     * @param total   what to share out
     * @param weights (K) how much of it each class should get, >= 0; a weight of 0 gets nothing
     * @param least   fewest for a class with a weight
     * @param most    (K) most for each class
     * @return (K) shares; their sum is {@code total} unless {@code least} or {@code most} stand against it
     */
    static int[] share(int total, double[] weights, int least, int[] most) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        int[] shares = new int[weights.length];
        double[] rest = new double[weights.length];
        int given = 0;
        for (int c = 0; c < weights.length; c++) {
            double exact = sum == 0 ? 0 : total * weights[c] / sum;
            int lowest = weights[c] > 0 ? least : 0;
            shares[c] = Math.min(most[c], Math.max(lowest, (int) exact));
            rest[c] = exact - shares[c];
            given += shares[c];
        }
        List<Integer> order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingDouble(c -> -rest[c]))
                .toList();
        for (int c : order) {
            if (given < total && weights[c] > 0 && rest[c] > 0 && shares[c] < most[c]) {
                shares[c]++;
                given++;
            }
        }
        return shares;
    }
}

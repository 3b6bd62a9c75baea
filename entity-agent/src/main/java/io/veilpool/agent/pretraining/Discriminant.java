package io.veilpool.agent.pretraining;

/** Fisher's linear discriminant (1936), with a ridge: {@code w = S^-1 (m1 - m0)}, S the mean of both covariances. */
final class Discriminant {
    /** Share of each variance that is added to it: some hundred rows do not know how fifty statistics hang together. */
    private static final double RIDGE = 0.01;

    /** Added to it, for statistics that never vary. */
    private static final double LEAST_VARIANCE = 1e-9;

    private Discriminant() {}

    /**
     * Weights of the statistics; those of {@code positive} have the greater weighted sums.
     *
     * @param positive rows of statistics, at least two
     * @param negative the same
     */
    static double[] between(double[][] positive, double[][] negative) {
        int n = positive[0].length;
        double[] difference = mean(positive);
        double[] other = mean(negative);
        double[][] covariance = new double[n][n];
        addCovariance(positive, difference, covariance);
        addCovariance(negative, other, covariance);
        for (int i = 0; i < n; i++) {
            difference[i] -= other[i];
            covariance[i][i] += RIDGE * covariance[i][i] + LEAST_VARIANCE;
        }
        return solved(covariance, difference);
    }

    private static double[] mean(double[][] rows) {
        double[] mean = new double[rows[0].length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += row[i] / rows.length;
            }
        }
        return mean;
    }

    /** Half of it. */
    private static void addCovariance(double[][] rows, double[] mean, double[][] to) {
        double[] centred = new double[mean.length];
        for (double[] row : rows) {
            for (int i = 0; i < mean.length; i++) {
                centred[i] = row[i] - mean[i];
            }
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean.length; j++) {
                    to[i][j] += centred[i] * centred[j] / (2.0 * (rows.length - 1));
                }
            }
        }
    }

    /** By Cholesky's decomposition: the matrix is symmetric and, with its ridge, positive definite. Both arguments are overwritten. */
    private static double[] solved(double[][] matrix, double[] right) {
        int n = right.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= matrix[i][k] * matrix[j][k];
                }
                matrix[i][j] = i == j ? Math.sqrt(sum) : sum / matrix[j][j];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                right[i] -= matrix[i][k] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int k = i + 1; k < n; k++) {
                right[i] -= matrix[k][i] * right[k];
            }
            right[i] /= matrix[i][i];
        }
        return right;
    }
}

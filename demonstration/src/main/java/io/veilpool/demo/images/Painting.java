package io.veilpool.demo.images;

import java.util.random.RandomGenerator;

/**
 * Paints one image: a motif somewhere, of some size, turned, bent, in some colours, over a shaded ground with clutter, under
 * noise. Only the motif has to do with the class.
 */
final class Painting {
    static final int SIDE = 32;

    private static final int PLANE = SIDE * SIDE;
    /** Least distance between the motif's colour and the ground's, of 255 per channel. */
    private static final double LEAST_CONTRAST = 65;

    private final RandomGenerator random;
    private final double[] canvas = new double[3 * PLANE];

    Painting(RandomGenerator random) {
        this.random = random;
    }

    /** @return 3 x 32 x 32 unsigned bytes */
    byte[] paint(Motif motif) {
        double[] ground = colour();
        shade(ground, colour());
        int pieces = random.nextInt(5);
        for (int k = 0; k < pieces; k++) {
            clutter();
        }
        double[] ink = colour();
        while (distance(ink, ground) < LEAST_CONTRAST) {
            ink = colour();
        }
        place(motif, ink);
        return bytes();
    }

    private double[] colour() {
        return new double[] {between(15, 240), between(15, 240), between(15, 240)};
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += (a[c] - b[c]) * (a[c] - b[c]);
        }
        return Math.sqrt(sum / 3);
    }

    private double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** A slope from the ground's colour some way towards another, with slow waves. */
    private void shade(double[] ground, double[] other) {
        double angle = between(0, Math.TAU);
        double strength = between(0, 0.35);
        double wave = between(0, 0.08);
        double pace = between(0.2, 0.7);
        double phase = between(0, Math.TAU);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double along = (x - 15.5) * StrictMath.cos(angle) + (y - 15.5) * StrictMath.sin(angle);
                double share = strength * (along / 44 + 0.5) + wave * StrictMath.sin(pace * (x + 0.6 * y) + phase);
                for (int c = 0; c < 3; c++) {
                    canvas[c * PLANE + y * SIDE + x] = ground[c] + share * (other[c] - ground[c]);
                }
            }
        }
    }

    /** A short line or a speck in a colour of its own: edges that say nothing about the class. */
    private void clutter() {
        double[] ink = colour();
        double angle = between(0, Math.TAU);
        double length = between(0.5, 4.5);
        double thickness = between(0.5, 1.3);
        double centreX = between(0, SIDE);
        double centreY = between(0, SIDE);
        double opacity = between(0.35, 0.8);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double along = (x - centreX) * cos + (y - centreY) * sin;
                double across = (y - centreY) * cos - (x - centreX) * sin;
                double depth = Math.min(length - Math.abs(along), thickness - Math.abs(across));
                blend(y, x, ink, opacity * Math.clamp(depth + 0.5, 0, 1));
            }
        }
    }

    private void place(Motif motif, double[] ink) {
        double radius = between(7.5, 12.5);
        double room = SIDE / 2.0 - 0.9 * radius;
        double centreX = 15.5 + between(-room, room);
        double centreY = 15.5 + between(-room, room);
        double angle = between(-0.7, 0.7);
        double bend = between(0, 0.12);
        double bendPace = between(1, 3);
        double bendPhase = between(0, Math.TAU);
        double opacity = between(0.75, 1);
        Motif.Variation form = new Motif.Variation(
                between(1.1, 1.7),
                random.nextDouble(),
                random.nextDouble(),
                4 + random.nextInt(4),
                random.nextBoolean());
        double cos = StrictMath.cos(angle) / radius;
        double sin = StrictMath.sin(angle) / radius;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double covered = 0;
                for (int sample = 0; sample < 4; sample++) {
                    double dx = x - centreX + ((sample & 1) - 0.5) / 2;
                    double dy = y - centreY + ((sample >> 1) - 0.5) / 2;
                    double u = dx * cos + dy * sin;
                    double v = dy * cos - dx * sin;
                    if (u * u + v * v > 1.7) {
                        continue;
                    }
                    double bentU = u + bend * StrictMath.sin(bendPace * v + bendPhase);
                    double bentV = v + bend * StrictMath.sin(bendPace * u - bendPhase);
                    covered += Math.clamp(motif.depth(bentU, bentV, form) * radius + 0.5, 0, 1);
                }
                blend(y, x, ink, opacity * covered / 4);
            }
        }
    }

    private void blend(int y, int x, double[] ink, double share) {
        for (int c = 0; c < 3; c++) {
            int at = c * PLANE + y * SIDE + x;
            canvas[at] += share * (ink[c] - canvas[at]);
        }
    }

    private byte[] bytes() {
        double noise = between(1, 10);
        byte[] values = new byte[canvas.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) Math.clamp(Math.round(canvas[i] + noise * random.nextGaussian()), 0, 255);
        }
        return values;
    }
}

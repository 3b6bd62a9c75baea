package io.veilpool.demo.images;

/** What a generated image shows: a figure in a plane whose unit circle just holds it. */
enum Motif {
    BARS {
        @Override
        double depth(double u, double v, Variation form) {
            return patch(u, v, stripe(u * form.frequency() + form.phase()));
        }
    },
    BLOBS {
        @Override
        double depth(double u, double v, Variation form) {
            double nearest = -1;
            for (int k = 0; k < form.count(); k++) {
                double angle = Math.TAU * k / form.count() + form.phase();
                double reach = 0.45 + 0.3 * StrictMath.sin(3 * angle + 5 * form.phase());
                double distance =
                        StrictMath.hypot(u - reach * StrictMath.cos(angle), v - reach * StrictMath.sin(angle));
                nearest = Math.max(nearest, 0.2 - distance);
            }
            return nearest;
        }
    },
    CHECKS {
        @Override
        double depth(double u, double v, Variation form) {
            double a = stripe(u * form.frequency() + form.phase());
            double b = stripe(v * form.frequency() + 0.7 * form.phase());
            return patch(u, v, Math.signum(a * b) * Math.min(Math.abs(a), Math.abs(b)));
        }
    },
    CROSSES {
        @Override
        double depth(double u, double v, Variation form) {
            double arm = 0.16 + 0.1 * form.plumpness();
            return Math.max(box(u, v, 0.95, arm), box(u, v, arm, 0.95));
        }
    },
    DISCS {
        @Override
        double depth(double u, double v, Variation form) {
            return 0.8 - StrictMath.hypot(u, v * (1 + 0.5 * form.plumpness()));
        }
    },
    GRIDS {
        @Override
        double depth(double u, double v, Variation form) {
            double a = stripe(u * form.frequency() + form.phase()) - 0.09;
            double b = stripe(v * form.frequency() + 0.7 * form.phase()) - 0.09;
            return patch(u, v, Math.max(a, b));
        }
    },
    RINGS {
        @Override
        double depth(double u, double v, Variation form) {
            double radius = StrictMath.hypot(u, v * (1 + 0.5 * form.plumpness()));
            return 0.17 + 0.06 * form.plumpness() - Math.abs(radius - 0.68);
        }
    },
    SPIRALS {
        @Override
        double depth(double u, double v, Variation form) {
            double radius = StrictMath.hypot(u, v);
            double turn = form.mirrored() ? -StrictMath.atan2(v, u) : StrictMath.atan2(v, u);
            double arm = radius * 1.9 - turn / Math.TAU + form.phase();
            double distance = Math.abs(arm - Math.rint(arm)) / 1.9;
            return Math.min(0.13 - distance, 0.98 - radius);
        }
    },
    STARS {
        @Override
        double depth(double u, double v, Variation form) {
            double turn = StrictMath.atan2(v, u) + form.phase();
            double wedge = Math.TAU / 5;
            double fold = Math.abs(turn - wedge * Math.rint(turn / wedge)) / (wedge / 2);
            double edge = 0.98 - (0.5 + 0.12 * form.plumpness()) * fold;
            return (edge - StrictMath.hypot(u, v)) * 0.6;
        }
    },
    TRIANGLES {
        @Override
        double depth(double u, double v, Variation form) {
            double lean = 0.4 * (form.plumpness() - 0.5);
            double side = 0.87 * Math.abs(u - lean * v) + 0.5 * v;
            return Math.min(0.48 - side, 0.48 + v);
        }
    };

    /**
     * Chance that decides the form within a class.
     *
     * @param frequency  stripes per unit, about 1 to 2
     * @param phase      in [0, 1)
     * @param plumpness  in [0, 1)
     * @param count      number of pieces, 4 to 7
     * @param mirrored   turning the other way
     */
    record Variation(double frequency, double phase, double plumpness, int count, boolean mirrored) {}

    /** @return about the distance to the figure's edge in units of its radius, positive inside */
    abstract double depth(double u, double v, Variation form);

    /** A wave of period 1 between -1/4 and 1/4, like a distance to the edges of stripes. */
    private static double stripe(double x) {
        return Math.abs(x - Math.rint(x)) - 0.25;
    }

    private static double patch(double u, double v, double texture) {
        return Math.min(texture, 0.92 - StrictMath.hypot(u, v));
    }

    private static double box(double u, double v, double halfWidth, double halfHeight) {
        return Math.min(halfWidth - Math.abs(u), halfHeight - Math.abs(v));
    }
}

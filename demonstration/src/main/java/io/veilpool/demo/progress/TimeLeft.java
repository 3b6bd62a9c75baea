package io.veilpool.demo.progress;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Estimates how long a run will still take: the share of the planned work that is done, against the clock. The plan is
 * a table of seconds per step as they were measured on two cores; a slower or faster machine stretches it.
 */
public final class TimeLeft {
    private final Map<String, Double> plan;
    private final double planned;
    private final Map<String, Double> done = new HashMap<>();

    /** @param plan seconds of work per step, each party's in their order, for instance {@code "e1 pre-training" -> 95.0} */
    public TimeLeft(Map<String, Double> plan) {
        this.plan = new LinkedHashMap<>(plan);
        this.planned = plan.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /**
     * Step {@code key} is done to {@code share}, 0 to 1, and so are the same party's steps before it in the plan, which
     * an earlier attempt may have done. Steps that the plan does not know count nothing.
     */
    public synchronized void reached(String key, double share) {
        Double seconds = plan.get(key);
        if (seconds == null) {
            return;
        }
        done.merge(key, seconds * Math.clamp(share, 0, 1), Math::max);
        String party = key.substring(0, key.indexOf(' ') + 1);
        for (Map.Entry<String, Double> before : plan.entrySet()) {
            if (before.getKey().equals(key)) {
                return;
            }
            if (before.getKey().startsWith(party)) {
                done.put(before.getKey(), before.getValue());
            }
        }
    }

    /** Share of the planned work that is done, 0 to 1. */
    public synchronized double share() {
        return planned <= 0
                ? 0
                : Math.clamp(
                        done.values().stream().mapToDouble(Double::doubleValue).sum() / planned, 0, 1);
    }

    /**
     * Seconds still to go, after {@code elapsed} seconds of which all work so far was done.
     *
     * @param plannedWall wall-clock seconds of the whole plan on two cores, trusted while little is done
     */
    public double seconds(double elapsed, double plannedWall) {
        double share = share();
        double byPlan = plannedWall * (1 - share);
        double byClock = share <= 0 ? byPlan : elapsed * (1 - share) / share;
        double trust = Math.clamp(share * 2, 0, 1); // the clock decides once half is done
        return trust * byClock + (1 - trust) * byPlan;
    }
}

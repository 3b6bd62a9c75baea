package io.veilpool.coordinator.rerun;

import io.veilpool.coordinator.pool.WorkerDuty;
import io.veilpool.coordinator.settings.WorkerRole;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Notices that an answer is overdue, and that reports have become stale. */
@Component
@WorkerRole
class RerunWatch implements WorkerDuty {
    private final RerunService reruns;
    private final RerunSettings settings;

    RerunWatch(RerunService reruns, RerunSettings settings) {
        this.reruns = reruns;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "watch-reruns";
    }

    @Override
    public Duration pause() {
        return settings.watchEvery();
    }

    @Override
    public void perform() {
        reruns.markOverdue();
        reruns.renewStale();
    }
}

package io.veilpool.coordinator.pool;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.veilpool.coordinator.settings.WorkerRole;
import io.veilpool.coordinator.storage.StaleUploads;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The worker's queue, in the database. A job is done again when it failed, and when its worker died: a running one says every
 * few seconds that it lives, and one that fell silent is taken up by the next worker.
 */
@Component
@WorkerRole
class WorkerQueue implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerQueue.class);
    private static final int THREADS = 2; // a long training does not keep contributions waiting
    private static final int SILENCES = 4;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT = Duration.ofSeconds(3);
    private static final Duration TURN_PAUSE = Duration.ofSeconds(5);
    private static final Duration LOOK_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Scheduler scheduler;
    private volatile boolean running;

    WorkerQueue(
            DataSource database,
            Clock clock,
            ContributionValidation validation,
            DeciderTraining training,
            WithdrawalCompletion withdrawal,
            StaleUploads stale,
            List<WorkerDuty> duties) {
        List<Task<?>> jobs = List.of(
                job(PoolJobs.VALIDATE.getTaskName(), validation::validate, clock),
                oneAtATime(PoolJobs.TRAIN_DECIDER.getTaskName(), training::train, clock),
                untilDone(PoolJobs.COMPLETE_WITHDRAWAL.getTaskName(), withdrawal::complete, clock));
        List<RecurringTask<?>> recurring = new ArrayList<>();
        recurring.add(Tasks.recurring("abort-stale-uploads", FixedDelay.of(Duration.ofHours(1)))
                .execute((instance, context) -> stale.abort()));
        for (WorkerDuty duty : duties) {
            recurring.add(Tasks.recurring(duty.name(), FixedDelay.of(duty.pause()))
                    .execute((instance, context) -> duty.perform()));
        }
        this.scheduler = Scheduler.create(database, jobs)
                .startTasks(recurring)
                .threads(THREADS)
                .pollingInterval(POLL)
                .heartbeatInterval(HEARTBEAT)
                .missedHeartbeatsLimit(SILENCES)
                .shutdownMaxWait(Duration.ofSeconds(5))
                .build();
    }

    private static Task<Void> job(String name, Consumer<UUID> work, Clock clock) {
        return Tasks.oneTime(name)
                .onFailure(again(clock))
                .execute((instance, context) -> work.accept(UUID.fromString(instance.getId())));
    }

    /** A second job of this kind waits in the queue and not on a thread, so that contributions find one. */
    private static Task<Void> oneAtATime(String name, Consumer<UUID> work, Clock clock) {
        Semaphore turn = new Semaphore(1);
        return Tasks.custom(TaskDescriptor.of(name))
                .onFailure(again(clock))
                .onDeadExecutionRevive()
                .execute((instance, context) -> {
                    if (!turn.tryAcquire()) {
                        return (done, operations) ->
                                operations.reschedule(done, clock.instant().plus(TURN_PAUSE));
                    }
                    try {
                        work.accept(UUID.fromString(instance.getId()));
                    } finally {
                        turn.release();
                    }
                    return new CompletionHandler.OnCompleteRemove<>();
                });
    }

    /** Looks again after a while, as long as it has to wait for another job. */
    private static Task<Void> untilDone(String name, Predicate<UUID> work, Clock clock) {
        return Tasks.custom(TaskDescriptor.of(name))
                .onFailure(again(clock))
                .onDeadExecutionRevive()
                .execute((instance, context) -> work.test(UUID.fromString(instance.getId()))
                        ? new CompletionHandler.OnCompleteRemove<>()
                        : (done, operations) ->
                                operations.reschedule(done, clock.instant().plus(LOOK_PAUSE)));
    }

    private static FailureHandler<Void> again(Clock clock) {
        return (done, operations) -> {
            int failures = Math.min(done.getExecution().consecutiveFailures, 5);
            Duration pause = FIRST_PAUSE.multipliedBy(1L << failures);
            Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            LOG.warn(
                    "Job {} failed and is done again in {} s: {}",
                    done.getExecution().taskInstance,
                    bounded.toSeconds(),
                    done.getCause().map(Throwable::toString).orElse("no cause"));
            operations.reschedule(done, clock.instant().plus(bounded));
        };
    }

    @Override
    public void start() {
        scheduler.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        scheduler.stop();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

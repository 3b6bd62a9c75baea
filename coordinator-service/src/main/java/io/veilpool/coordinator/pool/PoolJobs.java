package io.veilpool.coordinator.pool;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.time.Clock;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;

/** Queues the worker's jobs in the transaction that makes them necessary: no change without its job, no job without its change. */
@Component
class PoolJobs {
    static final TaskDescriptor<Void> VALIDATE = TaskDescriptor.of("validate-contribution");
    static final TaskDescriptor<Void> TRAIN_DECIDER = TaskDescriptor.of("train-pool-decider");

    static final TaskDescriptor<Void> COMPLETE_WITHDRAWAL = TaskDescriptor.of("complete-withdrawal");

    private final SchedulerClient queue;
    private final Clock clock;

    PoolJobs(DataSource database, Clock clock) {
        this.queue = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(database))
                .build();
        this.clock = clock;
    }

    void validate(UUID contribution) {
        queue.scheduleIfNotExists(VALIDATE.instance(contribution.toString()).build(), clock.instant());
    }

    void completeWithdrawal(UUID withdrawal) {
        queue.scheduleIfNotExists(
                COMPLETE_WITHDRAWAL.instance(withdrawal.toString()).build(), clock.instant());
    }

    void trainDecider(UUID snapshot) {
        queue.scheduleIfNotExists(TRAIN_DECIDER.instance(snapshot.toString()).build(), clock.instant());
    }
}

package io.veilpool.coordinator.pool;

import java.time.Duration;

/** Something that the worker looks after again and again; one worker at a time, however many there are. */
public interface WorkerDuty {
    /** Lower-case words with hyphens; names it in the database. */
    String name();

    /** Between the end of one round and the next. */
    Duration pause();

    /** One round. What fails is tried again in the next. */
    void perform();
}

package io.veilpool.coordinator;

import io.veilpool.coordinator.settings.CoordinatorSettings;
import io.veilpool.coordinator.settings.Role;
import io.veilpool.embedded.ExitWithProcess;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says on standard output that this process is ready, and ties its life to another's where the operator wants that. */
@Component
class ReadyLine {
    private final CoordinatorSettings settings;

    ReadyLine(CoordinatorSettings settings) {
        this.settings = settings;
        if (settings.exitWithPid() > 0) {
            ExitWithProcess.watch(settings.exitWithPid());
        }
    }

    @EventListener(ApplicationReadyEvent.class)
    @SuppressWarnings("SystemOut") // scripts wait for this line
    void say() {
        System.out.println(settings.role() == Role.API ? "Coordinator ready: " + settings.base() : "Worker ready");
    }
}

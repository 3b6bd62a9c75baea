package io.veilpool.coordinator.pool;

import io.veilpool.coordinator.CoordinatorApplication;
import io.veilpool.coordinator.testing.RealObjectStore;
import io.veilpool.coordinator.testing.RealPostgres;
import io.veilpool.coordinator.testing.RealServers;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The role worker over the tests' servers, in a context of its own as in production it has a process of its own. */
final class Worker implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private Worker(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Worker start() {
        return start(Map.of());
    }

    /** @param others settings that differ from the usual */
    static Worker start(Map<String, String> others) {
        Map<String, Object> settings =
                new TreeMap<>(RealServers.settings(RealPostgres.shared(), RealObjectStore.shared()));
        settings.put("veilpool.role", "worker");
        settings.put("veilpool.worker.threads", "1");
        settings.put("veilpool.worker.pool-decider.steps", "3");
        settings.putAll(others);
        return new Worker(new SpringApplicationBuilder(CoordinatorApplication.class)
                .web(WebApplicationType.NONE)
                .run(settings.entrySet().stream()
                        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                        .toArray(String[]::new)));
    }

    @Override
    public void close() {
        context.close();
    }
}

package io.veilpool.coordinator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.veilpool.coordinator.settings.StartRefusedException;
import io.veilpool.coordinator.settings.WorkerRole;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.stereotype.Component;

/**
 * Health and metrics of the worker, over the JDK's own small server: the worker has no web stack. Off unless
 * {@code veilpool.worker.health-port} is set.
 */
@Component
@WorkerRole
@ConditionalOnProperty("veilpool.worker.health-port")
class WorkerHealth {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    WorkerHealth(
            HealthEndpoint health,
            ObjectProvider<PrometheusMeterRegistry> metrics,
            @Value("${veilpool.worker.health-port}") int port,
            @Value("${server.address}") String address) {
        try {
            server = HttpServer.create(new InetSocketAddress(address, port), 16);
        } catch (IOException e) {
            throw new StartRefusedException(
                    "The worker's health port " + port + " cannot be opened on " + address + ": " + e.getMessage(),
                    "Stop whatever uses it, or set veilpool.worker.health-port to another.");
        }
        server.setExecutor(threads);
        serve("/actuator/health/liveness", () -> new Answer(200, "application/json", "{\"status\":\"UP\"}"));
        serve("/actuator/health/readiness", () -> readiness(health));
        serve("/actuator/prometheus", () -> {
            PrometheusMeterRegistry registry = metrics.getIfAvailable();
            return new Answer(200, "text/plain; version=0.0.4", registry == null ? "" : registry.scrape());
        });
        server.start();
    }

    /** The port in use, for tests that ask for any. */
    int port() {
        return server.getAddress().getPort();
    }

    @PreDestroy
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static Answer readiness(HealthEndpoint health) {
        HealthDescriptor readiness = health.healthForPath("readiness");
        Status status = readiness == null ? Status.UNKNOWN : readiness.getStatus();
        return new Answer(
                status.equals(Status.UP) ? 200 : 503, "application/json", "{\"status\":\"" + status.getCode() + "\"}");
    }

    private void serve(String path, Supplier<Answer> answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                Answer made = exchange.getRequestMethod().equals("GET")
                        ? answer.get()
                        : new Answer(405, "text/plain", "GET only");
                send(exchange, made);
            }
        });
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    private record Answer(int status, String type, String body) {}
}

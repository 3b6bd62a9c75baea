package io.veilpool.agent.client;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single place where bytes leave the agent. Sends a request, and sends it again with growing pauses while the
 * other side does not answer or says that it is busy; every request of this agent may be repeated without harm.
 */
final class Outbound implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);
    private static final List<Integer> TRY_AGAIN = List.of(408, 429, 502, 503, 504);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    private final HttpClient http;
    private final NetworkSettings settings;
    private final ClockSkew skew;

    Outbound(NetworkSettings settings, Clock clock) {
        this.settings = settings;
        this.skew = new ClockSkew(clock);
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(settings.connectSeconds()));
        Optional.ofNullable(ProxySelector.getDefault()).ifPresent(builder::proxy);
        Optional.ofNullable(settings.trustedCertificate())
                .ifPresent(file -> builder.sslContext(TrustedCertificates.with(file)));
        this.http = builder.build();
    }

    /** A request with this agent's time limit. */
    HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(settings.requestSeconds()));
    }

    /**
     * @param request built anew for every attempt
     * @return any answer that is not "try again"; the last of those if patience ends
     */
    <T> HttpResponse<T> send(Supplier<HttpRequest> request, HttpResponse.BodyHandler<T> body)
            throws UnreachableException {
        Instant deadline = Instant.now().plusSeconds(settings.patienceSeconds());
        Duration pause = FIRST_PAUSE;
        while (true) {
            HttpRequest attempt = request.get();
            String reason;
            try {
                HttpResponse<T> answer = http.send(attempt, body);
                skew.note(answer.headers());
                if (!TRY_AGAIN.contains(answer.statusCode()) || Instant.now().isAfter(deadline)) {
                    return answer;
                }
                reason = "status " + answer.statusCode();
            } catch (IOException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw unreachable(attempt, e);
                }
                reason = describe(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnreachableException("Interrupted while talking to " + host(attempt), e);
            }
            LOG.info("{} did not answer ({}), trying again in {} ms", host(attempt), reason, pause.toMillis());
            sleep(pause, attempt);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    /** Seconds by which this machine's clock is ahead of the other side's, as the last answer's Date header says. */
    OptionalLong clockAheadSeconds() {
        return skew.aheadSeconds();
    }

    /** A sentence with both times if the clocks differ by more than a minute. */
    Optional<String> clockWarning() {
        return skew.warning();
    }

    @Override
    public void close() {
        http.close();
    }

    private UnreachableException unreachable(HttpRequest request, IOException e) {
        return new UnreachableException(
                "%s does not answer (%s; tried for %d s). Check that it runs, and the address `coordinator` in the settings."
                        .formatted(host(request), describe(e), settings.patienceSeconds()),
                e);
    }

    private static String describe(IOException e) {
        String message = e.getMessage();
        String name = e.getClass().getSimpleName().replace("Exception", "");
        return message == null ? name : name + ": " + message;
    }

    /** Address without path and query: presigned addresses carry a signature. */
    private static String host(HttpRequest request) {
        return request.uri().getScheme() + "://" + request.uri().getAuthority();
    }

    /** How long nothing may come of a body. */
    Duration patience() {
        return Duration.ofSeconds(settings.requestSeconds());
    }

    private static void sleep(Duration pause, HttpRequest attempt) throws UnreachableException {
        try {
            long millis = pause.toMillis();
            Thread.sleep(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreachableException("Interrupted while waiting for " + host(attempt), e);
        }
    }
}

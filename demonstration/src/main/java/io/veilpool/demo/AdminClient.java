package io.veilpool.demo;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AccessToken;
import io.veilpool.model.protocol.Login;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The administrator's REST calls, as any administrator makes them: logs in, sends JSON, reads JSON. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int ATTEMPTS = 20; // a restarting coordinator answers within some seconds

    private final URI base;
    private final String password;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private @Nullable String token;

    AdminClient(String coordinator, String password) {
        this.base = URI.create(coordinator + "/api/v1/");
        this.password = password;
    }

    /** Reads one thing. */
    <T> T get(String path, Class<T> type) throws DemoFailure, InterruptedException {
        return read(send("GET", path, null, null, null), type);
    }

    /** Reads all items of a list, page by page. */
    <T> List<T> list(String path, Class<T> type) throws DemoFailure, InterruptedException {
        List<T> all = new ArrayList<>();
        for (int page = 0; ; page++) {
            String separator = path.contains("?") ? "&" : "?";
            String json = send("GET", path + separator + "page=" + page + "&size=100", null, null, null)
                    .body();
            List<T> items = Pages.items(json, type);
            all.addAll(items);
            if (items.size() < 100) {
                return all;
            }
        }
    }

    /** Creates something once, however often the call is repeated with the same {@code key}. */
    <T> T create(String path, Object request, String key, Class<T> type) throws DemoFailure, InterruptedException {
        return read(send("POST", path, request, key, null), type);
    }

    /** Writes what the coordinator answers into a file. */
    void download(String path, Path file) throws DemoFailure, IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token())
                .build();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        HttpResponse<Path> answer = http.send(request, HttpResponse.BodyHandlers.ofFile(part));
        if (answer.statusCode() >= 300) {
            throw new DemoFailure("The coordinator refused GET " + path + " with status " + answer.statusCode() + ".");
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes something. */
    void delete(String path) throws DemoFailure, InterruptedException {
        send("DELETE", path, null, null, null);
    }

    /** Changes something that nobody else has changed since it was read here. */
    void change(String path, String pathOfEtag, Object request) throws DemoFailure, InterruptedException {
        HttpResponse<String> current = send("GET", pathOfEtag, null, null, null);
        String etag = current.headers().firstValue("ETag").orElse("*");
        send("PUT", path, request, null, etag);
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable Object request, @Nullable String key, @Nullable String etag)
            throws DemoFailure, InterruptedException {
        HttpResponse<String> answer = exchange(method, path, request, key, etag, token());
        if (answer.statusCode() == 401) {
            token = null;
            answer = exchange(method, path, request, key, etag, token());
        }
        if (answer.statusCode() >= 300) {
            throw new DemoFailure("The coordinator refused " + method + " " + path + " with status "
                    + answer.statusCode() + ": " + answer.body());
        }
        return answer;
    }

    private String token() throws DemoFailure, InterruptedException {
        String known = token;
        if (known == null) {
            HttpResponse<String> answer = exchange("POST", "logins", new Login("admin", password), null, null, null);
            if (answer.statusCode() >= 300) {
                throw new DemoFailure(
                        "The administrator cannot log in: status " + answer.statusCode() + ", " + answer.body());
            }
            known = read(answer, AccessToken.class).accessToken();
            token = known;
        }
        return known;
    }

    private HttpResponse<String> exchange(
            String method,
            String path,
            @Nullable Object request,
            @Nullable String key,
            @Nullable String etag,
            @Nullable String bearer)
            throws DemoFailure, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .method(
                        method,
                        request == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(ProtocolJson.write(request)));
        if (request != null) {
            builder.header("Content-Type", "application/json");
        }
        if (key != null) {
            builder.header("Idempotency-Key", key);
        }
        if (etag != null) {
            builder.header("If-Match", etag);
        }
        if (bearer != null) {
            builder.header("Authorization", "Bearer " + bearer);
        }
        IOException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                HttpResponse<String> answer =
                        http.send(builder.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (answer.statusCode() != 503 && answer.statusCode() != 429) {
                    return answer;
                }
                last = new IOException("status " + answer.statusCode());
            } catch (IOException e) {
                last = e;
            }
            Thread.sleep(500);
        }
        throw new DemoFailure("The coordinator at " + base + " does not answer: " + last);
    }

    private static <T> T read(HttpResponse<String> answer, Class<T> type) throws DemoFailure {
        try {
            return ProtocolJson.read(answer.body(), type);
        } catch (InvalidJsonException e) {
            throw new DemoFailure("The coordinator's answer is not understood: " + e.getMessage());
        }
    }
}

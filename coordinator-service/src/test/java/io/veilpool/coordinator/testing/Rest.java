package io.veilpool.coordinator.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to the coordinator under test, with nothing of Spring in between. */
public final class Rest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Environment environment;

    Rest(Environment environment) {
        this.environment = environment;
    }

    /** One answer. */
    public record Answer(int status, String body, HttpResponse<String> response) {
        public JsonNode json() {
            return JSON.readTree(body);
        }

        public <T> T as(Class<T> type) {
            return JSON.readValue(body, type);
        }

        public Optional<String> header(String name) {
            return response.headers().firstValue(name);
        }

        /** The last part of a problem's type, such as {@code wrong-state}; empty if this is no problem+json. */
        public String problem() {
            return header("Content-Type").orElse("").startsWith("application/problem+json")
                    ? json().path("type").asString("").replace("urn:problem:", "")
                    : "";
        }

        public String detail() {
            return json().path("detail").asString("");
        }
    }

    public String base() {
        return "http://127.0.0.1:" + environment.getProperty("local.server.port");
    }

    public Answer get(String path, @Nullable String token) {
        return send("GET", path, token, null);
    }

    public Answer post(String path, @Nullable String token, Object body, String... headers) {
        return send("POST", path, token, body, headers);
    }

    public Answer put(String path, @Nullable String token, Object body, String... headers) {
        return send("PUT", path, token, body, headers);
    }

    public Answer delete(String path, @Nullable String token) {
        return send("DELETE", path, token, null);
    }

    /** @param body null, a String that is sent as it is, or an object that is sent as JSON */
    public Answer send(String method, String path, @Nullable String token, @Nullable Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            if (java.util.Arrays.stream(headers).noneMatch("Content-Type"::equalsIgnoreCase)) {
                request.header("Content-Type", "application/json");
            }
            String text = body instanceof String given ? given : JSON.writeValueAsString(body);
            request.method(method, HttpRequest.BodyPublishers.ofString(text));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Makes requests and their usual fixtures injectable. */
    @TestConfiguration(proxyBeanMethods = false)
    public static class Configuration {
        @Bean
        Rest rest(Environment environment) {
            return new Rest(environment);
        }

        @Bean
        @Lazy
        Parties parties(Rest rest) {
            return new Parties(rest);
        }
    }
}

package io.veilpool.coordinator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ComposeFileTest {
    private static final String COMPOSE = RepositoryFiles.text("docker-compose.yml");

    @Test
    void keepsAllRules() {
        assertThat(ComposeRules.violations(COMPOSE)).isEmpty();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(
                        "${DATABASE_IMAGE:?set it to postgres:18.x@sha256:..., by digest}",
                        "postgres:latest",
                        "database uses the image postgres:latest, which is not pinned"),
                Arguments.of(
                        "${RUNTIME_IMAGE:?set it to an image with a Java 25 runtime, by digest}",
                        "temurin",
                        "api is built with RUNTIME_IMAGE=temurin, which is not pinned"),
                Arguments.of("user: \"999:999\"", "user: root", "database runs as root"),
                Arguments.of(
                        "read_only: true\n  cap_drop",
                        "read_only: false\n  cap_drop",
                        "api can write to its root file system"),
                Arguments.of("cap_drop: [ALL]", "cap_drop: []", "worker keeps capabilities"),
                Arguments.of("\"127.0.0.1:8080:8080\"", "\"8080:8080\"", "api opens port 8080:8080 to everybody"),
                Arguments.of(
                        "POSTGRES_PASSWORD_FILE: /run/secrets/database-password",
                        "POSTGRES_PASSWORD: veilpool",
                        "database has the secret POSTGRES_PASSWORD in its environment"),
                Arguments.of(
                        "--veilpool.admin.password-file=/run/secrets/admin-password",
                        "--veilpool.admin.password=admin",
                        "api has the secret --veilpool.admin.password on its command line"),
                Arguments.of(
                        "  database-password:\n    file: ./secrets/database-password",
                        "  database-password:\n    environment: DATABASE_PASSWORD",
                        "secret database-password is not a file"),
                Arguments.of(
                        "postgresql://database:5432",
                        "postgresql://postgres:5432",
                        "api speaks to postgres, which is no service"),
                Arguments.of(
                        "networks: [database, store]", "networks: [store]", "worker shares no network with database"),
                Arguments.of("  agent-cache: {}", "  other-cache: {}", "volumes agent-cache is used but not declared"),
                Arguments.of("pids_limit: 512", "stdin_open: false", "database has no pids_limit"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("faults")
    void everyRuleCanFail(String right, String wrong, String violation) {
        assertThat(COMPOSE).contains(right);
        assertThat(ComposeRules.violations(COMPOSE.replace(right, wrong)))
                .anySatisfy(found -> assertThat(found).contains(violation));
    }

    @Test
    void theExampleOfTheEnvironmentNamesEveryVariableAndGivesNoImage() {
        List<String> example =
                RepositoryFiles.text("compose.env.example").lines().toList();
        Matcher variable = Pattern.compile("\\$\\{([A-Z_]+)").matcher(COMPOSE);
        while (variable.find()) {
            String name = variable.group(1);
            assertThat(example).anyMatch(line -> line.startsWith(name + "="));
            if (name.endsWith("_IMAGE")) {
                assertThat(example).contains(name + "=");
            }
        }
    }

    @Test
    void whatIsMountedOrBuiltFromTheRepositoryIsThere() {
        assertThat(RepositoryFiles.path("k8s/agent.yaml")).isRegularFile();
        String build = RepositoryFiles.text("Dockerfile");
        Matcher target = Pattern.compile("target: ([a-z-]+)\n").matcher(COMPOSE);
        while (target.find()) {
            assertThat(build).contains("AS " + target.group(1) + "\n");
        }
        assertThat(build).contains("USER 10002:10002").doesNotContain("USER root");
        assertThat(RepositoryFiles.text(".dockerignore").lines()).contains("secrets", ".git", "demo-output");
        assertThat(Files.exists(RepositoryFiles.path("secrets"))).isFalse();
    }
}

package io.veilpool.coordinator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * On {@code kubectl kustomize} where kubectl is, else on the files as they lie there with the images of the kustomization put
 * in; which of them is printed.
 */
class KubernetesFilesTest {
    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();
    private static String manifests = "";

    @BeforeAll
    static void build() throws Exception {
        if (onPath("kubectl")) {
            manifests = kustomize();
            System.out.println("Kubernetes files: checked as built by kubectl kustomize");
        } else {
            manifests = plainFiles();
            System.out.println("Kubernetes files: checked as they are, since there is no kubectl");
        }
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String kustomize() throws IOException, InterruptedException {
        Path errors = Files.createTempFile("kustomize", ".txt");
        Process process = new ProcessBuilder(
                        "kubectl", "kustomize", RepositoryFiles.path("k8s").toString())
                .redirectError(errors.toFile())
                .start();
        String built = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        Files.delete(errors);
        return built;
    }

    private static Map<String, Object> kustomization() {
        return ComposeRules.map(yaml().load(RepositoryFiles.text("k8s/kustomization.yaml")));
    }

    private static Yaml yaml() {
        return new Yaml(new SafeConstructor(new LoaderOptions()));
    }

    /** Resources of the kustomization, one after the other. */
    private static String plainFiles() {
        String files = ComposeRules.list(kustomization().get("resources")).stream()
                .map(name -> RepositoryFiles.text("k8s/" + name))
                .collect(Collectors.joining("\n---\n"));
        for (Object image : ComposeRules.list(kustomization().get("images"))) {
            Map<String, Object> pin = ComposeRules.map(image);
            files = files.replace(
                    "image: " + pin.get("name") + "\n",
                    "image: " + pin.get("newName") + ":" + pin.get("newTag") + "\n");
        }
        return files;
    }

    /** Through YAML 1.1 and JSON, so that octal modes are read as Kubernetes reads them. */
    private static List<HasMetadata> objects(String text) {
        List<HasMetadata> objects = new ArrayList<>();
        for (Object document : yaml().loadAll(text)) {
            objects.add(SERIALIZATION.unmarshal(SERIALIZATION.asJson(document)));
        }
        return objects;
    }

    @Test
    void keepAllRulesAndHaveNoUnknownField() {
        List<HasMetadata> objects = objects(manifests);
        assertThat(objects).hasSizeGreaterThan(15);
        assertThat(KubernetesRules.violations(objects)).isEmpty();
        assertThat(KubernetesRules.violations(objects(plainFiles()))).isEmpty();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("replicas: 1", "replicaz: 1", "has the unknown field replicaz"),
                Arguments.of("kind: Deployment", "kind: Deploiment", "is of an unknown kind"),
                Arguments.of("readinessProbe:", "readynessProbe:", "has the unknown field readynessProbe"),
                Arguments.of("livenessProbe:", "startupProbe:", "lacks a probe"),
                Arguments.of("runAsNonRoot: true", "runAsNonRoot: false", "may run as root"),
                Arguments.of("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "can write to its root"),
                Arguments.of("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", "keeps privileges"),
                Arguments.of("limits:", "requests:", "has no limits of resources"),
                Arguments.of("POSTGRES_PASSWORD_FILE", "POSTGRES_PASSWORD", "has the secret POSTGRES_PASSWORD"),
                Arguments.of(
                        "automountServiceAccountToken: false", "automountServiceAccountToken: true", "gets a token"),
                Arguments.of("postgres:18.6", "postgres:latest", "without a version"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("faults")
    void everyRuleCanFail(String right, String wrong, String violation) {
        String files = right.contains(":18.6") ? manifests : plainFiles();
        assertThat(files).contains(right);
        String spoiled = files.replace(right, wrong);
        assertThat(KubernetesRules.violations(objects(spoiled)))
                .anySatisfy(found -> assertThat(found).contains(violation));
    }

    @Test
    void everyImageIsNamedInTheKustomizationWhereItsDigestBelongs() {
        Set<String> pinned = new TreeSet<>();
        for (Object image : ComposeRules.list(kustomization().get("images"))) {
            pinned.add(String.valueOf(ComposeRules.map(image).get("name")));
        }
        Set<String> used = new TreeSet<>();
        for (Object name : ComposeRules.list(kustomization().get("resources"))) {
            RepositoryFiles.text("k8s/" + name)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("image: "))
                    .forEach(line -> used.add(line.substring("image: ".length())));
        }
        assertThat(used).isEqualTo(pinned);
    }

    @Test
    void noSecretLiesInTheRepository() {
        assertThat(manifests).doesNotContain("kind: Secret\n").doesNotContain("secretGenerator");
        assertThat(kustomization()).doesNotContainKey("secretGenerator");
    }
}

package io.veilpool.coordinator.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the Kubernetes objects must keep to. */
final class KubernetesRules {
    private final List<String> violations = new ArrayList<>();

    private KubernetesRules() {}

    /** @return one sentence for each broken rule */
    static List<String> violations(List<HasMetadata> objects) {
        KubernetesRules rules = new KubernetesRules();
        boolean closed = false;
        for (HasMetadata object : objects) {
            rules.violations.addAll(UnknownFields.of(object));
            if (object instanceof NetworkPolicy policy) {
                closed |= policy.getSpec().getPodSelector().getMatchLabels().isEmpty()
                        && policy.getSpec().getPolicyTypes().containsAll(List.of("Ingress", "Egress"))
                        && policy.getSpec().getIngress().isEmpty()
                        && policy.getSpec().getEgress().isEmpty();
            }
            PodSpec pod = pod(object);
            if (pod != null) {
                rules.check(object.getMetadata().getName(), pod, !(object instanceof Job));
            }
        }
        rules.require(closed, "no network policy closes everything that is not named");
        return rules.violations;
    }

    private static @Nullable PodSpec pod(HasMetadata object) {
        return switch (object) {
            case Deployment deployment -> deployment.getSpec().getTemplate().getSpec();
            case StatefulSet set -> set.getSpec().getTemplate().getSpec();
            case Job job -> job.getSpec().getTemplate().getSpec();
            default -> null;
        };
    }

    private void require(boolean kept, String violation) {
        if (!kept) {
            violations.add(violation);
        }
    }

    private void check(String name, PodSpec pod, boolean staysUp) {
        require(
                pod.getSecurityContext() != null
                        && Boolean.TRUE.equals(pod.getSecurityContext().getRunAsNonRoot())
                        && Objects.requireNonNullElse(pod.getSecurityContext().getRunAsUser(), 0L) > 0,
                name + " may run as root");
        require(
                pod.getSecurityContext() != null && pod.getSecurityContext().getSeccompProfile() != null,
                name + " has no seccomp profile");
        require(Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()), name + " gets a token of the cluster");
        for (Volume volume : pod.getVolumes()) {
            require(volume.getHostPath() == null, name + " mounts a folder of the node");
            if (volume.getSecret() != null) {
                Integer mode = volume.getSecret().getDefaultMode();
                require(
                        mode != null && (mode & 7) == 0,
                        name + " lets everybody in the container read the secret " + volume.getName());
            }
        }
        for (Container container : pod.getContainers()) {
            check(name, container, staysUp);
        }
    }

    private void check(String name, Container container, boolean staysUp) {
        SecurityContext context = container.getSecurityContext();
        require(
                context != null && Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()),
                name + " can write to its root file system");
        require(
                context != null
                        && Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())
                        && context.getCapabilities() != null
                        && context.getCapabilities().getDrop().contains("ALL"),
                name + " keeps privileges");
        require(
                container.getResources() != null
                        && container.getResources().getLimits().keySet().containsAll(List.of("cpu", "memory")),
                name + " has no limits of resources");
        require(
                !staysUp
                        || container.getReadinessProbe() != null
                                && container.getLivenessProbe() != null
                                && container.getStartupProbe() != null,
                name + " lacks a probe");
        String image = container.getImage();
        require(
                image.contains("@sha256:") || image.matches(".+:[^:/]+") && !image.endsWith(":latest"),
                name + " uses the image " + image + " without a version");
        for (EnvVar variable : container.getEnv()) {
            boolean fromSecret =
                    variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null;
            boolean secretName = variable.getName().matches(".*(PASSWORD|SECRET|PASSPHRASE|TOKEN).*");
            require(
                    !fromSecret && (!secretName || variable.getName().endsWith("_FILE")),
                    name + " has the secret " + variable.getName() + " in its environment");
        }
    }
}

package io.veilpool.agent.settings;

import io.veilpool.agent.client.NetworkSettings;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.pretraining.PreTrainingConfig;
import io.veilpool.agent.refinement.RefinementConfig;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.tensor.ElementType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads the YAML file of settings. Relative paths count from the file's folder. */
public final class SettingsFile {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final long MAX_BYTES = 1 << 20;
    private static final long MIB = 1L << 20;

    private SettingsFile() {}

    /** @throws InvalidSettingsException at the first thing that is wrong */
    public static AgentSettings read(Path file) throws InvalidSettingsException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isRegularFile(file)) {
            throw new InvalidSettingsException(
                    "There is no settings file " + file + ". Name one with --settings; the README shows an example.");
        }
        return settings(new Section(tree(file), "", folder), label(file));
    }

    private static ObjectNode tree(Path file) throws InvalidSettingsException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidSettingsException("The settings file " + file + " has " + Files.size(file)
                        + " bytes, at most " + MAX_BYTES + " are read. Name the right file.");
            }
            JsonNode tree = YAML.readTree(Files.readString(file));
            if (tree instanceof ObjectNode object) {
                return object;
            }
            throw new InvalidSettingsException("The settings file " + file + " must hold lines such as `key: value`.");
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " near line " + e.getLocation().getLineNr();
            throw new InvalidSettingsException(
                    "The settings file " + file + " is not valid YAML" + where + ": "
                            + firstLine(e.getOriginalMessage()) + ".",
                    e);
        } catch (IOException e) {
            throw new InvalidSettingsException(
                    "The settings file " + file + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static AgentSettings settings(Section top, String label) throws InvalidSettingsException {
        AgentSettings settings = new AgentSettings(
                label,
                top.text("operator").orElse(null),
                coordinator(top),
                top.requiredPath("data", "e1-data"),
                top.requiredPath("images", "images"),
                top.path("auxiliaryImages").orElse(null),
                validationFraction(top),
                top.wholeNumber("seed"),
                compute(top),
                vault(top),
                network(top),
                uploads(top),
                top.oneOf("rowType", ElementType.F16, List.of(ElementType.F32, ElementType.F16, ElementType.I8)),
                top.truth("reportRefinement", true),
                top.record("preTraining", PreTrainingConfig.DEFAULT, PreTrainingConfig.class),
                top.record("dpm", DpmConfig.defaults("BASIC", 4, 64), DpmConfig.class),
                top.record("leakage", ProbeConfig.defaults(), ProbeConfig.class),
                top.oneOf("attacks", AttackEffort.STANDARD, List.of(AttackEffort.values())),
                top.record("refinement", RefinementConfig.defaults(), RefinementConfig.class));
        top.refuseUnknown();
        return settings;
    }

    private static URI coordinator(Section top) throws InvalidSettingsException {
        String text = top.requiredText("coordinator", "https://coordinator.example.org");
        try {
            URI address = URI.create(text);
            if (address.getHost() != null && List.of("http", "https").contains(address.getScheme())) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException("coordinator must be an http or https address, was '" + text + "'.", e);
        }
        throw new InvalidSettingsException("coordinator must be an http or https address, was '" + text + "'.");
    }

    private static OptionalDouble validationFraction(Section top) throws InvalidSettingsException {
        double fraction = top.number("validationFraction", Double.NaN);
        if (Double.isNaN(fraction)) {
            return OptionalDouble.empty();
        }
        if (!(fraction > 0 && fraction <= 0.5)) {
            throw new InvalidSettingsException(
                    "validationFraction must be greater than 0 and at most 0.5, was " + fraction + ".");
        }
        return OptionalDouble.of(fraction);
    }

    private static AgentSettings.Compute compute(Section top) throws InvalidSettingsException {
        Section section = top.section("compute");
        int processors = Runtime.getRuntime().availableProcessors();
        AgentSettings.Compute compute = new AgentSettings.Compute(
                (int) section.wholeNumber("threads", processors, 1, 1024),
                section.path("turnsFolder").orElse(null),
                (int) section.wholeNumber("turns", 1, 1, 1024));
        section.refuseUnknown();
        return compute;
    }

    private static VaultKey vault(Section top) throws InvalidSettingsException {
        Section section = top.section("vault");
        List<VaultKey> keys = new ArrayList<>();
        section.path("passphraseFile").map(VaultKey.PassphraseFile::new).ifPresent(keys::add);
        section.path("keyFile").map(VaultKey.KeyFile::new).ifPresent(keys::add);
        section.text("passphraseEnvironment")
                .map(VaultKey.PassphraseEnvironment::new)
                .ifPresent(keys::add);
        section.refuseUnknown();
        if (keys.size() != 1) {
            throw new InvalidSettingsException(
                    "vault must name exactly one of passphraseFile, keyFile or passphraseEnvironment, it names "
                            + keys.size()
                            + ". The key encrypts the DPM and the private key; keep it outside the data folder.");
        }
        return keys.getFirst();
    }

    private static NetworkSettings network(Section top) throws InvalidSettingsException {
        NetworkSettings network = top.record("network", NetworkSettings.defaults(), NetworkSettings.class);
        Path certificate = network.trustedCertificate();
        if (certificate != null && !Files.isRegularFile(certificate)) {
            throw new InvalidSettingsException("network.trustedCertificate: there is no file " + certificate
                    + ". Name a PEM file of certificates.");
        }
        return network;
    }

    private static AgentSettings.Uploads uploads(Section top) throws InvalidSettingsException {
        Section section = top.section("uploads");
        AgentSettings.Uploads uploads = new AgentSettings.Uploads(
                MIB * section.wholeNumber("shardMebibytes", 64, 1, 4096),
                MIB * section.wholeNumber("partMebibytes", 16, 5, 64));
        section.refuseUnknown();
        return uploads;
    }

    private static String label(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "").replaceAll("[^\\w-]", "-");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}

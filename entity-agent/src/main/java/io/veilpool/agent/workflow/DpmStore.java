package io.veilpool.agent.workflow;

import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder {@code dpm}: weights of the DPM, and of the attackers that undo it, encrypted by the vault and bound to
 * collaboration, entity and rotation.
 */
final class DpmStore {
    private static final int FIRST = 1;

    private final Workbench bench;

    private record Rotation(int number) {}

    DpmStore(Workbench bench) {
        this.bench = bench;
    }

    /** Which DPM of this entity is the current one, from 1. */
    int rotation() throws IOException {
        Path file = rotationFile();
        if (!Files.exists(file)) {
            return FIRST;
        }
        try {
            return ProtocolJson.read(Files.readAllBytes(file), Rotation.class).number();
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }

    void rotate() throws IOException {
        PrivateFiles.write(rotationFile(), ProtocolJson.write(new Rotation(rotation() + 1)));
    }

    String commitment(PrivateDpm dpm) throws VaultException {
        Vault vault = bench.vault();
        return dpm.commitment(vault.commitmentKey(vault.dpmAccess()));
    }

    void save(PrivateDpm dpm) throws IOException, VaultException, StepNotPossibleException {
        Vault vault = bench.vault();
        byte[] weights = dpm.exportWeights(vault.dpmAccess());
        PrivateFiles.write(file("dpm"), vault.seal(weights, context("DPM")));
    }

    PrivateDpm open() throws IOException, VaultException, StepNotPossibleException {
        Results.TrainedDpm trained = bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        FeatureShape shape = bench.results()
                .required(Step.PULL, Results.Pulled.class)
                .manifest()
                .featureShape();
        Vault vault = bench.vault();
        byte[] weights = vault.unseal(Files.readAllBytes(file("dpm")), context("DPM"));
        DpmSpec spec = new DpmSpec(trained.block(), trained.depth(), trained.width());
        return PrivateDpm.importWeights(weights, spec, trained.imagesPerRow(), shape, vault.dpmAccess());
    }

    void save(Attackers attackers) throws IOException, VaultException, StepNotPossibleException {
        Vault vault = bench.vault();
        DpmAccess access = vault.dpmAccess();
        PrivateFiles.write(
                file("attackers"), vault.seal(attackers.exportWeights(access), context("attackers on the DPM")));
    }

    /** @param trainingImages that the attackers were trained on */
    Attackers openAttackers(ProbeConfig config, FeatureShape features, ImageSpec image, int trainingImages)
            throws IOException, VaultException, StepNotPossibleException {
        Vault vault = bench.vault();
        byte[] weights = vault.unseal(Files.readAllBytes(file("attackers")), context("attackers on the DPM"));
        return Attackers.importWeights(
                weights, config, features, image, trainingImages, attackSeed(), vault.dpmAccess());
    }

    /** Seed of the attackers on the current DPM. */
    long attackSeed() throws IOException, VaultException, StepNotPossibleException {
        return bench.seed("measure-leakage " + rotation());
    }

    /** Seed of what the current DPM's rows are mixed by; as secret as the settings' seed. */
    long mixingSeed() throws IOException, VaultException, StepNotPossibleException {
        return bench.seed("mixing " + rotation());
    }

    private Path file(String what) throws IOException {
        return bench.folder().dpm().resolve(what + "-" + rotation() + ".sealed");
    }

    private Path rotationFile() {
        return bench.folder().dpm().resolve("rotation.json");
    }

    private String context(String what) throws IOException, StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        return "%s of entity %s in collaboration %s, rotation %d"
                .formatted(what, enrolment.entityId(), enrolment.collaborationId(), rotation());
    }
}

package io.veilpool.agent.workflow;

import io.veilpool.agent.leakage.Attackers;
import io.veilpool.agent.leakage.ProbeConfig;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.vault.DpmAccess;
import io.veilpool.agent.vault.PrivateFiles;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.protocol.ImageSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder {@code dpm}: weights of the DPM, and of the attackers that undo it, encrypted by the vault and bound to
 * collaboration, entity and rotation.
 */
final class DpmStore {
    private static final int FIRST = 1;

    private final Workbench bench;

    private record Rotation(int number) {}

    /** What else there is to know of a DPM to open it when another is the current one. */
    private record Kept(String releaseDigest, String module, int imagesPerRow) {}

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
        PrivateFiles.write(file("dpm"), vault.seal(weights, context("DPM", rotation())));
        Kept kept = new Kept(
                bench.results().required(Step.PULL, Results.Pulled.class).releaseDigest(),
                dpm.module(),
                dpm.imagesPerRow());
        PrivateFiles.write(keptFile(rotation()), ProtocolJson.write(kept));
    }

    /** The DPM of an earlier rotation, if it was trained for the release that was pulled. */
    Optional<PrivateDpm> openEarlier(int rotation) throws IOException, VaultException, StepNotPossibleException {
        Path sealed = file("dpm", rotation);
        if (!Files.exists(sealed) || !Files.exists(keptFile(rotation))) {
            return Optional.empty();
        }
        Results.Pulled pulled = bench.results().required(Step.PULL, Results.Pulled.class);
        Kept kept = kept(rotation);
        if (!kept.releaseDigest().equals(pulled.releaseDigest())) {
            return Optional.empty();
        }
        Vault vault = bench.vault();
        byte[] weights = vault.unseal(Files.readAllBytes(sealed), context("DPM", rotation));
        return Optional.of(PrivateDpm.importWeights(
                weights,
                bench.method(),
                kept.module(),
                kept.imagesPerRow(),
                pulled.manifest().featureShape(),
                vault.dpmAccess()));
    }

    private Kept kept(int rotation) throws IOException {
        Path file = keptFile(rotation);
        try {
            return ProtocolJson.read(Files.readAllBytes(file), Kept.class);
        } catch (InvalidJsonException e) {
            throw new IOException(file + " is damaged (" + e.getMessage() + "). Restore it from a backup.", e);
        }
    }

    /** @throws StepNotPossibleException if it is an earlier one that cannot be opened any more */
    PrivateDpm open(int rotation) throws IOException, VaultException, StepNotPossibleException {
        if (rotation == rotation()) {
            return open();
        }
        return openEarlier(rotation)
                .orElseThrow(
                        () -> new StepNotPossibleException(
                                "The DPM of rotation " + rotation
                                        + " is not in this data folder, or was trained for another release. Withdraw the rows that it made."));
    }

    PrivateDpm open() throws IOException, VaultException, StepNotPossibleException {
        Results.TrainedDpm trained = bench.results().required(Step.TRAIN_DPM, Results.TrainedDpm.class);
        FeatureShape shape = bench.results()
                .required(Step.PULL, Results.Pulled.class)
                .manifest()
                .featureShape();
        Vault vault = bench.vault();
        byte[] weights = vault.unseal(Files.readAllBytes(file("dpm")), context("DPM", rotation()));
        return PrivateDpm.importWeights(
                weights, bench.method(), trained.module(), trained.imagesPerRow(), shape, vault.dpmAccess());
    }

    void save(Attackers attackers) throws IOException, VaultException, StepNotPossibleException {
        Vault vault = bench.vault();
        DpmAccess access = vault.dpmAccess();
        PrivateFiles.write(
                file("attackers"),
                vault.seal(attackers.exportWeights(access), context("attackers on the DPM", rotation())));
    }

    /** @param trainingImages that the attackers were trained on */
    Attackers openAttackers(ProbeConfig config, FeatureShape features, ImageSpec image, int trainingImages)
            throws IOException, VaultException, StepNotPossibleException {
        Vault vault = bench.vault();
        byte[] weights =
                vault.unseal(Files.readAllBytes(file("attackers")), context("attackers on the DPM", rotation()));
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
        return file(what, rotation());
    }

    private Path file(String what, int rotation) {
        return bench.folder().dpm().resolve(what + "-" + rotation + ".sealed");
    }

    private Path keptFile(int rotation) {
        return bench.folder().dpm().resolve("dpm-" + rotation + ".json");
    }

    private Path rotationFile() {
        return bench.folder().dpm().resolve("rotation.json");
    }

    private String context(String what, int rotation) throws IOException, StepNotPossibleException {
        EnrolmentView enrolment = bench.enrolment();
        return "%s of entity %s in collaboration %s, rotation %d"
                .formatted(what, enrolment.entityId(), enrolment.collaborationId(), rotation);
    }
}

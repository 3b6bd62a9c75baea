package io.veilpool.agent.workflow;

import io.veilpool.agent.client.CoordinatorClient;
import io.veilpool.agent.dataset.ImageSet;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.ReadingLimits;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.identity.Enrolment;
import io.veilpool.agent.identity.Identity;
import io.veilpool.agent.poisoning.DpmConfig;
import io.veilpool.agent.protection.ProtectionMethod;
import io.veilpool.agent.protection.ProtectionMethods;
import io.veilpool.agent.settings.AgentSettings;
import io.veilpool.agent.vault.Vault;
import io.veilpool.agent.vault.VaultException;
import io.veilpool.model.network.Engines;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.EnrolmentView;
import io.veilpool.model.signing.SigningKey;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.ComputeTurns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What all steps of one entity share: settings, folder, enrolment, keys, images. Opened when first needed. */
public final class Workbench implements AutoCloseable {
    private static final int LEFT_PART = 8;

    /** The same for every entity, so that all show the same first test images. */
    private static final long TEST_ORDER = 1;

    private final AgentSettings settings;
    private final DataFolder folder;
    private final Console console;
    private final Clock clock;
    private @Nullable Vault vault;
    private @Nullable SigningKey key;
    private @Nullable CoordinatorClient client;
    private @Nullable Split images;

    public Workbench(AgentSettings settings, DataFolder folder, Console console, Clock clock) {
        this.settings = settings;
        this.folder = folder;
        this.console = console;
        this.clock = clock;
    }

    public AgentSettings settings() {
        return settings;
    }

    public DataFolder folder() {
        return folder;
    }

    public Console console() {
        return console;
    }

    public Clock clock() {
        return clock;
    }

    public StepResults results() {
        return new StepResults(folder.results());
    }

    /** @throws StepNotPossibleException if the entity is not enrolled */
    public EnrolmentView enrolment() throws IOException, StepNotPossibleException {
        return Enrolment.read(folder.identity())
                .orElseThrow(
                        () -> new StepNotPossibleException(
                                "This data folder is not enrolled yet. Ask the"
                                        + " collaboration's admin for an invitation and run `entity-agent enroll --invitation-file FILE`."));
    }

    UUID collaboration() throws IOException, StepNotPossibleException {
        return enrolment().collaborationId();
    }

    String entity() throws IOException, StepNotPossibleException {
        return enrolment().entityName();
    }

    /** The version of the charter that this entity accepted. */
    Charter charter() throws IOException, StepNotPossibleException {
        return enrolment().charter().charter();
    }

    /** The charter's method. */
    ProtectionMethod method() throws IOException, StepNotPossibleException {
        String name = charter().method();
        return ProtectionMethods.named(name)
                .orElseThrow(() -> new StepNotPossibleException("The charter's method is '" + name
                        + "', but this agent has " + String.join(", ", ProtectionMethods.names())
                        + ". Update the agent, or ask the collaboration's admin for another charter."));
    }

    /** This entity's settings under the charter's profile, which the charter's method must agree to. */
    DpmConfig dpm() throws IOException, StepNotPossibleException {
        DpmConfig dpm = settings.dpm().withProfile(charter().profile());
        String objection = method().objection(charter(), dpm);
        if (objection != null) {
            throw new StepNotPossibleException(objection);
        }
        return dpm;
    }

    boolean publishesNetworks() throws IOException, StepNotPossibleException {
        return charter().publishingEntity().equals(entity());
    }

    public synchronized Vault vault() throws VaultException {
        Vault opened = vault;
        if (opened == null) {
            opened = Vault.open(folder.vault(), settings.vault());
            vault = opened;
        }
        return opened;
    }

    public synchronized SigningKey key() throws IOException, VaultException {
        SigningKey opened = key;
        if (opened == null) {
            opened = Identity.openOrCreate(folder.identity(), vault());
            key = opened;
        }
        return opened;
    }

    public synchronized CoordinatorClient client() throws IOException, VaultException, StepNotPossibleException {
        CoordinatorClient opened = client;
        if (opened == null) {
            opened = CoordinatorClient.enrolled(settings.coordinator(), settings.network(), enrolment(), key(), clock);
            client = opened;
        }
        return opened;
    }

    /** Own images, cut into a part to train on and a part to check with; always the same cut. */
    synchronized Split images() throws IOException, VaultException, StepNotPossibleException, UnusableImagesException {
        Split read = images;
        if (read == null) {
            LabelledImages all = read(settings.images());
            all.notes().forEach(console::say);
            Split sorted = Split.of(all, settings.validationFraction(all.size()), seed("split"));
            read = new Split(
                    mixed(sorted.training(), seed("order of training images")),
                    mixed(sorted.validation(), seed("order of validation images")));
            images = read;
            console.say("%,d own images: %,d to train on, %,d to check with"
                    .formatted(
                            all.size(),
                            read.training().size(),
                            read.validation().size()));
        }
        return read;
    }

    /** Original features of own images, computed once for each release and kept on disk. */
    OriginalFeatures features(PublishedNetworks networks, LabelledImages own)
            throws IOException, StepNotPossibleException {
        Results.Pulled pulled = results().required(Step.PULL, Results.Pulled.class);
        return FeatureCache.original(networks, pulled.releaseDigest(), own, folder.features(), console);
    }

    /**
     * Images that the attackers train on: public ones if the settings name some, else the first of the own training part. An eighth of that is
     * left to score them on, more where the charter asks for more images, but never more than half.
     */
    LabelledImages attackerImages()
            throws IOException, VaultException, StepNotPossibleException, UnusableImagesException {
        Path auxiliary = settings.auxiliaryImages();
        return auxiliary == null ? allButAPart(images().training()) : mixed(read(auxiliary), seed("attacker images"));
    }

    private LabelledImages allButAPart(LabelledImages training)
            throws IOException, VaultException, StepNotPossibleException {
        int asked = Math.min(charter().thresholds().leastImages(), training.size() / 2);
        int left = Math.min(settings.leakage().images(), Math.max(training.size() / LEFT_PART, asked));
        return training.first(training.size() - left);
    }

    /** Image sets come sorted by class; whoever takes the first so many images should see every class. */
    private static LabelledImages mixed(LabelledImages images, long seed) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, images.size()).boxed().toList());
        Collections.shuffle(order, new Random(seed));
        return images.subset(order.stream().mapToInt(Integer::intValue).toArray());
    }

    private LabelledImages read(Path location) throws IOException, StepNotPossibleException, UnusableImagesException {
        Charter charter = charter();
        return ImageSet.read(
                location, charter.image(), charter.classes(), charter.attributes(), ReadingLimits.defaults(), onDisk());
    }

    LabelledImages testImages(Path location) throws IOException, StepNotPossibleException, UnusableImagesException {
        Charter charter = charter();
        LabelledImages sorted = ImageSet.readTest(
                location, charter.image(), charter.classes(), charter.attributes(), ReadingLimits.defaults(), onDisk());
        return mixed(sorted, TEST_ORDER);
    }

    /** For images and features, whose number nobody knows: in nameless files beside the cache of features. */
    RowMemory onDisk() throws IOException {
        return RowMemory.onDisk(folder.made(folder.features()));
    }

    long seed(String purpose) throws IOException, VaultException, StepNotPossibleException {
        return Seeds.of(Seeds.ofFolder(folder.identity(), vault(), settings.seed()), purpose);
    }

    /** Computes with the threads of one turn, but waits for none. */
    void withoutTurn() {
        Engines.threads(settings.compute().threads());
    }

    /** Waits for one of the machine's turns; closing gives it back. */
    ComputeTurns.Turn turn() throws InterruptedException {
        AgentSettings.Compute compute = settings.compute();
        ComputeTurns.Turn turn = ComputeTurns.take(compute.turnsFolder(), compute.turns());
        Engines.threads(compute.threads());
        return turn;
    }

    /** Waits for all turns, and computes with the threads of all of them. */
    ComputeTurns.Turn allTurns() throws InterruptedException {
        AgentSettings.Compute compute = settings.compute();
        ComputeTurns.Turn turn = ComputeTurns.takeAll(compute.turnsFolder(), compute.turns());
        Engines.threads(compute.threads() * compute.turns());
        return turn;
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}

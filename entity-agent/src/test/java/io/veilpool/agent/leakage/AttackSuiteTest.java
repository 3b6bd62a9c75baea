package io.veilpool.agent.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.features.FeatureCache;
import io.veilpool.agent.poisoning.PrivateDpm;
import io.veilpool.agent.poisoning.TinyWorld;
import io.veilpool.model.json.ProtocolJson;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AttackSuiteTest {
    private static final TinyWorld WORLD = TinyWorld.get();

    @Test
    void everyAttackOfTheLibraryReadsADpmThatDoesNothing() throws Exception {
        List<AttackOutcome> said = new ArrayList<>();
        try (PrivateDpm identity = TinyWorld.identity()) {
            AttackSuite.Findings findings = AttackSuite.run(
                    AttackEffort.SMOKE,
                    onBrightness(target(identity, WORLD.publicImages, true, 200)),
                    1,
                    Progress.silent(),
                    said::add);

            assertThat(said).isEqualTo(findings.outcomes());
            assertThat(findings.outcomes())
                    .extracting(AttackOutcome::attack)
                    .containsExactly(
                            "insider",
                            "known-pairs",
                            "surrogate-dpms",
                            "unpaired-alignment",
                            "robust-reconstructor",
                            "unseen-reconstructors",
                            "optimisation",
                            "re-identification",
                            "attribute-inference");
            assertThat(LeakageReport.SUITE)
                    .as("grows with the library, so that reports made without the new attack are stale")
                    .isEqualTo(2);
            assertThat(named(findings, "insider").leakage()).isGreaterThan(0.9);
            assertThat(named(findings, "unseen-reconstructors").leakage()).isGreaterThan(0.9);
            assertThat(named(findings, "attribute-inference").leakage()).isGreaterThan(0.4);
            assertThat(named(findings, "attribute-inference").knowledge()).contains("'brightness'");
            assertThat(named(findings, "known-pairs").variants())
                    .as("a quarter of 400 images")
                    .extracting(AttackOutcome.Variant::trainingImages)
                    .containsExactly(1, 4, 16, 64);
            assertThat(findings.notRun())
                    .noneMatch(reason -> reason.contains("NONE"))
                    .anyMatch(reason -> reason.startsWith("linkage between rotations"));
            AttackOutcome insider = named(findings, "insider");
            assertThat(ProtocolJson.read(ProtocolJson.write(insider), AttackOutcome.class))
                    .isEqualTo(insider);
        }
    }

    @Test
    void saysWhichSensitiveAttributesItCannotAttack() {
        LabelledImages known = bright(WORLD.publicImages, 0);
        LabelledImages partly = bright(WORLD.publicImages, 3);
        List<String> notRun = new ArrayList<>();

        assertThat(AttackSuite.onAttributes(known, known, notRun)).hasSize(1);
        assertThat(notRun).isEmpty();
        assertThat(AttackSuite.onAttributes(known, partly, notRun)).isEmpty();
        assertThat(AttackSuite.onAttributes(WORLD.publicImages, known, notRun)).isEmpty();
        assertThat(AttackSuite.onAttributes(known, WORLD.publicImages, notRun)).isEmpty();
        assertThat(notRun)
                .containsExactly(
                        "attribute inference of 'brightness': its value is not known of 3 images",
                        "attribute inference: the attackers' images have no table with the sensitive attributes",
                        "attribute inference: no sensitive attribute of the images is known");
    }

    private static AttackSuite.Target onBrightness(AttackSuite.Target usual) {
        return new AttackSuite.Target(
                usual.networks(),
                usual.dpm(),
                usual.recipe(),
                bright(usual.attackerImages(), 0),
                usual.publicImages(),
                usual.training(),
                bright(usual.heldBack(), 0),
                usual.featurizer(),
                usual.memory(),
                usual.earlier());
    }

    /** The same with whether an image's mean is above the middle as a sensitive attribute, which the first so many lack. */
    private static LabelledImages bright(LabelledImages images, int unknown) {
        int[] bright = new int[images.size()];
        byte[] pixels = new byte[images.spec().values()];
        for (int i = 0; i < bright.length; i++) {
            images.pixels(i, pixels);
            long sum = 0;
            for (byte pixel : pixels) {
                sum += Byte.toUnsignedInt(pixel);
            }
            bright[i] = i < unknown ? -1 : sum > 127L * pixels.length ? 1 : 0;
        }
        return images.withSensitive(
                List.of(new AttributeColumn("brightness", List.of("0", "1"))), new int[][] {bright});
    }

    @Test
    void withoutPublicImagesKnownPairsAreNoImagesOfTheAttackers() throws Exception {
        try (PrivateDpm identity = TinyWorld.identity()) {
            AttackSuite.Findings findings = AttackSuite.run(
                    AttackEffort.SMOKE, target(identity, WORLD.images, false, 40), 1, Progress.silent(), outcome -> {});

            assertThat(named(findings, "unseen-reconstructors")
                            .variants()
                            .getFirst()
                            .trainingImages())
                    .isEqualTo(300);
            assertThat(findings.outcomes())
                    .extracting(AttackOutcome::knowledge)
                    .noneMatch(knowledge -> knowledge.contains("public images"));
        }
    }

    @Test
    void linksTheRowsOfAnEarlierRotationWhereThereIsOne() throws Exception {
        try (PrivateDpm identity = TinyWorld.identity();
                PrivateDpm nothing = TinyWorld.nothing()) {
            AttackSuite.Findings alike = AttackSuite.run(
                    AttackEffort.SMOKE, target(identity, 40, identity), 1, Progress.silent(), outcome -> {});
            AttackSuite.Findings unlike = AttackSuite.run(
                    AttackEffort.SMOKE, target(identity, 40, nothing), 1, Progress.silent(), outcome -> {});

            assertThat(named(alike, "linkage").leakage()).isGreaterThan(0.9);
            assertThat(named(unlike, "linkage").leakage()).isLessThan(0.1);
            assertThat(alike.notRun()).noneMatch(reason -> reason.startsWith("linkage"));
        }
    }

    @Test
    void saysWhyItDidNotRun() throws Exception {
        try (PrivateDpm identity = TinyWorld.identity()) {
            assertThat(AttackSuite.run(
                                    AttackEffort.NONE,
                                    target(identity, WORLD.publicImages, true, 200),
                                    1,
                                    Progress.silent(),
                                    outcome -> {})
                            .notRun())
                    .anyMatch(reason -> reason.contains("`attacks` is NONE"));
            AttackSuite.Findings tooFew = AttackSuite.run(
                    AttackEffort.SMOKE,
                    target(identity, WORLD.publicImages, true, 3),
                    1,
                    Progress.silent(),
                    outcome -> {});
            assertThat(tooFew.effort()).isEqualTo(AttackEffort.NONE);
            assertThat(tooFew.outcomes()).isEmpty();
            assertThat(tooFew.notRun()).anyMatch(reason -> reason.contains("4 images held back"));
        }
    }

    private static AttackSuite.Target target(
            PrivateDpm dpm, LabelledImages attackerImages, boolean publicImages, int heldBack) {
        return target(dpm, attackerImages, publicImages, heldBack, null);
    }

    private static AttackSuite.Target target(PrivateDpm dpm, int heldBack, PrivateDpm earlier) {
        return target(dpm, WORLD.publicImages, true, heldBack, earlier);
    }

    private static AttackSuite.Target target(
            PrivateDpm dpm,
            LabelledImages attackerImages,
            boolean publicImages,
            int heldBack,
            @Nullable PrivateDpm earlier) {
        return new AttackSuite.Target(
                WORLD.networks,
                dpm,
                TinyWorld.config().withSteps(20).withLimits(100, 0, 1),
                attackerImages,
                publicImages,
                WORLD.images,
                WORLD.validationImages.subset(IntStream.range(0, heldBack).toArray()),
                images -> FeatureCache.compute(WORLD.networks, images, Progress.silent()),
                RowMemory.RESIDENT,
                earlier);
    }

    private static AttackOutcome named(AttackSuite.Findings findings, String attack) {
        return findings.outcomes().stream()
                .filter(outcome -> outcome.attack().equals(attack))
                .findFirst()
                .orElseThrow();
    }
}

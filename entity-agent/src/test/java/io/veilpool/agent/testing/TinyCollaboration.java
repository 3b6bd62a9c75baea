package io.veilpool.agent.testing;

import io.veilpool.agent.dataset.PlainPng;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.Oversight;
import io.veilpool.model.protocol.PoisoningProfile;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Small noisy pictures of three classes, a charter that admits anything of two seeds, and settings of a few steps. */
public final class TinyCollaboration {
    public static final List<String> CLASSES = List.of("blue", "green", "red");
    private static final int SIDE = 32;

    private TinyCollaboration() {}

    /** @param greatestLoss top-1 that the gate allows to be lost, in points */
    public static Charter charter(double greatestLoss) {
        return charter(greatestLoss, Oversight.LEAST);
    }

    public static Charter charter(double greatestLoss, Oversight oversight) {
        return new Charter(
                CLASSES,
                new ImageSpec(3, SIDE, SIDE),
                "small-resnet-8",
                "conv3_1",
                "e1",
                List.of(new DpmFamily("BASIC", 1, 4, 4, 64)),
                new Thresholds(greatestLoss, 0, 1, 1, 1, AttackEffort.NONE).asking(2, false),
                new RowLimits(1, 10_000),
                List.of("F16"),
                PoisoningProfile.PAPER,
                oversight);
    }

    /** A folder CLASS/IMAGE.png; the same arguments give the same pictures. */
    public static Path images(Path folder, int perClass, long seed) throws IOException {
        Random random = new Random(seed);
        for (int label = 0; label < CLASSES.size(); label++) {
            Path ofClass = Files.createDirectories(folder.resolve(CLASSES.get(label)));
            for (int i = 0; i < perClass; i++) {
                byte[] pixels = new byte[3 * SIDE * SIDE];
                random.nextBytes(pixels);
                for (int p = 0; p < SIDE * SIDE; p++) {
                    pixels[(2 - label) * SIDE * SIDE + p] = (byte) (200 + random.nextInt(50));
                }
                Files.write(ofClass.resolve(i + ".png"), PlainPng.encode(3, SIDE, SIDE, pixels));
            }
        }
        return folder;
    }

    /** What the tables of {@link #attributeImages} mean. */
    public static final AttributeTask TASK = new AttributeTask(
            List.of(new AttributeColumn("colour", CLASSES)),
            List.of(new AttributeColumn("framed", List.of("0", "1"))),
            "person");

    /** The same pictures with a table instead of folders; every other one has a frame, which is the sensitive attribute. */
    public static Path attributeImages(Path folder, int perClass, long seed) throws IOException {
        images(folder, perClass, seed);
        StringBuilder table = new StringBuilder("file,colour,framed,person\n");
        for (String colour : CLASSES) {
            for (int i = 0; i < perClass; i++) {
                Path image = folder.resolve(colour).resolve(i + ".png");
                if (i % 2 == 1) {
                    frame(image);
                }
                String name = colour + i + ".png";
                Files.move(image, folder.resolve(name));
                table.append("%s,%s,%d,%s%d\n".formatted(name, colour, i % 2, colour, i / 2));
            }
            Files.delete(folder.resolve(colour));
        }
        Files.writeString(folder.resolve("attributes.csv"), table);
        return folder;
    }

    private static void frame(Path file) throws IOException {
        BufferedImage image = ImageIO.read(file.toFile());
        for (int i = 0; i < SIDE; i++) {
            image.setRGB(i, 0, 0);
            image.setRGB(i, SIDE - 1, 0);
            image.setRGB(0, i, 0);
            image.setRGB(SIDE - 1, i, 0);
        }
        ImageIO.write(image, "png", file.toFile());
    }

    /** Settings of an entity with images and passphrase in {@code folder}; agents in one process must take turns. */
    public static Path settings(Path folder, String entity, URI coordinator, long seed) throws IOException {
        Files.writeString(folder.resolve(entity + ".passphrase"), "a long passphrase of " + entity);
        return Files.writeString(folder.resolve(entity + ".yaml"), """
                coordinator: %s
                data: %s-data
                images: %s-images
                validationFraction: 0.25
                seed: %d
                compute: {threads: 1, turnsFolder: turns, turns: 1}
                vault: {passphraseFile: %s.passphrase}
                network: {patienceSeconds: 2, pollSeconds: 0.3}
                preTraining: {steps: 6, batch: 16, reconstructorSteps: 3, reconstructorBatch: 16}
                dpm: {block: BASIC, depth: 1, width: 8, steps: 6, batch: 16, maxTop1Lost: 100, minRelativeChange: 0, maxSsim: 1}
                leakage: {steps: 3, batch: 16, width: 8, blocks: 1, resamples: 20}
                attacks: %s
                refinement: {scratch: {steps: 3, batch: 16}, refining: {steps: 3, batch: 16}}
                """.formatted(
                        coordinator, entity, entity, seed, entity, entity.equals("e1") ? "SMOKE" : "NONE"));
    }
}

package io.veilpool.experiments.world;

import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.agent.dataset.Split;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * One dealing of an attribute set: half of its groups are the victim's, who also publishes, half the attackers'. No two parts share an
 * image or a group; the test images are the same for every seed.
 *
 * @param own       images that networks and modules are trained on
 * @param attackers images of those who attack, which no protection has seen
 * @param test      images that everything is measured on
 */
public record AttributeWorld(
        AttributeData data, long seed, LabelledImages own, LabelledImages attackers, LabelledImages test) {
    private static final double ATTACKERS_SHARE = 0.5;
    private static final int LEAST = 40;

    /**
     * @param mostTraining images of each side, at most
     * @param mostTest     test images, at most
     * @throws UnusableImagesException if a part has fewer than {@value #LEAST} images or lacks a class
     */
    public static AttributeWorld deal(AttributeData data, int mostTraining, int mostTest, long seed)
            throws UnusableImagesException {
        Split split = Split.of(data.training(), ATTACKERS_SHARE, seed);
        AttributeWorld world = new AttributeWorld(
                data,
                seed,
                some(split.training(), mostTraining, seed),
                some(split.validation(), mostTraining, seed),
                some(data.test(), mostTest, 0));
        requireEnough("the victim", world.own(), data);
        requireEnough("the attackers", world.attackers(), data);
        requireEnough("the test", world.test(), data);
        return world;
    }

    private static void requireEnough(String whose, LabelledImages images, AttributeData data)
            throws UnusableImagesException {
        int classes = data.main().values().size();
        int[] perClass = images.imagesPerClass(classes);
        for (int c = 0; c < classes; c++) {
            if (perClass[c] == 0) {
                throw new UnusableImagesException("of '%s', %s got no image with %s = %s; name another main attribute"
                        .formatted(
                                data.name(),
                                whose,
                                data.main().name(),
                                data.main().values().get(c)));
            }
        }
        if (images.size() < LEAST) {
            throw new UnusableImagesException("of '%s', %s got %,d images, at least %d are needed; give a larger set"
                    .formatted(data.name(), whose, images.size(), LEAST));
        }
    }

    /** The first so many in an order drawn from the seed. */
    private static LabelledImages some(LabelledImages images, int most, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[images.size()];
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return images.subset(order).first(most);
    }

    /** Part to number of images. */
    public Map<String, Integer> counts() {
        return new TreeMap<>(Map.of("own", own.size(), "attackers", attackers.size(), "test", test.size()));
    }

    /** Digest of every image and value of every part, in order. */
    public String digest() {
        String parts = own.digest() + attackers.digest() + test.digest() + data.main() + data.sensitive();
        return Digests.sha256(parts.getBytes(StandardCharsets.UTF_8));
    }
}

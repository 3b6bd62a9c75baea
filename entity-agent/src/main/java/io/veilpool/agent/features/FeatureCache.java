package io.veilpool.agent.features;

import ai.djl.ndarray.NDManager;
import io.veilpool.agent.dataset.LabelledImages;
import io.veilpool.model.digest.Digests;
import io.veilpool.model.network.Network;
import io.veilpool.model.network.PublishedNetworks;
import io.veilpool.model.tensor.ElementType;
import io.veilpool.model.tensor.FeatureRows;
import io.veilpool.model.tensor.HostileFileException;
import io.veilpool.model.tensor.OriginalFeatures;
import io.veilpool.model.tensor.RowMemory;
import io.veilpool.model.training.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Original features z = F(x) of a whole image set. The featurizer is fixed, so they are computed once for each release and kept on
 * disk in float16; row i belongs to image i.
 */
public final class FeatureCache {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);
    private static final int IMAGES_AT_ONCE = 128;
    private static final String PHASE = "original features";

    private FeatureCache() {}

    /**
     * @param releaseDigest weights digest of the release that {@code networks} came from
     * @param cacheFolder   made if it is missing; its files may be deleted at any time
     * @throws IOException if the folder cannot be written, for instance because the disk is full
     */
    public static OriginalFeatures original(
            PublishedNetworks networks,
            String releaseDigest,
            LabelledImages images,
            Path cacheFolder,
            Progress progress)
            throws IOException {
        String name = Digests.sha256((releaseDigest + ":" + images.digest()).getBytes(StandardCharsets.US_ASCII));
        Path file = cacheFolder.resolve(name + ".features");
        if (Files.exists(file)) {
            try {
                OriginalFeatures kept = OriginalFeatures.load(file);
                if (kept.rows() == images.size()) {
                    return kept;
                }
            } catch (HostileFileException e) {
                LOG.warn("cached features are damaged and are computed again: {}", e.getMessage());
            }
        }
        Files.createDirectories(cacheFolder);
        try {
            compute(networks, images, RowMemory.onDisk(cacheFolder), progress).save(file);
        } catch (UncheckedIOException e) {
            throw new IOException(e.getMessage(), e);
        }
        try {
            return OriginalFeatures.load(file); // mapped: the system can drop the pages
        } catch (HostileFileException e) {
            throw new IOException("features that were just written cannot be read back from " + cacheFolder, e);
        }
    }

    /** Without a cache, in memory. */
    public static OriginalFeatures compute(PublishedNetworks networks, LabelledImages images, Progress progress) {
        return compute(networks, images, RowMemory.RESIDENT, progress);
    }

    /** Without a cache. */
    public static OriginalFeatures compute(
            PublishedNetworks networks, LabelledImages images, RowMemory memory, Progress progress) {
        return compute(networks.featurizer(), images, memory, progress);
    }

    /** Of the network that counts as unprotected ({@link PublishedNetworks#reference}), in memory. */
    public static OriginalFeatures unprotected(PublishedNetworks networks, LabelledImages images, Progress progress) {
        return compute(networks.reference(), images, RowMemory.RESIDENT, progress);
    }

    /**
     * The same where original features are there already: they are the unprotected ones, unless the featurizer protects.
     *
     * @param original features of at least these images, row by row
     */
    public static OriginalFeatures unprotected(
            PublishedNetworks networks, LabelledImages images, OriginalFeatures original, Progress progress) {
        return networks.protectsInFeaturizer() ? unprotected(networks, images, progress) : original;
    }

    private static OriginalFeatures compute(
            Network network, LabelledImages images, RowMemory memory, Progress progress) {
        try (Network featurizer = network.folded()) {
            FeatureRows.Builder rows =
                    new FeatureRows.Builder(featurizer.architecture().output(), ElementType.F16, images.size(), memory);
            long began = System.nanoTime();
            for (int from = 0; from < images.size(); from += IMAGES_AT_ONCE) {
                int[] batch = IntStream.range(from, Math.min(images.size(), from + IMAGES_AT_ONCE))
                        .toArray();
                try (NDManager scope = NDManager.newBaseManager()) {
                    rows.append(
                            featurizer.forward(images.batch(scope, batch), false),
                            IntStream.of(batch).map(images::label).toArray());
                }
                int done = from + batch.length;
                progress.report(PHASE, done, images.size(), Double.NaN, done / ((System.nanoTime() - began) / 1e9));
            }
            return OriginalFeatures.of(rows.build());
        }
    }
}

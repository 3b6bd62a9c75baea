package io.veilpool.model.tensor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the featurizer makes of an entity's own images. They never leave the entity: there is no way from here to a shard.
 */
public final class OriginalFeatures implements LabelledFeatures {
    private static final String FORMAT = "veilpool.original-features/1";
    private static final String VALUES = "original";
    private static final SafeTensors.Limits LIMITS = new SafeTensors.Limits(1L << 42, 1 << 16, 1L << 41);

    private final FeatureRows values;

    private OriginalFeatures(FeatureRows values) {
        this.values = values;
    }

    public static OriginalFeatures of(FeatureRows values) {
        return new OriginalFeatures(values);
    }

    @Override
    public FeatureRows values() {
        return values;
    }

    @Override
    public OriginalFeatures select(int[] rows) {
        return new OriginalFeatures(values.select(rows));
    }

    /** Keeps the rows on the agent's own disk, readable by its user only; the target is either whole or absent. */
    public void save(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file name");
        }
        new SafeTensorsWriter(RowsFile.tensors(VALUES, values), Map.of("format", FORMAT))
                .write(folder, digest -> target);
    }

    /**
     * The rows as a mapping of the file, which only this agent may write.
     *
     * @throws HostileFileException if the file is damaged or something else
     */
    public static OriginalFeatures load(Path file) throws HostileFileException, IOException {
        SafeTensorsFile checked = SafeTensorsFile.check(SafeTensorsFile.map(file), LIMITS);
        if (!checked.metadata().equals(Map.of("format", FORMAT))) {
            throw new HostileFileException("the file does not hold original features of format " + FORMAT);
        }
        return new OriginalFeatures(RowsFile.rows(VALUES, checked, Integer.MAX_VALUE));
    }
}

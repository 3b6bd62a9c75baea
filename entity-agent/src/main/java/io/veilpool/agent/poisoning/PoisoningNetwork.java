package io.veilpool.agent.poisoning;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.architecture.DpmSpec;
import io.veilpool.model.network.Network;
import io.veilpool.model.protocol.FeatureShape;
import io.veilpool.model.tensor.Weights;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** P of Deep Poisoning, frozen: residual blocks on features (section 3.3). */
public final class PoisoningNetwork implements RowTransform {
    private static final Pattern MODULE = Pattern.compile("(\\d{1,4}) blocks ([A-Z]+), (\\d{1,4}) wide");

    private final DpmSpec spec;
    private final Weights weights;
    private final Network folded;

    private PoisoningNetwork(DpmSpec spec, FeatureShape shape, Weights weights) {
        this.spec = spec;
        this.weights = weights;
        try (Network network = Network.of(spec.architecture(shape), weights)) {
            this.folded = network.folded();
        }
    }

    static PoisoningNetwork of(DpmSpec spec, FeatureShape shape, Network trained) {
        return new PoisoningNetwork(spec, shape, trained.weights());
    }

    /**
     * Opens one that was kept; see {@link RowTransform.Opener}.
     *
     * @throws IllegalArgumentException if module, shape and weights do not fit
     */
    public static RowTransform open(String module, FeatureShape shape, Weights weights) {
        Matcher parts = MODULE.matcher(module);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + module + "' is no DPM, for instance '4 blocks BASIC, 64 wide'");
        }
        DpmSpec spec = new DpmSpec(parts.group(2), Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(3)));
        return new PoisoningNetwork(spec, shape, weights);
    }

    @Override
    public NDArray apply(NDArray rows) {
        return folded.forward(rows, false);
    }

    @Override
    public Weights weights() {
        return weights;
    }

    @Override
    public String module() {
        return spec.depth() + " blocks " + spec.block() + ", " + spec.width() + " wide";
    }

    @Override
    public void close() {
        folded.close();
    }
}

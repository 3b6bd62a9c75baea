package io.veilpool.agent.protection.hybrid;

import ai.djl.ndarray.NDArray;
import io.veilpool.model.architecture.Architecture;
import io.veilpool.model.architecture.Backbones;
import io.veilpool.model.architecture.HookPoint;
import io.veilpool.model.network.Network;
import io.veilpool.model.tensor.Weights;
import java.util.List;

/** A backbone in three parts: up to the sensitive branch, from there to the released embedding, and the main classifier. */
record Trunk(Architecture backbone, Network early, Network late, Network decider) implements AutoCloseable {
    /** @throws io.veilpool.model.architecture.InvalidArchitectureException if the branch does not leave before the embedding */
    static Trunk of(Network whole, HookPoint branch, HookPoint hook) {
        Architecture backbone = whole.architecture();
        Backbones.Split released = Backbones.split(backbone, hook);
        Backbones.Split parts = Backbones.split(released.featurizer(), branch);
        return new Trunk(
                backbone, whole.part(parts.featurizer()), whole.part(parts.decider()), whole.part(released.decider()));
    }

    List<Network> networks() {
        return List.of(early, late, decider);
    }

    /** u (N, C, H, W) of images, as a frozen network gives it. */
    NDArray embedding(NDArray images) {
        return late.forward(early.forward(images, false), false);
    }

    /** A network of the backbone with these weights. */
    Network whole() {
        return Network.of(backbone, Weights.union(early.weights(), late.weights(), decider.weights()));
    }

    @Override
    public void close() {
        networks().forEach(Network::close);
    }
}

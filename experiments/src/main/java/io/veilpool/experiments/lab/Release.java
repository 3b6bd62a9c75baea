package io.veilpool.experiments.lab;

import io.veilpool.model.network.PublishedNetworks;

/**
 * Published networks, closed by whoever asked for them.
 *
 * @param digest   of their weights
 * @param backbone its name
 */
public record Release(PublishedNetworks networks, String digest, String backbone) implements AutoCloseable {
    @Override
    public void close() {
        networks.close();
    }
}

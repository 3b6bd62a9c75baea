package io.veilpool.broken.pool;

import ai.djl.ndarray.NDList;

/** Reaches the engine outside of the worker. */
class EngineInTheApi {
    int threads() {
        return NDList.class.getName().length();
    }
}

package io.veilpool.model.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;

/** The tensor engine of this process. */
public final class Engines {
    private Engines() {}

    /** What computes, for people: engine, version, device. */
    public static String describe() {
        Engine engine = Engine.getInstance();
        Device device = engine.defaultDevice();
        String where = device.isGpu() ? "GPU " + device.getDeviceId() + " of " + engine.getGpuCount() : "CPU";
        return engine.getEngineName() + " " + engine.getVersion() + " on " + where;
    }

    /** Threads inside one operation; results are the same for the same number only. */
    public static void threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        Engine.getInstance();
        JniUtils.setNumThreads(threads);
    }
}

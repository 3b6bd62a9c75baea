package io.veilpool.model.network;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** The tensor engine of this process. */
public final class Engines {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Engines() {}

    /** What computes, for people: engine, version, device. */
    public static String describe() {
        Engine engine = Engine.getInstance();
        Device device = engine.defaultDevice();
        String where = device.isGpu() ? "GPU " + device.getDeviceId() + " of " + engine.getGpuCount() : "CPU";
        return engine.getEngineName() + " " + engine.getVersion() + " on " + where;
    }

    /** Model of the processor, and which instructions this process is held to, if it is. */
    public static String processor() {
        return heldTo().isEmpty() ? model() : model() + " held to " + heldTo();
    }

    /** Instructions that this process is held to, as PyTorch calls them, where it and oneDNN were both told; empty: none. */
    public static String heldTo() {
        String engine = environment("ATEN_CPU_CAPABILITY");
        return engine.equals(environment("ONEDNN_MAX_CPU_ISA")) ? engine : "";
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }

    private static String model() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) { // not Linux
            return System.getProperty("os.arch");
        }
    }

    /** Threads inside one operation. */
    public static int threads() {
        Engine.getInstance();
        return JniUtils.getNumThreads();
    }

    /** Sets threads inside one operation; results are the same for the same number only. */
    public static void threads(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, was " + threads);
        }
        Engine.getInstance();
        JniUtils.setNumThreads(threads);
    }
}

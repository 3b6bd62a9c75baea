package io.veilpool.demo;

import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * What a run must remember to be taken up again by the same command.
 *
 * @param data          the images, see {@link DemoOptions#dataIdentity()}
 * @param columns       see {@link io.veilpool.demo.images.ColumnChoice#asText()}
 * @param port          the coordinator's
 * @param seconds       working time so far
 * @param interruptions how often the run was taken up again
 * @param peakMemoryMiB greatest memory of all processes together so far
 */
record DemoState(
        int formatVersion,
        String data,
        String columns,
        String world,
        String profile,
        String method,
        long seed,
        boolean quick,
        int port,
        double seconds,
        int interruptions,
        long peakMemoryMiB) {
    private static final int FORMAT = 4;

    static DemoState fresh(DemoOptions options, int port) {
        return new DemoState(
                FORMAT,
                options.dataIdentity(),
                options.columns().asText(),
                options.worldName(),
                options.profile().name(),
                options.method(),
                options.seed(),
                options.quick(),
                port,
                0,
                0,
                0);
    }

    /** The state in {@code folder}, or null if no run began there. Refuses one of other images, world, seed or size. */
    static @Nullable DemoState resume(DemoFolder folder, DemoOptions options) throws DemoFailure, IOException {
        if (!Files.exists(folder.state())) {
            return null;
        }
        DemoState state;
        try {
            state = ProtocolJson.read(Files.readString(folder.state()), DemoState.class);
        } catch (InvalidJsonException e) {
            throw new DemoFailure(
                    folder.state() + " is damaged (" + e.getMessage() + "). Remove " + folder.root()
                            + " or choose another --out.",
                    2);
        }
        refuseOther(folder, "format", state.formatVersion, FORMAT);
        refuseOther(folder, "--data", state.data, options.dataIdentity());
        refuseOther(folder, "columns", state.columns, options.columns().asText());
        refuseOther(folder, "--world", state.world, options.worldName());
        refuseOther(folder, "--profile", state.profile, options.profile().name());
        refuseOther(folder, "--method", state.method, options.method());
        refuseOther(folder, "--seed", state.seed, options.seed());
        refuseOther(folder, "--quick", state.quick, options.quick());
        return state;
    }

    private static void refuseOther(DemoFolder folder, String what, Object kept, Object asked) throws DemoFailure {
        if (!kept.equals(asked)) {
            throw new DemoFailure(
                    folder.root() + " holds a run with " + what + " " + kept + ", this command asks for " + asked
                            + ". Use the same options to go on with it, choose another --out, or remove the folder.",
                    2);
        }
    }

    DemoState worked(double moreSeconds, long peakNow) {
        return new DemoState(
                formatVersion,
                data,
                columns,
                world,
                profile,
                method,
                seed,
                quick,
                port,
                seconds + moreSeconds,
                interruptions,
                Math.max(peakMemoryMiB, peakNow));
    }

    DemoState takenUp(int portNow) {
        return new DemoState(
                formatVersion,
                data,
                columns,
                world,
                profile,
                method,
                seed,
                quick,
                portNow,
                seconds,
                interruptions + 1,
                peakMemoryMiB);
    }

    void save(DemoFolder folder) throws IOException {
        DemoFolder.writePrivately(folder.state(), new String(ProtocolJson.write(this), StandardCharsets.UTF_8) + "\n");
    }
}

package io.veilpool.demo;

import io.veilpool.demo.images.ColumnChoice;
import io.veilpool.demo.images.World;
import io.veilpool.model.protocol.PoisoningProfile;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for.
 *
 * @param data    the image set; null = images that the program draws
 * @param columns which columns of a table of attributes mean what
 * @param profile how strongly rows are protected
 * @param method  how rows are protected, a method that the agents have
 * @param keep    leave the coordinator running at the end
 */
record DemoOptions(
        @Nullable Path data,
        ColumnChoice columns,
        World world,
        PoisoningProfile profile,
        String method,
        Path out,
        boolean quick,
        long seed,
        boolean keep) {
    /** How results and messages name the images: not by the whole path, which says more about a machine than a page should. */
    String dataName() {
        if (data == null) {
            return "generated";
        }
        Path name = data.toAbsolutePath().normalize().getFileName();
        return name == null ? data.toString() : name.toString();
    }

    /** The images as the state file remembers them, wherever the command is run from. */
    String dataIdentity() {
        return data == null ? "generated" : data.toAbsolutePath().normalize().toString();
    }

    String worldName() {
        return world.name().toLowerCase(Locale.ROOT);
    }
}

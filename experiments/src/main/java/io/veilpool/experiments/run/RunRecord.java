package io.veilpool.experiments.run;

import io.veilpool.model.digest.Digests;
import io.veilpool.model.json.InvalidJsonException;
import io.veilpool.model.json.ProtocolJson;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One finished run, one line of JSON.
 *
 * @param format   {@value #FORMAT}
 * @param figures  name to number; none of a run that failed
 * @param failure  why there are no figures, else null
 * @param seconds  wall-clock time
 * @param settings digest of everything else that decides the figures
 * @param command  what repeats it
 * @param images   part to number of images
 * @param checksum SHA-256 over the record with an empty checksum
 */
public record RunRecord(
        int format,
        RunKey key,
        Map<String, Double> figures,
        @Nullable String failure,
        double seconds,
        String settings,
        String command,
        Hardware hardware,
        Map<String, Integer> images,
        Instant finished,
        String checksum) {
    static final int FORMAT = 1;

    private static final Pattern START = Pattern.compile("^\\{\"format\":(\\d{1,9}),");

    public RunRecord {
        figures = Map.copyOf(figures);
        images = Map.copyOf(images);
    }

    /** A record of this format, sealed with its checksum. */
    public static RunRecord of(
            RunKey key,
            Map<String, Double> figures,
            @Nullable String failure,
            double seconds,
            String settings,
            String command,
            Hardware hardware,
            Map<String, Integer> images,
            Instant finished) {
        figures.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " of " + key + " is " + value + ", which is no figure");
            }
        });
        RunRecord open = new RunRecord(
                FORMAT, key, figures, failure, seconds, settings, command, hardware, images, finished, "");
        return open.withChecksum(open.computed());
    }

    /** Figure of this name; NaN where there is none. */
    public double figure(String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    String line() {
        return ProtocolJson.text(this);
    }

    /** @throws RefusedResultsException if it is of another format, no record, or changed since it was written */
    static RunRecord parse(String line, String place) throws RefusedResultsException {
        Matcher start = START.matcher(line);
        if (start.find() && Integer.parseInt(start.group(1)) != FORMAT) {
            throw new RefusedResultsException(
                    "%s is of format %s, this program reads format %d: give another --out, or move the old file away"
                            .formatted(place, start.group(1), FORMAT));
        }
        RunRecord record;
        try {
            record = ProtocolJson.read(line, RunRecord.class);
        } catch (InvalidJsonException e) {
            throw new RefusedResultsException(
                    place + " is no run (" + e.getMessage() + "): remove the line; its run is then repeated");
        }
        if (!record.computed().equals(record.checksum)) {
            throw new RefusedResultsException(
                    "%s (%s) was changed after it was written: its checksum is %.12s, its content gives %.12s. Remove the line; its run is then repeated"
                            .formatted(place, record.key, record.checksum, record.computed()));
        }
        return record;
    }

    private String computed() {
        return Digests.sha256(ProtocolJson.text(withChecksum("")).getBytes(StandardCharsets.UTF_8));
    }

    private RunRecord withChecksum(String newChecksum) {
        return new RunRecord(
                format, key, figures, failure, seconds, settings, command, hardware, images, finished, newChecksum);
    }
}

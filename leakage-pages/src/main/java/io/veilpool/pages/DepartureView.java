package io.veilpool.pages;

import io.veilpool.model.protocol.ContributionManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What would leave, as the template shows it. */
record DepartureView(List<PageModel.Figure> facts, List<ClassRows> classes, List<Shard> shards, List<String> notSent) {
    private static final int MOST_SHOWN = 1_000;
    private static final List<String> NOT_SENT = List.of(
            "images",
            "original features",
            "the DPM's weights",
            "the seed that rows are mixed by",
            "the attackers' weights",
            "this page and its pictures");

    /** @param share of the largest class, as a coordinate of a lane */
    record ClassRows(String name, String rows, String width) {}

    record Shard(String digest, String rows, String bytes) {}

    static DepartureView of(Departure departure) {
        ContributionManifest manifest = departure.manifest();
        List<PageModel.Figure> facts = List.of(
                fact(
                        "rows",
                        Text.count(manifest.rows()),
                        "poisoned feature rows, each of "
                                + Text.count(departure.imagesPerRow(), "image", "images of one class")),
                fact("bytes", Text.count(departure.bytes()), "of all shards; the manifest and the report come on top"),
                fact(
                        "row type",
                        Text.clean(manifest.rowType(), 8),
                        "numbers of %d x %d x %d (channels, height, width)"
                                .formatted(
                                        manifest.featureShape().channels(),
                                        manifest.featureShape().height(),
                                        manifest.featureShape().width())),
                fact("shards", Text.count(manifest.shards().size()), "files, named by their digests"),
                fact(
                        "manifest",
                        departure.manifestDigest(),
                        "SHA-256 of its canonical JSON: what the entity signs, and what an approval is of"),
                fact("charter", "version " + manifest.charterVersion(), "that this entity accepted"));
        return new DepartureView(facts, classes(departure), shards(manifest), NOT_SENT);
    }

    private static List<ClassRows> classes(Departure departure) {
        List<Integer> rows = departure.manifest().rowsPerClass();
        int most = Math.max(1, rows.stream().mapToInt(Integer::intValue).max().orElse(1));
        List<ClassRows> classes = new ArrayList<>(IntStream.range(0, Math.min(rows.size(), MOST_SHOWN))
                .mapToObj(i -> new ClassRows(
                        Text.clean(departure.classes().get(i), 64),
                        Text.count(rows.get(i)),
                        Text.at(200.0 * rows.get(i) / most)))
                .toList());
        if (rows.size() > MOST_SHOWN) {
            classes.add(new ClassRows(Text.count(rows.size() - MOST_SHOWN) + " more classes", "", "0"));
        }
        return classes;
    }

    private static List<Shard> shards(ContributionManifest manifest) {
        return manifest.shards().stream()
                .limit(MOST_SHOWN)
                .map(shard -> new Shard(shard.digest(), Text.count(shard.rows()), Text.count(shard.bytes())))
                .toList();
    }

    private static PageModel.Figure fact(String name, String value, String meaning) {
        return new PageModel.Figure(name, value, meaning);
    }
}

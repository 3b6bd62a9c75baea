package io.veilpool.demo;

import io.veilpool.model.protocol.Charter;
import io.veilpool.model.protocol.DpmFamily;
import io.veilpool.model.protocol.ImageSpec;
import io.veilpool.model.protocol.RowLimits;
import io.veilpool.model.protocol.Thresholds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How much a run may train: the charter, every entity's settings, and how long each step takes on two cores. */
record Budget(boolean quick, double plannedSeconds, int poolDeciderSteps) {
    private static final int MAX_ROWS = 1_000_000;

    /** An architecture of its own for each entity. */
    private static final Map<String, Module> MODULES = Map.of(
            "e1", new Module("BASIC", 4, 64),
            "e2", new Module("BASIC", 3, 80),
            "e3", new Module("PLAIN", 4, 64),
            "e4", new Module("BOTTLENECK", 4, 64));

    private record Module(String block, int depth, int width) {}

    static Budget of(boolean quick) {
        return quick ? new Budget(true, 150, 150) : new Budget(false, 400, 400);
    }

    Charter charter(PreparedImages images, String publisher) {
        return new Charter(
                "classification",
                images.classes(),
                images.image(),
                backbone(images.image()),
                "conv3_1",
                publisher,
                List.of(
                        new DpmFamily("BASIC", 1, 8, 16, 256),
                        new DpmFamily("BOTTLENECK", 1, 8, 16, 256),
                        new DpmFamily("PLAIN", 1, 8, 16, 256)),
                new Thresholds(quick ? 12 : 6, .2, .1, 1),
                new RowLimits(1, MAX_ROWS),
                List.of("F16", "F32"));
    }

    /** Half the channels at twice the side: the same work, and at the hook point about as many values per pixel. */
    private static String backbone(ImageSpec image) {
        int side = Math.max(image.height(), image.width());
        return side <= 40 ? "small-resnet-32" : side <= 80 ? "small-resnet-16" : "small-resnet-8";
    }

    /** Seconds of each step of each party as measured on two cores; see {@link io.veilpool.demo.progress.TimeLeft}. */
    Map<String, Double> plan() {
        Map<String, Double> plan = new LinkedHashMap<>();
        double scale = quick ? .3 : 1;
        plan.put("e1 pre-training", 110 * scale);
        for (String entity : List.of("e1", "e2", "e3", "e4")) {
            plan.put(entity + " training the DPM", 60 * scale);
        }
        return plan;
    }

    String settings(String entity, boolean publishes, DemoFolder folder, int port, long seed) {
        Module module = MODULES.getOrDefault(entity, new Module("BASIC", 4, 64));
        StringBuilder yaml = new StringBuilder();
        line(yaml, "coordinator: %s", quoted("http://127.0.0.1:" + port));
        line(yaml, "data: %s", quoted(folder.entity(entity)));
        line(yaml, "images: %s", quoted(PreparedImages.part(folder, entity)));
        line(yaml, "auxiliaryImages: %s", quoted(PreparedImages.part(folder, "auxiliary")));
        line(yaml, "validationFraction: 0.1");
        line(yaml, "seed: %d", seed * 10 + Math.floorMod(entity.hashCode(), 10));
        line(yaml, "compute:");
        line(yaml, "  threads: 1");
        line(yaml, "  turnsFolder: %s", quoted(folder.turns()));
        line(yaml, "  turns: 2");
        line(yaml, "vault:");
        line(yaml, "  passphraseFile: %s", quoted(folder.secret(entity + ".passphrase")));
        line(yaml, "rowType: F16");
        line(yaml, "dpm:");
        line(yaml, "  block: %s", module.block());
        line(yaml, "  depth: %d", module.depth());
        line(yaml, "  width: %d", module.width());
        return yaml.toString();
    }

    private static void line(StringBuilder yaml, String pattern, Object... values) {
        yaml.append(String.format(Locale.ROOT, pattern, values)).append('\n');
    }

    /** A double-quoted YAML scalar. */
    private static String quoted(Object value) {
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}

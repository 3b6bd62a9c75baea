package io.veilpool.demo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The settings file of one entity's agent, every training budget spelt out. */
final class EntitySettings {
    private static final YAMLMapper YAML = YAMLMapper.builder().build();
    /** Two agents compute at a time, one thread each; pre-training takes both turns. */
    static final int TURNS = 2;

    private static final double POLL_SECONDS = 2;

    private EntitySettings() {}

    static String yaml(String entity, Budget budget, DemoFolder folder, DemoState state) throws IOException {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("coordinator", "http://127.0.0.1:" + state.port());
        settings.put("data", folder.entity(entity).toString());
        settings.put(
                "images",
                PreparedImages.part(folder, entity.equals(CarelessCourse.ENTITY) ? "auxiliary" : entity)
                        .toString());
        settings.put("auxiliaryImages", PreparedImages.part(folder, "auxiliary").toString());
        settings.put("network", Map.of("pollSeconds", POLL_SECONDS)); // whoever asks takes time from who computes
        settings.put("seed", seed(entity, state.seed()));
        settings.put("rowType", "F16");
        settings.put(
                "compute", Map.of("threads", 1, "turnsFolder", folder.turns().toString(), "turns", TURNS));
        settings.put("vault", Map.of("keyFile", folder.vaultKey(entity).toString()));
        settings.put("preTraining", budget.preTraining());
        settings.put("dpm", budget.dpm(entity));
        settings.put("leakage", budget.leakage());
        settings.put("attacks", "NONE"); // minutes of each entity; the experiments run them
        settings.put("refinement", budget.refinement());
        return YAML.writeValueAsString(settings);
    }

    /** Entities draw different numbers, and every run's seed gives every entity another. */
    private static long seed(String entity, long runSeed) {
        return runSeed * 1_000_003 + entity.hashCode();
    }
}

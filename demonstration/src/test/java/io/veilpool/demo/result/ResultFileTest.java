package io.veilpool.demo.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsBackWhatItWrote() throws Exception {
        Path file = folder.resolve("result.json");
        ResultFile.write(file, SampleResult.skewed());
        assertThat(ResultFile.read(file)).isEqualTo(SampleResult.skewed());
        ResultFile.write(file, SampleResult.neitherCaughtNorSucceeded()); // without a successor
        assertThat(ResultFile.read(file)).isEqualTo(SampleResult.neitherCaughtNorSucceeded());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file); // no temporary file stays
        }
    }

    @Test
    void usesTheNamesThatReadersOfTheFileRelyOn() throws Exception {
        Path file = folder.resolve("result.json");
        ResultFile.write(file, SampleResult.skewed());
        JsonNode json = JsonMapper.builder().build().readTree(Files.readString(file));
        assertThat(names(json))
                .startsWith(
                        "data",
                        "seed",
                        "seconds",
                        "preTraining",
                        "reconstructor",
                        "poisoning",
                        "pool",
                        "refinement",
                        "poolOnlyDecider");
        assertThat(names(json.path("preTraining"))).containsExactly("entity", "top1", "top5");
        assertThat(names(json.path("reconstructor"))).containsExactly("l1", "ssim");
        assertThat(names(json.path("poisoning").path(0)))
                .startsWith(
                        "entity",
                        "top1Original",
                        "top1Poisoned",
                        "top5Original",
                        "top5Poisoned",
                        "l1Original",
                        "l1Poisoned",
                        "ssimOriginal",
                        "ssimPoisoned",
                        "insiderIndex",
                        "insiderSsim");
        assertThat(names(json.path("pool"))).containsExactly("snapshot", "rows", "bytes", "contributions");
        assertThat(names(json.path("refinement").path(0)))
                .startsWith(
                        "entity",
                        "images",
                        "top1OwnDataOnly",
                        "top1PublishedDecider",
                        "top1PublishedRefined",
                        "top1WithPool",
                        "chosen")
                .doesNotContain("verdict", "gainOverOwnData");
        assertThat(names(json.path("poolOnlyDecider"))).containsExactly("top1");
        assertThat(names(json.path("unpoisoned"))).containsExactly("entity", "rows", "state", "reasons");
        assertThat(names(json.path("withdrawal")))
                .startsWith(
                        "entity", "reason", "contributions", "rows", "snapshots", "deciders", "successor", "holders");
        assertThat(json.path("poisoning").path(1).path("ssimPoisoned").asDouble())
                .isEqualTo(-.021);
    }

    private static List<String> names(JsonNode node) {
        return List.copyOf(node.propertyNames());
    }
}

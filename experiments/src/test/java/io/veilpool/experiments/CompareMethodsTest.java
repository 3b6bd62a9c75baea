package io.veilpool.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.veilpool.experiments.methods.CompareMethods;
import io.veilpool.experiments.methods.MethodRuns;
import io.veilpool.experiments.page.Page;
import io.veilpool.experiments.run.RunFile;
import io.veilpool.experiments.run.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every contestant at smoke size, on generated images of which half are tinted. */
class CompareMethodsTest {
    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Said all;

    @BeforeAll
    static void compareOnce() {
        all = say("--smoke", "--seeds", "1", "--threads", "1", "--out", shared.toString());
    }

    @Test
    void measuresEveryContestantAlike() throws Exception {
        assertThat(all.err()).isEmpty();
        assertThat(all.status()).isZero();
        assertThat(all.out()).contains("the images are generated ones");
        List<RunRecord> records = RunFile.read(shared.resolve(RunFile.NAME));
        assertThat(records).extracting(run -> run.key().variant()).containsExactlyElementsOf(MethodRuns.variants());
        assertThat(records)
                .filteredOn(run -> !run.key().variant().endsWith("-by-attackers"))
                .allSatisfy(run -> assertThat(run.figures())
                        .containsKeys(
                                "main top-1",
                                "main lost",
                                "main of rows top-1",
                                "index",
                                "SSIM",
                                "attribute",
                                "attribute floor",
                                "attribute by logistic",
                                "attribute by convolutional",
                                "attribute by neighbours",
                                "attribute by boosted trees"));
        assertThat(records.getFirst().figure("index"))
                .as("the inverter of unprotected features is what counts as 1")
                .isEqualTo(1);
        assertThat(records.getFirst().figure("main lost")).isZero();
        assertThat(new Page(records).text())
                .contains(
                        "### generated, main class, sensitive tinted, smoke",
                        "| hybrid-embedding |",
                        "Adversarial representation by weight",
                        "Attackers trained on unprotected features, who do not know",
                        "By correlation of label and attribute",
                        "Index by the attackers' images");
    }

    @Test
    void measuresWhatTheKindOfAContestantAsksFor() throws Exception {
        assertThat(run(shared, "deep-obfuscator").figures())
                .containsKeys("unaware index", "unaware SSIM", "unaware attribute", "main MCC", "main mAP");
        assertThat(run(shared, "hybrid-embedding-at-correlation-0.6").figure("attribute floor"))
                .as("the label tells it of eight rows in ten")
                .isBetween(65.0, 95.0);
        assertThat(run(shared, "unprotected-at-correlation-0.6").figure("main lost"))
                .isZero();
        assertThat(run(shared, "adversarial-by-attackers").figures())
                .containsKeys(
                        "all images: index",
                        "all images: attribute",
                        "generated images: index",
                        "8 times the steps: index")
                .doesNotContainKeys("main top-1", "main lost", "100 images: index", "generated images: attribute");
    }

    @Test
    void repeatsALostRunWithTheSameFigures() throws Exception {
        List<String> lines = Files.readAllLines(shared.resolve(RunFile.NAME));
        String lost = "hybrid-embedding";
        Files.writeString(
                folder.resolve(RunFile.NAME),
                String.join(
                                "\n",
                                lines.stream()
                                        .filter(line -> !line.contains('"' + lost + '"'))
                                        .toList()) + "\n");

        Said again = say("--smoke", "--seeds", "1", "--threads", "1", "--out", folder.toString());

        assertThat(again.out()).contains("1 runs done");
        assertThat(run(folder, lost).figures()).isEqualTo(run(shared, lost).figures());
    }

    private static RunRecord run(Path folder, String variant) throws Exception {
        return RunFile.read(folder.resolve(RunFile.NAME)).stream()
                .filter(run -> run.key().variant().equals(variant))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysWhatItCannotUse() throws Exception {
        assertThat(say("--smoke", "--variants", "homomorphic-hope", "--out", folder.toString()))
                .satisfies(said -> assertThat(said.status()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains("homomorphic-hope", "deep-obfuscator"));
        assertThat(say("--smoke", "--main", "smiling", "--out", folder.toString()))
                .satisfies(said -> assertThat(said.status()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains("attributes.csv", "--data"));
        assertThat(say("--smoke", "--seeds", "1,1", "--out", folder.toString()))
                .satisfies(said -> assertThat(said.status()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains("--seeds has 1 twice"));
        Path classes = folder.resolve("set");
        Files.createDirectories(classes.resolve("cat"));
        assertThat(say("--smoke", "--data", classes.toString(), "--out", folder.toString()))
                .satisfies(said -> assertThat(said.status()).isEqualTo(2))
                .satisfies(said -> assertThat(said.err()).contains("has no 'attributes.csv'"));
    }

    private static Said say(String... arguments) {
        return Said.of(Stream.concat(Stream.of(CompareMethods.NAME), Stream.of(arguments))
                .toArray(String[]::new));
    }
}

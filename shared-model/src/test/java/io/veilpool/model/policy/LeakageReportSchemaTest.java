package io.veilpool.model.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.veilpool.model.json.CanonicalJson;
import io.veilpool.model.protocol.AttackEffort;
import io.veilpool.model.protocol.AttackOutcome;
import io.veilpool.model.protocol.AttackScore;
import io.veilpool.model.protocol.ClassLeakage;
import io.veilpool.model.protocol.InsiderTrial;
import io.veilpool.model.protocol.LeakageReport;
import io.veilpool.model.protocol.LimitVerdict;
import io.veilpool.model.protocol.ReportMachine;
import io.veilpool.model.protocol.ReportTolerance;
import io.veilpool.model.protocol.Thresholds;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The schema that is published says what the record is: no field more, none less. */
class LeakageReportSchemaTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Thresholds LIMITS = new Thresholds(4, 0.2, 0.05, 0.9, 100, AttackEffort.NONE);

    private final Schema schema = schema();

    @Test
    void aReportIsValid() {
        assertThat(errors(CanonicalJson.text(report()))).isEmpty();
    }

    @Test
    void everyFieldIsNeededAndNoOtherIsAllowed() {
        JsonNode whole = JSON.readTree(CanonicalJson.text(report()));
        List<ObjectNode> objects = new ArrayList<>();
        collect(whole, objects);
        assertThat(objects)
                .as("report, scores, trial, outcome, reconstruction, variant, classes, limits, verdicts, tolerance")
                .hasSizeGreaterThan(13);
        for (ObjectNode object : objects) {
            List<String> names =
                    object.properties().stream().map(Map.Entry::getKey).toList();
            for (String name : names) {
                JsonNode value = object.get(name);
                object.remove(name);
                assertThat(errors(whole.toString())).as("without " + name).isNotEmpty();
                object.set(name, value);
            }
            object.put("pixels", "");
            assertThat(errors(whole.toString()))
                    .as("with a field more in %s", object)
                    .isNotEmpty();
            object.remove("pixels");
        }
        assertThat(errors(whole.toString())).isEmpty();
    }

    @Test
    void figuresHaveTheirRange() {
        String report = CanonicalJson.text(report());
        Map<String, String> changes = Map.of(
                "\"formatVersion\":1", "\"formatVersion\":2",
                "\"attackEffort\":\"STANDARD\"", "\"attackEffort\":\"SOME\"",
                "\"verdict\":\"PASS\"", "\"verdict\":\"FINE\"",
                "\"indexHigh\":0.3", "\"indexHigh\":1.3",
                "\"seed\":\"-9223372036854775808\"", "\"seed\":-9223372036854775808",
                "\"rotation\":1", "\"rotation\":1.5",
                "\"leakage\":0.05", "\"leakage\":1.0",
                "\"top1Poisoned\":69", "\"top1Poisoned\":\"69\"");
        changes.forEach((right, wrong) -> {
            assertThat(report).contains(right);
            assertThat(errors(report.replace(right, wrong))).as(wrong).isNotEmpty();
        });
    }

    @Test
    void whatACharterAsksOfSeedsAndConvergenceHasItsRange() {
        String asking = CanonicalJson.text(report())
                .replace("\"leastSeeds\":null", "\"leastSeeds\":10")
                .replace("\"convergedOnly\":null", "\"convergedOnly\":true");
        assertThat(asking).contains("\"leastSeeds\":10", "\"convergedOnly\":true");
        assertThat(errors(asking)).isEmpty();
        assertThat(errors(asking.replace("\"leastSeeds\":10", "\"leastSeeds\":11")))
                .isNotEmpty();
        assertThat(errors(asking.replace("\"leastSeeds\":10", "\"leastSeeds\":0")))
                .isNotEmpty();
        assertThat(errors(asking.replace("\"convergedOnly\":true", "\"convergedOnly\":\"yes\"")))
                .isNotEmpty();
    }

    private List<String> errors(String json) {
        return schema.validate(json, InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }

    private static Schema schema() {
        try (InputStream in = Objects.requireNonNull(LeakageReportSchemaTest.class.getResourceAsStream(
                "/META-INF/resources/schemas/leakage-report-v1.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static LeakageReport report() {
        return report(LeakagePolicy.judge(report(List.of()), LIMITS));
    }

    private static LeakageReport report(List<LimitVerdict> verdicts) {
        return new LeakageReport(
                LeakageReport.FORMAT_VERSION,
                new UUID(0, 1),
                "e1",
                "0".repeat(64),
                "1".repeat(64),
                1,
                LeakageReport.SUITE,
                "42",
                "2".repeat(64),
                null,
                500,
                List.of(),
                new ReportMachine("a processor", 2, "an engine"),
                70,
                69,
                95,
                95,
                0.8,
                0.15,
                0.2,
                score("control", 0.7),
                score(AttackScore.PUBLISHED_RECONSTRUCTOR, 0.7),
                List.of(score(AttackScore.PUBLISHED_RECONSTRUCTOR, 0.01), score(AttackScore.INSIDER, 0.3)),
                List.of(trial(2)),
                new InsiderTrial(score("control", 0.7), score(AttackScore.INSIDER, 0.3)),
                List.of(new ClassLeakage("cat", 57, 0.4)),
                AttackEffort.STANDARD,
                List.of(new AttackOutcome(
                        "insider",
                        "the published networks and the DPM itself.",
                        "decoder",
                        "-9223372036854775808",
                        500,
                        0.3,
                        0.2,
                        0.4,
                        1,
                        0,
                        null,
                        new AttackOutcome.Reconstruction(true, 0.3, 0, 0.2, 15, 50, 0.3, 0.4, 0.5, 0.6, 0.9),
                        List.of(new AttackOutcome.Variant("k=1", "ridge", 1, 0, 0.1, 0.05, 0.2)))),
                List.of("membership inference: not built"),
                LIMITS,
                verdicts,
                ReportTolerance.STATED,
                "An insider gets a rough idea.",
                Instant.parse("2026-11-26T10:00:00.123Z"));
    }

    private static InsiderTrial trial(int number) {
        String seed = Long.toString(InsiderTrials.furtherSeeds("42", number).getLast());
        return new InsiderTrial(score("control", seed, 0.7), score(AttackScore.INSIDER, seed, 0.3));
    }

    private static AttackScore score(String attack, double ssim) {
        return score(attack, "7", ssim);
    }

    private static AttackScore score(String attack, String seed, double ssim) {
        return new AttackScore(attack, "in words", 100, 10, seed, 500, ssim, 0, 0.1, 15, 0.25, 0.2, 0.3);
    }
}

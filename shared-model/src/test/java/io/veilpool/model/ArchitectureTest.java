package io.veilpool.model;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Rooms and arrows of this module. Every rule is also run on {@code io.veilpool.broken}, where it must fail. */
class ArchitectureTest {
    private static final String ROOT = "io.veilpool.model";
    private static final String BROKEN = "io.veilpool.broken";

    /** Which rooms a room may use, beside itself. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("protocol", List.of()),
            Map.entry("json", List.of("protocol")),
            Map.entry("signing", List.of()),
            Map.entry("policy", List.of("trail", "digest", "json", "signing", "protocol")),
            Map.entry("digest", List.of()),
            Map.entry("trail", List.of("digest", "json", "signing", "protocol")),
            Map.entry("tensor", List.of("digest", "protocol")),
            Map.entry("architecture", List.of("protocol")),
            Map.entry("metric", List.of("tensor")),
            Map.entry("loss", List.of("metric", "tensor")),
            Map.entry("network", List.of("architecture", "tensor", "digest", "protocol")),
            Map.entry("gate", List.of("network", "architecture", "tensor", "protocol")),
            Map.entry("training", List.of("network", "architecture", "loss", "metric", "tensor", "protocol")));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

    private static Map<String, ArchRule> rules(String root) {
        Map<String, ArchRule> rules = new TreeMap<>();
        ARROWS.forEach((room, allowed) -> rules.put("arrows of " + room, arrows(root, room, allowed)));
        rules.put(
                "protocol uses the JDK only",
                classes()
                        .that()
                        .resideInAPackage(root + ".protocol..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                root + ".protocol..", "java..", "jakarta.validation..", "org.jspecify.."))
                        .because("clients in any technology must be able to read it"));
        rules.put(
                "no engine where signatures and protocol are",
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                root + ".protocol..",
                                root + ".json..",
                                root + ".signing..",
                                root + ".digest..",
                                root + ".trail..",
                                root + ".policy..",
                                root + ".architecture..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.djl..")
                        .because("the api role must start where no native engine is installed"));
        rules.put(
                "hostile bytes are checked without the engine",
                noClasses()
                        .that()
                        .resideInAPackage(root + ".tensor..")
                        .and()
                        .haveNameMatching(".*\\.(SafeTensors\\w*|StoredTensor|FiniteValues|RowsFile|RowBlock|RowLayout"
                                + "|ShardMetadata|FeatureShard|DigestingChannel)(\\$\\w+)?")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.djl..")
                        .because("native code must not see a byte that was not checked"));
        rules.put(
                "original features never reach a shard",
                noClasses()
                        .that()
                        .haveNameMatching(".*\\.(FeatureShard|ShardMetadata)(\\$\\w+)?")
                        .should()
                        .dependOnClassesThat()
                        .haveSimpleName("OriginalFeatures")
                        .because("only poisoned features leave an entity"));
        rules.put(
                "one room reaches below the engine's API",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(root + ".network..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("ai.djl.pytorch..")
                        .because("a missing call into the bridge can end the process"));
        rules.put(
                "numbers of Java stay out of graphs",
                noClasses()
                        .should()
                        .callMethodWhere(describe(
                                "products, quotients and limits of an NDArray with a Number",
                                call -> call.getTargetOwner().isAssignableTo(NDArray.class)
                                        && Set.of("mul", "div", "mod", "pow", "maximum", "minimum")
                                                .contains(call.getName())
                                        && call.getTarget()
                                                .getRawParameterTypes()
                                                .getFirst()
                                                .isEquivalentTo(Number.class)))
                        .because("a graph would keep a pointer to memory that Java gives away; use Scalars"));
        return rules;
    }

    private static ArchRule arrows(String root, String room, List<String> allowed) {
        String[] rooms = Stream.concat(Stream.of(room), allowed.stream())
                .map(name -> root + "." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(root + "." + room + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(rooms).or(not(resideInAPackage(root + ".."))))
                .because("ARCHITECTURE.md draws no other arrow from " + room);
    }

    @TestFactory
    Stream<DynamicTest> everyRuleHolds() {
        return rules(ROOT).entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(
                        rule.getKey(), () -> rule.getValue().check(OURS)));
    }

    @TestFactory
    Stream<DynamicTest> everyRuleFailsWhereItIsBroken() {
        return rules(BROKEN).entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> {
                    EvaluationResult result = rule.getValue().evaluate(VIOLATIONS);
                    assertThat(result.hasViolation()).isTrue();
                    assertThat(result.getFailureReport().toString()).contains(BROKEN);
                }));
    }

    @Test
    void everyRoomHasItsArrows() {
        List<String> rooms = OURS.stream()
                .map(c ->
                        c.getPackageName().replaceFirst("^" + ROOT + "\\.", "").replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }
}

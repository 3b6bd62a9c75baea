package io.veilpool.coordinator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.veilpool.coordinator.security.OpenToAnyone;
import io.veilpool.coordinator.security.Requires;
import io.veilpool.coordinator.settings.WorkerRole;
import jakarta.persistence.Entity;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.data.repository.Repository;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.web.bind.annotation.RequestMapping;

/** Rooms and arrows of this module. Every rule is also run on {@code io.veilpool.broken}, where it must fail. */
class ArchitectureTest {
    private static final String ROOT = "io.veilpool.coordinator";
    private static final String BROKEN = "io.veilpool.broken";

    /** Which rooms a room may use, beside itself. Nobody writes through {@code audit}, it hears events; {@code evidence} reads there. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("settings", List.of()),
            Map.entry("problem", List.of()),
            Map.entry("database", List.of("settings")),
            Map.entry("storage", List.of("settings", "problem")),
            Map.entry("security", List.of("settings", "problem")),
            Map.entry("web", List.of("settings", "problem", "security")),
            Map.entry("account", List.of("settings", "problem", "security", "web")),
            Map.entry("audit", List.of("settings", "problem", "security", "web")),
            Map.entry("collaboration", List.of("settings", "problem", "security", "web")),
            Map.entry("enrollment", List.of("settings", "problem", "security", "web", "collaboration")),
            Map.entry(
                    "artifact",
                    List.of("settings", "problem", "security", "web", "storage", "collaboration", "enrollment")),
            Map.entry(
                    "leakage",
                    List.of(
                            "settings",
                            "problem",
                            "security",
                            "web",
                            "storage",
                            "collaboration",
                            "enrollment",
                            "artifact")),
            Map.entry(
                    "pool",
                    List.of(
                            "settings",
                            "problem",
                            "security",
                            "web",
                            "storage",
                            "collaboration",
                            "enrollment",
                            "artifact",
                            "leakage")),
            Map.entry(
                    "refinement",
                    List.of(
                            "settings",
                            "problem",
                            "security",
                            "web",
                            "storage",
                            "collaboration",
                            "enrollment",
                            "artifact",
                            "leakage",
                            "pool")),
            Map.entry("rerun", List.of("settings", "problem", "security", "web", "collaboration", "leakage", "pool")),
            Map.entry(
                    "evidence",
                    List.of(
                            "problem",
                            "security",
                            "web",
                            "audit",
                            "collaboration",
                            "artifact",
                            "leakage",
                            "pool",
                            "rerun")));

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses VIOLATIONS = new ClassFileImporter().importPackages(BROKEN);

    private static Map<String, ArchRule> rules(String root) {
        Map<String, ArchRule> rules = new TreeMap<>();
        ARROWS.forEach((room, allowed) -> rules.put("arrows of " + room, arrows(root, room, allowed)));
        rules.put(
                "only the worker's classes reach the engine",
                noClasses()
                        .that()
                        .resideInAPackage(root + "..")
                        .and(not(ofTheWorker()))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "ai.djl..",
                                "io.veilpool.model.network..",
                                "io.veilpool.model.training..",
                                "io.veilpool.model.loss..",
                                "io.veilpool.model.metric..")
                        .because("the api role must start where no native engine is installed"));
        rules.put(
                "no picture can be named",
                noClasses()
                        .that()
                        .resideInAPackage(root + "..")
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("io.veilpool.pages.LocalPictures")
                        .because("pages with originals are made on their entity's premises, and stay there"));
        rules.put(
                "every endpoint says who may call it",
                methods()
                        .that()
                        .areMetaAnnotatedWith(RequestMapping.class)
                        .should()
                        .beAnnotatedWith(Requires.class)
                        .orShould()
                        .beAnnotatedWith(OpenToAnyone.class)
                        .because("an endpoint without a rule is refused to everybody"));
        rules.put(
                "database classes have no setters",
                noMethods()
                        .that()
                        .areDeclaredInClassesThat()
                        .areAnnotatedWith(Entity.class)
                        .should()
                        .haveNameMatching("set[A-Z].*")
                        .because("a state changes by what happens to it, and refuses what may not happen"));
        rules.put(
                "database classes stay in their room",
                classes()
                        .that()
                        .areAnnotatedWith(Entity.class)
                        .should()
                        .bePackagePrivate()
                        .because("other rooms and clients see records of the protocol"));
        rules.put(
                "repositories stay in their room",
                classes()
                        .that()
                        .areAssignableTo(Repository.class)
                        .should()
                        .bePackagePrivate()
                        .because("a room's tables are reached through its door"));
        rules.put(
                "errors and log lines go through the logger",
                noClasses()
                        .should()
                        .callMethodWhere(target(nameMatching("printStackTrace")))
                        .because("the log carries request ids"));
        return rules;
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaClass> ofTheWorker() {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "of the worker",
                type -> type.isAnnotatedWith(WorkerRole.class)
                        || type.getEnclosingClass()
                                .map(outer -> outer.isAnnotatedWith(WorkerRole.class))
                                .orElse(false));
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
    void theModulesHaveNoCyclesAndUseOneAnothersDoorsOnly() {
        ApplicationModules.of(CoordinatorApplication.class).verify();
    }

    @Test
    void aCycleOfModulesIsFound() {
        ApplicationModules broken = ApplicationModules.of(BROKEN, new ImportOption.OnlyIncludeTests());
        assertThat(broken.detectViolations().hasViolations()).isTrue();
    }

    @Test
    void everyRoomHasItsArrows() {
        List<String> rooms = OURS.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .map(name -> name.replaceFirst("^" + ROOT + "\\.", "").replaceFirst("\\..*", ""))
                .distinct()
                .toList();
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }
}

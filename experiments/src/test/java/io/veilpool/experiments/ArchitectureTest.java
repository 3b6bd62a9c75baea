package io.veilpool.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms and arrows of the experiments. Each rule is seen to fail on the classes of {@code io.veilpool.broken.experiments}. */
class ArchitectureTest {
    private static final JavaClasses EXPERIMENTS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.veilpool.experiments");
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("io.veilpool.broken.experiments");

    static Stream<ArchRule> rules() {
        return Stream.of(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.veilpool.demo",
                                "io.veilpool.demo.process..",
                                "io.veilpool.demo.progress..",
                                "io.veilpool.demo.report..",
                                "io.veilpool.demo.result..")
                        .because("of the demonstration the experiments take its images alone"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..world..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.veilpool.demo..")
                        .because("one room knows where images come from"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.veilpool.coordinator..",
                                "io.veilpool.embedded..",
                                "io.veilpool.agent.client..",
                                "io.veilpool.agent.publishing..",
                                "io.veilpool.agent.identity..",
                                "io.veilpool.agent.workflow..",
                                "io.veilpool.agent.cli..",
                                "io.veilpool.agent.settings..")
                        .because("experiments use the steps themselves; nothing of theirs leaves this machine"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..lab..")
                        .should()
                        .dependOnClassesThat()
                        .haveFullyQualifiedName("io.veilpool.agent.vault.DpmAccess")
                        .because("DPM weights in the clear are for the room that keeps them"),
                classes()
                        .that()
                        .resideInAPackage("..experiments.run..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "..experiments.run..",
                                "io.veilpool.model..",
                                "java..",
                                "com.sun.management..",
                                "org.jspecify..")
                        .because("finished runs are read without knowing how they were made"),
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "..experiments.run..",
                                "..experiments.world..",
                                "..experiments.lab..",
                                "..experiments.methods..",
                                "..experiments.experiment..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("..experiments.bench..")
                        .because("what is measured does not know that it is"),
                noClasses()
                        .that()
                        .resideInAPackage("..page..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("..lab..", "..world..", "ai.djl..", "io.veilpool.agent..")
                        .because("the page is made from finished runs alone"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsItsRoomsAndArrows(ArchRule rule) {
        rule.check(EXPERIMENTS);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFailsWhereItIsBroken(ArchRule rule) {
        assertThat(rule.evaluate(BROKEN).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching("io.veilpool.experiments.(*)..")
                .should()
                .beFreeOfCycles()
                .check(EXPERIMENTS);
    }
}

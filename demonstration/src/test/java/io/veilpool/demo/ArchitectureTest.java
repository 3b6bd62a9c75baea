package io.veilpool.demo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses DEMONSTRATION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.veilpool.demo");

    private static final String CARELESS = "io.veilpool.demo.careless..";

    @Test
    void theDemoIsNoShortcutThroughTheCode() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.veilpool.coordinator..", "io.veilpool.embedded..", "io.veilpool.agent.cli..")
                .because("coordinator and agents are processes that are started and talked to as institutions do")
                .check(DEMONSTRATION);
        noClasses()
                .that()
                .resideOutsideOfPackage(CARELESS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.veilpool.agent.workflow..",
                        "io.veilpool.agent.client..",
                        "io.veilpool.agent.publishing..",
                        "io.veilpool.agent.identity..",
                        "io.veilpool.agent.vault..")
                .because(
                        "the careless member alone acts as an agent: no agent's command would leave its rows unpoisoned")
                .check(DEMONSTRATION);
    }

    @Test
    void theCarelessMemberIsAProcessOfItsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CARELESS)
                .and()
                .doNotHaveFullyQualifiedName("io.veilpool.demo.Agents")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CARELESS)
                .because("it is started like an agent, and nothing of it runs in the demonstration's process")
                .check(DEMONSTRATION);
        noClasses()
                .that()
                .resideInAPackage(CARELESS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.veilpool.demo", "io.veilpool.agent.vault..")
                .because("it knows what a member knows: its settings and its invitation")
                .check(DEMONSTRATION);
    }

    @Test
    void nothingHereTrains() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..")
                .because("every tensor lives in an agent or in the coordinator's worker")
                .check(DEMONSTRATION);
        noClasses()
                .that()
                .resideOutsideOfPackage(CARELESS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.veilpool.model.network..")
                .because("the careless member alone has features to hand in")
                .check(DEMONSTRATION);
    }

    @Test
    void resultsKnowNothingOfTheirPageAndProcessesNothingOfTheRun() {
        classes()
                .that()
                .resideInAPackage("..demo.result..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.veilpool.demo.result..",
                        "io.veilpool.model.policy..",
                        "java..",
                        "tools.jackson..",
                        "org.jspecify..")
                .check(DEMONSTRATION);
        classes()
                .that()
                .resideInAPackage("..demo.process..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.veilpool.demo.process..", "java..", "org.jspecify..")
                .check(DEMONSTRATION);
    }

    @Test
    void roomsFormNoCircle() {
        slices().matching("io.veilpool.demo.(*)..").should().beFreeOfCycles().check(DEMONSTRATION);
    }
}

package io.veilpool.verify;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses VERIFIER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.veilpool.verify");

    @Test
    void worksOfflineAndWithoutTheEngine() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..",
                        "ai.djl..",
                        "io.veilpool.model.network..",
                        "io.veilpool.model.training..",
                        "io.veilpool.agent..",
                        "io.veilpool.coordinator..")
                .because("an auditor runs it on any machine, and trusts nothing but keys")
                .check(VERIFIER);
    }
}

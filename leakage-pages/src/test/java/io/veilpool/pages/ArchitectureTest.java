package io.veilpool.pages;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is seen to fail on {@code io.veilpool.broken.pages}, which breaks it. */
class ArchitectureTest {
    private static final JavaClasses PAGES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.veilpool.pages");
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("io.veilpool.broken.pages");

    static Stream<ArchRule> rules() {
        return Stream.of(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "ai.djl..",
                                "io.veilpool.model.tensor..",
                                "io.veilpool.model.network..",
                                "io.veilpool.model.metric..",
                                "io.veilpool.model.training..")
                        .because("the coordinator renders pages where no native engine is installed"),
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.net.http..", "javax.net..")
                        .because("a page may hold originals: what makes it has no way out"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsItsArrows(ArchRule rule) {
        rule.check(PAGES);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFailsWhereItIsBroken(ArchRule rule) {
        assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
    }
}

package io.veilpool.agent;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.veilpool.agent.vault.DpmAccess;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's rooms and arrows. Each rule is seen to fail on the classes of {@code io.veilpool.broken.agent}, which break it. */
class ArchitectureTest {
    private static final String PRIVATE_DPM = "io.veilpool.agent.poisoning.PrivateDpm";
    private static final String ORIGINAL_FEATURES = "io.veilpool.model.tensor.OriginalFeatures";
    private static final String LABELLED_IMAGES = "io.veilpool.agent.dataset.LabelledImages";
    private static final String DPM_ACCESS = "io.veilpool.agent.vault.DpmAccess";

    private static final JavaClasses AGENT = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.veilpool.agent");
    private static final JavaClasses BROKEN = new ClassFileImporter().importPackages("io.veilpool.broken.agent");

    static Stream<ArchRule> rules() {
        return Stream.of(
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
                        .because("a graph would keep a pointer to memory that Java gives away; use Scalars"),
                noClasses()
                        .that()
                        .resideInAnyPackage("..publishing..", "..client..")
                        .should()
                        .dependOnClassesThat(named(PRIVATE_DPM, ORIGINAL_FEATURES, LABELLED_IMAGES))
                        .because("what hands things in must not be able to name what never leaves an entity"),
                noClasses()
                        .that()
                        .resideInAnyPackage("..publishing..", "..client..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.veilpool.pages..")
                        .because("pages of an entity hold originals; what is sent is the report's JSON"),
                noClasses()
                        .that()
                        .resideInAnyPackage("..client..", "..publishing..", "..cli..", "..settings..", "..identity..")
                        .should()
                        .dependOnClassesThat(named(DPM_ACCESS))
                        .because("DPM weights in the clear are for the rooms that train, measure and keep them"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..client..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("java.net.http..", "javax.net..", "okhttp3..", "io.minio..")
                        .orShould()
                        .dependOnClassesThat(named(
                                "java.net.Socket",
                                "java.net.DatagramSocket",
                                "java.net.URL",
                                "java.net.URLConnection",
                                "java.nio.channels.SocketChannel",
                                "java.nio.channels.DatagramChannel"))
                        .because("bytes leave through the room client alone, where a test listens"),
                noClasses()
                        .that()
                        .doNotHaveSimpleName("Outbound")
                        .should()
                        .dependOnClassesThat(named("java.net.http.HttpClient"))
                        .because("one class sends, so that one place shows everything that leaves"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..cli..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("..cli..")
                        .because("the command line stands on everything, and nothing stands on it"),
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "..dataset..",
                                "..pretraining..",
                                "..features..",
                                "..poisoning..",
                                "..protection..",
                                "..attack..",
                                "..leakage..",
                                "..acceptance..",
                                "..refinement..",
                                "..evaluation..",
                                "..publishing..",
                                "..client..",
                                "..vault..",
                                "..identity..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("..workflow..", "..settings..")
                        .because(
                                "the workflow calls the steps with their settings; a step knows neither its place nor the file"),
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "..dataset..",
                                "..pretraining..",
                                "..features..",
                                "..poisoning..",
                                "..protection..",
                                "..attack..",
                                "..leakage..",
                                "..acceptance..",
                                "..refinement..",
                                "..evaluation..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("..client..", "..publishing..", "..identity..")
                        .because("what holds images, original features or a DPM has no way out"),
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..protection.*..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("..protection.*..")
                        .because("a method is known by the door of all methods and by the line that lists it"),
                noClasses()
                        .that()
                        .resideInAPackage("..attack..")
                        .should()
                        .dependOnClassesThat(inARoomOfTheAgentOtherThan("attack", "poisoning", "features", "dataset"))
                        .because(
                                "attacks work on rows, images and networks, whoever asks and whatever is done with the result"),
                classes()
                        .that()
                        .resideInAnyPackage("io.veilpool.agent..", "io.veilpool.broken.agent..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideOutsideOfPackages(
                                "io.veilpool.coordinator..", "io.veilpool.demo..", "org.springframework..")
                        .because("institutions run the agent without the coordinator"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void keepsItsRoomsAndArrows(ArchRule rule) {
        rule.check(AGENT);
    }

    @Test
    void onlyTheVaultCanMakeAnAccessToWeights() {
        assertThat(DpmAccess.class.getConstructors()).isEmpty();
        assertThat(DpmAccess.class.getDeclaredConstructors())
                .allMatch(constructor -> (constructor.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0);
    }

    @Test
    void noMethodStandsOnAnother() {
        methodsStandAlone("io.veilpool.agent.protection").check(AGENT);
        assertThat(methodsStandAlone("io.veilpool.broken.agent.protection")
                        .evaluate(BROKEN)
                        .hasViolation())
                .isTrue();
    }

    private static ArchRule methodsStandAlone(String door) {
        return slices().matching(door + ".(*)..").should().notDependOnEachOther();
    }

    @Test
    void hasNoCyclesBetweenRooms() {
        slices().matching("io.veilpool.agent.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a room that is understood only with another one is not a room")
                .check(AGENT);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleFailsWhereItIsBroken(ArchRule rule) {
        assertThat(rule.evaluate(BROKEN).hasViolation())
                .as(rule.getDescription())
                .isTrue();
    }

    @Test
    void theCycleRuleFailsWhereItIsBroken() {
        assertThat(slices().matching("io.veilpool.broken.agent.(*)..")
                        .should()
                        .beFreeOfCycles()
                        .evaluate(BROKEN)
                        .hasViolation())
                .isTrue();
    }

    private static DescribedPredicate<JavaClass> inARoomOfTheAgentOtherThan(String... rooms) {
        return DescribedPredicate.describe(
                "in a room of the agent other than " + String.join(", ", rooms),
                type -> type.getPackageName().startsWith("io.veilpool.agent.")
                        && Stream.of(rooms)
                                .noneMatch(room -> type.getPackageName().equals("io.veilpool.agent." + room)));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return DescribedPredicate.describe(
                "named " + String.join(", ", names), type -> List.of(names).contains(type.getFullName()));
    }
}

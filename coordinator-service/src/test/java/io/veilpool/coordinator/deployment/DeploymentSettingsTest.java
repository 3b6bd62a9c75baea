package io.veilpool.coordinator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/** A misspelt setting would be passed over in silence and its default taken. */
class DeploymentSettingsTest {
    private static final Pattern ARGUMENT = Pattern.compile("--(veilpool\\.[a-z.-]+)=");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(veilpool\\.[a-z.-]+)");

    @Test
    void everySettingInTheDeploymentFilesIsOneThatTheCoordinatorReads() {
        Set<String> known = known();
        assertThat(known).contains("veilpool.data", "veilpool.object-store.public-endpoint");
        for (String file : new String[] {"docker-compose.yml", "k8s/api.yaml", "k8s/worker.yaml"}) {
            Matcher argument = ARGUMENT.matcher(RepositoryFiles.text(file));
            Set<String> used = new TreeSet<>();
            while (argument.find()) {
                used.add(argument.group(1));
            }
            assertThat(used).as(file).hasSizeGreaterThan(5).isSubsetOf(known);
        }
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>();
        for (JavaClass javaClass : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.veilpool.coordinator")) {
            Class<?> type = javaClass.reflect();
            ConfigurationProperties properties = type.getAnnotation(ConfigurationProperties.class);
            if (properties != null && type.isRecord()) {
                for (RecordComponent component : type.getRecordComponents()) {
                    known.add(properties.value() + "." + DataObjectPropertyName.toDashedForm(component.getName()));
                }
            }
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                for (Parameter parameter : constructor.getParameters()) {
                    Value value = parameter.getAnnotation(Value.class);
                    Matcher placeholder = PLACEHOLDER.matcher(value == null ? "" : value.value());
                    if (placeholder.find()) {
                        known.add(placeholder.group(1));
                    }
                }
            }
        }
        return known;
    }
}

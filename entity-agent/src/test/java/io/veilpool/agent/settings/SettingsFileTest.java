package io.veilpool.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.vault.VaultKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    private static final String LEAST = """
            coordinator: https://coordinator.example.org
            data: e1-data
            images: pictures
            vault:
              passphraseFile: e1.passphrase
            """;

    @TempDir
    Path folder;

    @Test
    void readsTheLeastSettingsAndTakesRelativePathsFromTheFilesFolder() throws Exception {
        AgentSettings settings = SettingsFile.read(file(LEAST));

        assertThat(settings.label()).isEqualTo("e1");
        assertThat(settings.data()).isEqualTo(folder.resolve("e1-data"));
        assertThat(settings.vault()).isEqualTo(new VaultKey.PassphraseFile(folder.resolve("e1.passphrase")));
        assertThat(settings.reportRefinement()).isTrue();
        assertThat(settings.auxiliaryImages()).isNull();
    }

    @Test
    void replacesOnlyTheNamedComponentsOfAGroupAndOfAGroupInIt() throws Exception {
        AgentSettings settings =
                SettingsFile.read(file(LEAST + "dpm: {depth: 2, lambda: 0.5}\nrefinement:\n  refining: {steps: 7}\n"));

        AgentSettings untouched = SettingsFile.read(file(LEAST));
        assertThat(settings.dpm().depth()).isEqualTo(2);
        assertThat(settings.dpm().lambda()).isEqualTo(0.5);
        assertThat(settings.dpm().steps()).isEqualTo(untouched.dpm().steps());
        assertThat(settings.refinement().refining().steps()).isEqualTo(7);
        assertThat(settings.refinement().refining().batch())
                .isEqualTo(untouched.refinement().refining().batch());
    }

    @Test
    void keepsMoreOfSmallSetsToCheckWith() throws Exception {
        AgentSettings usual = SettingsFile.read(file(LEAST));
        assertThat(usual.validationFraction(6_000)).isEqualTo(0.1);
        assertThat(usual.validationFraction(1_000)).isEqualTo(0.2);
        assertThat(usual.validationFraction(300)).isEqualTo(1.0 / 3);
        assertThat(SettingsFile.read(file(LEAST + "validationFraction: 0.05\n")).validationFraction(300))
                .isEqualTo(0.05);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sead: 3 | Unknown key 'sead'. Did you mean 'seed'?",
                "dpm: {dept: 3} | Unknown key 'dpm.dept'. Did you mean 'depth'?",
                "refinement: {refining: {step: 3}} | Unknown key 'refinement.refining.step'. Did you mean 'steps'?",
                "seed: one | seed must be a whole number",
                "validationFraction: 0.9 | at most 0.5, was 0.9",
                "rowType: F64 | one of [F32, F16, I8], was 'F64'",
                "dpm: {steps: 1.5} | dpm.steps must be a whole number, was 1.5",
                "dpm: {depth: 99} | must be 1.0 to 16.0, was 99",
                "dpm: small | dpm must be a group of keys",
                "compute: {threads: 0} | compute.threads must be a whole number from 1 to 1024, was 0",
                "reportRefinement: maybe | reportRefinement must be true or false, was 'maybe'",
                "network: {pollSeconds: 0} | pollSeconds must be 0.1 to 3600, was 0",
                "network: {trustedCertificate: none.pem} | there is no file",
                "seed: [1 | not valid YAML",
                "images: twice | not valid YAML",
            })
    void refusesALineThatCannotBeUsed(String line, String sentence) throws Exception {
        Path file = file(LEAST + line + "\n");

        assertThatThrownBy(() -> SettingsFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "coordinator: https://coordinator.example.org,coordinator is missing",
        "data: e1-data,data is missing",
        "images: pictures,images is missing",
        "passphraseFile: e1.passphrase,exactly one of passphraseFile"
    })
    void refusesAFileThatLacksALine(String line, String sentence) throws Exception {
        Path file = file(LEAST.replace(line, "").replace("vault:\n  \n", "vault:\n"));

        assertThatThrownBy(() -> SettingsFile.read(file))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesTwoKeysForOneVault() throws Exception {
        Path file = file(LEAST + "  keyFile: e1.key\n");

        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("exactly one of");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> SettingsFile.read(folder.resolve("none.yaml")))
                .hasMessageContaining("There is no settings file");
    }

    @Test
    void refusesAnAddressThatIsNotHttp() throws Exception {
        Path file = file(LEAST.replace("https://coordinator.example.org", "ftp://coordinator.example.org"));

        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessageContaining("http or https address");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("e1.yaml"), text);
    }
}

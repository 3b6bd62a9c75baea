package io.veilpool.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.veilpool.agent.vault.VaultException;
import io.veilpool.agent.vault.VaultKey;
import io.veilpool.model.signing.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class OfficerKeyTest {
    private static final String PASSPHRASE = "correct horse battery";

    @TempDir
    Path folder;

    @Test
    void opensWithItsPassphraseAndItsNameOnly() throws Exception {
        Path file = folder.resolve("keys/dpo.key");
        SigningKey made = OfficerKey.create(file, "dpo", passphrase(PASSPHRASE));

        assertThat(OfficerKey.open(file, "dpo", passphrase(PASSPHRASE)).privateJwk())
                .isEqualTo(made.privateJwk());
        assertThatThrownBy(() -> OfficerKey.open(file, "dpo", passphrase("incorrect horse battery")))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("the key of officer dpo does not open")
                .hasMessageNotContaining("horse");
        assertThatThrownBy(() -> OfficerKey.open(file, "somebody", passphrase(PASSPHRASE)))
                .hasMessageContaining("is that of dpo, not of somebody");
        Files.writeString(file, Files.readString(file).replace("\"dpo\"", "\"somebody\""));
        assertThatThrownBy(() -> OfficerKey.open(file, "somebody", passphrase(PASSPHRASE)))
                .as("another name written over it")
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("does not open");
    }

    @Test
    void showsNothingOfTheKeyAndIsForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("dpo.key");
        SigningKey made = OfficerKey.create(file, "dpo", passphrase(PASSPHRASE));

        String secret = JsonMapper.shared().readTree(made.privateJwk()).get("d").asString();
        assertThat(Files.readString(file)).doesNotContain(secret).doesNotContain("horse");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void overwritesNothingAndMakesNothingWithAWeakPassphraseOrAWrongName() throws Exception {
        Path file = Files.writeString(folder.resolve("there"), "something");
        assertThatThrownBy(() -> OfficerKey.create(file, "dpo", passphrase(PASSPHRASE)))
                .hasMessageContaining("no key is overwritten");
        assertThat(Files.readString(file)).isEqualTo("something");
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> OfficerKey.create(none, "dpo", passphrase("short")))
                .hasMessageContaining("at least 12");
        assertThatThrownBy(() -> OfficerKey.create(none, "d p o", passphrase(PASSPHRASE)))
                .hasMessageContaining("1 to 63 letters");
        assertThatThrownBy(() -> OfficerKey.create(none, "dpo", new VaultKey.Terminal()))
                .as("tests have no terminal")
                .hasMessageContaining("no terminal");
        assertThat(none).doesNotExist();
    }

    @Test
    void saysWhatIsNoKeyFile() throws Exception {
        Path file = folder.resolve("dpo.key");
        assertThatThrownBy(() -> OfficerKey.open(file, "dpo", passphrase(PASSPHRASE)))
                .hasMessageContaining("no officer's key");
        OfficerKey.create(file, "dpo", passphrase(PASSPHRASE));
        String good = Files.readString(file);
        for (String bad : List.of(
                "",
                "garbage",
                "{}",
                SigningKey.generate().privateJwk(),
                good.substring(0, good.length() / 2),
                good.replace("\"formatVersion\":1", "\"formatVersion\":2"),
                good.replaceFirst("\"iterations\":\\d+", "\"iterations\":1"),
                good.replaceFirst("\"salt\":\"..", "\"salt\":\"=="),
                good.replaceFirst("\"sealed\":\"..", "\"sealed\":\"AA"),
                "x".repeat(1 << 17))) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> OfficerKey.open(file, "dpo", passphrase(PASSPHRASE)))
                    .as(bad.length() > 300 ? "too long" : bad)
                    .isInstanceOf(VaultException.class);
        }
    }

    private VaultKey passphrase(String text) throws IOException {
        return new VaultKey.PassphraseFile(Files.writeString(folder.resolve("passphrase"), text + "\n"));
    }
}

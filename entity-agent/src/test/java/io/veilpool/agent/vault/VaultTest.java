package io.veilpool.agent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    private static final byte[] SECRET = "weights weights weights weights".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void opensAgainWithTheSamePassphrase() throws Exception {
        byte[] sealed = open("correct horse battery").seal(SECRET, "DPM 1");

        assertThat(open("correct horse battery").unseal(sealed, "DPM 1")).isEqualTo(SECRET);
    }

    @Test
    void refusesAWrongPassphraseInAClearSentence() throws Exception {
        open("correct horse battery");

        assertThatThrownBy(() -> open("incorrect horse battery"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("does not open with the key from passphrase file");
    }

    @Test
    void refusesAShortPassphraseAndNeverRepeatsIt() {
        assertThatThrownBy(() -> open("short"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("has 5 characters, at least 12")
                .hasMessageNotContaining("short");
    }

    @Test
    void refusesAPassphraseFileThatIsNotThereAndAnEnvironmentThatIsNotSet() {
        assertThatThrownBy(
                        () -> Vault.open(folder.resolve("vault"), new VaultKey.PassphraseFile(folder.resolve("none"))))
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() ->
                        Vault.open(folder.resolve("vault"), new VaultKey.PassphraseEnvironment("VEILPOOL_NOT_SET")))
                .hasMessageContaining("VEILPOOL_NOT_SET");
    }

    @Test
    void refusesWhatWasSealedForAnotherPurpose() throws Exception {
        Vault vault = open("correct horse battery");
        byte[] sealed = vault.seal(SECRET, "DPM of e1, rotation 1");

        assertThatThrownBy(() -> vault.unseal(sealed, "DPM of e1, rotation 2")).isInstanceOf(VaultException.class);
    }

    @Test
    void refusesOneChangedBit() throws Exception {
        Vault vault = open("correct horse battery");
        byte[] sealed = vault.seal(SECRET, "DPM 1");
        sealed[sealed.length / 2] ^= 1;

        assertThatThrownBy(() -> vault.unseal(sealed, "DPM 1")).isInstanceOf(VaultException.class);
    }

    @Test
    void takesAKeyFileOfBytesOrHexDigitsAndNothingElse() throws Exception {
        Path key = folder.resolve("key");
        Files.writeString(key, "0123456789abcdef".repeat(4));
        byte[] sealed =
                Vault.open(folder.resolve("vault"), new VaultKey.KeyFile(key)).seal(SECRET, "DPM");
        Files.write(key, java.util.HexFormat.of().parseHex("0123456789abcdef".repeat(4)));

        assertThat(Vault.open(folder.resolve("vault"), new VaultKey.KeyFile(key))
                        .unseal(sealed, "DPM"))
                .isEqualTo(SECRET);
        Files.writeString(key, "too short");
        assertThatThrownBy(() -> Vault.open(folder.resolve("vault"), new VaultKey.KeyFile(key)))
                .hasMessageContaining("32 bytes or 64 hex digits, it holds 9 bytes");
    }

    @Test
    void saysWhenTheKindOfKeyChanged() throws Exception {
        open("correct horse battery");
        Path key = Files.write(folder.resolve("key"), new byte[32]);

        assertThatThrownBy(() -> Vault.open(folder.resolve("vault"), new VaultKey.KeyFile(key)))
                .hasMessageContaining("made with a passphrase");
    }

    @Test
    void leavesNothingInTheFolderThatShowsKeyOrSecret() throws Exception {
        Vault vault = open("correct horse battery");
        PrivateFiles.write(folder.resolve("vault/dpm.sealed"), vault.seal(SECRET, "DPM 1"));

        try (Stream<Path> files = Files.walk(folder.resolve("vault"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(text).doesNotContain("weights").doesNotContain("horse");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void handsTheCommitmentKeyToItsOwnAccessOnly() throws Exception {
        Vault vault = open("correct horse battery");
        Vault again = open("correct horse battery");

        assertThat(again.commitmentKey(again.dpmAccess())).isEqualTo(vault.commitmentKey(vault.dpmAccess()));
        assertThatThrownBy(() -> vault.commitmentKey(again.dpmAccess())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysThatADamagedVaultFileIsDamaged() throws Exception {
        open("correct horse battery");
        Path file = folder.resolve("vault/vault.json");
        for (String damaged : List.of("{}", "not json", Files.readString(file).replace("PBKDF2", "MD5"))) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> open("correct horse battery")).isInstanceOf(VaultException.class);
        }
    }

    private Vault open(String passphrase) throws IOException, VaultException {
        Path file = Files.writeString(folder.resolve("passphrase"), passphrase + "\n");
        return Vault.open(folder.resolve("vault"), new VaultKey.PassphraseFile(file));
    }
}

package io.veilpool.agent.vault;

import java.nio.file.Path;

/** Where the vault's key comes from. None of the three lies in the data folder. */
public sealed interface VaultKey {
    /** A file whose first line is a passphrase of at least 12 characters; the key is derived from it. */
    record PassphraseFile(Path file) implements VaultKey {}

    /** A file of exactly 32 random bytes, or 64 hex digits. */
    record KeyFile(Path file) implements VaultKey {}

    /** Name of an environment variable that holds a passphrase of at least 12 characters. */
    record PassphraseEnvironment(String variable) implements VaultKey {}
}

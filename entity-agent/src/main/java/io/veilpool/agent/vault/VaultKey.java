package io.veilpool.agent.vault;

import java.nio.file.Path;

/** Where the key of a vault, or of an officer's key file, comes from. None of them lies in the data folder. */
public sealed interface VaultKey {
    /** A file whose first line is a passphrase of at least 12 characters; the key is derived from it. */
    record PassphraseFile(Path file) implements VaultKey {}

    /** A file of exactly 32 random bytes, or 64 hex digits. */
    record KeyFile(Path file) implements VaultKey {}

    /** Name of an environment variable that holds a passphrase of at least 12 characters. */
    record PassphraseEnvironment(String variable) implements VaultKey {}

    /** A passphrase of at least 12 characters that somebody types, twice for a new key; nothing shows it. */
    record Terminal() implements VaultKey {}
}

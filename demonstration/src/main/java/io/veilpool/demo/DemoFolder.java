package io.veilpool.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Where a run keeps what. */
record DemoFolder(Path root) {
    Path state() {
        return root.resolve("state.json");
    }

    Path lock() {
        return root.resolve("lock");
    }

    Path images() {
        return root.resolve("images");
    }

    Path coordinator() {
        return root.resolve("coordinator");
    }

    Path turns() {
        return root.resolve("turns");
    }

    Path pictures() {
        return root.resolve("pictures");
    }

    Path logs() {
        return root.resolve("logs");
    }

    Path entity(String entity) {
        return root.resolve(entity);
    }

    Path settings(String entity) {
        return root.resolve("settings").resolve(entity + ".yaml");
    }

    Path secret(String name) {
        return root.resolve("secrets").resolve(name);
    }

    /** The file with the password of the coordinator's account {@code admin}. */
    Path adminPassword() throws IOException {
        return secret("admin-password", 24, Base64.getUrlEncoder().withoutPadding()::encodeToString);
    }

    /** The file with the key of an entity's vault. A passphrase, which is for people, takes each process a second to turn into one. */
    Path vaultKey(String entity) throws IOException {
        return secret(entity + ".vault-key", 32, HexFormat.of()::formatHex);
    }

    Path result() {
        return root.resolve("result.json");
    }

    /** Everything that was signed, for veilpool-verify. */
    Path evidence() {
        return root.resolve("evidence.zip");
    }

    /** The coordinator's certificate of what was withdrawn. */
    Path certificate() {
        return root.resolve("withdrawal.jws");
    }

    Path report() {
        return root.resolve("report.html");
    }

    /** Random bytes as text in a file that only the owner can read, made at the first call. */
    private Path secret(String name, int bytes, Function<byte[], String> text) throws IOException {
        Path file = secret(name);
        if (!Files.exists(file)) {
            byte[] random = new byte[bytes];
            new SecureRandom().nextBytes(random);
            writePrivately(file, text.apply(random));
        }
        return file;
    }

    /** Makes a folder that only its owner can enter; one that is there stays as it is. */
    static void makePrivately(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Writes a file for the owner's eyes, whole or not at all. */
    static void writePrivately(Path file, String text) throws IOException {
        makePrivately(Objects.requireNonNull(file.getParent(), "a secret lies in a folder"));
        Path temporary = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

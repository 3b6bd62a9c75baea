package io.veilpool.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked once from the class path into a folder that nobody else may write to. */
final class PostgresBinaries {
    private static final int COMMAND_SECONDS = 120;

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    static PostgresBinaries unpacked(Path folder) throws IOException {
        Path done = folder.resolve("bin").resolve("postgres");
        if (!Files.exists(done)) {
            Path beside = folder.resolveSibling(folder.getFileName() + ".new");
            Folders.delete(beside);
            KeptFiles.privateFolder(beside);
            unpack(beside);
            Folders.delete(folder);
            Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new PostgresBinaries(folder);
    }

    private static String archive() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "");
        return "/postgres-" + system + "-" + ("amd64".equals(machine) ? "x86_64" : machine) + ".txz";
    }

    private static void unpack(Path folder) throws IOException {
        String name = archive();
        try (InputStream packed = PostgresBinaries.class.getResourceAsStream(name)) {
            if (packed == null) {
                throw new EmbeddedServerException("No PostgreSQL binaries " + name.substring(1)
                        + " on the class path: the embedded database runs on Linux x86-64."
                        + " Elsewhere set veilpool.database.url to an external PostgreSQL.");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpackEntry(folder, tar, entry);
                }
            }
        }
    }

    private static void unpackEntry(Path folder, TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("The archive points outside its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        boolean program = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwx------" : "rw-------"));
    }

    /** Runs one of the programs and waits for it. */
    CommandResult run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own the same files belong to "nobody"
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(folder.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(folder, program, ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new CommandResult(-1, program + " did not end within " + COMMAND_SECONDS + " s");
            }
            return new CommandResult(process.exitValue(), explain(Files.readString(output)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("Interrupted while " + program + " ran", stopped);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String explain(String output) {
        String line = output.strip().replaceAll("\\s*\\R\\s*", " | ");
        return line.contains("unshare failed")
                ? line + ". As root the embedded PostgreSQL needs user namespaces: run the coordinator as an ordinary"
                        + " user, or set veilpool.database.url to an external PostgreSQL"
                : line;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}

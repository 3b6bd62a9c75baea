package io.veilpool.embedded;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.slf4j.LoggerFactory;

/**
 * The object store's process. Arguments: its folder and the process id of its parent. Prints {@code ready PORT} or
 * {@code failed REASON} as its only line; ends when standard input does or the parent is gone.
 */
final class EmbeddedObjectStoreMain {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private EmbeddedObjectStoreMain() {}

    @SuppressWarnings("SystemOut") // the line that the parent waits for
    public static void main(String[] arguments) throws IOException {
        PrintStream answer = System.out;
        System.setOut(System.err);
        quietLogs();
        Path folder = Path.of(arguments[0]);
        ExitWithProcess.watch(Long.parseLong(arguments[1]));
        try {
            FolderLock lock = FolderLock.take(folder, PATIENCE);
            int port = serve(folder);
            KeptFiles.write(folder.resolve("port"), Integer.toString(port));
            answer.println("ready " + port);
            answer.flush();
            waitForEnd(System.in);
            lock.close();
            System.exit(0);
        } catch (Exception e) {
            e.printStackTrace(System.err);
            answer.println("failed " + e.getMessage());
            answer.flush();
            System.exit(1);
        }
    }

    private static int serve(Path folder) throws Exception {
        Path objects = folder.resolve("objects");
        KeptFiles.privateFolder(objects);
        Properties settings = new Properties();
        settings.setProperty("s3proxy.endpoint", "http://127.0.0.1:" + Ports.keptOrFree(folder.resolve("port")));
        settings.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        settings.setProperty("s3proxy.identity", KeptFiles.secret(folder.resolve("access-key"), 12));
        settings.setProperty("s3proxy.credential", KeptFiles.secret(folder.resolve("secret-key"), 30));
        settings.setProperty("s3proxy.jetty.max-threads", "32");
        S3Proxy proxy = S3Proxy.Builder.fromProperties(settings)
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .build();
        proxy.start();
        return proxy.getPort();
    }

    private static void quietLogs() {
        if (LoggerFactory.getILoggerFactory() instanceof ch.qos.logback.classic.LoggerContext logback) {
            // logback without a configuration logs every byte that Jetty reads
            logback.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        }
    }

    private static void waitForEnd(InputStream input) throws IOException {
        while (input.read() >= 0) {
            // the parent writes nothing; the pipe breaks when it ends
        }
    }
}

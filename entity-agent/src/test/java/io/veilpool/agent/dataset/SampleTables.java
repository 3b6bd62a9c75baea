package io.veilpool.agent.dataset;

import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Small image sets with a table of attributes. */
final class SampleTables {
    static final List<String> BINARY = List.of("0", "1");
    static final AttributeTask SMILE = new AttributeTask(
            List.of(new AttributeColumn("smiling", BINARY)), List.of(new AttributeColumn("male", BINARY)), "person");

    /** Eight images of four persons. */
    static final String GOOD = """
            file,split,smiling,male,person
            a.png,train,0,1,p1
            b.png,train,1,1,p1
            c.png,train,0,0,p2
            d.png,train,1,0,p2
            e.png,train,0,1,p3
            f.png,train,1,,p3
            g.png,test,0,1,p4
            h.png,test,1,unknown,p4
            """;

    private SampleTables() {}

    /** {@code a.png} and so on, each of its own pixels. */
    static Map<String, byte[]> images(int count) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            files.put((char) ('a' + i) + ".png", SampleFiles.png(16, 16, i));
        }
        return files;
    }

    /** A folder with the table and {@code images.zip}. */
    static Path pair(Path folder, String table) throws IOException {
        return pair(folder, table.getBytes(StandardCharsets.UTF_8), images(8));
    }

    static Path pair(Path folder, byte[] table, Map<String, byte[]> images) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("attributes.csv"), table);
        SampleFiles.zip(folder.resolve("images.zip"), images);
        return folder;
    }
}

package io.veilpool.demo.images;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.veilpool.agent.dataset.ImageSource;
import io.veilpool.agent.dataset.UnusableImagesException;
import io.veilpool.model.protocol.AttributeColumn;
import io.veilpool.model.protocol.AttributeTask;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A zip of images with a table of the columns that a task names. Groups are numbers there, not what the whole set calls them. */
final class AttributeZip {
    private static final String TABLE = "attributes.csv";

    private final AttributeTask task;
    private final ImageSource source;
    private final Map<String, Integer> classes = new HashMap<>();

    AttributeZip(AttributeTask task, List<String> classNames, ImageSource source) {
        this.task = task;
        this.source = source;
        classNames.forEach(name -> classes.put(name, classes.size()));
    }

    /**
     * @param images positions in the source
     * @param group  (n) number of each image's group, in their order
     */
    void write(int[] images, int[] group, Path target) throws IOException, UnusableImagesException {
        try (StoredZip zip = new StoredZip(target)) {
            zip.add(TABLE, table(images, group).getBytes(StandardCharsets.UTF_8));
            for (int i : images) {
                zip.add(source.name(i), source.fileBytes(i));
            }
            zip.complete();
        }
    }

    private String table(int[] images, int[] group) throws IOException {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(header());
            for (int k = 0; k < images.length; k++) {
                csv.writeRecord(row(images[k], group[k]));
            }
        }
        return text.toString();
    }

    private List<String> header() {
        List<String> header = new ArrayList<>(List.of("file"));
        task.main().forEach(column -> header.add(column.name()));
        task.sensitive().forEach(column -> header.add(column.name()));
        String group = task.group();
        if (group != null) {
            header.add(group);
        }
        return header;
    }

    private List<String> row(int i, int group) {
        List<String> row = new ArrayList<>(List.of(source.name(i)));
        int label = classes.getOrDefault(source.className(i), 0);
        for (int a = 0; a < task.main().size(); a++) {
            row.add(task.main().get(a).values().get(task.value(label, a)));
        }
        for (int a = 0; a < task.sensitive().size(); a++) {
            AttributeColumn column = task.sensitive().get(a);
            int value = source.sensitive(a, i);
            row.add(value < 0 ? "" : column.values().get(value));
        }
        if (task.group() != null) {
            row.add(Integer.toString(group));
        }
        return row;
    }
}

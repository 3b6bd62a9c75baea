package io.veilpool.agent.dataset;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table in UTF-8 whose first row names the columns, read row by row. The header tells whether commas, semicolons or tabs
 * separate the cells; cells may be quoted (RFC 4180). Rows are numbered as a spreadsheet shows them, the header being row 1; empty rows are passed over.
 */
final class CsvTable implements Closeable {
    private static final int LONGEST_HEADER = 1 << 16;
    private static final int LONGEST_ROW = 1 << 20;
    private static final int MOST_COLUMNS = 1_000;

    private final String shown;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> columns;
    private int row;

    private CsvTable(String shown, CsvReader<CsvRecord> reader) throws UnusableImagesException {
        this.shown = shown;
        this.reader = reader;
        this.records = reader.iterator();
        CsvRecord header = read();
        if (header == null) {
            throw new UnusableImagesException(shown + " is empty; its first row must name the columns");
        }
        this.columns = header.getFields().stream().map(CsvTable::plain).toList();
        requireColumns();
    }

    /** @param shown how errors name the table; @param in closed with the table, or when it cannot be opened */
    static CsvTable open(InputStream in, String shown) throws UnusableImagesException {
        try {
            BufferedReader text = text(in, shown);
            text.mark(LONGEST_HEADER);
            char[] start = new char[LONGEST_HEADER - 1];
            int length = text.read(start);
            text.reset();
            return new CsvTable(
                    shown,
                    CsvReader.builder()
                            .fieldSeparator(separator(new String(start, 0, Math.max(length, 0))))
                            .skipEmptyLines(false)
                            .allowExtraFields(true)
                            .allowMissingFields(true)
                            .allowUnclosedQuote(false)
                            .allowExtraCharsAfterClosingQuote(false)
                            .maxBufferSize(LONGEST_ROW)
                            .ofCsvRecord(text));
        } catch (IOException e) {
            closeQuietly(in);
            throw unreadable(shown, e);
        } catch (UnusableImagesException | RuntimeException e) {
            closeQuietly(in);
            throw e;
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // Read only: nothing can be lost.
        }
    }

    private static BufferedReader text(InputStream in, String shown) throws IOException, UnusableImagesException {
        PushbackInputStream bytes = new PushbackInputStream(in, 3);
        byte[] start = bytes.readNBytes(3);
        int first = start.length > 0 ? start[0] & 0xFF : -1;
        int second = start.length > 1 ? start[1] & 0xFF : -1;
        if (first == 0xFF && second == 0xFE || first == 0xFE && second == 0xFF || first == 0 || second == 0) {
            throw new UnusableImagesException(
                    shown + " is text in UTF-16: save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')");
        }
        boolean marked = start.length == 3 && first == 0xEF && second == 0xBB && (start[2] & 0xFF) == 0xBF;
        if (!marked) {
            bytes.unread(start);
        }
        return new BufferedReader(
                new InputStreamReader(
                        bytes,
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)),
                LONGEST_HEADER);
    }

    /** The commonest of the three in the first line, outside quotes. */
    private static char separator(String start) {
        int[] counts = new int[3];
        String candidates = ",;\t";
        boolean quoted = false;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (!quoted && (c == '\n' || c == '\r')) {
                break;
            }
            quoted ^= c == '"';
            int candidate = candidates.indexOf(c);
            if (!quoted && candidate >= 0) {
                counts[candidate]++;
            }
        }
        int best = counts[1] > counts[0] ? 1 : 0;
        return candidates.charAt(counts[2] > counts[best] ? 2 : best);
    }

    private void requireColumns() throws UnusableImagesException {
        if (columns.size() > MOST_COLUMNS) {
            throw new UnusableImagesException("%s has %,d columns, limit %,d: leave out what is not needed"
                    .formatted(shown, columns.size(), MOST_COLUMNS));
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!column.isEmpty() && !seen.add(column)) {
                throw new UnusableImagesException(
                        "%s has two columns '%s': rename or remove one".formatted(shown, FileNames.printable(column)));
            }
        }
    }

    /** Names of the columns; a column without a name is the empty text. */
    List<String> columns() {
        return columns;
    }

    /** How messages name the table. */
    String shown() {
        return shown;
    }

    /** Number of the row that {@link #next} gave last, the header being 1. */
    int row() {
        return row;
    }

    /** The next row's cells, without spaces around them; null after the last one. */
    @Nullable
    List<String> next() throws UnusableImagesException {
        CsvRecord record = read();
        while (record != null && isEmpty(record)) {
            record = read();
        }
        if (record == null) {
            return null;
        }
        if (record.getFieldCount() != columns.size()) {
            throw new UnusableImagesException(
                    "%s, row %d: %d cells, but the header has %d; a text with a separator in it must stand in double quotes"
                            .formatted(shown, row, record.getFieldCount(), columns.size()));
        }
        List<String> cells = new ArrayList<>(columns.size());
        for (int c = 0; c < columns.size(); c++) {
            cells.add(plain(record.getField(c)));
        }
        return cells;
    }

    private @Nullable CsvRecord read() throws UnusableImagesException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CsvRecord record = records.next();
            row++;
            return record;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof IOException cause) {
                throw unreadable(shown, cause);
            }
            throw new UnusableImagesException(
                    "%s, row %d: a double quote is not closed, or stands inside a cell where it must be written twice; or the row has more than %,d characters"
                            .formatted(shown, row + 1, LONGEST_ROW),
                    e);
        } catch (UncheckedIOException e) {
            throw unreadable(shown, e.getCause());
        }
    }

    private static UnusableImagesException unreadable(String shown, @Nullable Throwable e) {
        return e instanceof CharacterCodingException
                ? new UnusableImagesException(
                        shown + " holds bytes that are not UTF-8: save it as UTF-8 (in a spreadsheet: 'CSV UTF-8')", e)
                : new UnusableImagesException(shown + " cannot be read from the disk", new IOException(e));
    }

    private static boolean isEmpty(CsvRecord record) {
        for (int c = 0; c < record.getFieldCount(); c++) {
            if (!record.getField(c).isBlank()) {
                return false;
            }
        }
        return true;
    }

    private static String plain(String cell) {
        return FileNames.normal(cell.strip());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}

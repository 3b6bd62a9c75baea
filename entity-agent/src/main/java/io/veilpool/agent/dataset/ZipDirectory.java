package io.veilpool.agent.dataset;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.ZipException;

/** Looks through a zip's directory for what {@link java.util.zip.ZipFile} does not tell: links and encryption. */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int END_64_LOCATOR = 0x07064b50;
    private static final int END_64_LOCATOR_BYTES = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_BYTES = 46;
    private static final int UNIX = 3;
    private static final int FILE_TYPE = 0xF000;
    private static final int LINK = 0xA000;

    private ZipDirectory() {}

    static void requirePlainEntries(Path location, String shown) throws IOException, UnusableImagesException {
        try (FileChannel channel = FileChannel.open(location, StandardOpenOption.READ)) {
            ByteBuffer directory = directory(channel);
            while (directory.remaining() >= ENTRY_BYTES && directory.getInt(directory.position()) == ENTRY) {
                int at = directory.position();
                int nameLength = directory.getShort(at + 28) & 0xFFFF;
                int length = ENTRY_BYTES
                        + nameLength
                        + (directory.getShort(at + 30) & 0xFFFF)
                        + (directory.getShort(at + 32) & 0xFFFF);
                if (length > directory.remaining()) {
                    throw new ZipException("directory is cut off");
                }
                require(directory, at, nameLength, shown);
                directory.position(at + length);
            }
        }
    }

    private static void require(ByteBuffer directory, int at, int nameLength, String shown)
            throws UnusableImagesException {
        boolean encrypted = (directory.getShort(at + 8) & 1) != 0;
        boolean unix = directory.get(at + 5) == UNIX;
        boolean link = unix && (directory.getInt(at + 38) >>> 16 & FILE_TYPE) == LINK;
        if (!encrypted && !link) {
            return;
        }
        byte[] bytes = new byte[nameLength];
        directory.get(at + ENTRY_BYTES, bytes);
        String name = FileNames.printable(new String(bytes, StandardCharsets.UTF_8));
        throw new UnusableImagesException(
                encrypted
                        ? "'%s' is encrypted ('%s'); unpack it and give the folder".formatted(shown, name)
                        : "'%s' holds the link '%s'; links are refused: pack the file itself".formatted(shown, name));
    }

    private static ByteBuffer directory(FileChannel channel) throws IOException {
        long size = channel.size();
        int tailBytes = (int) Math.min(size, END_BYTES + LONGEST_COMMENT);
        ByteBuffer tail = read(channel, size - tailBytes, tailBytes);
        int end = tailBytes - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            throw new ZipException("no end of directory");
        }
        long length = tail.getInt(end + 12) & 0xFFFFFFFFL;
        boolean large = length == 0xFFFFFFFFL || tail.getInt(end + 16) == -1;
        long endAt = size - tailBytes + end;
        // Counted back from the end, since self-extracting zips have a program in front.
        long start = endAt - length;
        if (large && endAt >= END_64_LOCATOR_BYTES) {
            ByteBuffer locator = read(channel, endAt - END_64_LOCATOR_BYTES, END_64_LOCATOR_BYTES);
            if (locator.getInt(0) == END_64_LOCATOR) {
                long end64At = locator.getLong(8);
                length = read(channel, end64At, 56).getLong(40);
                start = end64At - length;
            }
        }
        return read(channel, start, length);
    }

    private static ByteBuffer read(FileChannel channel, long from, long length) throws IOException {
        if (from < 0 || length < 0 || length > Integer.MAX_VALUE - 16 || from > channel.size() - length) {
            throw new ZipException("directory lies outside the file");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, from + bytes.position()) < 0) {
                throw new EOFException("zip is cut off");
            }
        }
        return bytes.flip();
    }
}
